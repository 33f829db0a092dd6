#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "unit/jmespath/querying.h"

namespace send_bounce {
namespace {

class QueryLanguage : public ::testing::TestWithParam<QueryRow> {};

TEST_P(QueryLanguage, KeepsWhatPythonKeeps) {
  EXPECT_EQ(found(GetParam().expression, GetParam().document), GetParam().result);
}

constexpr QueryRow kLanguage[] = {
    {"Member", "a.b.c", "1"},
    {"MissingMember", "a.x.c", "None"},
    {"MemberOfText", "t.x", "None"},
    {"QuotedMember", R"("x-y"."\u00e9")", "5", R"({"x-y": {"é": 5}})"},
    {"Index", "list[1].n", "2"},
    {"IndexFromTheEnd", "list[-1].s", "'z'"},
    {"IndexBeyondTheEnd", "list[3]", "None"},
    {"IndexBeyondSixtyFourBits", "list[99999999999999999999]", "None"},
    {"IndexOfText", "t[0]", "None"},
    {"Slice", "deep[1:][0]", "[[3]]"},
    {"SliceFromEitherEnd", "[deep[-2:], deep[:-2], deep[::-1]]",
     "[[2, [[3]]], [[0, 1]], [[[3]], 2, [0, 1]]]"},
    {"SliceWithHugeBounds", "deep[-99999999999999999999:99999999999999999999:99999999999999999999]",
     "[[0, 1]]"},
    {"SliceBackFromTheMiddle", "deep[1::-1]", "[2, [0, 1]]"},
    {"SliceOfText", "t[1:]", "None"},
    {"SliceIsAProjection", "list[:2].n", "[1, 2]"},
    {"SliceBehindAnIndexIsNone", "a[0][0:1].b", "None", R"({"a": [[{"b": 1}]]})"},
    {"ListProjection", "list[*].s", "['x', 'z']"},
    {"ListProjectionOfAnObject", "a[*]", "None"},
    {"ValueProjection", "a.*.c", "[1]"},
    {"ValueProjectionOfAList", "list.*", "None"},
    {"FilterProjection", "list[?n > `1`].n", "[2, 3]"},
    {"FilterOnAnObject", "a[?b]", "None"},
    {"Flatten", "deep[]", "[0, 1, 2, [3]]"},
    {"FlattenTwice", "deep[][]", "[0, 1, 2, 3]"},
    {"FlattenText", "t[]", "None"},
    {"PipeEndsAProjection", "list[*].n | [0]", "1"},
    {"MultiSelectList", "a.b.[c, x]", "[1, None]"},
    {"MultiSelectHash", R"({x: zero, "y": t, x: `2`})", "{'x': 2, 'y': 'text'}"},
    {"MultiSelectOnNull", "none.[a, b]", "None"},
    {"MultiSelectHashOnNull", "none.{a: b}", "None"},
    {"OrTakesTheFirstThatIsTrue", "none || empty || zero || t", "0"},
    {"AndTakesTheFirstThatIsFalse", "t && empty && zero", "[]"},
    {"OrWithNothingTrue", "none || empty", "[]"},
    {"NotOfZero", "!zero", "False"},
    {"NotOfEmpty", R"([!empty, !none, !`""`, !`{}`, !`false`, !t])",
     "[True, True, True, True, True, False]"},
    {"AndBindsTighterThanOr", "`1` || `2` && `false`", "1"},
    {"Parentheses", "(`1` || `2`) && `false`", "False"},
    {"RawString", R"('it\'s \\ \n')", R"("it's \\\\ \\n")"},
    {"Literals", R"([`1`, `1.50`, `"x"`, `null`, `[true]`, `{"a": {}}`])",
     "[1, 1.5, 'x', None, [True], {'a': {}}]"},
    {"LiteralThatIsNotJson", "[`foo`, `  bar`, `{`, ``]", "['foo', 'bar', '{', '']"},
    {"LiteralWithBacktick", R"(`"a\`b"`)", "'a`b'"},
    {"CurrentNode", "@.zero", "0"},
    {"ChainOfProjections", "deep[*][*]", "[[0, 1], [[3]]]"},
    {"CommasThatMayBeLeftOut", "{a: zero b: t}", "{'a': 0, 'b': 'text'}"},
    {"ArgumentsWithoutACommaAndOneTooMany", "join('-' list[*].s,)", "'x-z'"},
    {"FunctionNameInParentheses", "(length)(t)", "4"},
    {"ExpressionPassedOn", R"([&n] | sort_by(`[{"n": 2}, {"n": 1}]`, [0]))",
     "[{'n': 1}, {'n': 2}]"},
    {"MemberOfAnExpression", "(&a).b", "None"},
};

INSTANTIATE_TEST_SUITE_P(, QueryLanguage, ::testing::ValuesIn(kLanguage),
                         [](const auto& row) { return std::string(row.param.name); });

class QueryComparison : public ::testing::TestWithParam<QueryRow> {};

TEST_P(QueryComparison, GoesAsInPython) {
  EXPECT_EQ(found(GetParam().expression, GetParam().document), GetParam().result);
}

constexpr QueryRow kComparisons[] = {
    {"EqualNumbers", "[`1` == `1.0`, `0` == `-0.0`, `1` != `2`]", "[True, True, True]"},
    {"TrueIsNotOne", "[`1` == `true`, `0` == `false`, `true` == `true`]", "[False, False, True]"},
    {"TrueIsOneInsideOfAList", "`[1]` == `[true]`", "True"},
    {"EqualObjectsInAnyOrder", R"(`{"a": 1, "b": 2}` == `{"b": 2, "a": 1}`)", "True"},
    {"UnequalKinds",
     R"([`"1"` == `1`, `null` == `false`, `[]` == `{}`, `[1]` == `[1, 2]`, `{"a": 1}` == `{"b": 1}`])",
     "[False, False, False, False, False]"},
    {"OrderOfNumbers", "[`1` < `2`, `2` <= `2.0`, `3` > `3`, `3` >= `3`]",
     "[True, True, False, True]"},
    {"OrderOfStrings", "['a' < 'b', 'B' < 'a', 'é' > 'z', 'a' <= 'a']", "[True, True, True, True]"},
    {"NoOrderOfOthers", "[`true` < `2`, none < zero, empty < empty]", "[None, None, None]"},
    {"IntegersAndDoublesExactly",
     "[`9007199254740993` == `9007199254740992.0`, `9007199254740993` > `9007199254740992.0`]",
     "[False, True]"},
    {"HugeIntegers", "[`10000000000000000000000` == `1e22`, `1` < `100000000000000000000`]",
     "[True, True]"},
    {"Infinity",
     "[`1e999` > `100000000000000000000`, `-1e999` < `-100000000000000000000`, `1` < `1e999`]",
     "[True, True, True]"},
    {"NotANumber", "[`NaN` == `NaN`, `NaN` < `1`, `NaN` >= `1`, `1` < `NaN`]",
     "[False, False, False, False]"},
};

INSTANTIATE_TEST_SUITE_P(, QueryComparison, ::testing::ValuesIn(kComparisons),
                         [](const auto& row) { return std::string(row.param.name); });

}  // namespace
}  // namespace send_bounce
