#include "send_bounce/shell/line_words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "send_bounce/settings/profiles.h"
#include "send_bounce/text/shell_words.h"

namespace send_bounce::shell {
namespace {

using ::testing::ElementsAre;
using Words = std::vector<std::string>;

Words texts(const std::vector<LineWord>& words) {
  Words found;
  for (const LineWord& word : words) found.push_back(word.text);
  return found;
}

TEST(LineWords, AreThoseOfTheShell) {
  for (const char* line :
       {"", "  ", "a", "a b", " a  b ", "'a b' c", "\"a b\"c", "a\\ b", "''", "a '' b",
        R"("a\"b\\c\d")", "'a\\b'", "caf\xC3\xA9 'z\xC3\xBCrich'", "a\tb\nc"}) {
    EXPECT_EQ(texts(scan_words(line)), split_shell_words(line)) << line;
  }
}

TEST(LineWords, MayEndInAnOpenQuote) {
  const auto words = scan_words("--explanation 'No such us");
  ASSERT_EQ(words.size(), 2U);
  EXPECT_EQ(words[1].text, "No such us");
  EXPECT_EQ(words[1].open_quote, '\'');
  EXPECT_FALSE(words[1].is_closed);
}

TEST(LineWords, KnowWhereTheirCharactersStand) {
  const LineWord word = word_at_end(R"(x a\ "b)");
  EXPECT_EQ(word.text, "a b");
  EXPECT_THAT(word.places, ElementsAre(2U, 4U, 6U, 7U));
}

TEST(LineWords, MayEndInABackslash) {
  const LineWord word = word_at_end("x a\\");
  EXPECT_EQ(word.text, "a");
  EXPECT_THAT(word.places, ElementsAre(2U, 3U));
  EXPECT_FALSE(word.is_closed);
}

TEST(LineWords, BehindABlankTheWordIsEmpty) {
  EXPECT_EQ(word_at_end("--output ").text, "");
  EXPECT_THAT(word_at_end("--output ").places, ElementsAre(9U));
  EXPECT_EQ(word_at_end("--output").text, "--output");
}

// Expected values: Python 3.11, shlex.join.
TEST(JoinedWords, AreQuotedAsPythonQuotesThem) {
  EXPECT_EQ(joined_words({"--a", "b c", "", "it's", "Recipient=a@b,X={", "\xC3\xA9"}),
            "--a 'b c' '' 'it'\"'\"'s' 'Recipient=a@b,X={' '\xC3\xA9'");
  EXPECT_EQ(joined_words({}), "");
}

TEST(TypedForm, ReadsBackAsTheText) {
  for (const std::string text : {"plain", "two words", "it's", "say \"no\"", "back\\slash"}) {
    EXPECT_EQ(split_shell_words(typed_form(text, '\0')), Words{text});
    EXPECT_EQ(split_shell_words("'" + typed_form(text, '\'') + "'"), Words{text});
    EXPECT_EQ(split_shell_words("\"" + typed_form(text, '"') + "\""), Words{text});
  }
}

}  // namespace
}  // namespace send_bounce::shell
