#include <gtest/gtest.h>

#include "send_bounce/settings/profiles.h"

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

TEST(ShellWords, AnOpenQuoteOrATrailingBackslashIsNoText) {
  for (const char* text : {"profile \"x", "profile 'x", "profile x\\", "\"a\\", "'"}) {
    EXPECT_FALSE(split_shell_words(text)) << text;
  }
}

}  // namespace
}  // namespace send_bounce
