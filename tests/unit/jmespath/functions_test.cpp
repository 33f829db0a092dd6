#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "unit/jmespath/querying.h"

namespace send_bounce {
namespace {

class QueryFunction : public ::testing::TestWithParam<QueryRow> {};

TEST_P(QueryFunction, GivesWhatPythonGives) {
  EXPECT_EQ(found(GetParam().expression, GetParam().document), GetParam().result);
}

constexpr QueryRow kFunctions[] = {
    {"Abs", "[abs(`-1`), abs(`-1.5`), abs(`-9223372036854775808`), abs(`-0.0`)]",
     "[1, 1.5, 9223372036854775808, 0.0]"},
    {"Avg", "[avg(`[1, 2]`), avg(`[]`), avg(`[1.5]`)]", "[1.5, None, 1.5]"},
    {"CeilAndFloor", "[ceil(`1.2`), floor(`1.8`), ceil(`-1.2`), floor(`-1.2`), ceil(`3`)]",
     "[2, 1, -1, -2, 3]"},
    {"CeilBeyondSixtyFourBits", "[ceil(`1e19`), floor(`-1e22`)]",
     "[10000000000000000000, -10000000000000000000000]"},
    {"Contains",
     R"([contains('text', 'ex'), contains(`["a", 1]`, `1.0`), contains(`["a"]`, `"b"`), contains(`[true]`, `1`), contains(`[[1]]`, `[1]`)])",
     "[True, True, False, True, True]"},
    {"StartsAndEndsWith",
     "[starts_with('text', 'te'), ends_with('text', 'xt'), ends_with('text', 'te')]",
     "[True, True, False]"},
    {"Join", R"([join('-', `["a", "b"]`), join('-', `[]`)])", "['a-b', '']"},
    {"KeysAndValues", R"([keys(`{"b": 1, "a": 2}`), values(`{"b": 1, "a": 2}`)])",
     "[['b', 'a'], [1, 2]]"},
    {"Length", R"([length('é😀'), length(`[1, 2]`), length(`{"a": 1}`)])", "[2, 2, 1]"},
    {"Map", "map(&n, list)", "[1, 2, 3]"},
    {"MaxAndMin", R"([max(`[1, 3.0, 3, 2]`), min(`["b", "a"]`), max(`[]`), min(`[]`)])",
     "[3.0, 'a', None, None]"},
    {"MaxByAndMinBy", "[max_by(list, &n).n, min_by(list, &n).n, max_by(`[]`, &n)]", "[3, 1, None]"},
    {"Merge", R"(merge(`{"a": 1, "b": 2}`, `{"b": 3, "c": 4}`, `[]`))", "{'a': 1, 'b': 3, 'c': 4}"},
    {"NotNull", "[not_null(none, zero), not_null(none)]", "[0, None]"},
    {"Reverse", "[reverse('é😀x'), reverse(`[1, 2]`)]", "['x😀é', [2, 1]]"},
    {"Sort", R"([sort(`[2, 1.5, 10, -1]`), sort(`["b", "é", "B", "a"]`), sort(`[]`)])",
     "[[-1, 1.5, 2, 10], ['B', 'a', 'b', 'é'], []]"},
    {"SortByKeepsTheOrderOfEqualKeys",
     R"(sort_by(`[{"k": 2, "i": 0}, {"k": 1, "i": 1}, {"k": 2.0, "i": 2}, {"k": 1, "i": 3}]`, &k)[*].i)",
     "[1, 3, 0, 2]"},
    {"SortByNothing", "sort_by(`[]`, &k)", "[]"},
    {"Sum", "[sum(`[1, 2]`), sum(`[]`), sum(`[0.1, 0.2, 0.3]`), sum(`[9223372036854775806, 1]`)]",
     "[3, 0, 0.6000000000000001, 9223372036854775807]"},
    {"ToArray", "[to_array(zero), to_array(empty), to_array(none)]", "[[0], [], [None]]"},
    {"ToNumber",
     "[to_number('12'), to_number(' -1_0 '), to_number('1e3'), to_number('٣'), to_number('.5'), "
     "to_number('18446744073709551616'), to_number(zero)]",
     "[12, -10, 1000.0, 3, 0.5, 18446744073709551616, 0]"},
    {"ToNumberOfOthers",
     "[to_number('0x1'), to_number(''), to_number('1__0'), to_number(`true`), to_number(empty), "
     "to_number(none)]",
     "[None, None, None, None, None, None]"},
    {"ToString",
     R"([to_string(t), to_string(`{"a": [1, 2.0, null, true]}`), to_string(`"é"`), to_string(`1e20`)])",
     R"(['text', '{"a":[1,2.0,null,true]}', 'é', '1e+20'])"},
    {"ToStringIsAscii", R"(to_string(`["é😀", "\u0000\u007f\"\\\n"]`))",
     R"('["\\u00e9\\ud83d\\ude00","\\u0000\\u007f\\"\\\\\\n"]')"},
    {"ToStringOfNotNumbers", "to_string(`[NaN, Infinity, -Infinity, 100000000000000000000]`)",
     "'[NaN,Infinity,-Infinity,100000000000000000000]'"},
    {"Type", "[type(zero), type(t), type(empty), type(a), type(none), type(`true`), type(&a)]",
     "['number', 'string', 'array', 'object', 'null', 'boolean', None]"},
};

INSTANTIATE_TEST_SUITE_P(, QueryFunction, ::testing::ValuesIn(kFunctions),
                         [](const auto& row) { return std::string(row.param.name); });

class QueryFault : public ::testing::TestWithParam<QueryRow> {};

TEST_P(QueryFault, IsReportedInPythonsWords) {
  EXPECT_EQ(fault(GetParam().expression, GetParam().document), GetParam().result);
}

constexpr QueryRow kFaults[] = {
    {"TooFew", "length()", "Expected 1 argument for function length(), received 0"},
    {"TooMany", "type(a, b)", "Expected 1 argument for function type(), received 2"},
    {"TooFewOfTwo", "join('a')", "Expected 2 arguments for function join(), received 1"},
    {"AtLeast", "merge()", "Expected at least 1 argument for function merge(), received 0"},
    {"UnknownFunction", "nofunc(@)", "Unknown function: nofunc()"},
    {"ArgumentsBeforeTheName", "nofunc(length())",
     "Expected 1 argument for function length(), received 0"},
    {"WrongType", "length(`1`)",
     R"(In function length(), invalid type for value: 1, expected one of: ['string', 'array', 'object'], received: "number")"},
    {"WrongTypeShownAsPythonDoes", R"(abs(`{"a": [null, true, "x"]}`))",
     R"(In function abs(), invalid type for value: {'a': [None, True, 'x']}, expected one of: ['number'], received: "object")"},
    {"WrongTypeOfAnExpression", "length(&a)",
     R"(In function length(), invalid type for value: <jmespath.visitor._Expression object>, expected one of: ['string', 'array', 'object'], received: "expref")"},
    {"WrongElement", R"(sum(`[1, "2"]`))",
     R"(In function sum(), invalid type for value: 2, expected one of: ['array-number'], received: "str")"},
    {"FirstElementDecides", R"(sort(`["a", 1]`))",
     R"(In function sort(), invalid type for value: 1, expected one of: ['array-string', 'array-number'], received: "int")"},
    {"NoElementType", "max(`[[1]]`)",
     R"(In function max(), invalid type for value: [1], expected one of: ['array-number', 'array-string'], received: "list")"},
    {"TruthIsNoNumber", "abs(`true`)",
     R"(In function abs(), invalid type for value: True, expected one of: ['number'], received: "boolean")"},
    {"NotAnExpression", "map(a, list)",
     R"(In function map(), invalid type for value: {'b': {'c': 1}}, expected one of: ['expref'], received: "object")"},
    {"KeyOfNoOrder", "sort_by(list, &@)",
     R"(In function sort_by(), invalid type for value: {'n': 1, 's': 'x'}, expected one of: ['string', 'number'], received: "object")"},
    {"KeysOfTwoTypes", R"(sort_by(`[{"k": 1}, {"k": "a"}]`, &k))",
     R"(In function sort_by(), invalid type for value: a, expected one of: ['number'], received: "string")"},
    {"MaxByOfNull", "max_by(list, &s)",
     R"(In function max_by(), invalid type for value: None, expected one of: ['number', 'string'], received: "null")"},
    {"MaxByOfTwoTypes", R"(max_by(`[{"k": 1}, {"k": "a"}]`, &k))",
     "'>' not supported between instances of 'str' and 'int'"},
    {"MinByOfTwoTypes", R"(min_by(`[{"k": "a"}, {"k": 1}]`, &k))",
     "'<' not supported between instances of 'int' and 'str'"},
    {"ContainsInText", "contains(t, zero)",
     "'in <string>' requires string as left operand, not int"},
    {"MixedOrder", "zero < t", "'<' not supported between instances of 'int' and 'str'"},
    {"MixedOrderTheOtherWay", "t >= `1.5`",
     "'>=' not supported between instances of 'str' and 'float'"},
    {"SliceStepOfZero", "list[::0]", "slice step cannot be zero"},
    {"CeilOfNotANumber", "ceil(`NaN`)", "cannot convert float NaN to integer"},
    {"FloorOfInfinity", "floor(`1e999`)", "cannot convert float infinity to integer"},
    {"MergeOfNull", "merge(a, none)", "'NoneType' object is not iterable"},
    {"NumberOfAnExpression", "to_number(&a)",
     "int() argument must be a string, a bytes-like object or a real number, not '_Expression'"},
};

INSTANTIATE_TEST_SUITE_P(, QueryFault, ::testing::ValuesIn(kFaults),
                         [](const auto& row) { return std::string(row.param.name); });

}  // namespace
}  // namespace send_bounce
