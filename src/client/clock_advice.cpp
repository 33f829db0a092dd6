#include "client/clock_advice.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>

#include "send_bounce/text/encoding.h"

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

// Signature Version 4 bears fifteen minutes; five come from no delay of a request.
constexpr std::int64_t kNotable = 300;  // seconds

constexpr std::string_view kOfTime[] = {"RequestTimeTooSkewed", "RequestExpired",
                                        "RequestInTheFuture"};
constexpr std::string_view kOfSignature[] = {"SignatureDoesNotMatch", "InvalidSignatureException"};

template <std::size_t Count>
bool is_in(const std::string_view (&codes)[Count], const std::string& code) {
  return std::find(std::begin(codes), std::end(codes), code) != std::end(codes);
}

// SES: "Signature expired: … is now earlier than …", "Signature not yet current: …".
bool speaks_of_time(const std::string& message) {
  const std::string text = to_lower(message);
  return text.find("expired") != std::string::npos ||
         text.find("not yet current") != std::string::npos;
}

// "1 h 2 min 3 s", without parts that are nothing.
std::string duration(std::int64_t seconds) {
  const struct {
    std::int64_t length;
    const char* unit;
  } parts[] = {{86'400, "d"}, {3'600, "h"}, {60, "min"}, {1, "s"}};
  std::string text;
  for (const auto& part : parts) {
    const std::int64_t count = seconds / part.length;
    seconds %= part.length;
    if (count == 0) continue;
    text += (text.empty() ? "" : " ") + std::to_string(count) + " " + part.unit;
  }
  return text.empty() ? "0 s" : text;
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

std::string clock_advice(const Error& error, std::optional<Instant> theirs, Instant ours,
                         Outcome outcome) {
  const bool is_refused = outcome == Outcome::NotSent;
  const bool is_signature = is_in(kOfSignature, error.code);
  const bool is_of_time =
      is_in(kOfTime, error.code) || (is_signature && speaks_of_time(error.message));
  if (!is_of_time && !is_signature) return {};
  if (!theirs) {
    return is_of_time ? "The clock here may be wrong; the answer has no Date to measure it by."
                      : "";
  }
  const std::int64_t ahead = ours.seconds - theirs->seconds;
  if (std::abs(ahead) >= kNotable) {
    return "The clock here is " + duration(std::abs(ahead)) +
           (ahead > 0 ? " ahead of" : " behind") + " the service's, which says " +
           format_iso8601(*theirs) +
           (is_refused ? ". Set it, and call again; this bounce was not accepted." : ". Set it.");
  }
  if (!is_of_time) return {};
  return "The clock here agrees with the service's within " + duration(std::abs(ahead) + 1) +
         ", so the request was held up on its way." + (is_refused ? " It was not accepted." : "");
}

}  // namespace send_bounce
