#include "pages/page_formats.h"

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

}  // namespace
}  // namespace send_bounce
