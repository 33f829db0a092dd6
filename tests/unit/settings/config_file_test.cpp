#include "send_bounce/settings/config_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace send_bounce {
namespace {

// Sections, keys and values as one text, so that a whole file is compared in a line:
// "default: region=us-west-1 output=text | x: …". Blocks are shown as {key=value}.
std::string shown(const tl::expected<ConfigSections, ConfigFault>& parsed) {
  if (!parsed) return "malformed in line " + std::to_string(parsed.error().line);
  std::string out;
  for (const auto& [name, section] : *parsed) {
    if (!out.empty()) out += " | ";
    out += name + ":";
    for (const auto& [key, value] : section) {
      out += " " + key + "=";
      if (!value.block) {
        out += value.text;
        continue;
      }
      out += "{";
      for (const auto& [inner_key, inner] : *value.block) out += inner_key + "=" + inner + ";";
      out += "}";
    }
  }
  return out;
}

struct Row {
  const char* name;
  std::string text;
  std::string expected;
};

void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

// configuration-and-credentials.md §1.2; doubts were settled with CPython's configparser, which the
// reference uses.
const Row kRows[] = {
    {"KeysAndValuesAreStripped", "[default]\n region  =  us-west-1  \n",
     "default: region=us-west-1"},
    {"NoLineEndAtTheEnd", "[default]\nregion=a", "default: region=a"},
    {"AnEmptyFileHasNoSections", "", ""},
    {"OnlyCommentsAndEmptyLines", "# a\n\n   ; b\n", ""},
    {"KeysBecomeLowerCaseAndValuesStay", "[a]\nReGion = US\n", "a: region=US"},
    {"AColonSeparatesToo", "[a]\nregion: b\n", "a: region=b"},
    {"TheFirstDelimiterCounts", "[a]\nx = y:z=1\nu: v=w\n", "a: u=v=w x=y:z=1"},
    {"AnEmptyValueIsAValue", "[a]\nx =\ny=\n", "a: x= y="},
    {"ThereAreNoInlineComments", "[a]\nx = 1 # c ; d\n", "a: x=1 # c ; d"},
    {"CommentsAtAnyIndentation", "[a]\nx = 1\n   # c\n ; d\n  2\n", "a: x=1\n2"},
    {"NoQuotesEscapesOrInterpolation", "[a]\nx = \"%(y)s\\n\"\n", "a: x=\"%(y)s\\n\""},
    {"CarriageReturnsEndLines", "[a]\r\nx = 1\r\n[b]\ry = 2\r", "a: x=1 | b: y=2"},
    {"ALineFeedOnlyEndsLines", "[a]\nx = 1\vy = 2\f3\n", "a: x=1\vy = 2\f3"},
    {"NulIsText", std::string("[a]\nx = 1\0002\n", 12), std::string("a: x=1\0002", 8)},

    {"TextBehindTheHeaderIsIgnored", "[a] # c\nx=1\n", "a: x=1"},
    {"TheHeaderMatchIsGreedy", "[a] # [x]\nk=1\n", "a] # [x: k=1"},
    {"BlanksInsideBracketsStay", "[ a ]\nx=1\n", " a : x=1"},
    {"AnIndentedHeaderBeforeAnyKey", "  [a]\n  x=1\n", "a: x=1"},
    {"ABracketAlone", "[]]\nx=1\n", "]: x=1"},
    {"HeadersCanHoldDelimiters", "[a=b]\nx=1\n", "a=b: x=1"},
    {"NamesAreCaseSensitive", "[a]\nx=1\n[A]\nx=2\n", "a: x=1 | A: x=2"},
    {"SectionsWithoutKeys", "[a]\n[b]\n", "a: | b:"},

    {"IndentedLinesContinueAValue", "[a]\nx = 1\n  y = 2\n\t[b]\n", "a: x=1\ny = 2\n[b]"},
    {"EmptyLinesDoNotEndAValue", "[a]\nx = 1\n\n\n  2\n\n\n", "a: x=1\n\n\n2"},
    {"TheIndentationOfTheKeyCounts", "[a]\n  x = 1\n  y = 2\n z = 3\n  4\n", "a: x=1 y=2 z=3\n4"},
    {"AContinuationDoesNotMoveTheLevel", "[a]\nx = 1\n    2\n  3\ny=4\n", "a: x=1\n2\n3 y=4"},
    {"AHeaderEndsTheValue", "[a]\nx = 1\n[b]\n  y = 2\n", "a: x=1 | b: y=2"},
    {"TabsAndUnicodeBlanksIndent",
     "[a]\nx = 1\n\xE2\x80\x83"
     "2\n",
     "a: x=1\n2"},
    {"UnicodeBlanksAreStripped",
     "[a]\nx\xC2\xA0=\xC2\xA0"
     "1\xE3\x80\x80\n",
     "a: x=1"},

    {"ABlockBelowAKey", "[a]\ns3 =\n  Max = 1\n  max=2=3\n", "a: s3={Max=1;max=2=3;}"},
    {"TheLastOfTwoBlockKeysWins", "[a]\ns3 =\n  m = 1\n  m = 2\n", "a: s3={m=2;}"},
    {"EmptyLinesAndCommentsInABlock", "[a]\ns3 =\n\n  m = 1\n  # c\n\n  n = 2\n",
     "a: s3={m=1;n=2;}"},
    {"BlockKeysMayBeEmpty", "[a]\ns3 =\n  = 1\n", "a: s3={=1;}"},
    {"AFormFeedEndsALineOfABlock", "[a]\ns3 =\n  m = 1\fn = 2\n", "a: s3={m=1;n=2;}"},
    {"EmptyLinesAloneAreNoBlock", "[a]\nx =\n\n\n", "a: x="},

    {"DefaultIsInheritedByEverySection", "[DEFAULT]\nx=1\n[a]\ny=2\n[b]\nx=3\n",
     "a: x=1 y=2 | b: x=3"},
    {"DefaultMayComeLastAndTwice", "[a]\nx=1\n[DEFAULT]\ny=2\n[DEFAULT]\nz=3\n", "a: x=1 y=2 z=3"},
    {"DefaultInOtherCaseIsOrdinary", "[Default]\nx=1\n[a]\n", "Default: x=1 | a:"},
    {"ABadBlockInDefaultNeedsASection", "[DEFAULT]\nx =\n  y\n", ""},

    {"AKeyBeforeAnySection", "# c\nx = 1\n", "malformed in line 2"},
    {"NoDelimiter", "[a]\nx = 1\nregion\n", "malformed in line 3"},
    {"NoKey", "[a]\n= 1\n", "malformed in line 2"},
    {"AnEmptyHeader", "[]\n", "malformed in line 1"},
    {"AHeaderThatIsNotClosed", "[default\nregion = x\n", "malformed in line 1"},
    {"TheSameSectionTwice", "[a]\nx=1\n[b]\n[a]\n", "malformed in line 4"},
    {"TheSameKeyTwice", "[a]\nx=1\nX=2\n", "malformed in line 3"},
    {"TheSameKeyTwiceInDefault", "[DEFAULT]\nx=1\n[a]\n[DEFAULT]\nx=2\n", "malformed in line 5"},
    {"AByteOrderMark", "\xEF\xBB\xBF[default]\nx=1\n", "malformed in line 1"},
    {"InvalidUtf8InAComment", "[a]\nx=1\n# \xFF\n", "malformed in line 3"},
    {"ABlockLineWithoutEquals", "[a]\nx=1\nregion =\n  us-west-1\n", "malformed in line 3"},
    {"ABlockLineWithAColon", "[a]\ns3 =\n  a: b\n", "malformed in line 2"},
};

class ConfigText : public ::testing::TestWithParam<Row> {};

TEST_P(ConfigText, ReadsAsTheReferenceReadsIt) {
  const Row& row = GetParam();
  EXPECT_EQ(shown(parse_config_text(row.text)), row.expected);
}

INSTANTIATE_TEST_SUITE_P(Rows, ConfigText, ::testing::ValuesIn(kRows),
                         [](const auto& test) { return std::string(test.param.name); });

TEST(ConfigFault, SaysWhatIsWrong) {
  const struct {
    const char* text;
    const char* why;
  } rows[] = {
      {"junk", "a [section] must come first"},
      {"[a]\njunk", "expected [section] or key = value"},
      {"[a]\nx=1\nx=2", "the key \"x\" appears a second time in its section"},
      {"[a]\n[a]", "the section [a] appears a second time"},
      {"\xEF\xBB\xBF[a]", "the file begins with a byte order mark; save it without one"},
  };
  for (const auto& row : rows) {
    const auto parsed = parse_config_text(row.text);
    ASSERT_FALSE(parsed) << row.text;
    EXPECT_EQ(parsed.error().why, row.why);
  }
}

TEST(ConfigText, KeepsSectionsInFileOrder) {
  const auto parsed = parse_config_text("[z]\n[a]\n[m]\n");
  ASSERT_TRUE(parsed);
  std::vector<std::string> names;
  for (const auto& [name, section] : *parsed) names.push_back(name);
  EXPECT_THAT(names, ::testing::ElementsAre("z", "a", "m"));
}

}  // namespace
}  // namespace send_bounce
