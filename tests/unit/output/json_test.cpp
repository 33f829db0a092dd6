#include <gtest/gtest.h>

#include "send_bounce/output/formatter.h"

namespace send_bounce {
namespace {

// Expected texts are the reference's (command-line.md rows 226 to 239).
TEST(JsonOutput, IsIndentedByFourSpaces) {
  const Value nested =
      Map{{"b", Value(1)},
          {"a", Value(Map{{"c", Value(Value::List{Value(1), Value(2)})}, {"d", Value(nullptr)}})}};
  EXPECT_EQ(*format_output(OutputFormat::Json, nested),
            "{\n    \"b\": 1,\n    \"a\": {\n        \"c\": [\n            1,\n            2\n"
            "        ],\n        \"d\": null\n    }\n}\n");
}

TEST(JsonOutput, WritesNothingForAnEmptyMapButShowsEmptyOnesInside) {
  EXPECT_EQ(*format_output(OutputFormat::Json, Map{}), "");
  EXPECT_EQ(*format_output(OutputFormat::Json, Value::List{}), "[]\n");
  EXPECT_EQ(*format_output(OutputFormat::Json, List{Map{}, List{}}), "[\n    {},\n    []\n]\n");
}

TEST(OffOutput, WritesNothing) {
  EXPECT_EQ(*format_output(OutputFormat::Off, Map{{"MessageId", Value("x")}}), "");
}

}  // namespace
}  // namespace send_bounce
