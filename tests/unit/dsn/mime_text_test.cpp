#include "dsn/mime_text.h"

#include <gtest/gtest.h>

namespace send_bounce {
namespace {

std::size_t longest_line(std::string_view text) {
  std::size_t longest = 0;
  while (!text.empty()) {
    const std::size_t end = text.find("\r\n");
    longest = std::max(longest, text.substr(0, end).size());
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 2);
  }
  return longest;
}

bool is_seven_bit(std::string_view text) {
  for (const char c : text)
    if (c <= 0 || c == '\x7f') return false;
  return true;
}

struct FieldCase {
  const char* name;
  std::string value;
  const char* field;
};

class HeaderFieldText : public testing::TestWithParam<FieldCase> {};

TEST_P(HeaderFieldText, CannotLeaveItsField) {
  EXPECT_EQ(header_field("X-A", GetParam().value), GetParam().field);
}

INSTANTIATE_TEST_SUITE_P(
    Table, HeaderFieldText,
    testing::Values(
        FieldCase{"plain", "smtp; 550 5.1.1 no such user", "X-A: smtp; 550 5.1.1 no such user\r\n"},
        FieldCase{"trimmed", "  a  b \t", "X-A: a  b\r\n"}, FieldCase{"empty", "", "X-A: \r\n"},
        FieldCase{"a_reply_of_two_lines", "smtp; 550-first\r\n550 second",
                  "X-A: smtp; 550-first\r\n 550 second\r\n"},
        FieldCase{"an_injected_field", "a\r\nBcc: evil@example.com",
                  "X-A: a\r\n Bcc: evil@example.com\r\n"},
        FieldCase{"an_injected_body", "a\r\n\r\n\r\nbody", "X-A: a\r\n body\r\n"},
        FieldCase{"bare_ends", "a\rb\nc", "X-A: a\r\n b\r\n c\r\n"},
        FieldCase{"controls", std::string("a\0b\x7f\x1b[c\td", 9), "X-A: a?b??[c d\r\n"},
        FieldCase{"one_foreign_word", "smtp; 550 Postfach für x",
                  "X-A: smtp; 550 Postfach\r\n =?utf-8?Q?f=C3=BCr?=\r\n x\r\n"},
        FieldCase{"from_the_first_to_the_last_foreign_word", "é a é",
                  "X-A: =?utf-8?Q?=C3=A9_a_=C3=A9?=\r\n"},
        FieldCase{"invalid_utf8", "a\xff", "X-A: =?utf-8?Q?a=EF=BF=BD?=\r\n"}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(HeaderField, IsFoldedAtABlankBeforeLine998) {
  std::string value;
  for (int i = 0; i < 400; ++i) value += "word ";
  const std::string field = header_field("X-A", value);
  EXPECT_LE(longest_line(field), kLongestLine);
  EXPECT_NE(field.find("word\r\n word"), std::string::npos);
}

TEST(HeaderField, EncodesAWordThatNoLineCanHold) {
  const std::string field = header_field("X-A", std::string(2048, 'x'));
  EXPECT_LE(longest_line(field), 76U);
  EXPECT_EQ(field.substr(0, 15), "X-A: =?utf-8?Q?");
}

TEST(HeaderField, KeepsEveryLineOfEncodedWordsWithin76Bytes) {
  std::string value = "smtp; 550 ";
  for (int i = 0; i < 300; ++i) value += "ü€𝄞";
  const std::string field = header_field("Diagnostic-Code", value);
  EXPECT_LE(longest_line(field), 76U);
  EXPECT_TRUE(is_seven_bit(field));
}

TEST(AddressField, EncodesOnlyTheDisplayName) {
  EXPECT_EQ(address_field("From", "Jörg Müller <j@example.com>"),
            "From: =?utf-8?Q?J=C3=B6rg_M=C3=BCller?= <j@example.com>\r\n");
  EXPECT_EQ(address_field("From", "\"Jörg, M.\" <j@example.com>"),
            "From: =?utf-8?Q?J=C3=B6rg=2C_M=2E?= <j@example.com>\r\n");
  EXPECT_EQ(address_field("From", "\"Ann, Lee\" <a@example.com>"),
            "From: \"Ann, Lee\" <a@example.com>\r\n");
}

TEST(IsHeaderSafe, RefusesWhatCouldBreakAHeader) {
  for (const char* address :
       {"", " ", "a@b\r\nBcc: c@d", "a@b\n", "é@example.com", "Ann <a@bücher.example>", "a\tb@c"})
    EXPECT_FALSE(is_header_safe(address)) << address;
  EXPECT_TRUE(is_header_safe("Jörg <j@example.com>"));
}

struct BodyCase {
  const char* name;
  std::string bytes;
  const char* transfer_encoding;
  std::string text;
};

class Body : public testing::TestWithParam<BodyCase> {};

TEST_P(Body, TravelsInSevenBits) {
  const EncodedBody body = encode_body(GetParam().bytes);
  EXPECT_EQ(body.transfer_encoding, GetParam().transfer_encoding);
  EXPECT_EQ(body.text, GetParam().text);
}

INSTANTIATE_TEST_SUITE_P(
    Table, Body,
    testing::Values(BodyCase{"plain", "a = b", "7bit", "a = b"},
                    BodyCase{"line_ends", "a\nb\rc\r\nd", "7bit", "a\r\nb\r\nc\r\nd"},
                    BodyCase{"tab", "a\tb ", "7bit", "a\tb "}, BodyCase{"empty", "", "7bit", ""},
                    // RFC 2045 §6.7: "=" is always encoded, blanks at the end of a line are.
                    BodyCase{"beyond_ascii", "é = \nb", "quoted-printable", "=C3=A9 =3D=20\r\nb"},
                    BodyCase{"controls", std::string("a\0b", 3), "quoted-printable", "a=00b"},
                    BodyCase{"soft_line_breaks", std::string(80, 'x') + "é", "quoted-printable",
                             std::string(75, 'x') + "=\r\n" + std::string(5, 'x') + "=C3=A9"},
                    BodyCase{"a_line_of_76_bytes_needs_no_break", std::string(76, 'x') + "\né",
                             "quoted-printable", std::string(76, 'x') + "\r\n=C3=A9"},
                    BodyCase{"a_line_of_998_bytes", std::string(998, 'x'), "7bit",
                             std::string(998, 'x')}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(Body, IsQuotedPrintableWhereALineIsTooLong) {
  const EncodedBody body = encode_body(std::string(999, 'x'));
  EXPECT_EQ(body.transfer_encoding, "quoted-printable");
  EXPECT_TRUE(body.is_ascii);
  EXPECT_LE(longest_line(body.text), 76U);
}

}  // namespace
}  // namespace send_bounce
