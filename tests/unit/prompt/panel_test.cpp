#include "prompt/panel.h"

#include <gtest/gtest.h>

namespace send_bounce::prompt {
namespace {

int columns_of(char32_t) { return 1; }

struct PanelOfTenLines : ::testing::Test {
  PanelOfTenLines() {
    std::vector<PanelLine> lines;
    for (int i = 0; i < 10; ++i) lines.push_back({"line " + std::to_string(i)});
    lines[7].text = "Needle 7";
    lines[3].text = "needle 3";
    panel.set(lines);
    panel.fit(20, 4, columns_of);
  }

  void press(std::string_view keys) {
    for (const char key : keys) panel.press({Key::Kind::Character, static_cast<char32_t>(key)});
  }
  std::string top() const {
    std::string text;
    for (const StyledText& run : panel.row(0)) text += run.text;
    return text;
  }

  Panel panel;
};

TEST_F(PanelOfTenLines, ScrollsAsLessDoesAndStopsAtItsEnds) {
  const struct {
    const char* keys;
    const char* top;
  } rows[] = {{"", "line 0"},  {"j", "line 1"},    {"jjk", "line 1"},
              {"k", "line 0"}, {"z", "needle 3"},  {"zz", "line 6"},
              {"G", "line 6"}, {"Gw", "needle 3"}, {"Gg", "line 0"}};
  for (const auto& row : rows) {
    press("g");
    press(row.keys);
    EXPECT_EQ(top(), row.top) << row.keys;
  }
}

TEST_F(PanelOfTenLines, FindsTextInEitherDirectionAndCase) {
  press("/needle");
  EXPECT_TRUE(panel.is_searching());
  EXPECT_EQ(panel.sought(), "needle");
  panel.press({Key::Kind::Enter});
  EXPECT_EQ(top(), "needle 3");
  EXPECT_EQ(panel.row(0)[1], (StyledText{"needle", Style::Match}));
  press("n");
  EXPECT_EQ(top(), "Needle 7");
  press("n");
  EXPECT_EQ(top(), "needle 3");
  press("N");
  EXPECT_EQ(top(), "Needle 7");
}

TEST_F(PanelOfTenLines, ForgetsASearchThatIsLeft) {
  press("/xy");
  panel.press({Key::Kind::Backspace});
  EXPECT_EQ(panel.sought(), "x");
  panel.press({Key::Kind::Escape});
  EXPECT_FALSE(panel.is_searching());
  EXPECT_EQ(top(), "line 0");
}

TEST_F(PanelOfTenLines, BeginsAtTheTopOfANewText) {
  press("G");
  panel.set({{"other"}});
  panel.fit(20, 4, columns_of);
  EXPECT_EQ(top(), "other");
  EXPECT_TRUE(panel.row(1).empty());
}

TEST_F(PanelOfTenLines, LeavesOtherKeysToOthers) {
  EXPECT_FALSE(panel.press({Key::Kind::Character, U'q'}));
  EXPECT_FALSE(panel.press({Key::Kind::Escape}));
}

}  // namespace
}  // namespace send_bounce::prompt
