#include "send_bounce/text/json_text.h"

#include <gtest/gtest.h>

#include <limits>

namespace send_bounce {
namespace {

// Each expectation is what python3's json.dumps prints.
TEST(JsonText, HasBlanksAsPythonHasThem) {
  const Value value(Map{{"RoleArn", "arn:aws:iam::123456789012:role/r"}, {"n", Value::List{1, 2}}});
  EXPECT_EQ(json_text(value, JsonSpacing::Python),
            R"({"RoleArn": "arn:aws:iam::123456789012:role/r", "n": [1, 2]})");
  EXPECT_EQ(json_text(value, JsonSpacing::None),
            R"({"RoleArn":"arn:aws:iam::123456789012:role/r","n":[1,2]})");
}

TEST(JsonText, WritesTheWordsOfJson) {
  EXPECT_EQ(json_text(Value::List{nullptr, true, false, 1.5, 1e20, -7, Value::List{}, Map{}},
                      JsonSpacing::Python),
            "[null, true, false, 1.5, 1e+20, -7, [], {}]");
  EXPECT_EQ(json_text(Value::List{std::numeric_limits<double>::quiet_NaN(),
                                  -std::numeric_limits<double>::infinity()},
                      JsonSpacing::Python),
            "[NaN, -Infinity]");
}

TEST(JsonText, KeepsAllDigitsOfAnInteger) {
  EXPECT_EQ(json_text(Foreign{"int", "123456789012345678901234567890"}, JsonSpacing::None),
            "123456789012345678901234567890");
}

TEST(JsonText, IsAscii) {
  EXPECT_EQ(json_text("a\"\\/\b\f\n\r\t\x01\x7F", JsonSpacing::None),
            R"("a\"\\/\b\f\n\r\t\u0001\u007f")");
  EXPECT_EQ(json_text("\xC3\xA9\xF0\x9F\x98\x80", JsonSpacing::None), R"("\u00e9\ud83d\ude00")");
}

// os.fsdecode(b'\xff') is '\udcff'.
TEST(JsonText, EscapesBytesThatAreNoText) {
  EXPECT_EQ(json_text("\xFF", JsonSpacing::None), R"("\udcff")");
}

// With indent=4 and ensure_ascii=False.
TEST(JsonText, IsUtf8WhereItIsIndented) {
  EXPECT_EQ(
      json_text(Value(std::string("\"\\/\b\f\n\r\t\x01\x7f\xC3\xA9", 12)), JsonSpacing::Indented),
      "\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\x7f\xC3\xA9\"");
}

TEST(JsonText, WritesScalarsAlone) {
  EXPECT_EQ(json_text(nullptr, JsonSpacing::Indented), "null");
  EXPECT_EQ(json_text(true, JsonSpacing::Indented), "true");
  EXPECT_EQ(json_text(1.50, JsonSpacing::Indented), "1.5");
  EXPECT_EQ(json_text(std::numeric_limits<double>::infinity(), JsonSpacing::Indented), "Infinity");
}

TEST(JsonText, IndentsWhatIsNotEmpty) {
  EXPECT_EQ(json_text(Map{{"a", List{1, Map{}}}, {"b", List{}}}, JsonSpacing::Indented),
            "{\n    \"a\": [\n        1,\n        {}\n    ],\n    \"b\": []\n}");
}

TEST(JsonText, ShowsWhatJsonLacksAsAString) {
  const Value value(List{Bytes{"x"}, Instant{}, Foreign{"datetime.date", "2020-01-01"}});
  EXPECT_EQ(json_text(value, JsonSpacing::None), R"(["b'x'","1970-01-01 00:00:00","2020-01-01"])");
}

}  // namespace
}  // namespace send_bounce
