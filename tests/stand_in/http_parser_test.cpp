#include "stand_in/http_parser.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace send_bounce::stand_in {
namespace {

using State = HttpParser::State;

HttpParser parsed(std::string_view bytes, HttpLimits limits = {}) {
  HttpParser parser(limits);
  parser.feed(bytes);
  return parser;
}

TEST(HttpParser, ReadsWhatAQueryClientSends) {
  const auto parser = parsed(
      "POST /?b=2 HTTP/1.1\r\n"
      "Host: 127.0.0.1:8080\r\n"
      "Content-Type:  application/x-www-form-urlencoded; charset=utf-8 \r\n"
      "Content-Length: 17\r\n"
      "\r\n"
      "Action=SendBounce");
  ASSERT_EQ(parser.state(), State::Complete);
  const auto& request = parser.request();
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.path, "/");
  EXPECT_EQ(request.query, "b=2");
  EXPECT_EQ(request.host, "127.0.0.1:8080");
  EXPECT_EQ(request.body, "Action=SendBounce");
  ASSERT_EQ(request.headers.size(), 3U);
  EXPECT_EQ(request.headers[1].first, "Content-Type");
  EXPECT_EQ(request.headers[1].second, "application/x-www-form-urlencoded; charset=utf-8");
  EXPECT_TRUE(parser.keeps_alive());
}

TEST(HttpParser, ReadsTheSameFromBytesInPiecesOfAnySize) {
  const std::string bytes =
      "\r\nPOST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
      "4;name=value\r\nWiki\r\n6\r\npedia \r\nE\r\nin \r\n\r\nchunks.\r\n0\r\nTrailer: x\r\n\r\n";
  for (std::size_t piece = 1; piece <= bytes.size(); ++piece) {
    HttpParser parser;
    for (std::size_t at = 0; at < bytes.size(); at += piece) {
      parser.feed(std::string_view(bytes).substr(at, piece));
    }
    ASSERT_EQ(parser.state(), State::Complete) << "pieces of " << piece;
    EXPECT_EQ(parser.request().body, "Wikipedia in \r\n\r\nchunks.");
  }
}

TEST(HttpParser, LeavesTheNextRequestUnread) {
  const std::string first = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nab";
  HttpParser parser;
  EXPECT_EQ(parser.feed(first + "POST /"), first.size());
  EXPECT_EQ(parser.state(), State::Complete);
}

TEST(HttpParser, HasNotBegunBeforeTheRequestLine) {
  EXPECT_FALSE(parsed("").has_begun());
  EXPECT_FALSE(parsed("\r\n\r").has_begun());
  EXPECT_TRUE(parsed("\r\nP").has_begun());
}

struct AcceptedRow {
  const char* name;
  const char* bytes;
  const char* path;
  bool keeps_alive;
};

class Accepted : public ::testing::TestWithParam<AcceptedRow> {};

TEST_P(Accepted, IsComplete) {
  const auto parser = parsed(GetParam().bytes);
  ASSERT_EQ(parser.state(), State::Complete) << parser.refusal_reason();
  EXPECT_EQ(parser.request().path, GetParam().path);
  EXPECT_EQ(parser.keeps_alive(), GetParam().keeps_alive);
}

INSTANTIATE_TEST_SUITE_P(
    HttpParser, Accepted,
    ::testing::Values(
        AcceptedRow{"GetWithoutABody", "GET /a HTTP/1.1\r\nHost: h\r\n\r\n", "/a", true},
        AcceptedRow{"Http10EndsTheConnection", "GET / HTTP/1.0\r\n\r\n", "/", false},
        AcceptedRow{"Http10MayKeepIt", "GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", "/",
                    true},
        AcceptedRow{"CloseAmongOthers",
                    "GET / HTTP/1.1\r\nHost: h\r\nConnection: TE, Close\r\n\r\n", "/", false},
        AcceptedRow{"BareLineFeeds", "GET / HTTP/1.1\nHost: h\n\n", "/", true},
        AcceptedRow{"AbsoluteTarget", "GET http://h:80/a?b HTTP/1.1\r\nHost: h\r\n\r\n", "/a",
                    true},
        AcceptedRow{"AbsoluteTargetWithoutPath", "GET http://h HTTP/1.1\r\nHost: h\r\n\r\n", "/",
                    true},
        AcceptedRow{"ServerWideTarget", "OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n", "*", true},
        AcceptedRow{"EmptyBody", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n", "/",
                    true},
        AcceptedRow{"LengthTwiceTheSame",
                    "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: "
                    "1\r\n\r\nx",
                    "/", true},
        AcceptedRow{"BytesBeyondAscii", "GET / HTTP/1.1\r\nHost: h\r\nX: \xc3\xa9\r\n\r\n", "/",
                    true}),
    [](const auto& row) { return row.param.name; });

struct RefusedRow {
  const char* name;
  const char* bytes;
  int status;
};

