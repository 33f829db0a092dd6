#include "send_bounce/words/json_text.h"

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

}  // namespace
}  // namespace send_bounce
