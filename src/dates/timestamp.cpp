#include "send_bounce/dates/timestamp.h"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <limits>
#include <optional>

#include "dates/date_reader.h"
#include "send_bounce/text/encoding.h"
#include "send_bounce/text/number_text.h"

namespace send_bounce {
namespace {

using Reading = tl::expected<Timestamp, TimestampFault>;

constexpr std::int64_t kFirstSecond = -62135596800;  // 0001-01-01T00:00:00Z
constexpr std::int64_t kLastSecond = 253402300799;   // 9999-12-31T23:59:59Z

// gmtime(3) holds the year minus 1900 in an int: beyond these the platform has no date at all.
constexpr std::int64_t kFirstPlatformSecond = -67768040609740800;
constexpr std::int64_t kLastPlatformSecond = 67768036191676799;

// Python's timedelta holds fewer than 10^9 days.
constexpr std::int64_t kLongestOffset = 1'000'000'000 * kSecondsPerDay;

tl::unexpected<TimestampFault> fault(TimestampFault which) { return tl::unexpected(which); }

bool in_calendar(std::int64_t seconds) { return seconds >= kFirstSecond && seconds <= kLastSecond; }

Reading from_epoch(std::int64_t seconds, std::int32_t microseconds) {
  if (seconds < kFirstPlatformSecond || seconds > kLastPlatformSecond) {
    return fault(TimestampFault::OutOfReach);
  }
  if (!in_calendar(seconds)) return fault(TimestampFault::NotATimestamp);
  return Timestamp{{seconds, microseconds}, ""};
}

// As Python's datetime.fromtimestamp: the fraction alone is rounded, half to even.
Reading from_epoch(double number) {
  if (std::isnan(number)) return fault(TimestampFault::NotATimestamp);
  // The comparison is with doubles, all of which are whole numbers at this size.
  if (!(std::fabs(number) <= static_cast<double>(kLastPlatformSecond))) {
    return fault(TimestampFault::OutOfReach);
  }
  double whole = 0;
  double micros = std::nearbyint(std::modf(number, &whole) * 1e6);
  if (micros >= 1e6) {
    micros -= 1e6;
    whole += 1;
  } else if (micros < 0) {
    micros += 1e6;
    whole -= 1;
  }
  return from_epoch(static_cast<std::int64_t>(whole), static_cast<std::int32_t>(micros));
}

// The parts that a date leaves out are those of today at midnight; a day past the end of the month
// is brought back to it, but only where the text names no day.
tl::expected<CivilTime, TimestampFault> complete(const DateParts& parts,
                                                 const Lazy<CivilTime>& today) {
  const std::int64_t year = parts.year ? *parts.year : today.get().year;
  const std::int64_t month = parts.month ? *parts.month : today.get().month;
  if (!parts.day && (month < 1 || month > 12)) return fault(TimestampFault::NotATimestamp);
  const std::int64_t day =
      parts.day
          ? *parts.day
          : std::min<std::int64_t>(today.get().day, days_in_month(year, static_cast<int>(month)));
  const std::int64_t hour = parts.hour.value_or(0);
  const std::int64_t minute = parts.minute.value_or(0);
  const std::int64_t second = parts.second.value_or(0);
  for (const std::int64_t part : {year, month, day, hour, minute, second}) {
    if (part > std::numeric_limits<std::int32_t>::max()) return fault(TimestampFault::OutOfReach);
  }
  if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 ||
      day > days_in_month(year, static_cast<int>(month)) || hour > 23 || minute > 59 ||
      second > 59) {
    return fault(TimestampFault::NotATimestamp);
  }
  return CivilTime{year,
                   static_cast<int>(month),
                   static_cast<int>(day),
                   static_cast<int>(hour),
                   static_cast<int>(minute),
                   static_cast<int>(second),
                   static_cast<int>(parts.microsecond.value_or(0))};
}

// A weekday counts only where no day is named: then it is the next such day, today included.
tl::expected<CivilTime, TimestampFault> move_to_weekday(const CivilTime& civil, int weekday) {
  Instant instant = instant_from_civil(civil);
  const std::int64_t days = days_from_civil(civil.year, civil.month, civil.day);
  const int from_monday = (day_of_week(days) + 6) % 7;
  instant.seconds += (weekday - from_monday + 7) % 7 * kSecondsPerDay;
  if (!in_calendar(instant.seconds)) return fault(TimestampFault::ZoneOverflow);
  return civil_from_instant(instant);
}

bool is_in(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

Reading apply_zone(const CivilTime& civil, const DateParts& parts,
                   const TimestampContext& context) {
  Timestamp timestamp{instant_from_civil(civil), ""};
  std::int64_t offset = 0;
  if (parts.zone == "GMT") {
    // UTC, also where the local zone has a GMT of its own.
  } else if (!parts.zone.empty() && is_in(context.zone_names.get(), parts.zone)) {
    offset = context.local_offset(civil);
  } else if (parts.offset) {
    offset = *parts.offset;
  } else {
    timestamp.ignored_zone = parts.zone;
  }
  if (std::abs(offset) >= kLongestOffset) return fault(TimestampFault::OutOfReach);
  if (std::abs(offset) >= kSecondsPerDay) return fault(TimestampFault::NotATimestamp);
  timestamp.instant.seconds -= offset;
  if (!in_calendar(timestamp.instant.seconds)) return fault(TimestampFault::ZoneOverflow);
  return timestamp;
}

Reading from_date(std::string_view text, const TimestampContext& context) {
  const auto parts = read_date(text, context.local_now);
  if (!parts) return fault(TimestampFault::NotATimestamp);
  auto civil = complete(*parts, context.local_now);
  if (civil && parts->weekday && !parts->day) civil = move_to_weekday(*civil, *parts->weekday);
  if (!civil) return fault(civil.error());
  return apply_zone(*civil, *parts, context);
}

Reading from_text(std::string_view text, const TimestampContext& context) {
  const std::string plain = ascii_digits_and_blanks(text);
  if (const auto number = read_python_float(plain)) {
    const Reading epoch = from_epoch(*number);
    // A number that the calendar cannot hold may still be a date: "999912312359".
    if (epoch || epoch.error() != TimestampFault::NotATimestamp) return epoch;
  }
  return from_date(plain, context);
}

/// True for "2026-11-27T11:50:00.123Z" and its kin of RFC 3339: 0 is a digit, all else itself.
bool has_shape(std::string_view text, std::string_view shape) {
  return text.size() == shape.size() &&
         std::equal(text.begin(), text.end(), shape.begin(), [](char c, char wanted) {
           return wanted == '0' ? c >= '0' && c <= '9' : c == wanted;
         });
}

}  // namespace

Reading parse_timestamp(const Value& value, const TimestampContext& context) {
  if (const auto* instant = value.get<Instant>()) return Timestamp{*instant, ""};
  if (const auto* text = value.get<std::string>()) return from_text(*text, context);
  if (const auto* bytes = value.get<Bytes>(); bytes != nullptr && is_utf8(bytes->data)) {
    return from_text(bytes->data, context);
  }
  if (const auto* integer = value.get<std::int64_t>()) return from_epoch(*integer, 0);
  if (const auto* number = value.get<double>()) return from_epoch(*number);
  if (const auto* truth = value.get<bool>()) return from_epoch(*truth ? 1 : 0, 0);
  // An integer beyond 64 bits.
  const auto* foreign = value.get<Foreign>();
  return fault(foreign != nullptr && foreign->type == "int" ? TimestampFault::OutOfReach
                                                            : TimestampFault::NotATimestamp);
}

// The reference's reading takes numbers and dates in words as well, and today for what is missing;
// so the shape is looked at first.
std::optional<Instant> parse_rfc3339(std::string_view text) {
  std::string time(trim(text));
  if (time.size() < 11) return std::nullopt;
  if (time[10] == ' ' || time[10] == 't') time[10] = 'T';
  if (time.back() == 'z') time.back() = 'Z';
  const std::size_t seconds = std::string_view("0000-00-00T00:00:00").size();
  std::string_view zone = std::string_view(time).substr(std::min(time.size(), seconds));
  if (zone.starts_with('.')) {
    const std::size_t end = zone.find_first_not_of("0123456789", 1);
    if (end == 1 || end == std::string_view::npos) return std::nullopt;
    zone.remove_prefix(end);
  }
  const bool has_zone = zone == "Z" || has_shape(zone, "+00:00") || has_shape(zone, "-00:00") ||
                        has_shape(zone, "+0000") || has_shape(zone, "-0000");
  if (!has_zone || !has_shape(time.substr(0, seconds), "0000-00-00T00:00:00")) return std::nullopt;
  const auto timestamp = parse_timestamp(Value(time), TimestampContext{});
  if (!timestamp) return std::nullopt;
  return timestamp->instant;
}

}  // namespace send_bounce