class Refused : public ::testing::TestWithParam<RefusedRow> {};

TEST_P(Refused, IsAnsweredWithThatStatus) {
  const auto parser = parsed(GetParam().bytes, {200, 10});
  ASSERT_EQ(parser.state(), State::Refused);
  EXPECT_EQ(parser.refusal_status(), GetParam().status);
  EXPECT_FALSE(parser.refusal_reason().empty());
}

#define HOST "Host: h\r\n"
INSTANTIATE_TEST_SUITE_P(
    HttpParser, Refused,
    ::testing::Values(
        RefusedRow{"NoHttp", "EHLO example.com\r\n", 400},
        RefusedRow{"TlsOnAPlainPort", "\x16\x03\x01\x02\n", 400},
        RefusedRow{"NoTarget", "GET HTTP/1.1\r\n", 400},
        RefusedRow{"BlankInTheTarget", "GET /a b HTTP/1.1\r\n", 400},
        RefusedRow{"LaterVersion", "GET / HTTP/2.0\r\n", 505},
        RefusedRow{"NoVersion", "GET / SPDY/1\r\n", 400},
        RefusedRow{"NoHost", "GET / HTTP/1.1\r\n\r\n", 400},
        RefusedRow{"TwoHosts", "GET / HTTP/1.1\r\n" HOST HOST "\r\n", 400},
        RefusedRow{"NoColon", "GET / HTTP/1.1\r\nHost\r\n", 400},
        RefusedRow{"BlankBeforeTheColon", "GET / HTTP/1.1\r\nHost : h\r\n", 400},
        RefusedRow{"FoldedHeader", "GET / HTTP/1.1\r\nX: a\r\n b\r\n", 400},
        RefusedRow{"ControlCharacter", "GET / HTTP/1.1\r\nX: a\rb\r\n", 400},
        RefusedRow{"PostWithoutLength", "POST / HTTP/1.1\r\n" HOST "\r\n", 411},
        RefusedRow{"LengthIsNoNumber", "POST / HTTP/1.1\r\n" HOST "Content-Length: +1\r\n\r\n",
                   400},
        RefusedRow{"LengthIsEmpty", "POST / HTTP/1.1\r\n" HOST "Content-Length:\r\n\r\n", 400},
        RefusedRow{"LengthsDiffer",
                   "POST / HTTP/1.1\r\n" HOST "Content-Length: 1\r\nContent-Length: 2\r\n\r\n",
                   400},
        RefusedRow{"LengthAndChunks",
                   "POST / HTTP/1.1\r\n" HOST
                   "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
                   400},
        RefusedRow{"ChunksInHttp10", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
        RefusedRow{"OtherCoding", "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: gzip\r\n\r\n",
                   501},
        RefusedRow{"BodyTooLarge", "POST / HTTP/1.1\r\n" HOST "Content-Length: 11\r\n\r\n", 413},
        RefusedRow{"LengthBeyond64Bits",
                   "POST / HTTP/1.1\r\n" HOST "Content-Length: 99999999999999999999\r\n\r\n", 413},
        RefusedRow{"ChunksTooLarge",
                   "POST / HTTP/1.1\r\n" HOST
                   "Transfer-Encoding: chunked\r\n\r\n6\r\nabcdef\r\n5\r\n",
                   413},
        RefusedRow{"ChunkSizeBeyond64Bits",
                   "POST / HTTP/1.1\r\n" HOST
                   "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n",
                   400},
        RefusedRow{"ChunkSizeIsNegative",
                   "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n-1\r\n", 400},
        RefusedRow{"ChunkLongerThanItsSize",
                   "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n1\r\nab\r\n",
                   400}),
    [](const auto& row) { return row.param.name; });

TEST(HttpParser, BoundsTheHead) {
  const HttpLimits limits{100, 10};
  EXPECT_EQ(parsed("GET /" + std::string(200, 'a'), limits).refusal_status(), 431);
  EXPECT_EQ(parsed("GET / HTTP/1.1\r\nX: " + std::string(200, 'a'), limits).refusal_status(), 431);
  EXPECT_EQ(parsed(std::string(101, '\n'), limits).refusal_status(), 431);
}

TEST(HttpParser, BoundsTheLineOfAChunkSize) {
  const auto parser = parsed("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1;" +
                             std::string(300, 'x'));
  EXPECT_EQ(parser.refusal_status(), 400);
}

TEST(HttpParser, TellsWhoWaitsForContinue) {
  const std::string head = "POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-Continue\r\nContent-Length: ";
  EXPECT_TRUE(parsed(head + "1\r\n\r\n").wants_continue());
  EXPECT_FALSE(parsed(head + "0\r\n\r\n").wants_continue());
  EXPECT_FALSE(parsed("GET / HTTP/1.1\r\nHost: h\r\n\r\n").wants_continue());
}

}  // namespace
}  // namespace send_bounce::stand_in
