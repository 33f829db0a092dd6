#include "send_bounce/text/charset.h"

#include <gtest/gtest.h>

namespace send_bounce {
namespace {

std::string encoded(const char* name, const char* text) {
  const auto encoding = text_encoding_from_name(name);
  if (!encoding) return "(unknown)";
  const auto bytes = encode_text(text, *encoding);
  return bytes ? *bytes : bytes.error().message;
}

// Expected bytes and texts: CPython 3.11, text.encode(name).
TEST(TextEncoding, WritesWhatPythonWrites) {
  const struct {
    const char* encoding;
    const char* text;
    const char* expected;
  } rows[] = {
      {"utf-8", "\u00e9\u4e2d", "\u00e9\u4e2d"},
      {"UTF8", "\u00e9", "\u00e9"},
      {"ascii", "plain", "plain"},
      {"latin-1", "caf\u00e9", "caf\xE9"},
      {"ISO_8859-1", "\u00e9", "\xE9"},
      {"iso8859-15", "\u20ac", "\xA4"},
      {"latin9", "\u20ac", "\xA4"},
      {"cp1252", "\u20ac", "\x80"},
      {"windows-1252", "\u20ac", "\x80"},
      {"koi8-r", "\u0436", "\xD6"},
      {"cp1250", "\u00e9", "\xE9"},
      {"latin2", "\u0151", "\xF5"},
      {"ascii", "\"\u00e9\"",
       "'ascii' codec can't encode character '\\xe9' in position 1: ordinal not in range(128)"},
      {"latin-1", "a\u4e2d",
       "'latin-1' codec can't encode character '\\u4e2d' in position 1: ordinal not in range(256)"},
      {"latin-1",
       "a\u4e2d\u4e2e"
       "b\u4e2f",
       "'latin-1' codec can't encode characters in position 1-2: ordinal not in range(256)"},
      {"cp1252", "\u4e2d",
       "'charmap' codec can't encode character '\\u4e2d' in position 0: character maps to "
       "<undefined>"},
      {"iso8859-15", "x\U0001F600",
       "'charmap' codec can't encode character '\\U0001f600' in position 1: character maps to "
       "<undefined>"},
      {"nope", "x", "(unknown)"},
      {"", "x", "(unknown)"},
      {"iso8859-12", "x", "(unknown)"},
      {"cp1259", "x", "(unknown)"},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(encoded(row.encoding, row.text), row.expected) << row.encoding << ": " << row.text;
  }
}

TEST(TextEncoding, AQuestionMarkStandsForWhatAnErrorCannotShow) {
  EXPECT_EQ(encode_what_can_be("caf\u00e9 \xff", *text_encoding_from_name("ascii")), "caf? ?");
  EXPECT_EQ(encode_what_can_be("caf\u00e9", *text_encoding_from_name("latin-1")), "caf\xE9");
}

}  // namespace
}  // namespace send_bounce
