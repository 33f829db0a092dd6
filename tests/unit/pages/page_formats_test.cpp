#include "pages/page_formats.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace send_bounce {
namespace {

using enum BlockKind;

TEST(AsMarkdown, MakesTermsTitlesAndBullets) {
  EXPECT_EQ(as_markdown({{Heading, 0, "GLOBAL OPTIONS"},
                         {Term, 0, "`--one <x>` (required)"},
                         {Text, 1, "First <x>."},
                         {Term, 1, "`Member` (text)"},
                         {Text, 2, "What it is."},
                         {Text, 2, "One of `a`."},
                         {Term, 2, "`Inner` (text)"},
                         {Text, 3, "Deeper."},
                         {Text, 1, "In shorthand:"},
                         {Code, 1, "Member=<text>"},
                         {Term, 0, "`--two`"},
                         {Text, 1, "Last."}}),
            "## Global options\n"
            "\n"
            "### `--one <x>` (required)\n"
            "\n"
            "First &lt;x>.\n"
            "\n"
            "- `Member` (text): What it is. One of `a`.\n"
            "  - `Inner` (text): Deeper.\n"
            "\n"
            "In shorthand:\n"
            "\n"
            "```\n"
            "Member=<text>\n"
            "```\n"
            "\n"
            "### `--two`\n"
            "\n"
            "Last.\n");
}

TEST(AsMarkdown, WrapsAt120Columns) {
  std::string words;
  for (int i = 0; i < 30; ++i) words += i == 0 ? "words" : " words";
  EXPECT_EQ(as_markdown({{Text, 0, words}}),
            words.substr(0, 119) + "\n" + words.substr(120) + "\n");
}

using ::testing::HasSubstr;

constexpr const char* kTop =
    ".TH SEND\\-BOUNCE 1 2026-11-26 \"send-bounce 0.1.0\" \"User Commands\"\n.nh\n.ad l\n";

std::string roff(const Document& document) {
  return as_roff(document, {"send-bounce", "2026-11-26", "0.1.0"});
}

// man(7): TP, IP, RS and RE.
TEST(AsRoff, NestsTermsAsManDoes) {
  EXPECT_EQ(roff({{Heading, 0, "OPTIONS"},
                  {Term, 0, "`--one <x>` (required)"},
                  {Text, 1, "First."},
                  {Text, 1, "Second."},
                  {Term, 1, "`Member` (text)"},
                  {Text, 2, "Deep."},
                  {Text, 1, "After."},
                  {Code, 1, "a\n  b"},
                  {Term, 0, "`--two`"},
                  {Text, 1, "Last."},
                  {Heading, 0, "FILES"},
                  {Text, 0, "None."},
                  {Text, 0, "Really."}}),
            std::string(kTop) +
                ".SH OPTIONS\n"
                ".TP\n\\fB\\-\\-one <x>\\fR (required)\nFirst.\n.IP\nSecond.\n"
                ".RS\n.TP\n\\fBMember\\fR (text)\nDeep.\n.RE\n"
                ".IP\nAfter.\n"
                ".RS\n.EX\na\n  b\n.EE\n.RE\n"
                ".TP\n\\fB\\-\\-two\\fR\nLast.\n"
                ".SH FILES\nNone.\n.PP\nReally.\n");
}

// groff_char(7): these would come out as other characters than were meant.
TEST(AsRoff, KeepsCharactersThatAreCopied) {
  const std::string page = roff({{Heading, 0, "X"}, {Code, 0, ".a 'b' c\\ ~/d ^e --f"}});
  EXPECT_THAT(page, HasSubstr("\n\\&.a \\(aqb\\(aq c\\e \\(ti/d \\(hae \\-\\-f\n"));
}

}  // namespace

}  // namespace send_bounce
