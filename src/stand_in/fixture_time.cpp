#include "stand_in/fixture_time.h"

#include <charconv>
#include <string_view>

namespace send_bounce::stand_in {
namespace {

/// No offset is longer: a hundred years.
constexpr std::int64_t kLongest = 100 * 366 * kSecondsPerDay;

/// "2026-11-27T11:50:00" at the start, as numbers.
struct DatePart {
  std::size_t start;
  std::size_t length;
  int CivilTime::*field;
  int least;
  int most;
};
constexpr DatePart kParts[] = {
    {5, 2, &CivilTime::month, 1, 12},   {8, 2, &CivilTime::day, 1, 31},
    {11, 2, &CivilTime::hour, 0, 23},   {14, 2, &CivilTime::minute, 0, 59},
    {17, 2, &CivilTime::second, 0, 59},
};
constexpr std::string_view kDateForm = "dddd-dd-ddTdd:dd:dd";

bool has_form(std::string_view text, std::string_view form) {
  if (text.size() != form.size()) return false;
  for (std::size_t i = 0; i < form.size(); ++i) {
    const bool is_digit = text[i] >= '0' && text[i] <= '9';
    if (form[i] == 'd' ? !is_digit : text[i] != form[i]) return false;
  }
  return true;
}

int number_at(std::string_view text, std::size_t start, std::size_t length) {
  int number = 0;
  std::from_chars(text.data() + start, text.data() + start + length, number);
  return number;
}

/// Microseconds of ".5", which moves on; 0 where there is no fraction.
int take_fraction(std::string_view& rest) {
  if (!rest.starts_with('.')) return 0;
  int microseconds = 0;
  int scale = 100'000;
  rest.remove_prefix(1);
  while (!rest.empty() && rest.front() >= '0' && rest.front() <= '9') {
    microseconds += (rest.front() - '0') * scale;
    scale /= 10;
    rest.remove_prefix(1);
  }
  return microseconds;
}

/// Seconds east of UTC.
std::optional<std::int64_t> zone_offset(std::string_view zone) {
  if (zone == "Z" || zone == "z") return 0;
  if (!has_form(zone, "+dd:dd") && !has_form(zone, "-dd:dd")) return std::nullopt;
  const int hours = number_at(zone, 1, 2);
  const int minutes = number_at(zone, 4, 2);
  if (hours > 23 || minutes > 59) return std::nullopt;
  return (zone.front() == '-' ? -1 : 1) * (hours * 3600 + minutes * 60);
}

std::optional<Instant> read_time(std::string_view text) {
  if (!has_form(text.substr(0, kDateForm.size()), kDateForm)) return std::nullopt;
  CivilTime civil;
  civil.year = number_at(text, 0, 4);
  for (const DatePart& part : kParts) {
    const int number = number_at(text, part.start, part.length);
    if (number < part.least || number > part.most) return std::nullopt;
    civil.*part.field = number;
  }
  if (civil.day > days_in_month(civil.year, civil.month)) return std::nullopt;
  text.remove_prefix(kDateForm.size());
  civil.microsecond = take_fraction(text);
  const auto offset = zone_offset(text);
  if (!offset) return std::nullopt;
  Instant instant = instant_from_civil(civil);
  instant.seconds -= *offset;
  return instant;
}

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

/// Of "2h30m".
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
    result.time_ = read_time(text);
  }
  if (result.time_ || result.seconds_ago_) return result;
  return fail(ErrorKind::Usage, "--received-at " + text +
                                    ": write now, how long ago, such as -2h or -1d12h, or a time "
                                    "with its zone, such as 2026-11-27T11:50:00Z");
}

std::optional<Instant> FixtureTime::at(Instant now) const {
  if (seconds_ago_) return Instant{now.seconds - *seconds_ago_, now.microseconds};
  return time_;
}

}  // namespace send_bounce::stand_in
