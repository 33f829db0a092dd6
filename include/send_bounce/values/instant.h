#pragma once

#include <cstdint>
#include <string>

namespace send_bounce {

inline constexpr std::int64_t kSecondsPerDay = 86400;

/// A moment in UTC, without leap seconds, with the reference's resolution of a microsecond.
struct Instant {
  std::int64_t seconds = 0;       ///< since 1970-01-01T00:00:00Z, may be negative
  std::int32_t microseconds = 0;  ///< 0 … 999999, always added to `seconds`

  friend bool operator==(const Instant&, const Instant&) = default;
  friend auto operator<=>(const Instant&, const Instant&) = default;
};

/// A date and time of day in the proleptic Gregorian calendar.
struct CivilTime {
  std::int64_t year = 1970;
  int month = 1;  ///< 1 … 12
  int day = 1;    ///< 1 … 31
  int hour = 0;
  int minute = 0;
  int second = 0;
  int microsecond = 0;
};

/// Days since 1970-01-01. REQUIRES: a real date.
std::int64_t days_from_civil(std::int64_t year, int month, int day);
int days_in_month(std::int64_t year, int month);
/// 0 = Sunday … 6 = Saturday.
int day_of_week(std::int64_t days_since_epoch);

Instant instant_from_civil(const CivilTime& utc);
CivilTime civil_from_instant(Instant instant);

/// "2020-01-02T03:04:05Z", with six decimals when the fraction is not zero. The year is padded to
/// four digits (the reference does not pad: docs/differences.md).
std::string format_iso8601(Instant instant);

/// "2020-01-02T03:04:05.678Z": three decimals, whatever they are; what is finer is cut off.
std::string format_iso8601_milliseconds(Instant instant);

/// "20200102T030405Z" (X-Amz-Date) and "20200102" (credential scope).
std::string format_basic(Instant instant);
std::string format_basic_date(Instant instant);

/// "Thu, 02 Jan 2020 03:04:05 +0000" (RFC 5322 §3.3).
std::string format_rfc5322(Instant instant);

}  // namespace send_bounce
