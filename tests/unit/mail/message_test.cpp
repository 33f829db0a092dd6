#include "send_bounce/mail/message.h"

#include <gtest/gtest.h>

namespace send_bounce {
namespace {

// RFC 5322 appendix A.2's kind of mail, with CRLF.
constexpr std::string_view kMail =
    "Received: from a.example\r\n"
    "\tby b.example; Thu, 1 Oct 2015 13:48:54 +0000\r\n"
    "From: Ann <ann@example.com>\r\n"
    "Subject: two\r\n  lines\r\n"
    "\r\n"
    "Body: not a field\r\n";

TEST(ReadMail, KeepsFieldsInOrderWithTheirSpelling) {
  const auto mail = read_mail(kMail);
  ASSERT_TRUE(mail);
  ASSERT_EQ(mail->fields.size(), 3U);
  EXPECT_EQ(mail->fields[0].name, "Received");
  EXPECT_EQ(mail->fields[1].name, "From");
  EXPECT_EQ(mail->fields[2].name, "Subject");
}

TEST(ReadMail, UnfoldsTheValueAndKeepsTheRawOne) {
  const auto mail = read_mail(kMail);
  ASSERT_TRUE(mail);
  EXPECT_EQ(mail->fields[2].value, "two lines");
  EXPECT_EQ(mail->fields[2].raw, " two\r\n  lines\r\n");
}

TEST(ReadMail, HandsOutTheHeaderAsItStandsAndWhereTheBodyBegins) {
  const auto mail = read_mail(kMail);
  ASSERT_TRUE(mail);
  const std::size_t empty_line = kMail.find("\r\n\r\n") + 2;
  EXPECT_EQ(mail->header_block, kMail.substr(0, empty_line));
  EXPECT_EQ(kMail.substr(mail->body_offset), "Body: not a field\r\n");
}

TEST(ReadMail, FindsTheTopmostFieldInAnyCase) {
  const auto mail = read_mail("X-A: 1\nx-a: 2\n\n");
  ASSERT_TRUE(mail);
  ASSERT_NE(mail->find("X-a"), nullptr);
  EXPECT_EQ(mail->find("X-a")->value, "1");
  EXPECT_EQ(mail->find("X-B"), nullptr);
}

struct LenientCase {
  const char* name;
  std::string bytes;
  std::string header_block;
  std::size_t fields;
  std::string body;
};

class LenientMail : public testing::TestWithParam<LenientCase> {};

TEST_P(LenientMail, IsReadWithoutComplaint) {
  const auto mail = read_mail(GetParam().bytes);
  ASSERT_TRUE(mail);
  EXPECT_EQ(mail->header_block, GetParam().header_block);
  EXPECT_EQ(mail->fields.size(), GetParam().fields);
  EXPECT_EQ(GetParam().bytes.substr(mail->body_offset), GetParam().body);
}

INSTANTIATE_TEST_SUITE_P(
    Table, LenientMail,
    testing::Values(
        LenientCase{"bare line feeds", "A: 1\nB: 2\n\nbody", "A: 1\nB: 2\n", 2, "body"},
        LenientCase{"mixed line ends", "A: 1\r\nB: 2\n\r\nbody", "A: 1\r\nB: 2\n", 2, "body"},
        LenientCase{"no body", "A: 1\r\n", "A: 1\r\n", 1, ""},
        LenientCase{"cut in the last line", "A: 1\nB: 2", "A: 1\nB: 2", 2, ""},
        LenientCase{"mbox line", "From ann Thu Oct  1 13:48:54 2015\nA: 1\n\nx", "A: 1\n", 1, "x"},
        LenientCase{"blank before the colon", "A : 1\n\n", "A : 1\n", 1, ""},
        LenientCase{"empty value", "A:\n\n", "A:\n", 1, ""},
        LenientCase{"a line that is no field", "A: 1\nno field here\nB: 2\n", "A: 1\n", 1,
                    "no field here\nB: 2\n"},
        LenientCase{"bytes that are no text", "A: \xff\xfe\n\n", "A: \xff\xfe\n", 1, ""}),
    [](const auto& row) {
      std::string name = row.param.name;
      for (char& c : name)
        if (c == ' ') c = '_';
      return name;
    });

TEST(ReadMail, RefusesWhatHasNoHeader) {
  for (const char* bytes : {"", "\r\n", "hello\n", " folded: first\n", ": no name\n", "{\n  \"a\": 1\n}"})
    EXPECT_FALSE(read_mail(bytes)) << bytes;
}

TEST(ReadMail, RefusesHeadersPastTheLimits) {
  std::string many;
  for (std::size_t i = 0; i <= kMaxHeaderFields; ++i) many += "A: 1\n";
  EXPECT_FALSE(read_mail(many));
  EXPECT_FALSE(read_mail("A: " + std::string(kMaxHeaderBytes, 'x') + "\n"));
  EXPECT_TRUE(read_mail("A: 1\n\n" + std::string(2 * kMaxHeaderBytes, 'x')));
}

}  // namespace
}  // namespace send_bounce
