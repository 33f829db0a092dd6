#include "send_bounce/mail/date.h"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "send_bounce/text/encoding.h"

namespace send_bounce {
namespace {

constexpr std::array<std::string_view, 12> kMonths = {"jan", "feb", "mar", "apr", "may", "jun",
                                                      "jul", "aug", "sep", "oct", "nov", "dec"};

struct NamedZone {
  std::string_view name;
  int hours;
};
constexpr NamedZone kZones[] = {{"ut", 0},   {"gmt", 0},  {"edt", -4}, {"est", -5}, {"cdt", -5},
                                {"cst", -6}, {"mdt", -6}, {"mst", -7}, {"pdt", -7}, {"pst", -8}};

/// Words and signs of the date in lower case, without comments and commas: "thu" "1" "oct" …
/// "13" ":" "48" … A sign begins the digits of a zone.
std::vector<std::string> tokens_of(std::string_view value) {
  std::vector<std::string> tokens;
  std::string token;
  int depth = 0;
  const auto flush = [&] {
    if (!token.empty()) tokens.push_back(std::move(token));
    token.clear();
  };
  for (std::size_t i = 0; i < value.size(); ++i) {
    const char c = value[i];
    if (depth > 0 && c == '\\') {
      ++i;
    } else if (c == '(') {
      flush();
      ++depth;
    } else if (c == ')' && depth > 0) {
      --depth;
    } else if (depth > 0) {
      continue;
    } else if (c == ':') {
      flush();
      tokens.emplace_back(":");
    } else if (c == '+' || c == '-') {
      flush();
      token = c;
    } else if (c == ',' || c == ' ' || c == '\t' || c == '\r' || c == '\n') {
      flush();
    } else {
      token += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
  }
  flush();
  return tokens;
}

/// A number of `fewest` to `most` digits.
std::optional<int> number(std::string_view token, std::size_t fewest, std::size_t most) {
  if (token.size() < fewest || token.size() > most) return std::nullopt;
  int value = 0;
  for (const char c : token) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

std::optional<int> year_of(std::string_view token) {
  const auto year = number(token, 2, 4);
  if (!year) return std::nullopt;
  if (token.size() == 2) return *year < 50 ? 2000 + *year : 1900 + *year;
  if (token.size() == 3) return 1900 + *year;
  return year;
}

/// Seconds east of UTC. RFC 5322 §4.3: names that say nothing reliable count as -0000.
std::optional<std::int64_t> zone_of(std::string_view token) {
  if (token.front() == '+' || token.front() == '-') {
    const auto digits = number(token.substr(1), 4, 4);
    if (!digits || *digits % 100 > 59) return std::nullopt;
    const std::int64_t seconds = (*digits / 100) * 3600 + (*digits % 100) * 60;
    return token.front() == '-' ? -seconds : seconds;
  }
  for (const NamedZone& zone : kZones)
    if (zone.name == token) return std::int64_t{zone.hours} * 3600;
  for (const char c : token)
    if (c < 'a' || c > 'z') return std::nullopt;
  return 0;
}

class Reader {
 public:
  explicit Reader(std::vector<std::string> tokens) : tokens_(std::move(tokens)) {}

  bool at_end() const { return position_ == tokens_.size(); }
  std::string_view next() { return at_end() ? std::string_view{} : tokens_[position_++]; }
  std::string_view peek() const { return at_end() ? std::string_view{} : tokens_[position_]; }
  bool skip(std::string_view token) {
    if (peek() != token) return false;
    ++position_;
    return true;
  }

 private:
  std::vector<std::string> tokens_;
  std::size_t position_ = 0;
};

bool is_letter(char c) { return c >= 'a' && c <= 'z'; }

std::optional<int> month_of(std::string_view token) {
  for (std::size_t i = 0; i < kMonths.size(); ++i)
    if (kMonths[i] == token) return static_cast<int>(i) + 1;
  return std::nullopt;
}

}  // namespace

std::optional<Instant> parse_mail_date(std::string_view value) {
  Reader reader(tokens_of(value));
  if (!reader.at_end() && is_letter(reader.peek().front())) reader.next();  // day of the week

  const auto day = number(reader.next(), 1, 2);
  const auto month = month_of(reader.next());
  const auto year = year_of(reader.next());
  const auto hour = number(reader.next(), 1, 2);
  if (!day || !month || !year || !hour || !reader.skip(":")) return std::nullopt;
  const auto minute = number(reader.next(), 1, 2);
  const auto second = reader.skip(":") ? number(reader.next(), 1, 2) : 0;
  if (!minute || !second) return std::nullopt;
  const auto zone = reader.at_end() ? 0 : zone_of(reader.next());
  if (!zone || !reader.at_end()) return std::nullopt;

  if (*year < 1 || *day < 1 || *day > days_in_month(*year, *month)) return std::nullopt;
  if (*hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
  Instant instant = instant_from_civil({*year, *month, *day, *hour, *minute, 0, 0});
  instant.seconds += *second - *zone;
  return instant;
}

}  // namespace send_bounce
