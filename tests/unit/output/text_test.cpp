#include <gtest/gtest.h>

#include "send_bounce/output/formatter.h"

namespace send_bounce {
namespace {

using List = Value::List;

std::string text(const Value& value) { return format_output(OutputFormat::Text, value).value(); }

// command-line.md rows 227 and 240 to 247.
TEST(TextOutput, WritesTheReferencesLines) {
  const Value one_two = List{Value(1), Value(2)};
  const struct {
    const char* name;
    Value value;
    const char* expected;
  } rows[] = {
      {"the answer", Map{{"MessageId", Value("0100018f-mock-000000")}}, "0100018f-mock-000000\n"},
      {"a string", Value("x"), "x\n"},
      {"null", Value(nullptr), "None\n"},
      {"scalars", List{Value(1), Value("a"), Value(nullptr), Value(true)}, "1\ta\tNone\tTrue\n"},
      {"nested lists", List{Value(List{Value(1), Value(List{Value(2)})}), Value(3)}, "3\n1\n2\n"},
      {"nested maps",
       Map{{"b", Value(1)}, {"a", Value(Map{{"c", one_two}, {"d", Value(nullptr)}})}},
       "1\nA\tNone\nC\t1\nC\t2\n"},
      {"maps with different keys",
       List{Value(Map{{"a", Value(1)}, {"b", Value(2)}}),
            Value(Map{{"a", Value(3)}, {"c", Value(List{Value(Map{{"x", Value(1)}})})}})},
       "1\t2\n3\t\nC\t1\n"},
      {"an empty list", List{}, ""},
      {"an empty map", Map{}, ""},
  };
  for (const auto& row : rows) EXPECT_EQ(text(row.value), row.expected) << row.name;
}

TEST(TextOutput, HasNoFormForMapsBesideScalars) {
  const auto result =
      format_output(OutputFormat::Text, List{Value(Map{{"a", Value(1)}}), Value(2)});
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().kind, ErrorKind::General);
}

}  // namespace
}  // namespace send_bounce
