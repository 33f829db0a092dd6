#include <gtest/gtest.h>

#include "send_bounce/output/formatter.h"
#include "send_bounce/output/text_width.h"

namespace send_bounce {
namespace {

using List = Value::List;

std::string table(const Value& value, const TableStyle& style = {}) {
  return format_output(OutputFormat::Table, value, style).value();
}

// command-line.md rows 226 and 248 to 255, and tables recorded with awscli 2.9.19.
TEST(TableOutput, WritesTheReferencesLines) {
  const Value one_two = List{Value(1), Value(2)};
  const struct {
    const char* name;
    Value value;
    const char* expected;
  } rows[] = {
      {"the answer", Map{{"MessageId", Value("0100018f-mock-000000")}},
       "---------------------------------------\n"
       "|             SendBounce              |\n"
       "+------------+------------------------+\n"
       "|  MessageId |  0100018f-mock-000000  |\n"
       "+------------+------------------------+\n"},
      {"a string", Value("0100018f-mock-000000"),
       "------------\n"
       "|SendBounce|\n"
       "+----------+\n"},
      {"scalars", List{Value(1), Value("a"), Value(nullptr), Value(true)},
       "------------\n"
       "|SendBounce|\n"
       "+----------+\n"
       "|  1       |\n"
       "|  a       |\n"
       "|  None    |\n"
       "|  True    |\n"
       "+----------+\n"},
      {"lists of one length", List{one_two, Value(List{Value(3), Value(4)})},
       "------------\n"
       "|SendBounce|\n"
       "+----+-----+\n"
       "|  1 |  2  |\n"
       "|  3 |  4  |\n"
       "+----+-----+\n"},
      {"nested lists", List{Value(List{Value(1), Value(List{Value(2)})}), Value(3)},
       "------------\n"
       "|SendBounce|\n"
       "+----------+\n"
       "|  1       |\n"
       "|  2       |\n"
       "|  3       |\n"
       "+----------+\n"},
      {"nested maps",
       Map{{"b", Value(1)}, {"a", Value(Map{{"c", one_two}, {"d", Value(nullptr)}})}},
       "-----------------\n"
       "|  SendBounce   |\n"
       "+------+--------+\n"
       "|  b   |  1     |\n"
       "+------+--------+\n"
       "||      a      ||\n"
       "|+----+--------+|\n"
       "||  d |  None  ||\n"
       "|+----+--------+|\n"
       "|||     c     |||\n"
       "||+-----------+||\n"
       "|||  1        |||\n"
       "|||  2        |||\n"
       "||+-----------+||\n"},
      {"maps with different keys",
       List{Value(Map{{"a", Value(1)}, {"b", Value(2)}}),
            Value(Map{{"a", Value(3)}, {"c", Value(List{Value(Map{{"x", Value(1)}})})}})},
       "------------\n"
       "|SendBounce|\n"
       "+----+-----+\n"
       "|  a |  b  |\n"
       "+----+-----+\n"
       "|  1 |  2  |\n"
       "+----+-----+\n"
       "|SendBounce|\n"
       "+----+-----+\n"
       "|  a |  b  |\n"
       "+----+-----+\n"
       "|  3 |     |\n"
       "+----+-----+\n"
       "||    c   ||\n"
       "|+--------+|\n"
       "||    x   ||\n"
       "|+--------+|\n"
       "||  1     ||\n"
       "|+--------+|\n"},
      {"a key that is scalar here and nested there",
       List{Value(Map{{"a", Value(1)}}), Value(Map{{"a", Value(List{Value(2)})}})},
       "------------\n"
       "|SendBounce|\n"
       "+----------+\n"
       "|     a    |\n"
       "+----------+\n"
       "|  1       |\n"
       "+----------+\n"
       "||    a   ||\n"
       "|+--------+|\n"
       "|SendBounce|\n"
       "+----------+\n"
       "|     a    |\n"
       "+----------+\n"
       "|  [2]     |\n"
       "+----------+\n"
       "||    a   ||\n"
       "|+--------+|\n"
       "||  2     ||\n"
       "|+--------+|\n"},
      {"a map after a scalar", List{Value(1), Value(Map{{"k", Value(1)}})},
       "------------\n"
       "|SendBounce|\n"
       "+----------+\n"
       "|  1       |\n"
       "|  k       |\n"
       "+----------+\n"},
      {"sections without a title",
       List{Value(List{Value(Map{{"a", Value(Map{{"b", Value(1)}})}}),
                       Value(Map{{"a", Value(Map{{"b", Value(2)}})}})})},
       "--------------\n"
       "| SendBounce |\n"
       "||     a    ||\n"
       "|+----+-----+|\n"
       "||  b |  1  ||\n"
       "|+----+-----+|\n"
       "||     a    ||\n"
       "|+----+-----+|\n"
       "||  b |  2  ||\n"
       "|+----+-----+|\n"},
      {"an empty list beside an empty map", List{Value(Map{}), Value(List{})},
       "------------\n"
       "|SendBounce|\n"},
      {"what is false or empty", Map{{"a", Value(nullptr)}, {"b", Value(0)}, {"c", Value(List{})}},
       "---------------\n"
       "| SendBounce  |\n"
       "+-------+-----+\n"
       "|   a   |  b  |\n"
       "+-------+-----+\n"
       "|  None |  0  |\n"
       "+-------+-----+\n"},
      {"lines in a cell", Map{{"key", Value("line1\nline2")}},
       "------------------------\n"
       "|      SendBounce      |\n"
       "+------+---------------+\n"
       "|  key |  line1\nline2  |\n"
       "+------+---------------+\n"},
      {"wide characters",
       Map{{"a", Value("日本")}, {"b", Value("é")}, {"c", Value("ｱ")}, {"d", Value("😀")}},
       "---------------------------\n"
       "|       SendBounce        |\n"
       "+-------+-----+----+------+\n"
       "|   a   |  b  | c  |  d   |\n"
       "+-------+-----+----+------+\n"
       "|  日本 |  é |  ｱ |  😀  |\n"
       "+-------+-----+----+------+\n"},
  };
  for (const auto& row : rows) EXPECT_EQ(table(row.value), row.expected) << row.name;
}

TEST(TableOutput, IsEmptyForWhatPythonTakesForFalse) {
  for (const Value& value : {Value(nullptr), Value(false), Value(0), Value(0.0), Value(""),
                             Value(List{}), Value(Map{})}) {
    EXPECT_EQ(table(value), "");
  }
}

TEST(TableOutput, TurnsSectionsOfOneRowWhenTheTerminalIsTooNarrow) {
  const Value error = Map{{"Code", Value("C")}, {"Message", Value("M")}};
  TableStyle style;
  style.title = "error";
  EXPECT_EQ(table(error, style),
            "---------------------\n"
            "|       error       |\n"
            "+-------+-----------+\n"
            "| Code  |  Message  |\n"
            "+-------+-----------+\n"
            "|  C    |  M        |\n"
            "+-------+-----------+\n");
  style.width = 10;
  EXPECT_EQ(table(error, style),
            "------------------\n"
            "|      error     |\n"
            "+----------+-----+\n"
            "|  Code    |  C  |\n"
            "|  Message |  M  |\n"
            "+----------+-----+\n");
}

// command-line.md row 278.
TEST(TableOutput, FollowsEveryWriteByAResetOnStdout) {
  TableStyle style;
  style.colour = true;
  style.reset_after_writes = true;
  EXPECT_EQ(table(Map{{"MessageId", Value("0100018f-mock-000000")}}, style),
            "---------------------------------------\n\x1b[0m"
            "\x1b[0m|             SendBounce              |\x1b[0m\x1b[0m\n\x1b[0m"
            "\x1b[0m+------------+------------------------+\x1b[0m\x1b[0m\n\x1b[0m"
            "\x1b[0m|  \x1b[1m\x1b[34mMessageId\x1b[0m |  \x1b[1m\x1b[34m0100018f-mock-000000"
            "\x1b[0m  |\x1b[0m\x1b[0m\n\x1b[0m"
            "\x1b[0m+------------+------------------------+\x1b[0m\x1b[0m\n\x1b[0m");
}

TEST(TableOutput, ColoursCellsAndInnerFrames) {
  TableStyle style;
  style.colour = true;
  EXPECT_EQ(table(Map{{"b", Value(1)}, {"c", Value(Map{{"d", Value(2)}, {"e", Value(3)}})}}, style),
            "--------------\n"
            "| SendBounce |\n"
            "+-----+------+\n"
            "|  \x1b[1m\x1b[34mb\x1b[0m  |  \x1b[1m\x1b[34m1\x1b[0m   |\n"
            "+-----+------+\n"
            "\x1b[2m\x1b[33m|\x1b[0m|     c    |\x1b[2m\x1b[33m|\x1b[0m\n"
            "\x1b[2m\x1b[33m|\x1b[0m+----+-----+\x1b[2m\x1b[33m|\x1b[0m\n"
            "\x1b[2m\x1b[33m|\x1b[0m|  d |  e  |\x1b[2m\x1b[33m|\x1b[0m\n"
            "\x1b[2m\x1b[33m|\x1b[0m+----+-----+\x1b[2m\x1b[33m|\x1b[0m\n"
            "\x1b[2m\x1b[33m|\x1b[0m|  \x1b[1m\x1b[34m2\x1b[0m |  \x1b[1m\x1b[34m3\x1b[0m  "
            "|\x1b[2m\x1b[33m|\x1b[0m\n"
            "\x1b[2m\x1b[33m|\x1b[0m+----+-----+\x1b[2m\x1b[33m|\x1b[0m\n");
}

TEST(TableOutput, HasNoFormForListsWhoseElementsDiffer) {
  const Value map = Map{{"a", Value(1)}};
  for (const Value& value :
       {Value(List{map, Value(2)}), Value(List{map, Value("")}), Value(List{map, Value("x")}),
        Value(List{Value(1), Value(List{Value(1), Value(2)})}),
        Value(List{Value(List{}), Value(1)})}) {
    const auto result = format_output(OutputFormat::Table, value);
    ASSERT_FALSE(result.has_value());
    EXPECT_EQ(result.error().kind, ErrorKind::General);
  }
}

// Unicode's EastAsianWidth.txt: W, F and A are two columns.
TEST(WideCharacters, CountTwoColumns) {
  const struct {
    const char* name;
    const char* text;
    int width;
  } rows[] = {
      {"nothing", "", 0},          {"ASCII", "az ~", 4},
      {"ambiguous é", "é", 2},     {"neutral ë", "ë", 1},
      {"wide", "日", 2},           {"fullwidth", "Ａ", 2},
      {"halfwidth", "ｱ", 1},       {"emoji", "😀", 2},
      {"ambiguous Greek", "α", 2}, {"private use", "\xEE\x80\x80", 2},
      {"a control", "\x1b\n", 2},  {"two stray bytes", "\xFF\x80", 2},
  };
  for (const auto& row : rows) EXPECT_EQ(display_width(row.text), row.width) << row.name;
}

}  // namespace
}  // namespace send_bounce
