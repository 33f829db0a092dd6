#include "pages/page_formats.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace send_bounce {
namespace {

using ::testing::HasSubstr;
using enum BlockKind;

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
