#include "send_bounce/text/json_document.h"

#include <gtest/gtest.h>

namespace send_bounce {
namespace {

TEST(JsonDocument, HasItsMembersInTheirOrder) {
  const auto document = read_json_document(
      R"( {"b": "\u00e9\ud83d\ude00", "a": [1, -2.5, true, null, {}], "c": {"d": "e"}} )");
  ASSERT_TRUE(document) << document.error().message;
  EXPECT_EQ(*document, Value(Map{{"b", "\xC3\xA9\xF0\x9F\x98\x80"},
                                 {"a", Value::List{1, -2.5, true, nullptr, Map{}}},
                                 {"c", Map{{"d", "e"}}}}));
  EXPECT_EQ(document->get<Map>()->begin()->key, "b");
}

TEST(JsonDocument, MayBeASingleValue) {
  EXPECT_EQ(read_json_document("\"a\"").value(), Value("a"));
  EXPECT_EQ(read_json_document(" 7\n").value(), Value(7));
}

TEST(JsonDocument, KeepsTheLastValueOfAKeyAtItsFirstPlace) {
  EXPECT_EQ(read_json_document(R"({"a": 1, "b": 2, "a": 3})").value(),
            Value(Map{{"a", 3}, {"b", 2}}));
}

struct Number {
  const char* text;
  Value expected;
};

TEST(JsonDocument, KeepsTheDigitsOfLargeIntegers) {
  const Number rows[] = {
      {"9223372036854775807", std::int64_t{9223372036854775807}},
      {"-9223372036854775807", std::int64_t{-9223372036854775807}},
      {"9223372036854775808", Foreign{"int", "9223372036854775808"}},
      {"-9223372036854775809", Foreign{"int", "-9223372036854775809"}},
      {"123456789012345678901234567890", Foreign{"int", "123456789012345678901234567890"}},
      {"1e300", 1e300},
      {"0.0", 0.0},
  };
  for (const Number& row : rows) {
    EXPECT_EQ(read_json_document(row.text).value(), row.expected) << row.text;
  }
}

struct Fault {
  std::string_view text;
  const char* message;
};

TEST(JsonDocument, TellsThePlaceOfAFaultAndNothingElse) {
  using namespace std::string_view_literals;
  const Fault rows[] = {
      {"", "the fault is at byte 0"},
      {"oops", "the fault is at byte 1"},
      {R"({"secret": "abc)", "the fault is at byte 15"},
      {R"({"secret": abc})", "the fault is at byte 12"},
      {"{} {}", "the fault is at byte 4"},
      {"[1,]", "the fault is at byte 4"},
      {"NaN", "the fault is at byte 1"},
      {"1e999", "the fault is at byte 5"},
      {R"("\ud83d")", "the fault is at byte 8"},
      {"{}\0x"sv, "the fault is at byte 3"},
      {"\xEF\xBB\xBF{}", "the fault is at byte 1"},
      {"\"\x83\"", "it is not UTF-8"},
  };
  for (const Fault& row : rows) {
    const auto document = read_json_document(row.text);
    ASSERT_FALSE(document) << row.text;
    EXPECT_EQ(document.error().message, row.message) << row.text;
  }
}

struct FaultKind {
  std::string_view text;
  JsonFaultKind kind;
  std::size_t offset;
};

TEST(JsonDocument, TellsWhatKindOfFaultItHas) {
  using namespace std::string_view_literals;
  const FaultKind rows[] = {
      {"", JsonFaultKind::CutOff, 0},
      {"{\"a\": \"b", JsonFaultKind::CutOff, 8},
      {"[1, tru", JsonFaultKind::CutOff, 7},
      {"[1, 2", JsonFaultKind::CutOff, 5},
      {"[1,]", JsonFaultKind::Syntax, 3},
      {"oops", JsonFaultKind::Syntax, 0},
      {"[\"\0\"]"sv, JsonFaultKind::Syntax, 2},
      {"{} {}", JsonFaultKind::MoreFollows, 3},
      {"\"a\"\nx", JsonFaultKind::MoreFollows, 4},
      {"[\"\xC3\xA9\xE9\"]", JsonFaultKind::NotUtf8, 4},
  };
  for (const FaultKind& row : rows) {
    const auto document = parse_json_document(row.text);
    ASSERT_FALSE(document) << row.text;
    EXPECT_EQ(document.error().kind, row.kind) << row.text;
    EXPECT_EQ(document.error().offset, row.offset) << row.text;
  }
  const auto deep = parse_json_document(std::string(1000, '['));
  ASSERT_FALSE(deep);
  EXPECT_EQ(deep.error().kind, JsonFaultKind::TooDeep);
}

TEST(JsonDocument, MayBeNestedAsDeepAsAllInput) {
  const auto nested = [](int depth) {
    const auto size = static_cast<std::size_t>(depth);
    return std::string(size, '[') + std::string(size, ']');
  };
  EXPECT_TRUE(read_json_document(nested(kMaxNesting)));
  for (const int depth : {kMaxNesting + 1, 1'000'000}) {
    const auto document = read_json_document(nested(depth));
    ASSERT_FALSE(document);
    EXPECT_EQ(document.error().message, "it is nested deeper than 900 levels");
  }
}

}  // namespace
}  // namespace send_bounce
