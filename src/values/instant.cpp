#include "send_bounce/values/instant.h"

#include <array>
#include <cstdio>

namespace send_bounce {
namespace {

std::int64_t floor_div(std::int64_t a, std::int64_t b) {
  return a / b - ((a % b != 0 && (a < 0) != (b < 0)) ? 1 : 0);
}

template <class... Args>
std::string print(const char* format, Args... args) {
  std::array<char, 64> buffer{};
  const int length = std::snprintf(buffer.data(), buffer.size(), format, args...);
  return std::string(buffer.data(), static_cast<std::size_t>(length));
}

}  // namespace

// Days from civil and back: the year is counted from March, so that the leap day comes last and
// each 400-year era has the same 146,097 days.
std::int64_t days_from_civil(std::int64_t year, int month, int day) {
  const std::int64_t y = month <= 2 ? year - 1 : year;
  const std::int64_t era = floor_div(y, 400);
  const std::int64_t year_of_era = y - era * 400;
  const std::int64_t month_from_march = (month + 9) % 12;
  const std::int64_t day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
  const std::int64_t day_of_era =
      year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146097 + day_of_era - 719468;
}

int days_in_month(std::int64_t year, int month) {
  constexpr std::array<int, 12> kDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return month == 2 && leap ? 29 : kDays[static_cast<std::size_t>(month - 1)];
}

int day_of_week(std::int64_t days_since_epoch) {
  const std::int64_t shifted = days_since_epoch + 4;  // 1970-01-01 was a Thursday
  return static_cast<int>(shifted - floor_div(shifted, 7) * 7);
}

Instant instant_from_civil(const CivilTime& utc) {
  const std::int64_t days = days_from_civil(utc.year, utc.month, utc.day);
  return {days * kSecondsPerDay + utc.hour * 3600 + utc.minute * 60 + utc.second, utc.microsecond};
}

CivilTime civil_from_instant(Instant instant) {
  const std::int64_t days = floor_div(instant.seconds, kSecondsPerDay);
  const std::int64_t shifted = days + 719468;
  const std::int64_t era = floor_div(shifted, 146097);
  const std::int64_t day_of_era = shifted - era * 146097;
  const std::int64_t year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const std::int64_t day_of_year =
      day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int64_t month_from_march = (5 * day_of_year + 2) / 153;

  CivilTime civil;
  civil.day = static_cast<int>(day_of_year - (153 * month_from_march + 2) / 5 + 1);
  civil.month =
      static_cast<int>(month_from_march < 10 ? month_from_march + 3 : month_from_march - 9);
  civil.year = year_of_era + era * 400 + (civil.month <= 2 ? 1 : 0);
  const auto second_of_day = static_cast<int>(instant.seconds - days * kSecondsPerDay);
  civil.hour = second_of_day / 3600;
  civil.minute = second_of_day / 60 % 60;
  civil.second = second_of_day % 60;
  civil.microsecond = instant.microseconds;
  return civil;
}

std::string format_iso8601(Instant instant) {
  const CivilTime t = civil_from_instant(instant);
  std::string text = print("%04lld-%02d-%02dT%02d:%02d:%02d", static_cast<long long>(t.year),
                           t.month, t.day, t.hour, t.minute, t.second);
  if (t.microsecond != 0) text += print(".%06d", t.microsecond);
  return text + "Z";
}

std::string format_iso8601_milliseconds(Instant instant) {
  std::string text = format_iso8601({instant.seconds, 0});
  text.insert(text.size() - 1, print(".%03d", instant.microseconds / 1000));
  return text;
}

std::string format_basic(Instant instant) {
  const CivilTime t = civil_from_instant(instant);
  return print("%04lld%02d%02dT%02d%02d%02dZ", static_cast<long long>(t.year), t.month, t.day,
               t.hour, t.minute, t.second);
}

std::string format_basic_date(Instant instant) { return format_basic(instant).substr(0, 8); }

std::string format_rfc5322(Instant instant) {
  constexpr std::array<const char*, 7> kDayNames = {"Sun", "Mon", "Tue", "Wed",
                                                    "Thu", "Fri", "Sat"};
  constexpr std::array<const char*, 12> kMonthNames = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const CivilTime t = civil_from_instant(instant);
  const int weekday = day_of_week(days_from_civil(t.year, t.month, t.day));
  return print("%s, %02d %s %04lld %02d:%02d:%02d +0000",
               kDayNames[static_cast<std::size_t>(weekday)], t.day,
               kMonthNames[static_cast<std::size_t>(t.month - 1)], static_cast<long long>(t.year),
               t.hour, t.minute, t.second);
}

}  // namespace send_bounce
