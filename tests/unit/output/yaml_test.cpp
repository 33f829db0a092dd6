#include <gtest/gtest.h>

#include <limits>

#include "send_bounce/output/formatter.h"

namespace send_bounce {
namespace {

using List = Value::List;

std::string yaml(const Value& value) { return format_output(OutputFormat::Yaml, value).value(); }
std::string stream(const Value& value) {
  return format_output(OutputFormat::YamlStream, value).value();
}

std::string repeated(std::string_view text, int count) {
  std::string out;
  for (int i = 0; i < count; ++i) out += text;
  return out;
}

// command-line.md rows 256 to 271.
TEST(YamlOutput, WritesTheReferencesLines) {
  const struct {
    const char* name;
    Value value;
    const char* yaml;
    const char* stream;
  } rows[] = {
      {"the answer", Map{{"MessageId", Value("0100018f-mock-000000")}},
       "MessageId: 0100018f-mock-000000\n", "- MessageId: 0100018f-mock-000000\n"},
      {"a string", Value("0100018f-mock-000000"), "\"0100018f-mock-000000\"\n",
       "- 0100018f-mock-000000\n"},
      {"null", Value(nullptr), "null\n", "- null\n"},
      {"scalars", List{Value(1), Value("a"), Value(nullptr), Value(true)},
       "- 1\n- a\n- null\n- true\n", "- - 1\n  - a\n  - null\n  - true\n"},
      {"nested lists", List{Value(List{Value(1), Value(List{Value(2)})}), Value(3)},
       "- - 1\n  - - 2\n- 3\n", "- - - 1\n    - - 2\n  - 3\n"},
      {"nested maps",
       Map{{"b", Value(1)},
           {"a", Value(Map{{"c", Value(List{Value(1), Value(2)})}, {"d", Value(nullptr)}})}},
       "a:\n  c:\n  - 1\n  - 2\n  d: null\nb: 1\n",
       "- a:\n    c:\n    - 1\n    - 2\n    d: null\n  b: 1\n"},
      {"maps with different keys",
       List{Value(Map{{"a", Value(1)}, {"b", Value(2)}}),
            Value(Map{{"a", Value(3)}, {"c", Value(List{Value(Map{{"x", Value(1)}})})}})},
       "- a: 1\n  b: 2\n- a: 3\n  c:\n  - x: 1\n",
       "- - a: 1\n    b: 2\n  - a: 3\n    c:\n    - x: 1\n"},
      {"an empty map", Map{}, "", ""},
      {"an empty list", List{}, "[]\n", "- []\n"},
      {"beyond ASCII", Value("é😀"), "\"é😀\"\n", "- \"é\\U0001F600\"\n"},
      {"empty ones inside",
       Map{{"a", Value(List{})},
           {"b", Value(Map{})},
           {"c", Value(List{Value(List{}), Value(Map{})})}},
       "a: []\nb: {}\nc:\n- []\n- {}\n", "- a: []\n  b: {}\n  c:\n  - []\n  - {}\n"},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(yaml(row.value), row.yaml) << row.name;
    EXPECT_EQ(stream(row.value), row.stream) << row.name;
  }
}

// The lines that ruamel.yaml's safe dumper writes (recorded with awscli 2.9.19, ruamel.yaml
// 0.17.21).
TEST(YamlOutput, QuotesStringsWhereTheReferenceDoes) {
  const struct {
    const char* text;
    const char* line;
  } rows[] = {
      // Taken for another type.
      {"true", "'true'"},
      {"Null", "'Null'"},
      {"~", "'~'"},
      {"", "''"},
      {"12", "'12'"},
      {"0x1f", "'0x1f'"},
      {"1_000", "'1_000'"},
      {"1e3", "'1e3'"},
      {".inf", "'.inf'"},
      {"2020-01-01", "'2020-01-01'"},
      {"<<", "'<<'"},
      {"=", "'='"},
      // Text in YAML 1.2.
      {"yes", "yes"},
      {"on", "on"},
      {"1:30", "1:30"},
      {"_1", "_1"},
      {".5e1", ".5e1"},
      // Indicators.
      {"a: b", "'a: b'"},
      {"a:", "'a:'"},
      {"a:b", "a:b"},
      {"a #b", "'a #b'"},
      {"a#b", "a#b"},
      {"#a", "'#a'"},
      {"- a", "'- a'"},
      {"-a", "-a"},
      {"? a", "'? a'"},
      {"?a", "?a"},
      {":a", ":a"},
      {"---", "'---'"},
      {"...", "'...'"},
      {"%a", "'%a'"},
      {"@a", "'@a'"},
      {"!a", "'!a'"},
      {"&a", "'&a'"},
      {"*a", "'*a'"},
      {"[a", "'[a'"},
      {"a,b]", "a,b]"},
      {"|", "'|'"},
      {"\"a", "'\"a'"},
      // Quotes and blanks.
      {"'a", "'''a'"},
      {"it's", "it's"},
      {"it's: so", "'it''s: so'"},
      {" a", "' a'"},
      {"a ", "'a '"},
      {"\\", "\\"},
      // Line breaks.
      {"a\nb", "'a\n\n  b'"},
      {"a\n", "'a\n\n  '"},
      {"a\n\nb", "'a\n\n\n  b'"},
      {"a \nb", "\"a \\nb\""},
      {"a\n b", "\"a\\n b\""},
      {"\xE2\x80\xA8", "'\xE2\x80\xA8  '"},
      // Characters that need an escape.
      {"a\tb", "\"a\\tb\""},
      {"\r", "\"\\r\""},
      {"\x07\x1b\x7f", "\"\\a\\e\\x7F\""},
      {"\xC2\x85", "\"\\N\""},
      {"\xEF\xBB\xBF", "\"\\uFEFF\""},
      {"é", "é"},
      {"\"\t\\", "\"\\\"\\t\\\\\""},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(yaml(List{Value(row.text)}), "- " + std::string(row.line) + "\n") << row.text;
  }
}

TEST(YamlOutput, FoldsLongStringsAfterTheEightiethColumn) {
  const std::string words = repeated("word ", 20);
  const std::string first = repeated("word ", 16);
  EXPECT_EQ(yaml(List{Value(words)}),
            "- '" + first.substr(0, 79) + "\n  " + repeated("word ", 4) + "'\n");
  EXPECT_EQ(yaml(List{Value(repeated("x", 90) + " y")}), "- " + repeated("x", 90) + "\n  y\n");
  EXPECT_EQ(yaml(List{Value("\t" + repeated("word ", 14) + "abcdefghij  two")}),
            "- \"\\t" + repeated("word ", 14) + "abcdefghij\n  \\ two\"\n");
}

TEST(YamlOutput, AsksForAKeyThatIsLongOrHasLines) {
  const std::string fits = repeated("k", 128);
  EXPECT_EQ(yaml(Map{{fits, Value(1)}}), fits + ": 1\n");
  EXPECT_EQ(yaml(Map{{fits + "k", Value(List{Value(1)})}}), "? " + fits + "k\n: - 1\n");
  EXPECT_EQ(yaml(Map{{fits + "k", Value(Map{{"a", Value(1)}})}}), "? " + fits + "k\n: a: 1\n");
  EXPECT_EQ(yaml(Map{{"a\nb", Value(2)}}), "? 'a\n\n  b'\n: 2\n");
}

TEST(YamlOutput, SortsKeysAndQuotesThemAsItDoesStrings) {
  EXPECT_EQ(yaml(Map{{"b", Value(1)}, {"5", Value(5)}, {"B", Value(2)}}), "'5': 5\nB: 2\nb: 1\n");
}

TEST(YamlOutput, WritesNumbers) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  EXPECT_EQ(yaml(List{Value(-0.0), Value(1e20), Value(1.5), Value(kInfinity), Value(-kInfinity),
                      Value(std::numeric_limits<double>::quiet_NaN()),
                      Value(Foreign{"int", "1000000000000000000000"})}),
            "- -0.0\n- 1e+20\n- 1.5\n- .inf\n- -.inf\n- .nan\n- 1000000000000000000000\n");
}

TEST(YamlOutput, ReplacesBytesThatAreNotUtf8) {
  EXPECT_EQ(yaml(List{Value("a\xFFz")}), "- a\xEF\xBF\xBDz\n");
}

}  // namespace
}  // namespace send_bounce
