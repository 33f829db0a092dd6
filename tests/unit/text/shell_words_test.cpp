#include <gtest/gtest.h>

#include "send_bounce/text/shell_words.h"

namespace send_bounce {
namespace {

using Words = std::vector<std::string>;

// Expected words: python3 -c 'import shlex; print(shlex.split(text))'.
TEST(ShellWords, AreSplitLikeAPosixShellSplitsThem) {
  const struct {
    const char* text;
    Words words;
  } rows[] = {
      {"profile x", {"profile", "x"}},
      {"profile\tx", {"profile", "x"}},
      {"  profile   x  ", {"profile", "x"}},
      {"profile \"x y\"", {"profile", "x y"}},
      {"profile 'x y'", {"profile", "x y"}},
      {"profile x y", {"profile", "x", "y"}},
      {"profile a\\b", {"profile", "ab"}},
      {"profile a\\ b", {"profile", "a b"}},
      {"profile 'a\\b'", {"profile", "a\\b"}},
      {"profile \"a\\b\"", {"profile", "a\\b"}},
      {"profile \"a\\\"b\\\\\"", {"profile", "a\"b\\"}},
      {"profile \"\"", {"profile", ""}},
      {"profile a'b'\"c\"d", {"profile", "abcd"}},
      {"profile #x", {"profile", "#x"}},
      {"", {}},
      {" \r\n", {}},
  };
  for (const auto& row : rows) {
    const auto words = split_shell_words(row.text);
    ASSERT_TRUE(words) << row.text;
    EXPECT_EQ(*words, row.words) << row.text;
  }
}

// Expected words: python3 -c 'import shlex; print(shlex.quote(text))', in another but equal form
// where the text has a single quote.
TEST(ShellWords, AreQuotedSoThatNothingIsExpanded) {
  const struct {
    const char* text;
    const char* word;
  } rows[] = {
      {"Action=SendBounce", "Action=SendBounce"},
      {"a@b.example", "a@b.example"},
      {"", "''"},
      {"a b", "'a b'"},
      {"$HOME", "'$HOME'"},
      {"`id`", "'`id`'"},
      {"a\\b\n\"c\"", "'a\\b\n\"c\"'"},
      {"it's", "'it'\\''s'"},
      {"~", "'~'"},
      {"*", "'*'"},
      {"gr\u00fcn", "'gr\u00fcn'"},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(quote_shell_word(row.text), row.word);
    const auto words = split_shell_words(row.word);
    ASSERT_TRUE(words) << row.word;
    EXPECT_EQ(*words, Words{row.text});
  }
}

// In the words of CPython's shlex.
TEST(ShellWords, AnOpenQuoteOrATrailingBackslashIsNoText) {
  const struct {
    const char* text;
    const char* fault;
  } rows[] = {
      {"profile \"x", "No closing quotation"}, {"profile 'x", "No closing quotation"},
      {"profile x\\", "No escaped character"}, {"\"a\\", "No escaped character"},
      {"'", "No closing quotation"},
  };
  for (const auto& row : rows) {
    const auto words = split_shell_words(row.text);
    ASSERT_FALSE(words) << row.text;
    EXPECT_EQ(words.error().message, row.fault) << row.text;
  }
}

}  // namespace
}  // namespace send_bounce
