#include "stand_in/fixture_time.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace send_bounce::stand_in {
namespace {

constexpr Instant kNow = {1'795'780'200, 250'000};  // 2026-11-27T11:50:00.25Z

std::optional<Instant> at(const std::string& text) {
  const auto time = FixtureTime::parse(text);
  EXPECT_TRUE(time) << text;
  return time ? time->at(kNow) : std::nullopt;
}

TEST(FixtureTime, IsNoneWhereTheOptionIsNotGiven) {
  EXPECT_EQ(FixtureTime().at(kNow), std::nullopt);
}

TEST(FixtureTime, CountsBackFromTheMomentOfTakingIn) {
  struct Row {
    const char* text;
    std::int64_t seconds;
  };
  constexpr Row kRows[] = {{"now", 0},     {"-0s", 0},         {"-2h", 7200},       {"-90m", 5400},
                           {"-1d", 86400}, {"-23h50m", 85800}, {"-1d2h3m4s", 93784}};
  for (const Row& row : kRows)
    EXPECT_EQ(at(row.text), (Instant{kNow.seconds - row.seconds, kNow.microseconds})) << row.text;
}

TEST(FixtureTime, ReadsIso8601WithItsZone) {
  constexpr Instant kTen = {1'795'773'600, 0};  // 2026-11-27T10:00:00Z
  EXPECT_EQ(at("2026-11-27T10:00:00Z"), kTen);
  EXPECT_EQ(at("2026-11-27T12:00:00+02:00"), kTen);
  EXPECT_EQ(at("2026-11-27T12:00:00+0200"), kTen);
  EXPECT_EQ(at("2026-11-27T04:30:00-05:30"), kTen);
  EXPECT_EQ(at("2026-11-27T10:00:00.1234567Z"), (Instant{kTen.seconds, 123'456}));
  EXPECT_EQ(at("2024-02-29T00:00:00Z"), (Instant{1'709'164'800, 0}));
}

TEST(FixtureTime, RefusesWhatIsNeitherWithTheForms) {
  for (const char* text : {"",
                           "tomorrow",
                           "2h",
                           "+2h",
                           "-",
                           "-2",
                           "-h",
                           "-2x",
                           "-2h-3m",
                           "--2h",
                           "-99999999999d",
                           "-9223372036854775807s",
                           "2026-11-27",
                           "2026-11-27T10:00:00",
                           "2026-02-29T00:00:00Z",
                           "2026-13-01T00:00:00Z",
                           "2026-11-27T24:00:00Z",
                           "2026-11-27T10:00:00+24:00",
                           "2026-11-27T10:00:00.1234567"}) {
    const auto time = FixtureTime::parse(text);
    ASSERT_FALSE(time) << text;
    EXPECT_EQ(time.error().kind, ErrorKind::Usage);
    EXPECT_THAT(time.error().message,
                testing::AllOf(testing::StartsWith("--received-at '" + std::string(text) +
                                                   "' is not a time. "),
                               testing::HasSubstr("-2h")));
  }
}

}  // namespace
}  // namespace send_bounce::stand_in
