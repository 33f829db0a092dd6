#include "client/http_date.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace send_bounce {
namespace {

constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::string_view kPattern = "Www, DD Mmm YYYY HH:MM:SS GMT";

std::optional<int> number(std::string_view text, std::size_t at, std::size_t length) {
  int value = 0;
  const char* end = text.data() + at + length;
  const auto [stop, fault] = std::from_chars(text.data() + at, end, value);
  if (fault != std::errc() || stop != end || value < 0) return std::nullopt;
  return value;
}

bool has_marks(std::string_view text) {
  return text.substr(3, 2) == ", " && text[7] == ' ' && text[11] == ' ' && text[16] == ' ' &&
         text[19] == ':' && text[22] == ':' && text.substr(25) == " GMT";
}

}  // namespace

std::optional<Instant> parse_http_date(std::string_view text) {
  if (text.size() != kPattern.size() || !has_marks(text)) return std::nullopt;
  const auto* const month = std::find(kMonths.begin(), kMonths.end(), text.substr(8, 3));
  const auto day = number(text, 5, 2);
  const auto year = number(text, 12, 4);
  const auto hour = number(text, 17, 2);
  const auto minute = number(text, 20, 2);
  const auto second = number(text, 23, 2);
  if (month == kMonths.end() || !day || !year || !hour || !minute || !second) return std::nullopt;
  CivilTime time;
  time.year = *year;
  time.month = static_cast<int>(month - kMonths.begin()) + 1;
  time.day = *day;
  time.hour = *hour;
  time.minute = *minute;
  time.second = *second;
  const bool exists = time.year > 0 && time.day >= 1 &&
                      time.day <= days_in_month(time.year, time.month) && time.hour < 24 &&
                      time.minute < 60 && time.second < 61;
  return exists ? std::optional(instant_from_civil(time)) : std::nullopt;
}

}  // namespace send_bounce
