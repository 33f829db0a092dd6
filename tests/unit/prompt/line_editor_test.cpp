#include "prompt/line_editor.h"

#include <gtest/gtest.h>

namespace send_bounce::prompt {
namespace {

using Kind = Key::Kind;

int columns_of(char32_t character) {
  if (character < U' ') return -1;
  if (character >= 0x300 && character < 0x370) return 0;  // combining marks
  return character >= 0x4E00 && character < 0xA000 ? 2 : 1;
}

LineEditor editor_with(std::string text, std::size_t cursor) {
  LineEditor editor(columns_of);
  editor.set(std::move(text), cursor);
  return editor;
}

Key control(char letter) { return {Kind::Control, static_cast<char32_t>(letter)}; }
Key alt(char letter) { return {Kind::Alt, static_cast<char32_t>(letter)}; }

// The keys of GNU Readline's Emacs mode (readline(3), EDITING COMMANDS).
TEST(LineEditor, HasTheKeysOfEmacs) {
  const struct {
    const char* name;
    std::size_t cursor;
    Key key;
    const char* text;
    std::size_t cursor_after;
  } rows[] = {
      {"Ctrl-A", 9, control('a'), "alpha beta-gamma", 0},
      {"Ctrl-E", 9, control('e'), "alpha beta-gamma", 16},
      {"Ctrl-B", 9, control('b'), "alpha beta-gamma", 8},
      {"Ctrl-F", 9, control('f'), "alpha beta-gamma", 10},
      {"Ctrl-H", 9, control('h'), "alpha bea-gamma", 8},
      {"Ctrl-W", 16, control('w'), "alpha ", 6},
      {"Ctrl-W behind a blank", 6, control('w'), "beta-gamma", 0},
      {"Ctrl-U", 6, control('u'), "beta-gamma", 0},
      {"Ctrl-K", 5, control('k'), "alpha", 5},
      {"Ctrl-T", 2, control('t'), "aplha beta-gamma", 3},
      {"Ctrl-T at the end", 16, control('t'), "alpha beta-gamam", 16},
      {"Ctrl-T at the start", 0, control('t'), "alpha beta-gamma", 0},
      {"Alt-B", 16, alt('b'), "alpha beta-gamma", 11},
      {"Alt-F", 5, alt('f'), "alpha beta-gamma", 10},
      {"Alt-D", 6, alt('d'), "alpha -gamma", 6},
      {"Alt-Backspace", 16, {Kind::Alt, 0x7F}, "alpha beta-", 11},
      {"Backspace", 1, {Kind::Backspace}, "lpha beta-gamma", 0},
      {"Backspace at the start", 0, {Kind::Backspace}, "alpha beta-gamma", 0},
      {"Delete", 0, {Kind::Delete}, "lpha beta-gamma", 0},
      {"Delete at the end", 16, {Kind::Delete}, "alpha beta-gamma", 16},
      {"Left at the start", 0, {Kind::Left}, "alpha beta-gamma", 0},
      {"Right at the end", 16, {Kind::Right}, "alpha beta-gamma", 16},
      {"Home", 3, {Kind::Home}, "alpha beta-gamma", 0},
      {"End", 3, {Kind::End}, "alpha beta-gamma", 16},
      {"a character", 5, {Kind::Character, U'\u00E9'}, "alpha\xC3\xA9 beta-gamma", 7},
  };
  for (const auto& row : rows) {
    LineEditor editor = editor_with("alpha beta-gamma", row.cursor);
    EXPECT_TRUE(editor.press(row.key)) << row.name;
    EXPECT_EQ(editor.text(), row.text) << row.name;
    EXPECT_EQ(editor.cursor(), row.cursor_after) << row.name;
  }
}

TEST(LineEditor, InsertsWhatWasCut) {
  LineEditor editor = editor_with("one two", 7);
  editor.press(control('w'));
  editor.press(control('a'));
  editor.press(control('y'));
  EXPECT_EQ(editor.text(), "twoone ");
}

TEST(LineEditor, TakesStepsBack) {
  LineEditor editor = editor_with("one two", 7);
  editor.press(control('w'));
  editor.press({Kind::Character, U'x'});
  editor.press(control('_'));
  editor.press(control('_'));
  EXPECT_EQ(editor.text(), "one two");
  EXPECT_EQ(editor.cursor(), 7U);
  for (int i = 0; i < 5; ++i) editor.press(control('_'));
  EXPECT_EQ(editor.text(), "");
}

TEST(LineEditor, TakesACharacterWithItsMarksForOne) {
  LineEditor editor =
      editor_with("ae\xCC\x81\xE4\xB8\x96", 7);  // a, e with acute, a Chinese character
  editor.press({Kind::Left});
  EXPECT_EQ(editor.cursor(), 4U);
  editor.press({Kind::Backspace});
  EXPECT_EQ(editor.text(), "a\xE4\xB8\x96");
}

TEST(LineEditor, MakesOneLineOfWhatIsPasted) {
  LineEditor editor(columns_of);
  editor.press({Kind::Paste, 0, "--explanation x\n--bounce-sender y\r\n"});
  EXPECT_EQ(editor.text(), "--explanation x --bounce-sender y  ");
}

TEST(LineEditor, LeavesOtherKeysToOthers) {
  LineEditor editor = editor_with("one", 3);
  for (const Key& key : {control('x'), alt('x'), Key{Kind::Enter}, Key{Kind::Function, 9}}) {
    EXPECT_FALSE(editor.press(key));
  }
  EXPECT_EQ(editor.text(), "one");
}

}  // namespace
}  // namespace send_bounce::prompt
