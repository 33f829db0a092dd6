#include "send_bounce/text/encoding.h"

#include <gtest/gtest.h>

namespace send_bounce {
namespace {

// RFC 4648 §10.
TEST(Base64, EncodesAndDecodesTheVectorsOfRfc4648) {
  const std::pair<const char*, const char*> rows[] = {{"", ""},
                                                      {"f", "Zg=="},
                                                      {"fo", "Zm8="},
                                                      {"foo", "Zm9v"},
                                                      {"foob", "Zm9vYg=="},
                                                      {"fooba", "Zm9vYmE="},
                                                      {"foobar", "Zm9vYmFy"}};
  for (const auto& [plain, encoded] : rows) {
    EXPECT_EQ(base64(plain), encoded);
    EXPECT_EQ(base64_decode(encoded), plain) << encoded;
  }
}

TEST(Base64, RefusesWhatIsNoBase64) {
  for (const char* text : {"Z", "Zg", "Zg=", "Zg===", "Z===", "=", "Zm9v=", "Zg==Zg==", "Zm9*"}) {
    EXPECT_EQ(base64_decode(text), std::nullopt) << text;
  }
}

TEST(Base64, SkipsLineBreaks) { EXPECT_EQ(base64_decode("Zm9v\n YmFy\n"), "foobar"); }

// wire-protocol.md §2.2: "*" is %2A, "~" stays, space is "+".
TEST(FormEncode, FollowsTheReferencesRules) {
  EXPECT_EQ(form_encode("a+b&c=d%20~*-._/: \xC3\xA9\xF0\x9F\x98\x80\n"),
            "a%2Bb%26c%3Dd%2520~%2A-._%2F%3A+%C3%A9%F0%9F%98%80%0A");
}

TEST(FormDecode, IsTheInverse) {
  EXPECT_EQ(form_decode("a%2Bb+c%C3%a9"), "a+b c\xC3\xA9");
  for (const char* text : {"%", "%4", "%zz", "a%2"})
    EXPECT_EQ(form_decode(text), std::nullopt) << text;
}

TEST(PercentEncode, LeavesUnreservedAndWhatIsNamed) {
  EXPECT_EQ(percent_encode("/a b/\xC3\xA9~", "/"), "/a%20b/%C3%A9~");
}

TEST(Utf8, RefusesWhatTheUnicodeStandardCallsIllFormed) {
  const std::pair<const char*, std::string> rows[] = {
      {"overlong slash", "\xC0\xAF"},      {"overlong, three bytes", "\xE0\x80\xAF"},
      {"surrogate", "\xED\xA0\x80"},       {"past U+10FFFF", "\xF4\x90\x80\x80"},
      {"lone continuation", "\x80"},       {"cut after one byte", "\xC3"},
      {"cut after two bytes", "\xE2\x82"}, {"never a lead byte", "\xFF"},
      {"continuation missing", "\xC3(x"}};
  for (const auto& [name, text] : rows) EXPECT_FALSE(is_utf8(text)) << name;
}

TEST(Utf8, ReadsTheEdgesOfEachLength) {
  const std::pair<char32_t, std::string> rows[] = {{0x7F, "\x7F"},
                                                   {0x80, "\xC2\x80"},
                                                   {0x7FF, "\xDF\xBF"},
                                                   {0x800, "\xE0\xA0\x80"},
                                                   {0xD7FF, "\xED\x9F\xBF"},
                                                   {0xE000, "\xEE\x80\x80"},
                                                   {0xFFFF, "\xEF\xBF\xBF"},
                                                   {0x10000, "\xF0\x90\x80\x80"},
                                                   {0x10FFFF, "\xF4\x8F\xBF\xBF"}};
  for (const auto& [code, text] : rows) {
    std::size_t position = 0;
    EXPECT_EQ(next_code_point(text, position), code);
    EXPECT_EQ(position, text.size());
    std::string written;
    append_utf8(written, code);
    EXPECT_EQ(written, text);
  }
}

TEST(Utf8, CountsCodePointsAndStrayBytes) { EXPECT_EQ(code_point_count("a\xC3\xA9\xFF"), 3U); }

TEST(Trim, TakesBlanksFromBothEnds) {
  EXPECT_EQ(trim(" \t a b \n"), "a b");
  EXPECT_EQ(trim(" \n"), "");
}

TEST(Joined, HasTheTextBetweenPartsOnly) {
  EXPECT_EQ(joined({}, ", "), "");
  EXPECT_EQ(joined({"a"}, ", "), "a");
  EXPECT_EQ(joined({"a", "", "b"}, ";"), "a;;b");
}

}  // namespace
}  // namespace send_bounce
