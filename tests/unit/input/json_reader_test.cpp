#include "send_bounce/input/json_reader.h"

#include <gtest/gtest.h>

#include <string>

#include "send_bounce/text/python_text.h"

namespace send_bounce {
namespace {

// Expectations are what Python 3.11 says: print(repr(json.loads(text))).
struct Reading {
  std::string_view name;
  std::string_view text;
  std::string_view value;
};

class JsonReads : public ::testing::TestWithParam<Reading> {};

TEST_P(JsonReads, AsPythonDoes) {
  const auto value = read_json(GetParam().text);
  ASSERT_TRUE(value) << value.error().message;
  EXPECT_EQ(python_repr(*value), GetParam().value);
}

constexpr Reading kReadings[] = {
    {"Words", "[null, true, false]", "[None, True, False]"},
    {"Numbers", "[0, -0, 12, -3, 1.5, -0.0, 1e3, 1E-2, 2.5e+1]",
     "[0, 0, 12, -3, 1.5, -0.0, 1000.0, 0.01, 25.0]"},
    {"NotNumbers", "[NaN, Infinity, -Infinity]", "[nan, inf, -inf]"},
    {"BeyondDouble", "[1e999, -1e999, 1e-999]", "[inf, -inf, 0.0]"},
    {"BeyondDoubleByItsExponent", "[1e9223372036854775807, 0.1e-99999999999999999999]",
     "[inf, 0.0]"},
    {"LargestInteger", "9223372036854775807", "9223372036854775807"},
    {"BeyondSixtyFourBits", "[9223372036854775808, -9223372036854775809]",
     "[9223372036854775808, -9223372036854775809]"},
    {"Blanks", " \t\r\n{ \"a\" : [ 1 , 2 ] } \n", "{'a': [1, 2]}"},
    {"Empty", "[{}, [], \"\"]", "[{}, [], '']"},
    {"LastOfTwoAtTheFirstPlace", R"({"a":1,"b":2,"a":3})", "{'a': 3, 'b': 2}"},
    {"Escapes", R"("\"\\\/\b\f\n\r\t")", R"('"\\/\x08\x0c\n\r\t')"},
    {"UnicodeEscapes", R"("\u00e9\uFFFD\ud83d\ude00")", "'é\uFFFD😀'"},
    {"NullCharacter", R"("\u0000")", R"('\x00')"},
    {"RawText", "\"é😀\x7F\"", "'é😀\\x7f'"},
};

INSTANTIATE_TEST_SUITE_P(, JsonReads, ::testing::ValuesIn(kReadings),
                         [](const auto& row) { return std::string(row.param.name); });

struct Refusal {
  std::string_view name;
  std::string_view text;
  std::string_view message;
};

class JsonRefuses : public ::testing::TestWithParam<Refusal> {};

TEST_P(JsonRefuses, InPythonsWords) {
  const auto value = read_json(GetParam().text);
  ASSERT_FALSE(value) << python_repr(*value);
  EXPECT_EQ(value.error().kind, ErrorKind::ParamValidation);
  EXPECT_EQ(value.error().message, GetParam().message);
}

constexpr Refusal kRefusals[] = {
    {"Nothing", "", "Expecting value: line 1 column 1 (char 0)"},
    {"OnlyBlanks", " \n ", "Expecting value: line 2 column 2 (char 3)"},
    {"Word", "nul", "Expecting value: line 1 column 1 (char 0)"},
    {"MinusAlone", "-", "Expecting value: line 1 column 1 (char 0)"},
    {"NoDigitBeforePoint", ".5", "Expecting value: line 1 column 1 (char 0)"},
    {"PointWithoutDigits", "1.", "Extra data: line 1 column 2 (char 1)"},
    {"ExponentWithoutDigits", "1e+", "Extra data: line 1 column 2 (char 1)"},
    {"LeadingZero", "01", "Extra data: line 1 column 2 (char 1)"},
    {"TwoValues", "{} x", "Extra data: line 1 column 4 (char 3)"},
    {"ByteOrderMark", "\xEF\xBB\xBF{}",
     "Unexpected UTF-8 BOM (decode using utf-8-sig): line 1 column 1 (char 0)"},
    {"NoComma", "[{\"Recipient\":\"a\"", "Expecting ',' delimiter: line 1 column 18 (char 17)"},
    {"NoCommaInObject", "{\"a\":1 \"b\"", "Expecting ',' delimiter: line 1 column 8 (char 7)"},
    {"NoColon", "{\"a\" 1}", "Expecting ':' delimiter: line 1 column 6 (char 5)"},
    {"NoValue", "{\"a\":}", "Expecting value: line 1 column 6 (char 5)"},
    {"OpenArray", "[{\"a\":\"b\"},", "Expecting value: line 1 column 12 (char 11)"},
    {"CommaBeforeBracket", "[1,]", "Expecting value: line 1 column 4 (char 3)"},
    {"CommaBeforeBrace", "{\"ReportingMta\":\"a\",}",
     "Expecting property name enclosed in double quotes: line 1 column 21 (char 20)"},
    {"SingleQuotes", "{'a':1}",
     "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"},
    {"OpenObject", "{",
     "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"},
    {"ControlCharacter", "{\"ReportingMta\":\"a\tb\"}",
     "Invalid control character at: line 1 column 19 (char 18)"},
    {"WrongEscape", R"("\x")", "Invalid \\escape: line 1 column 2 (char 1)"},
    {"OpenString", "[\"a", "Unterminated string starting at: line 1 column 2 (char 1)"},
    {"OpenEscape", "\"\\", "Unterminated string starting at: line 1 column 1 (char 0)"},
    {"WrongUnicodeEscape", R"("\u12G4")", "Invalid \\uXXXX escape: line 1 column 3 (char 2)"},
    {"CutUnicodeEscape", R"("\u12)", "Invalid \\uXXXX escape: line 1 column 3 (char 2)"},
    {"WrongSecondHalf", R"("\ud83d\uZ000")", "Invalid \\uXXXX escape: line 1 column 9 (char 8)"},
    {"LineAndColumn", "{\n  \"a\": 1,\n  b\n}",
     "Expecting property name enclosed in double quotes: line 3 column 3 (char 14)"},
    {"ColumnCountsCodePoints", "[\"é😀\" x", "Expecting ',' delimiter: line 1 column 7 (char 6)"},
};

INSTANTIATE_TEST_SUITE_P(, JsonRefuses, ::testing::ValuesIn(kRefusals),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(Json, NamesAnIntegerBeyondSixtyFourBits) {
  EXPECT_EQ(*read_json("123456789012345678901"), Value(Foreign{"int", "123456789012345678901"}));
}

TEST(Json, KeepsBytesThatAreNotUtf8) { EXPECT_EQ(*read_json("\"\xFF\""), Value("\xFF")); }

TEST(Json, HasNoPlaceForHalfASurrogatePair) {
  for (const std::string_view half : {"\\ud83d", "\\ude00", "\\ud83d\\ud83d", "\\ud83dx"}) {
    const auto value = read_json("[1,\"" + std::string(half) + "\"]");
    ASSERT_FALSE(value) << half;
    EXPECT_EQ(value.error().kind, ErrorKind::General);
    EXPECT_EQ(value.error().message,
              "An escape of half a surrogate pair is not a character: line 1 column 5 "
              "(char 4)");
  }
}

TEST(Json, ReportsAnotherFaultBeforeHalfASurrogatePair) {
  EXPECT_EQ(read_json(R"("\ud83d" x)").error().message, "Extra data: line 1 column 10 (char 9)");
}

TEST(Json, NestsToABound) {
  const auto nested = [](int depth) {
    const auto levels = static_cast<std::size_t>(depth);
    return std::string(levels, '[') + std::string(levels, ']');
  };
  EXPECT_TRUE(read_json(nested(kMaxNesting)));
  EXPECT_EQ(read_json(nested(kMaxNesting + 1)).error().message,
            "Nested deeper than 900 levels: line 1 column 901 (char 900)");
}

}  // namespace
}  // namespace send_bounce
