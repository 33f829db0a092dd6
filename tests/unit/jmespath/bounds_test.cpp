#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>

#include "unit/jmespath/querying.h"

/// What an expression may cost, and what the reference does not say in words of its own.
namespace send_bounce {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string repeated(std::string_view text, int times, std::string_view between = "") {
  std::string out;
  for (int i = 0; i < times; ++i) {
    if (i > 0) out += between;
    out += text;
  }
  return out;
}

std::string nested(std::string_view open, std::string_view inner, std::string_view close,
                   int levels) {
  return repeated(open, levels) + std::string(inner) + repeated(close, levels);
}

// Levels that the reference's stack would not hold either.
constexpr int kMany = 20'000;

struct Deep {
  std::string_view name;
  std::string expression;
};

class DeepExpression : public ::testing::TestWithParam<Deep> {};

TEST_P(DeepExpression, IsRefusedByName) {
  EXPECT_THAT(syntax_fault(GetParam().expression), HasSubstr("Nested deeper than 900 levels"));
}

INSTANTIATE_TEST_SUITE_P(
    , DeepExpression,
    ::testing::Values(
        Deep{"Parentheses", nested("(", "a", ")", kMany)},
        Deep{"OpenBrackets", repeated("[", kMany)}, Deep{"Negations", repeated("!", kMany) + "a"},
        Deep{"References", repeated("& ", kMany) + "a"}, Deep{"Members", repeated("a", kMany, ".")},
        Deep{"Indices", "a" + repeated("[0]", kMany)}, Deep{"Pipes", repeated("a", kMany, "|")},
        Deep{"Alternatives", repeated("a", kMany, "||")},
        Deep{"Calls", nested("abs(", "a", ")", kMany)},
        Deep{"Filters", nested("[?", "a", "]", kMany)}, Deep{"Projections", repeated("[*]", kMany)},
        Deep{"Literal", nested("`[", "", "]`", 1) + "|`" + nested("[", "", "]", kMany) + "`"}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(DeepExpressions, WorkWithinTheBound) {
  EXPECT_EQ(found(nested("(", "a", ")", 890), R"({"a": 1})"), "1");
  EXPECT_EQ(found(nested("[", "a", "]", 890), R"({"a": 1})"), nested("[", "1", "]", 890));
  EXPECT_EQ(found(nested("map(&", "@", ", [@])", 440), "1"), nested("[", "1", "]", 440));
  EXPECT_EQ(found(repeated("to_array(@)", 890, "|"), "1"), "[1]");
}

TEST(DeepExpressions, AreWideAsOneLikes) {
  EXPECT_EQ(found("[" + repeated("a", kMany, ",") + "] | length(@)", R"({"a": 1})"),
            std::to_string(kMany));
}

TEST(DeepValues, AreRefusedWhereTheyAreMade) {
  const std::string step = nested("[", "@", "]", 100);
  const std::string query = repeated("(" + step + ")", 8, "|");
  EXPECT_EQ(found(query, "1"), nested("[", "1", "]", 800));
  EXPECT_THAT(fault("(" + query + ") | [(" + step + "), " + step + "] | (" + step + ")", "1"),
              EndsWith("deeper than 900 levels"));
}

// An expression that is passed to itself has no end: the reference's stack overflows.
TEST(DeepValues, AnExpressionThatCallsItselfIsStopped) {
  EXPECT_THAT(fault("[&map([0], [@])] | map([0], [@])", "1"), EndsWith("deeper than 900 levels"));
}

struct Bomb {
  std::string_view name;
  std::string expression;
};

class DoublingExpression : public ::testing::TestWithParam<Bomb> {};

TEST_P(DoublingExpression, IsStopped) {
  const auto query = Expression::compile(GetParam().expression, read_json).value();
  const auto result = query.search(Value("abc"), 100'000);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().message, "The query needs too many steps on this document");
}

std::string doubled(std::string_view step) { return repeated(step, 60, "|"); }

INSTANTIATE_TEST_SUITE_P(
    , DoublingExpression,
    ::testing::Values(
        Bomb{"Result", doubled("[@, @]")}, Bomb{"ResultOfObjects", doubled("{a: @, b: @}")},
        Bomb{"Flattened", doubled("[@, @][]")}, Bomb{"Joined", doubled("join('', [@, @])")},
        Bomb{"ToString", doubled("[@, @]") + "| length(to_string(@))"},
        Bomb{"Compared", "[" + doubled("[@, @]") + ", " + doubled("[@, @]") + "] | [0] == [1]"},
        Bomb{"InAMessage", doubled("[@, @]") + "| abs(@)"},
        Bomb{"Sorted", "[@, @] | " + doubled("sort([@, @][])")},
        Bomb{"Reversed", "[@, @] | " + doubled("reverse([@, @][])")}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(DoublingExpressions, CostNothingWhileTheyShare) {
  EXPECT_EQ(found(doubled("[@, @]") + "| length(@)", "1"), "2");
  EXPECT_EQ(found(doubled("[@, @]") + "| @ == @", "1"), "True");
}

TEST(LargeDocument, IsSearchedInOnePassForEachPart) {
  Value::List list;
  for (int i = 0; i < 20'000; ++i) {
    list.push_back(Map{{"number", i % 1000}, {"name", "name " + std::to_string(i % 977)}});
  }
  const Value document(std::move(list));
  EXPECT_EQ(search("[?number > `500`].name | length(@)", document).value(), Value(9'980));
  EXPECT_EQ(search("sort_by(@, &name)[-1].name", document).value(), Value("name 99"));
  EXPECT_EQ(search("@ == @", document).value(), Value(true));
  EXPECT_EQ(search("[].[number, name][] | length(@)", document).value(), Value(40'000));
}

TEST(LargeObject, IsMergedInLinearTime) {
  Map map;
  for (int i = 0; i < 100'000; ++i) map.set("key" + std::to_string(i), i);
  EXPECT_EQ(search("merge(@, @) | length(@)", map).value(), Value(100'000));
  EXPECT_EQ(search("@ == merge(@, `{}`)", map).value(), Value(true));
}

TEST(Expression, OutlivesItsTextAndMoves) {
  std::string text = "a.b";
  auto first = Expression::compile(text, read_json).value();
  text = "c.d";
  Expression second = std::move(first);
  EXPECT_EQ(second.search(Map{{"a", Map{{"b", 1}}}}).value(), Value(1));
}

TEST(Expression, IsNoValueToShow) {
  EXPECT_EQ(fault("&a", "1"), "Circular reference detected");
  EXPECT_EQ(fault("{a: [&a]}", "1"), "Circular reference detected");
}

// Python puts NaN where its algorithm happens to leave it; here it is last.
TEST(Sorting, PutsNotANumberLast) {
  EXPECT_EQ(found("sort(`[NaN, 2, NaN, 1]`)", "1"), "[1, 2, nan, nan]");
}

// Python's have as many digits as they need. docs/differences.md says so.
TEST(IntegersBeyondSixtyFourBits, KeepTheirDigitsAndCountAsDoubles) {
  EXPECT_EQ(found("@", "123456789012345678901"), "123456789012345678901");
  EXPECT_EQ(found("[abs(@), floor(@), max([@])]", "-123456789012345678901"),
            "[123456789012345678901, -123456789012345678901, -123456789012345678901]");
  EXPECT_EQ(found("sum(@)", "[9223372036854775807, 1]"), "9.223372036854776e+18");
  EXPECT_EQ(found("sum(@)", "[18446744073709551616, 1]"), "1.8446744073709552e+19");
  EXPECT_EQ(found("[0] == [1]", "[100000000000000000001, 100000000000000000000]"), "True");
  EXPECT_EQ(found("avg(@)", "[1" + repeated("0", 400) + "]"), "inf");
}

// Python's JSON reader makes one object of every NaN, and an element is in a list that is the same.
TEST(NotANumber, EqualsItselfInsideOfAListAlone) {
  EXPECT_EQ(found("[`[NaN]` == `[NaN]`, contains(`[NaN]`, `NaN`), `NaN` == `NaN`]", "1"),
            "[True, True, False]");
}

// The reference merges sequences of pairs, and otherwise reports how it failed to.
TEST(Merging, TakesNoSequences) {
  EXPECT_THAT(fault("merge(`{}`, `[[\"a\", 1]]`)", "1"),
              StartsWith("In function merge(), invalid type for value: [['a', 1]]"));
}

// UTF-8 cannot say it.
TEST(HalfASurrogatePair, IsRefused) {
  EXPECT_THAT(syntax_fault(R"("\ud800")"), HasSubstr("half a surrogate pair"));
  EXPECT_THAT(syntax_fault(R"(`"\ud800"`)"), HasSubstr("half a surrogate pair"));
}

TEST(BytesThatAreNotUtf8, PassThrough) {
  EXPECT_EQ(search("\"\xFF\"", Map{{"\xFF", 1}}).value(), Value(1));
  EXPECT_EQ(search("to_string([@])", "\xFF").value(), Value(R"(["\udcff"])"));
  EXPECT_EQ(search("length(@)", "\xFF\xC3").value(), Value(2));
  EXPECT_THAT(syntax_fault("a\xFF"), EndsWith("Unknown token \xFF:\na\xFF\n ^"));
}

TEST(ValuesThatJsonLacks, HaveNoTypeAndEqualThemselves) {
  const Value document = Value::List{Bytes{"x"}, Instant{}};
  EXPECT_EQ(search("[*].type(@)", document).value(), Value(Value::List{}));
  EXPECT_EQ(search("[0] == [0]", document).value(), Value(true));
  EXPECT_EQ(search("[0] == [1]", document).value(), Value(false));
  EXPECT_EQ(search("to_string(@)", document).value(), Value(R"(["b'x'","1970-01-01 00:00:00"])"));
}

}  // namespace
}  // namespace send_bounce
