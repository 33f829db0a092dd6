#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "unit/jmespath/querying.h"

namespace send_bounce {
namespace {

// Expectations are the texts of Python's jmespath 1.0.1: print(error) for what compile raises.
struct Row {
  std::string_view name;
  std::string_view expression;
  std::string_view message;
};

class QuerySyntaxError : public ::testing::TestWithParam<Row> {};

TEST_P(QuerySyntaxError, NamesTheOptionAndThePlace) {
  const std::string expression(GetParam().expression);
  EXPECT_EQ(syntax_fault(expression),
            "Bad value for --query " + expression + ": " + std::string(GetParam().message));
}

constexpr Row kRows[] = {
    {"OpenBracket", "x[", "Invalid jmespath expression: Incomplete expression:\n\"x[\"\n   ^"},
    {"OpenQuote", R"("abc)", "Bad jmespath expression: Unclosed \" delimiter:\n\"abc\n^"},
    {"OpenRawString", "'abc", "Bad jmespath expression: Unclosed ' delimiter:\n'abc\n^"},
    {"OpenLiteral", "`abc", "Bad jmespath expression: Unclosed ` delimiter:\n`abc\n^"},
    {"TwoNames", "a b",
     "Unexpected token: b: Parse error at column 2, token \"b\" (UNQUOTED_IDENTIFIER), for "
     "expression:\n\"a b\"\n   ^"},
    {"TwoDots", "MessageId..",
     "Expecting: ['quoted_identifier', 'unquoted_identifier', 'lbracket', 'lbrace'], got: dot: "
     "Parse error at column 10, token \".\" (DOT), for expression:\n\"MessageId..\"\n           ^"},
    {"NotAscii", "é", "Bad jmespath expression: Unknown token é:\né\n^"},
    {"Empty", "", "Invalid JMESPath expression: cannot be empty."},
    {"Blank", " ", "Invalid jmespath expression: Incomplete expression:\n\" \"\n  ^"},
    {"LoneEqual", "a = b", "Bad jmespath expression: Unknown token '=':\na = b\n  ^"},
    {"LoneMinus", "a[-]", "Bad jmespath expression: Unknown token '-':\na[-]\n  ^"},
    {"NumberAsItIsRead", "foo 007",
     "Unexpected token: 7: Parse error at column 4, token \"7\" (NUMBER), for expression:\n\"foo "
     "007\"\n     ^"},
    {"LiteralAsPythonShowsIt", R"(a `{"a": [1, null]}`)",
     "Unexpected token: {'a': [1, None]}: Parse error at column 2, token \"{'a': [1, None]}\" "
     "(LITERAL), for expression:\n\"a `{\"a\": [1, null]}`\"\n   ^"},
    {"EndBehindADot", "foo.",
     "Expecting: ['quoted_identifier', 'unquoted_identifier', 'lbracket', 'lbrace'], got: eof: "
     "Parse error at column 4, token \"\" (EOF), for expression:\n\"foo.\"\n     ^"},
    {"EndInASlice", "[1:",
     "syntax error: Parse error at column 3, token \"\" (EOF), for expression:\n\"[1:\"\n    ^"},
    {"FourPartsInASlice", "[1:2:3:4]",
     "syntax error: Parse error at column 6, token \":\" (COLON), for expression:\n\"[1:2:3:4]\"\n "
     "      ^"},
    {"NameInASlice", "[a:b]",
     "Expecting: comma, got: colon: Parse error at column 2, token \":\" (COLON), for "
     "expression:\n\"[a:b]\"\n   ^"},
    {"TwoNumbersInAnIndex", "[1 2]",
     "Expecting: rbracket, got: number: Parse error at column 3, token \"2\" (NUMBER), for "
     "expression:\n\"[1 2]\"\n    ^"},
    {"NameInAnIndex", "a[b",
     "Expecting: star, got: unquoted_identifier: Parse error at column 2, token \"b\" "
     "(UNQUOTED_IDENTIFIER), for expression:\n\"a[b\"\n   ^"},
    {"NoKey", "{1: a}",
     "Expecting: ['quoted_identifier', 'unquoted_identifier'], got: number: Parse error at column "
     "1, token \"1\" (NUMBER), for expression:\n\"{1: a}\"\n  ^"},
    {"NoColon", "{a b}",
     "Expecting: colon, got: unquoted_identifier: Parse error at column 3, token \"b\" "
     "(UNQUOTED_IDENTIFIER), for expression:\n\"{a b}\"\n    ^"},
    {"CallOfAnIndex", "a[0](b)",
     "Invalid function name ']': Parse error at column 3, token \"]\" (RBRACKET), for "
     "expression:\n\"a[0](b)\"\n    ^"},
    {"CallOfAQuotedName", R"("a"(b))",
     "Quoted identifier not allowed for function names.: Parse error at column 0, token \"(\" "
     "(LPAREN), for expression:\n\"\"a\"(b)\"\n ^"},
    {"CallOfAProjection", "*(a)",
     "syntax error: Parse error at column 1, token \"(\" (LPAREN), for expression:\n\"*(a)\"\n  ^"},
    {"Operator", "|",
     "invalid token: Parse error at column 0, token \"|\" (PIPE), for expression:\n\"|\"\n ^"},
    {"NothingBehindAnOperator", "a ||",
     "Invalid jmespath expression: Incomplete expression:\n\"a ||\"\n     ^"},
    {"StarBehindAName", "a *",
     "invalid token: Parse error at column 2, token \"*\" (STAR), for expression:\n\"a *\"\n   ^"},
    {"NothingToCompareWith", "foo[?a==]",
     "invalid token: Parse error at column 8, token \"]\" (RBRACKET), for "
     "expression:\n\"foo[?a==]\"\n         ^"},
    {"BadEscape", R"("a\xb")", "Bad jmespath expression: Invalid \\escape:\n\"a\\xb\"\n^"},
    {"LineBreakInAName", "\"a\nb\"",
     "Bad jmespath expression: Invalid control character at:\n\"a\nb\"\n^"},
    {"HalfAnEscape", R"("\u12")", "Bad jmespath expression: Invalid \\uXXXX escape:\n\"\\u12\"\n^"},
    {"QuoteInALiteral", R"(`a"b`)", "Bad jmespath expression: Bad token a\"b:\n`a\"b`\n^"},
    {"ColumnsAreCodePoints", R"("é" x)",
     "Unexpected token: x: Parse error at column 4, token \"x\" (UNQUOTED_IDENTIFIER), for "
     "expression:\n\"\"é\" x\"\n     ^"},
    {"LiteralBehindADot", "a.'x'",
     "Expecting: ['quoted_identifier', 'unquoted_identifier', 'lbracket', 'lbrace'], got: literal: "
     "Parse error at column 2, token \"x\" (LITERAL), for expression:\n\"a.'x'\"\n   ^"},
    {"ClosedTooEarly", "(a", "Invalid jmespath expression: Incomplete expression:\n\"(a\"\n   ^"},
    {"ClosedTooOften", "a)",
     "Unexpected token: ): Parse error at column 1, token \")\" (RPAREN), for "
     "expression:\n\"a)\"\n  ^"},
    {"OpenCall", "foo(", "Invalid jmespath expression: Incomplete expression:\n\"foo(\"\n     ^"},
};

INSTANTIATE_TEST_SUITE_P(, QuerySyntaxError, ::testing::ValuesIn(kRows),
                         [](const auto& row) { return std::string(row.param.name); });

}  // namespace
}  // namespace send_bounce
