#include "stand_in/http_exchange.h"

#include <gtest/gtest.h>

#include "stand_in/service_answer.h"

namespace send_bounce::stand_in {
namespace {

// The example of RFC 9110 §5.6.7.
constexpr Instant kExample = {784111777, 0};

TEST(HttpAnswer, WritesTheDateOfRfc9110) {
  EXPECT_EQ(format_http_date(kExample), "Sun, 06 Nov 1994 08:49:37 GMT");
}

TEST(HttpAnswer, WritesTheHead) {
  const HttpResponse response = {200, {{"Content-Type", "text/xml"}}, "<a/>"};
  EXPECT_EQ(answer_head(response, kExample, true),
            "HTTP/1.1 200 OK\r\n"
            "Content-Type: text/xml\r\n"
            "Content-Length: 4\r\n"
            "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
            "Connection: keep-alive\r\n"
            "\r\n");
}

TEST(HttpAnswer, HasNoPhraseForAnUnknownStatus) {
  EXPECT_EQ(answer_head({599, {}, ""}, kExample, false),
            "HTTP/1.1 599 \r\n"
            "Content-Length: 0\r\n"
            "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
            "Connection: close\r\n"
            "\r\n");
}

TEST(LogLine, ShowsNoControlCharacterAndNoBrokenUtf8) {
  EXPECT_EQ(printable("id \x1b[31m\n\x7f\xc2\x9b \xff caf\xc3\xa9"), "id ?[31m??? ? caf\xc3\xa9");
}

}  // namespace
}  // namespace send_bounce::stand_in
