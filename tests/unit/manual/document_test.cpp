#include "send_bounce/manual/document.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace send_bounce {
namespace {

using ::testing::ElementsAre;
using enum BlockKind;

TEST(AsText, SetsSectionsAndOptionsApart) {
  const Document page = {{Heading, 0, "OPTIONS"},
                         {Term, 0, "`--one <text>`"},
                         {Text, 1, "What it does."},
                         {Term, 1, "`Member` (text)"},
                         {Text, 2, "What it is."},
                         {Term, 0, "`--two`"},
                         {Text, 1, "First paragraph."},
                         {Text, 1, "Second, with an example:"},
                         {Code, 1, "a \\\n  b"},
                         {Heading, 0, "FILES"},
                         {Text, 0, "None."}};
  EXPECT_EQ(as_text(page),
            "OPTIONS\n"
            "  --one <text>\n"
            "      What it does.\n"
            "      Member (text)\n"
            "          What it is.\n"
            "\n"
            "  --two\n"
            "      First paragraph.\n"
            "\n"
            "      Second, with an example:\n"
            "        a \\\n"
            "          b\n"
            "\n"
            "FILES\n"
            "  None.\n");
}

TEST(AsText, WrapsToTheWidthAndKeepsCode) {
  const Document page = {{Text, 0, "one two three four five six seven eight nine"},
                         {Code, 0, "a line of code that is longer than the width it is given"}};
  EXPECT_EQ(as_text(page, {.width = 40}),
            "  one two three four five six seven\n"
            "  eight nine\n"
            "    a line of code that is longer than the width it is given\n");
}

TEST(AsText, LeavesAWordThatIsTooLongOnALineOfItsOwn) {
  const std::string word(60, 'x');
  EXPECT_EQ(as_text({{Text, 0, "a " + word + " b"}}, {.width = 40}), "  a\n  " + word + "\n  b\n");
}

TEST(AsText, TakesAVeryNarrowTerminalForFortyColumns) {
  const Document page = {{Text, 0, "one two three four five six seven eight nine"}};
  for (const int width : {-1, 0, 1, 39}) {
    EXPECT_EQ(as_text(page, {.width = width}), as_text(page, {.width = 40})) << width;
  }
}

// less looks at each line by itself, so no style may go on into the next one.
TEST(AsText, EndsAStyleWithItsWord) {
  const Document page = {{Heading, 0, "NAME"}, {Text, 0, "see `send-bounce help`, or not"}};
  EXPECT_EQ(as_text(page, {.bold = true}),
            "\x1b[1mNAME\x1b[0m\n"
            "  see \x1b[1msend-bounce\x1b[0m \x1b[1mhelp\x1b[0m, or not\n");
}

TEST(InlineParts, TakesTurnsFromAPlainOne) {
  EXPECT_THAT(inline_parts("a `b` c"), ElementsAre("a ", "b", " c"));
  EXPECT_THAT(inline_parts("`b`"), ElementsAre("", "b", ""));
  EXPECT_THAT(inline_parts(""), ElementsAre(""));
}

}  // namespace
}  // namespace send_bounce
