#include "cli/stderr_gate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/fake_world.h"

namespace send_bounce {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string written(std::string_view text) {
  testing::StringOutput err;
  StderrGate gate(err);
  static_cast<void>(gate.write(text));
  return err.text;
}

// ECMA-48 for C0 and C1; Unicode's UAX #9 for what turns the direction of writing.
TEST(StderrGate, EscapesWhatATerminalActsOn) {
  const struct {
    std::string_view text;
    const char* shown;
  } rows[] = {
      {"plain\ttext \u00e9\u4e2d\n", "plain\ttext \u00e9\u4e2d\n"},
      {"\x1b]2;TITLE\x07\x1b[2J", "\\x1b]2;TITLE\\x07\\x1b[2J"},
      {std::string_view("a\0b\rc\x7f", 6), "a\\x00b\\x0dc\\x7f"},
      // NEL begins a line on some terminals, CSI is ESC [ in one character.
      {"a\u0085b\u009b2J", "a\\u0085b\\u009b2J"},
      {"user\u202egnp.exe\u2066\u200f", "user\\u202egnp.exe\\u2066\\u200f"},
      {"a\u2028b", "a\\u2028b"},
      {"\x9b\xff", "\ufffd\ufffd"},
  };
  for (const auto& row : rows) EXPECT_EQ(written(row.text), row.shown);
}

TEST(StderrGate, ShowsNoSecretThatIsKnown) {
  testing::StringOutput err;
  StderrGate gate(err);
  gate.hide("t0k3n");
  gate.hide("t0k3n-and-more");
  gate.hide("wJalrXUtnFEMI/K7MDENG");
  static_cast<void>(gate.write("t0k3n-and-more t0k3n <K>wJalrXUtnFEMI/K7MDENG</K>\n"));
  static_cast<void>(gate.write_coloured("\x1b[1mt0k3n\x1b[0m\n"));
  EXPECT_EQ(err.text, "*** *** <K>***</K>\n\x1b[1m***\x1b[0m\n");
}

// Somebody's test account has them; every text about keys would be full of holes.
TEST(StderrGate, DoesNotTakeShortWordsForSecrets) {
  testing::StringOutput err;
  StderrGate gate(err);
  for (const char* word : {"", "abc", "secret", "x"}) gate.hide(word);
  static_cast<void>(gate.write("the secret access key: abc"));
  EXPECT_EQ(err.text, "the secret access key: abc");
}

TEST(StderrGate, EndsATextThatDoesNot) {
  const std::string text = written(std::string(5'000'000, 'x'));
  EXPECT_LT(text.size(), 4'200'000U);
  EXPECT_THAT(text, HasSubstr("(and 805696 more bytes)"));
}

TEST(StderrGate, WritesInTheEncodingThatIsAskedFor) {
  testing::StringOutput err;
  StderrGate gate(err, *text_encoding_from_name("latin-1"));
  static_cast<void>(gate.write("\u00e9 \u4e2d"));
  EXPECT_EQ(err.text, "\xE9 ?");
}

}  // namespace
}  // namespace send_bounce
