#include "stand_in/fixture_time.h"

#include <charconv>
#include <string_view>

#include "send_bounce/dates/timestamp.h"

namespace send_bounce::stand_in {
namespace {

/// No offset is longer: a hundred years.
constexpr std::int64_t kLongest = 100 * 366 * kSecondsPerDay;

std::int64_t seconds_of(char unit) {
  switch (unit) {
    case 'd':
      return kSecondsPerDay;
    case 'h':
      return 3600;
    case 'm':
      return 60;
    case 's':
      return 1;
    default:
      return 0;
  }
}

/// The seconds in "2h30m".
std::optional<std::int64_t> read_span(std::string_view text) {
  std::int64_t sum = 0;
  if (text.empty()) return std::nullopt;
  while (!text.empty()) {
    std::int64_t count = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), count);
    if (fault != std::errc() || count < 0 || end == text.data() + text.size()) return std::nullopt;
    const std::int64_t unit = seconds_of(*end);
    if (unit == 0 || count > kLongest / unit) return std::nullopt;
    sum += count * unit;
    if (sum > kLongest) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()) + 1);
  }
  return sum;
}

}  // namespace

Result<FixtureTime> FixtureTime::parse(const std::string& text) {
  FixtureTime result;
  if (text == "now") {
    result.seconds_ago_ = 0;
  } else if (text.starts_with('-')) {
    result.seconds_ago_ = read_span(std::string_view(text).substr(1));
  } else {
    result.time_ = parse_rfc3339(text);
  }
  if (result.time_ || result.seconds_ago_) return result;
  return fail(ErrorKind::Usage, "--received-at '" + text +
                                    "' is not a time. Use now, an age such as -2h or -1d12h, or a "
                                    "time with its zone such as 2026-11-27T11:50:00Z");
}

std::optional<Instant> FixtureTime::at(Instant now) const {
  if (seconds_ago_) return Instant{now.seconds - *seconds_ago_, now.microseconds};
  return time_;
}

}  // namespace send_bounce::stand_in
