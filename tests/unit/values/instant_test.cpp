#include "send_bounce/values/instant.h"

#include <gtest/gtest.h>

namespace send_bounce {
namespace {

struct Row {
  const char* name;
  Instant instant;
  const char* iso8601;
};

// The seconds are those of `date -u -d … +%s`.
TEST(Instant, IsWrittenAsIso8601) {
  const Row rows[] = {
      {"the epoch", {0, 0}, "1970-01-01T00:00:00Z"},
      {"before the epoch", {-1, 0}, "1969-12-31T23:59:59Z"},
      {"a leap day", {951782400, 0}, "2000-02-29T00:00:00Z"},
      {"no leap day in 1900", {-2203891200, 0}, "1900-03-01T00:00:00Z"},
      {"a fraction", {1577836800, 500000}, "2020-01-01T00:00:00.500000Z"},
      {"a year below 1000", {-59042995200, 0}, "0099-01-01T00:00:00Z"},
      {"the last second", {253402300799, 0}, "9999-12-31T23:59:59Z"},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(format_iso8601(row.instant), row.iso8601) << row.name;
    EXPECT_EQ(instant_from_civil(civil_from_instant(row.instant)), row.instant) << row.name;
  }
}

TEST(Instant, IsWrittenWithMilliseconds) {
  EXPECT_EQ(format_iso8601_milliseconds({1577836800, 0}), "2020-01-01T00:00:00.000Z");
  EXPECT_EQ(format_iso8601_milliseconds({1577836800, 7999}), "2020-01-01T00:00:00.007Z");
  EXPECT_EQ(format_iso8601_milliseconds({1577836800, 999999}), "2020-01-01T00:00:00.999Z");
}

TEST(Instant, HasTheFormsOfSignatureVersion4) {
  EXPECT_EQ(format_basic({1440938160, 0}), "20150830T123600Z");
  EXPECT_EQ(format_basic_date({1440938160, 0}), "20150830");
}

TEST(Instant, IsWrittenForMailHeaders) {
  EXPECT_EQ(format_rfc5322({1577934245, 0}), "Thu, 02 Jan 2020 03:04:05 +0000");
  EXPECT_EQ(format_rfc5322({-1, 0}), "Wed, 31 Dec 1969 23:59:59 +0000");
}

TEST(Calendar, CountsEveryDayOfFourCenturiesOnce) {
  std::int64_t expected = days_from_civil(1800, 1, 1);
  for (std::int64_t year = 1800; year < 2200; ++year) {
    for (int month = 1; month <= 12; ++month) {
      for (int day = 1; day <= days_in_month(year, month); ++day) {
        ASSERT_EQ(days_from_civil(year, month, day), expected)
            << year << "-" << month << "-" << day;
        ++expected;
      }
    }
  }
}

TEST(Calendar, KnowsTheDayOfTheWeek) {
  EXPECT_EQ(day_of_week(days_from_civil(1970, 1, 1)), 4);
  EXPECT_EQ(day_of_week(days_from_civil(2026, 11, 22)), 0);
  EXPECT_EQ(day_of_week(days_from_civil(1969, 12, 31)), 3);
}

}  // namespace
}  // namespace send_bounce
