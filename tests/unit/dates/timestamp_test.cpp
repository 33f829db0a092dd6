#include "send_bounce/dates/timestamp.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>

#include "send_bounce/values/instant.h"

namespace send_bounce {
namespace {

// A Sunday in a New York winter; the zone is on summer time from April to October.
TimestampContext new_york() {
  TimestampContext context;
  context.local_now = {2026, 11, 22, 10, 30, 15, 0};
  context.zone_names = {"EST", "EDT"};
  context.local_offset = [](const CivilTime& local) {
    return std::int64_t{local.month >= 4 && local.month <= 10 ? -4 * 3600 : -5 * 3600};
  };
  return context;
}

std::string wire_form(const Value& value) {
  const auto timestamp = parse_timestamp(value, new_york());
  if (timestamp) return format_iso8601(timestamp->instant);
  switch (timestamp.error()) {
    case TimestampFault::NotATimestamp:
      return "not a timestamp";
    case TimestampFault::OutOfReach:
      return "out of reach";
    case TimestampFault::ZoneOverflow:
      return "zone overflow";
  }
  return "";
}

struct Row {
  const char* text;
  const char* wire;
};

template <std::size_t Size>
void expect_all(const Row (&rows)[Size]) {
  for (const Row& row : rows) EXPECT_EQ(wire_form(Value(row.text)), row.wire) << row.text;
}

// command-line.md §2.5, wire-protocol.md §2.3: recorded from the reference.
TEST(Timestamp, IsReadAsTheReferenceWasSeenToReadIt) {
  const Row rows[] = {
      {"2020-01-02", "2020-01-02T00:00:00Z"},
      {"2020-01-02T03:04:05", "2020-01-02T03:04:05Z"},
      {"2020-01-02T03:04:05+02:00", "2020-01-02T01:04:05Z"},
      {"2020-01-02T03:04:05.1Z", "2020-01-02T03:04:05.100000Z"},
      {"2020-01-02 03:04", "2020-01-02T03:04:00Z"},
      {"Thu, 02 Jan 2020 03:04:05 GMT", "2020-01-02T03:04:05Z"},
      {"Thu, 02 Jan 2020 03:04:05 +0200", "2020-01-02T01:04:05Z"},
      {"Wed, 01 Jan 2020 00:00:00 -0700", "2020-01-01T07:00:00Z"},
      {"20200102T030405Z", "2020-01-02T03:04:05Z"},
      {"9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"},
      {"0099-01-01", "0099-01-01T00:00:00Z"},
      {"1577934245", "2020-01-02T03:04:05Z"},
      {"1577836800.5", "2020-01-01T00:00:00.500000Z"},
      {"20200101", "1970-08-22T19:08:21Z"},
      {"1/2/2020", "2020-01-02T00:00:00Z"},
      {"13/2/2020", "2020-02-13T00:00:00Z"},
      {"3pm Jan 5 2021", "2021-01-05T15:00:00Z"},
      {"Nov 22 2026", "2026-11-22T00:00:00Z"},
      {"2020-06-01T00:00:00 UTC+3", "2020-06-01T03:00:00Z"},
      {"2026-11-22T10:11:12.345678901Z", "2026-11-22T10:11:12.345678Z"},
      {"1969-12-31T23:59:59Z", "1969-12-31T23:59:59Z"},
  };
  expect_all(rows);
}

TEST(Timestamp, IsRefusedWhereTheReferenceRefusesIt) {
  const Row rows[] = {
      {"", "not a timestamp"},
      {" ", "not a timestamp"},
      {"soon", "not a timestamp"},
      {"now", "not a timestamp"},
      {"2020-13-01", "not a timestamp"},
      {"2020-02-30", "not a timestamp"},
      {"2020-01-01T24:00:00Z", "not a timestamp"},
      {"2020-01-01T00:00:60Z", "not a timestamp"},
      {"2020-W01-1", "not a timestamp"},
      {"2020-001", "not a timestamp"},
      {"99999-01-01", "not a timestamp"},
      {"NaN", "not a timestamp"},
      {"253402300800", "not a timestamp"},
      {"999999999999999", "out of reach"},
      {"1e20", "out of reach"},
      {"1e400", "out of reach"},
      {"inf", "out of reach"},
      {"9999-12-31T23:59:59-01:00", "zone overflow"},
      {"0001-01-01T00:00:00+01:00", "zone overflow"},
  };
  expect_all(rows);
}

// Python's float(): library reference, "Built-in Functions".
TEST(Timestamp, TakesForANumberWhatPythonDoes) {
  const Row rows[] = {
      {"1e3", "1970-01-01T00:16:40Z"},
      {" 5 ", "1970-01-01T00:00:05Z"},
      {"\u2003"
       "5\n",
       "1970-01-01T00:00:05Z"},
      {"+5.", "1970-01-01T00:00:05Z"},
      {".5", "1970-01-01T00:00:00.500000Z"},
      {"1_000", "1970-01-01T00:16:40Z"},
      {"1_0e0_1", "1970-01-01T00:01:40Z"},
      {"٤٢", "1970-01-01T00:00:42Z"},
      {"-0.5", "1969-12-31T23:59:59.500000Z"},
      {"1e-999999999999999999999", "1970-01-01T00:00:00Z"},
      {"1e9223372036854775807", "out of reach"},
      {"0.01e-9223372036854775807", "1970-01-01T00:00:00Z"},
      {"0.1e999", "out of reach"},
      {"1__0", "not a timestamp"},
      {"_1", "not a timestamp"},
      {"0x10", "not a timestamp"},
      {"1e", "not a timestamp"},
      {"--1", "2026-11-01T00:00:00Z"},
  };
  expect_all(rows);
}

// datetime.fromtimestamp rounds the fraction to the nearest microsecond, ties to even.
TEST(Timestamp, RoundsAnEpochToMicroseconds) {
  const Row rows[] = {
      {"0.123456789", "1970-01-01T00:00:00.123457Z"}, {"0.0000005", "1970-01-01T00:00:00Z"},
      {"0.0000015", "1970-01-01T00:00:00.000002Z"},   {"0.9999999", "1970-01-01T00:00:01Z"},
      {"-0.0000001", "1970-01-01T00:00:00Z"},         {"-0.000001", "1969-12-31T23:59:59.999999Z"},
      {"-62135596800", "0001-01-01T00:00:00Z"},       {"-62135596801", "out of reach"},
      {"67768036191676800", "out of reach"},
  };
  expect_all(rows);
}

// What dateutil.parser.parse gives on that day.
TEST(Timestamp, FillsInWhatADateLeavesOutFromToday) {
  const Row rows[] = {
      {"03:04", "2026-11-22T03:04:00Z"},
      {"3 pm", "2026-11-22T15:00:00Z"},
      {"2020-02", "2020-02-22T00:00:00Z"},
      {"Feb 2020", "2020-02-22T00:00:00Z"},
      {"Friday", "2026-11-27T00:00:00Z"},
      {"Sunday", "2026-11-22T00:00:00Z"},
      {"12,5 Jan", "2026-01-12T00:00:00Z"},
      {"at on and th 5", "2026-11-05T00:00:00Z"},
      {"30 Feb", "not a timestamp"},
      {"Friday 9999-12-31", "9999-12-31T00:00:00Z"},
      {"Saturday Dec 9999", "9999-12-25T00:00:00Z"},
  };
  expect_all(rows);
}

TEST(Timestamp, ReadsFreeFormDates) {
  const Row rows[] = {
      {"10h36m28.5s", "2026-11-22T10:36:28.500000Z"},
      {"12 h 30", "2026-11-22T12:30:00Z"},
      {"10.5h", "2026-11-22T10:30:00Z"},
      {"5.25m 10h", "2026-11-22T10:05:15Z"},
      {"1:2:3.25", "2026-11-22T01:02:03.250000Z"},
      {"99-01-02", "1999-01-02T00:00:00Z"},
      {"75-01-02", "2075-01-02T00:00:00Z"},
      {"76-01-02", "1976-01-02T00:00:00Z"},
      {"January of 99", "1999-01-22T00:00:00Z"},
      {"Jan-01-99", "1999-01-01T00:00:00Z"},
      {"Sep.20.2009", "2009-09-20T00:00:00Z"},
      {"2020.01.02", "2020-01-02T00:00:00Z"},
      {"990102 x", "not a timestamp"},
      {"990102T", "1999-01-02T00:00:00Z"},
      {"20200102T2359", "2020-01-02T23:59:00Z"},
      {"235959 20200102", "not a timestamp"},
      {"12am Jan 5", "2026-01-05T00:00:00Z"},
      {"12 pm Jan 5", "2026-01-05T12:00:00Z"},
      {"Jan 5 13:00 pm", "not a timestamp"},
      {"٢٠٢٠-٠١-٠٢", "2020-01-02T00:00:00Z"},
      {"999912312359", "9999-12-31T23:59:00Z"},
      {"99999999999-01-01", "out of reach"},
  };
  expect_all(rows);
}

TEST(Timestamp, ReadsOffsets) {
  const Row rows[] = {
      {"2020-06-01 10:00 +05", "2020-06-01T05:00:00Z"},
      {"2020-06-01 10:00 -0530", "2020-06-01T15:30:00Z"},
      {"2020-06-01 10:00 +5:30 (IST)", "2020-06-01T04:30:00Z"},
      {"2020-06-01 10:00 -0300 (UTC)", "2020-06-01T10:00:00Z"},
      {"2020-06-01 10:00 GMT-2", "2020-06-01T08:00:00Z"},
      {"2020-06-01 10:00 CET+1", "2020-06-01T11:00:00Z"},
      {"2020-06-01 10:00 +24:00", "not a timestamp"},
      {"2020-06-01 10:00 +24000000000:00", "out of reach"},
      {"2020-06-01 10:00 + 3", "not a timestamp"},
  };
  expect_all(rows);
}

TEST(Timestamp, HonoursTheAbbreviationsOfTheLocalZoneOnly) {
  const auto local = parse_timestamp(Value("2020-06-01 00:00 EST"), new_york());
  ASSERT_TRUE(local);
  EXPECT_EQ(format_iso8601(local->instant), "2020-06-01T04:00:00Z");
  EXPECT_EQ(local->ignored_zone, "");

  const auto foreign = parse_timestamp(Value("Jan 2 2020 3am PST"), new_york());
  ASSERT_TRUE(foreign);
  EXPECT_EQ(format_iso8601(foreign->instant), "2020-01-02T03:00:00Z");
  EXPECT_EQ(foreign->ignored_zone, "PST");

  TimestampContext london = new_york();
  london.zone_names = {"GMT", "BST"};
  const auto gmt = parse_timestamp(Value("2020-06-01 00:00 GMT"), london);
  ASSERT_TRUE(gmt);
  EXPECT_EQ(format_iso8601(gmt->instant), "2020-06-01T00:00:00Z");
}

TEST(Timestamp, TakesValuesThatAreNotText) {
  EXPECT_EQ(wire_form(Value(true)), "1970-01-01T00:00:01Z");
  EXPECT_EQ(wire_form(Value(-1)), "1969-12-31T23:59:59Z");
  EXPECT_EQ(wire_form(Value(1577934245.5)), "2020-01-02T03:04:05.500000Z");
  EXPECT_EQ(wire_form(Value(Instant{5, 0})), "1970-01-01T00:00:05Z");
  EXPECT_EQ(wire_form(Value(Bytes{"2020-01-02"})), "2020-01-02T00:00:00Z");

  EXPECT_EQ(wire_form(Value()), "not a timestamp");
  EXPECT_EQ(wire_form(Value(Value::List{1})), "not a timestamp");
  EXPECT_EQ(wire_form(Value(Map{})), "not a timestamp");
  EXPECT_EQ(wire_form(Value(Bytes{"\xff"})), "not a timestamp");
  EXPECT_EQ(wire_form(Value(Foreign{"datetime.date", "2020-01-01"})), "not a timestamp");
  EXPECT_EQ(wire_form(Value(std::numeric_limits<double>::quiet_NaN())), "not a timestamp");
  EXPECT_EQ(wire_form(Value(std::int64_t{253402300800})), "not a timestamp");
  EXPECT_EQ(wire_form(Value(std::numeric_limits<double>::infinity())), "out of reach");
  EXPECT_EQ(wire_form(Value(std::numeric_limits<std::int64_t>::min())), "out of reach");
  EXPECT_EQ(wire_form(Value(Foreign{"int", "123456789012345678901"})), "out of reach");
}

TEST(Timestamp, ReadsLongTextsInLinearTime) {
  std::string digits(200'000, '1');
  EXPECT_EQ(wire_form(Value(digits)), "out of reach");
  std::string words;
  for (int i = 0; i < 50'000; ++i) words += "at ";
  EXPECT_EQ(wire_form(Value(words)), "not a timestamp");
}

// The local zone is a file, which a run opens only where it must.
TEST(ParseTimestamp, LooksAtTheLocalZoneOnlyForWhatTheTextLeavesOpen) {
  struct Look {
    const char* text;
    int looks_at_clock;
    int looks_at_names;
  };
  for (const Look& row :
       {Look{"1763807415", 0, 0}, Look{"2026-11-22T10:30:15+01:00", 0, 0},
        Look{"2026-11-22T10:30:15 EST", 0, 1}, Look{"10:30", 1, 0}, Look{"22/11/26", 1, 0}}) {
    int clock = 0;
    int names = 0;
    const TimestampContext context{
        [&clock] { return ++clock, CivilTime{2026, 11, 22, 10, 30, 15, 0}; },
        [&names] {
          return ++names, std::vector<std::string>{"EST", "EDT"};
        },
        [](const CivilTime&) { return std::int64_t{-5 * 3600}; }};
    EXPECT_TRUE(parse_timestamp(Value(row.text), context)) << row.text;
    EXPECT_EQ(clock, row.looks_at_clock) << row.text;
    EXPECT_EQ(names, row.looks_at_names) << row.text;
  }
}

// RFC 3339 §5.8 has the examples of the first rows, and §5.6 the letters and the blank.
TEST(Rfc3339, IsReadWithItsZone) {
  const std::pair<const char*, Instant> rows[] = {
      {"1985-04-12T23:20:50.52Z", {482196050, 520000}},
      {"1996-12-19T16:39:57-08:00", {851042397, 0}},
      {"1937-01-01T12:00:27.87+00:20", {-1041337173, 870000}},
      {"1985-04-12t23:20:50z", {482196050, 0}},
      {"1985-04-12 23:20:50Z", {482196050, 0}},
      {"1996-12-19T16:39:57-0800", {851042397, 0}},
      {" 1985-04-12T23:20:50Z\n", {482196050, 0}},
  };
  for (const auto& [text, instant] : rows) EXPECT_EQ(parse_rfc3339(text), instant) << text;
}

TEST(Rfc3339, HasNoOtherForms) {
  for (const char* text : {"", "1985", "482196050", "482196050Z", "1985-04-12",
                           "1985-04-12T23:20:50", "1985-04-12T23:20Z", "1985-04-12T23:20:50.Z",
                           "1985-04-12T23:20:50.5", "1985-04-12T23:20:50+8", "1985-02-30T00:00:00Z",
                           "1985-04-12T25:00:00Z", "1985-04-12T23:20:50 UTC", "19850412T232050Z",
                           "Fri, 12 Apr 1985 23:20:50 GMT", "1985-04-12T23:20:50Z and more"}) {
    EXPECT_EQ(parse_rfc3339(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace send_bounce
