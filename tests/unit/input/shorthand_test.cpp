#include "send_bounce/input/shorthand.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "send_bounce/model/ses_model.h"
#include "send_bounce/text/python_text.h"

namespace send_bounce {
namespace {

Result<std::optional<Value>> no_files(std::string_view) { return std::nullopt; }

// Values are compared as Python writes them, so that expectations can be taken from the reference's
// own parser: python3 -c "from awscli.shorthand import *; print(ShorthandParser().parse('A=b'))"
struct Reading {
  std::string_view name;
  std::string_view word;
  std::string_view value;
};

class ShorthandReads : public ::testing::TestWithParam<Reading> {};

TEST_P(ShorthandReads, AsTheReferenceDoes) {
  const auto map = parse_shorthand(GetParam().word, no_files);
  ASSERT_TRUE(map) << map.error().message;
  EXPECT_EQ(python_repr(Value(*map)), GetParam().value);
}

constexpr Reading kReadings[] = {
    // Scalars.
    {"OnePair", "ReportingMta=a", "{'ReportingMta': 'a'}"},
    {"BlanksAround", "ReportingMta = a b ", "{'ReportingMta': 'a b'}"},
    {"BlanksAroundTheComma", "A=x , B=y", "{'A': 'x', 'B': 'y'}"},
    {"EmptyValue", "ReportingMta=", "{'ReportingMta': ''}"},
    {"EmptyValueThenKey", "A=,B=c", "{'A': '', 'B': 'c'}"},
    {"EmptyKey", "=a", "{'': 'a'}"},
    {"EmptyKeySecond", "A=b,=c", "{'A': 'b', '': 'c'}"},
    {"KeyCharacters", "a-_.#/:9=x", "{'a-_.#/:9': 'x'}"},
    {"EqualSignInside", "ReportingMta=a=b", "{'ReportingMta': 'a=b'}"},
    {"BraceInside", "ReportingMta=a{b", "{'ReportingMta': 'a{b'}"},
    {"BracketInside", "A=a[b", "{'A': 'a[b'}"},
    {"BracketFirst", "ReportingMta=]a", "{'ReportingMta': ']a'}"},
    {"EscapedComma", "ReportingMta=a\\,b", "{'ReportingMta': 'a,b'}"},
    {"OtherBackslash", "A=a\\b\\\\c", "{'A': 'a\\\\b\\\\\\\\c'}"},
    {"NotAscii", "ReportingMta=é", "{'ReportingMta': 'é'}"},
    {"NewlineInside", "ReportingMta=a\nb", "{'ReportingMta': 'a\\nb'}"},
    {"UnicodeBlankAtTheEndGoes", "A=\u00A0x\u3000", "{'A': '\\xa0x'}"},
    {"FileIsText", "ReportingMta=file://t.txt", "{'ReportingMta': 'file://t.txt'}"},
    {"FileIsTextAfterAtSignWithoutLoader", "A @ = x", "{'A': 'x'}"},
    {"SpaceDoesNotSeparate", "Recipient=a Recipient=b", "{'Recipient': 'a Recipient=b'}"},
    // Quotes.
    {"DoubleQuoted", "ReportingMta=\"dns; mx, y\"", "{'ReportingMta': 'dns; mx, y'}"},
    {"EscapedDoubleQuote", "ReportingMta=\"a,\\\"b\\\\\"", "{'ReportingMta': 'a,\"b\\\\'}"},
    {"EscapedSingleQuote", "ReportingMta='a\\'b'", "{'ReportingMta': \"a'b\"}"},
    {"NoOtherEscapes", "ReportingMta=\"a\\nb\"", "{'ReportingMta': 'a\\\\nb'}"},
    // A quote behind a backslash closes only where no other can.
    {"TwoBackslashesBeforeEachQuote", R"(A={B="smtp; 550 \\"bob\\" unknown"})",
     R"({'A': {'B': 'smtp; 550 \\"bob\\" unknown'}})"},
    {"TwoBackslashesFirst", R"(A="\\"user",B=c)", R"({'A': '\\"user', 'B': 'c'})"},
    {"FourBackslashes", R"(A="a\\\\"b",B=c)", R"({'A': 'a\\\\"b', 'B': 'c'})"},
    {"ThreeBackslashes", R"(A="a\\\"b")", R"({'A': 'a\\"b'})"},
    {"TwoBackslashesBeforeTheOnlyQuote", R"(A="a\\")", R"({'A': 'a\\'})"},
    {"TwoBackslashesInSingleQuotes", R"(A='\\'user',B=c)", R"({'A': "\\'user", 'B': 'c'})"},
    {"TheOtherQuoteNeedsNoBackslash", R"(A="\'x",B='"')", R"({'A': "\\'x", 'B': '"'})"},
    {"AQuotedValueRunsToAQuoteThatCanClose", R"(A="C:\\",B=")", R"({'A': 'C:\\",B='})"},
    {"InALaterValueOfAList", R"(A=x,"\\"y",B=z)", R"({'A': ['x', '\\"y'], 'B': 'z'})"},
    {"LastEscapedQuoteCloses", "A='a\\'", "{'A': 'a\\\\'}"},
    {"EmojiInQuotes", "ReportingMta=\"😀\"", "{'ReportingMta': '😀'}"},
    {"BlanksAfterQuote", "A=\"x\" ,B='y' ", "{'A': 'x', 'B': 'y'}"},
    // Comma-separated lists.
    {"TwoItems", "ReportingMta=a,b", "{'ReportingMta': ['a', 'b']}"},
    {"ItemThatLooksLikeKey", "A=a,ArrivalDate", "{'A': ['a', 'ArrivalDate']}"},
    {"ListThenKey", "A=b,c,D=e", "{'A': ['b', 'c'], 'D': 'e'}"},
    {"BracketsInLaterItems", "A=a,b]c}d[e", "{'A': ['a', 'b]c}d[e']}"},
    {"QuotedItems", "A=\"a,b\",'c',d", "{'A': ['a,b', 'c', 'd']}"},
    {"DoubledCommaIsOne", "A=a,,B=c", "{'A': 'a', 'B': 'c'}"},
    {"BackToAnEscapedComma", "A=a,b\\,c=d", "{'A': 'a', 'c': 'd'}"},
    // Brackets and braces.
    {"EmptyList", "A=[]", "{'A': []}"},
    {"List", "A=[a,b]", "{'A': ['a', 'b']}"},
    {"EmptyElement", "A=[,]", "{'A': ['']}"},
    {"NestedLists", "A=[[a],[]]", "{'A': [['a'], []]}"},
    {"Hash", "ReportingMta={a=b}", "{'ReportingMta': {'a': 'b'}}"},
    {"EmptyHash", "A={}", "{'A': {}}"},
    {"LastOfTwoInHashWins", "A={Name=x,V=z,Name=y}", "{'A': {'Name': 'y', 'V': 'z'}}"},
    {"BlanksAndCommasBeforeTheEnd", "E=[ { Name = x , Value = y , } , ]",
     "{'E': [{'Name': 'x', 'Value': 'y'}]}"},
    {"Everything", "R=a,E=[{Name=x,Value=y},{Name=z,Value=\"w,]\"}],B=c",
     "{'R': 'a', 'E': [{'Name': 'x', 'Value': 'y'}, {'Name': 'z', 'Value': 'w,]'}], 'B': 'c'}"},
};

INSTANTIATE_TEST_SUITE_P(, ShorthandReads, ::testing::ValuesIn(kReadings),
                         [](const auto& row) { return std::string(row.param.name); });

struct Refusal {
  std::string_view name;
  std::string_view word;
  std::string_view message;
};

class ShorthandRefuses : public ::testing::TestWithParam<Refusal> {};

TEST_P(ShorthandRefuses, WithACaretBelowThePlace) {
  const auto map = parse_shorthand(GetParam().word, no_files);
  ASSERT_FALSE(map) << python_repr(Value(*map));
  EXPECT_EQ(map.error().kind, ErrorKind::ParamValidation);
  EXPECT_EQ(map.error().message, GetParam().message);
}

constexpr Refusal kRefusals[] = {
    {"Empty", "", "Expected: '=', received: 'EOF' for input:\n \n^"},
    {"BlankFirst", " ReportingMta=a",
     "Expected: '=', received: 'R' for input:\n  ReportingMta=a\n ^"},
    {"KeyAlone", "ReportingMta",
     "Expected: '=', received: 'EOF' for input:\n ReportingMta\n            ^"},
    {"FileNameAsKey", "file://l.sh",
     "Expected: '=', received: 'EOF' for input:\n file://l.sh\n           ^"},
    {"AtSignWithoutEqualSign", "ReportingMta@",
     "Expected: '=', received: 'EOF' for input:\n ReportingMta@\n             ^"},
    {"Address", "a@b", "Expected: '=', received: 'b' for input:\n a@b\n  ^"},
    {"Json", "{\"Recipient\":\"b\"}",
     "Expected: '=', received: '{' for input:\n {\"Recipient\":\"b\"}\n^"},
    {"BlankInKey", "a b=1", "Expected: '=', received: 'b' for input:\n a b=1\n  ^"},
    {"PlusInKey", "a+b=1", "Expected: '=', received: '+' for input:\n a+b=1\n ^"},
    {"CommaAtTheEnd", "ReportingMta=a,",
     "Expected: '<second>', received: '<none>' for input:\n ReportingMta=a,\n               ^"},
    {"QuoteInWord", "ReportingMta=a\"b",
     "Expected: ',', received: '\"' for input:\n ReportingMta=a\"b\n              ^"},
    {"Apostrophe", "A=it's", "Expected: ',', received: ''' for input:\n A=it's\n    ^"},
    {"TextAfterQuote", "ReportingMta=\"a\"b",
     "Expected: ',', received: 'b' for input:\n ReportingMta=\"a\"b\n                ^"},
    {"QuoteBehindBackslashesWhereALaterOneCloses", R"(A="C:\\",B="y")",
     "Expected: ',', received: 'y' for input:\n A=\"C:\\\\\",B=\"y\"\n            ^"},
    {"OpenDoubleQuote", "ReportingMta=\"a",
     "Expected: '<double quoted>', received: '<none>' for input:\n ReportingMta=\"a\n"
     "             ^"},
    {"OpenSingleQuote", "ReportingMta='a",
     "Expected: '<singled quoted>', received: '<none>' for input:\n ReportingMta='a\n"
     "             ^"},
    {"TwoEqualSigns", "ReportingMta==b",
     "Expected: ',', received: '=' for input:\n ReportingMta==b\n             ^"},
    {"OpenList", "ReportingMta=[a",
     "Expected: ',', received: 'EOF' for input:\n ReportingMta=[a\n               ^"},
    {"OpenHash", "ReportingMta={a",
     "Expected: '=', received: 'EOF' for input:\n ReportingMta={a\n               ^"},
    {"BracketAtTheEnd", "ReportingMta=a]",
     "Expected: ',', received: ']' for input:\n ReportingMta=a]\n              ^"},
    {"Emoji", "ReportingMta=😀",
     "Expected: ',', received: '😀' for input:\n ReportingMta=😀\n             ^"},
    {"CaretCountsCodePoints", "A=é\"", "Expected: ',', received: '\"' for input:\n A=é\"\n   ^"},
    {"SecondLine", "ReportingMta=a,\nArrivalDate==0",
     "Expected: ',', received: '=' for input:\n ReportingMta=a,\nArrivalDate==0\n            ^"},
    {"FirstLineOfTwo", "ReportingMta==a\nb=c",
     "Expected: ',', received: '=' for input:\n ReportingMta==a\n             ^\nb=c"},
    {"BraceForBracket", "E=[{Name=x,Value=y]",
     "Expected: ',', received: ']' for input:\n E=[{Name=x,Value=y]\n                  ^"},
    {"TextAfterList", "E=[{Name=x,Value=y}]x",
     "Expected: ',', received: 'x' for input:\n E=[{Name=x,Value=y}]x\n                    ^"},
    {"ListOfNothingInHash", "E=[{Name=x,Value=}]",
     "Expected: ',', received: ']' for input:\n E=[{Name=x,Value=}]\n                  ^"},
    {"SameKeyTwice", "Recipient=a,Recipient=b",
     "Second instance of key \"Recipient\" encountered for input:\nRecipient=a,Recipient=b\n"
     "            ^\nThis is often because there is a preceding \",\" instead of a space."},
};

INSTANTIATE_TEST_SUITE_P(, ShorthandRefuses, ::testing::ValuesIn(kRefusals),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(Shorthand, NestsToABound) {
  const auto nested = [](int depth) {
    const auto levels = static_cast<std::size_t>(depth);
    return "A=" + std::string(levels, '[') + std::string(levels, ']');
  };
  EXPECT_TRUE(parse_shorthand(nested(kMaxNesting), no_files));
  const auto deeper = parse_shorthand(nested(kMaxNesting + 1), no_files);
  ASSERT_FALSE(deeper);
  EXPECT_TRUE(deeper.error().message.starts_with("Brackets nested deeper than 900 levels"));
}

TEST(Shorthand, TakesTenThousandItemsAndAMebibyte) {
  std::string items = "A=0";
  for (int i = 1; i < 10'000; ++i) items += "," + std::to_string(i);
  const auto list = parse_shorthand(items, no_files);
  ASSERT_TRUE(list);
  EXPECT_EQ(list->find("A")->get<Value::List>()->size(), 10'000U);

  const std::string word(std::size_t{1} << 20U, 'x');
  EXPECT_EQ(*parse_shorthand("A=" + word, no_files)->find("A"), Value(word));
}

TEST(Shorthand, KeepsBytesThatAreNotUtf8) {
  const auto map = parse_shorthand("A=\xFF,B=c", no_files);
  ASSERT_TRUE(map);
  EXPECT_EQ(*map->find("A"), Value("\xFF"));
}

// "@=" gives what a loader makes of the text; this one knows "f" and fails at "missing".
class ShorthandLoads : public ::testing::Test {
 protected:
  Result<Map> parse(std::string_view word) {
    return parse_shorthand(word, [this](std::string_view text) -> Result<std::optional<Value>> {
      asked.emplace_back(text);
      if (text == "missing") return fail(ErrorKind::General, "cannot load");
      if (text == "f") return Value("content, \"as it is\" ");
      return std::nullopt;
    });
  }

  std::vector<std::string> asked;
};

TEST_F(ShorthandLoads, TheValue) {
  EXPECT_EQ(parse("A@=f"), (Map{{"A", "content, \"as it is\" "}}));
}

TEST_F(ShorthandLoads, QuotedAndListedValues) {
  const auto map = parse("A@='f',g,B=f");
  ASSERT_TRUE(map);
  EXPECT_EQ(python_repr(Value(*map)), R"({'A': ['content, "as it is" ', 'g'], 'B': 'f'})");
  EXPECT_EQ(asked, (std::vector<std::string>{"f", "g", "B"}));
}

TEST_F(ShorthandLoads, ValuesInBraces) {
  const auto map = parse("A={B@=f,C=f}");
  ASSERT_TRUE(map);
  EXPECT_EQ(python_repr(Value(*map)), R"({'A': {'B': 'content, "as it is" ', 'C': 'f'}})");
}

TEST_F(ShorthandLoads, OnlyAfterAnAtSign) {
  EXPECT_TRUE(parse("A=f,B=missing"));
  EXPECT_TRUE(asked.empty());
}

TEST_F(ShorthandLoads, OrHandsOnTheLoadersError) {
  const auto map = parse("A@=a,missing,B=c");
  ASSERT_FALSE(map);
  EXPECT_EQ(map.error().kind, ErrorKind::General);
  EXPECT_EQ(map.error().message, "cannot load");
}

std::string wrapped(std::string_view word, std::string_view member) {
  Value value(*parse_shorthand(word, no_files));
  wrap_single_values(value, *find_member(*kSendBounce.input, member)->shape);
  return python_repr(value);
}

TEST(WrapSingleValues, MakesAListWhereTheModelHasOne) {
  EXPECT_EQ(wrapped("ExtensionFields={Name=x,Value=y}", "MessageDsn"),
            "{'ExtensionFields': [{'Name': 'x', 'Value': 'y'}]}");
  EXPECT_EQ(wrapped("ExtensionFields=", "MessageDsn"), "{'ExtensionFields': ['']}");
}

TEST(WrapSingleValues, LeavesListsAndTextAlone) {
  EXPECT_EQ(wrapped("ReportingMta=a,ExtensionFields=[x,y],Other=z", "MessageDsn"),
            "{'ReportingMta': 'a', 'ExtensionFields': ['x', 'y'], 'Other': 'z'}");
}

TEST(WrapSingleValues, ReachesIntoTheElementsOfLists) {
  Value::List recipients;
  recipients.emplace_back(
      *parse_shorthand("RecipientDsnFields={ExtensionFields={Name=a,Value=b}}", no_files));
  Value value(std::move(recipients));
  wrap_single_values(value, *find_member(*kSendBounce.input, "BouncedRecipientInfoList")->shape);
  EXPECT_EQ(python_repr(value),
            "[{'RecipientDsnFields': {'ExtensionFields': [{'Name': 'a', 'Value': 'b'}]}}]");
}

}  // namespace
}  // namespace send_bounce
