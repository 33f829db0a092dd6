#include "send_bounce/protocol/http_wire.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace send_bounce {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

/// Small enough to be exceeded by a test.
AnswerLimits small() {
  AnswerLimits limits;
  limits.body = 1000;
  limits.headers = 80'000;
  return limits;
}

/// The text in pieces of that size, and the connection's end where it comes to it.
AnswerReader read(std::string_view text, std::size_t piece = 1, const std::string& cause = "",
                  const AnswerLimits& limits = small()) {
  AnswerReader reader(limits);
  for (; !text.empty(); text.remove_prefix(std::min(piece, text.size()))) {
    reader.feed(text.substr(0, piece));
  }
  if (!reader.is_done()) reader.end(cause);
  return reader;
}

const std::string kHead = "HTTP/1.1 200 OK\r\n";

struct Read {
  const char* name;
  std::string text;
  int status;
  std::string body;
  std::string fault;
};

void expect_rows(const std::vector<Read>& rows) {
  for (const Read& row : rows) {
    for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, std::size_t{1} << 20U}) {
      AnswerReader reader = read(row.text, piece);
      ASSERT_TRUE(reader.is_done()) << row.name;
      EXPECT_EQ(reader.status(), row.status) << row.name << ": " << reader.failure();
      if (reader.status() == 0) continue;
      const HttpResponse answer = reader.take();
      EXPECT_EQ(answer.body, row.body) << row.name;
      EXPECT_EQ(answer.framing_fault, row.fault) << row.name;
    }
  }
}

// Each was read by CPython 3.11's http.client under urllib3 2.7 with the same status and body.
TEST(AnswerReader, ReadsWhatTheReferenceReads) {
  const std::string chunked = kHead + "Transfer-Encoding: chunked\r\n";
  expect_rows({
      {"a length", kHead + "Content-Length: 2\r\n\r\nok more", 200, "ok", ""},
      {"to the end", kHead + "\r\nok", 200, "ok", ""},
      {"no reason", "HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nok", 200, "ok", ""},
      {"line feeds only", "HTTP/1.1 200 OK\nContent-Length: 2\n\nok", 200, "ok", ""},
      {"version 1.0", "HTTP/1.0 200 OK\r\n\r\nok", 200, "ok", ""},
      {"version 1.2", "HTTP/1.2 200 OK\r\nContent-Length: 2\r\n\r\nok", 200, "ok", ""},
      {"version 0.9", "HTTP/0.9 200 OK\r\nContent-Length: 2\r\n\r\nok", 200, "ok", ""},
      {"no minor version", "HTTP/1. 500\r\nContent-Length: 2\r\n\r\nok", 500, "ok", ""},
      {"blanks between", "HTTP/1.1\t 400 \t x\r\nContent-Length: 2\r\n\r\nok", 400, "ok", ""},
      {"a status as int() reads it", "HTTP/1.1 +2_00\r\nContent-Length: 2\r\n\r\nok", 200, "ok",
       ""},
      {"a status line that the end cuts", "HTTP/1.1 200 O", 200, "",
       "the connection ended inside the header"},
      {"CR alone ends nothing", "HTTP/1.1 200 OK\rContent-Length: 2\r\rok", 200, "",
       "the connection ended inside the header"},
      {"a line without colon", kHead + "Content-Length: 2\r\nfoo bar\r\n\r\nok", 200, "ok", ""},
      {"a line without name", kHead + ": x\r\nContent-Length: 2\r\n\r\nok", 200, "ok", ""},
      {"a NUL", kHead + "X: a" + std::string(1, '\0') + "b\r\nContent-Length: 2\r\n\r\nok", 200,
       "ok", ""},
      {"a fold", kHead + "Content-Length:\r\n 2\r\n\r\nok", 200, "ok", ""},
      {"a fold first", kHead + " x: y\r\nContent-Length: 2\r\n\r\nok", 200, "ok", ""},
      {"two lengths, the same", kHead + "Content-Length: 2\r\nContent-Length: 2\r\n\r\nok", 200,
       "ok", ""},
      {"a length that is none", kHead + "Content-Length: x\r\n\r\nok", 200, "ok", ""},
      {"a negative length", kHead + "Content-Length: -1\r\n\r\nok", 200, "ok", ""},
      {"a length as int() reads it", kHead + "Content-Length: +0_2\r\n\r\nok", 200, "ok", ""},
      {"chunks", chunked + "\r\n1\r\no\r\n1\r\nk\r\n0\r\n\r\n", 200, "ok", ""},
      {"an extension", chunked + "\r\n2;a=b;c\r\nok\r\n0;x\r\n\r\n", 200, "ok", ""},
      {"0x", chunked + "\r\n0x2\r\nok\r\n0X0\r\n\r\n", 200, "ok", ""},
      {"a size as int() reads it", chunked + "\r\n +0_2 \r\nok\r\n-0\r\n\r\n", 200, "ok", ""},
      {"trailers", chunked + "\r\n2\r\nok\r\n0\r\nX: y\r\n\r\n", 200, "ok", ""},
      {"a trailer without colon", chunked + "\r\n2\r\nok\r\n0\r\nfoo\r\n\r\n", 200, "ok", ""},
      {"no end of trailers", chunked + "\r\n2\r\nok\r\n0\r\n", 200, "ok", ""},
      {"two bytes that are no line end", chunked + "\r\n2\r\nokXY0\r\n\r\n", 200, "ok", ""},
      {"chunks and a length", chunked + "Content-Length: 9\r\n\r\n2\r\nok\r\n0\r\n\r\n", 200, "ok",
       ""},
      {"chunked last", kHead + "Transfer-Encoding: gzip, Chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n", 200,
       "ok", ""},
      {"chunked in a second header",
       kHead + "Transfer-Encoding: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
       200, "ok", ""},
      {"204", "HTTP/1.1 204 N\r\nContent-Length: 2\r\n\r\nok", 204, "", ""},
      {"304", "HTTP/1.1 304 N\r\n\r\nok", 304, "", ""},
      {"204, chunked", "HTTP/1.1 204 N\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
       204, "ok", ""},
      {"304, chunked", "HTTP/1.1 304 N\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
       304, "ok", ""},
      {"100 first", "HTTP/1.1 100 Continue\r\nX: y\r\n\r\n" + kHead + "\r\nok", 200, "ok", ""},
      {"103 alone", "HTTP/1.1 103 E\r\nX: y\r\n\r\n", 103, "",
       "The connection ended without an answer"},
      {"a status beyond all", "HTTP/1.1 999 x\r\nContent-Length: 0\r\n\r\n", 999, "", ""},
  });
}

// Where the reference has lost its way in the answer, or waits for more; docs/differences.md.
TEST(AnswerReader, ReadsMoreThanTheReference) {
  const std::string chunked = kHead + "Transfer-Encoding: chunked\r\n\r\n";
  expect_rows({
      {"headers behind a line that is none", kHead + "foo bar\r\nContent-Length: 2\r\n\r\nok more",
       200, "ok", ""},
      {"interim answers", "HTTP/1.1 103 E\r\nX: y\r\n\r\nHTTP/1.1 101 S\r\n\r\n" + kHead + "\r\nok",
       200, "ok", ""},
      {"chunks with line feeds only", chunked + "2\nok\n0\n\n", 200, "ok", ""},
      {"a list of the same length", kHead + "Content-Length: 2, 2\r\n\r\nok more", 200, "ok", ""},
  });
}

// A status line has come, so there is an answer; the reference counts them as closed connections.
TEST(AnswerReader, KeepsTheStatusOfAnAnswerThatEndsTooEarly) {
  const std::string chunked = kHead + "Transfer-Encoding: chunked\r\n\r\n";
  const std::string long_line(70'000, 'x');
  std::string many;
  for (int i = 0; i < 100; ++i) many += "X: y\r\n";
  expect_rows({
      {"half a header", kHead + "Content-Le", 200, "", "the connection ended inside the header"},
      {"half a body", kHead + "Content-Length: 9\r\n\r\nhalf", 200, "half",
       "the connection ended after 4 of 9 bytes"},
      {"half a chunk", chunked + "9\r\nhalf", 200, "half",
       "the connection ended inside the chunks, after 4 bytes"},
      {"half a size", chunked + "2\r\nok\r\n1", 200, "ok",
       "the connection ended inside the chunks, after 2 bytes"},
      {"no size", chunked + "2\r\nok\r\n\r\n", 200, "ok", "the size of a chunk cannot be read"},
      {"a negative size", chunked + "-2\r\nok", 200, "", "the size of a chunk cannot be read"},
      {"an underscore at the end", chunked + "2_\r\nok", 200, "",
       "the size of a chunk cannot be read"},
      {"a size beyond all", chunked + "fffffffffffffffff0\r\nok", 200, "ok",
       "the connection ended inside the chunks, after 2 bytes"},
      {"two lengths", kHead + "Content-Length: 2\r\nContent-Length: 3\r\n\r\nok!", 200, "ok",
       "Content-Length contained multiple unmatching values"},
      {"a long line", kHead + "X: " + long_line + "\r\n\r\n", 200, "",
       "a line of the answer is longer than 64 KiB"},
      {"a long extension", chunked + "2;" + long_line + "\r\nok", 200, "",
       "a line of the answer is longer than 64 KiB"},
      {"a long trailer", chunked + "2\r\nok\r\n0\r\n" + long_line, 200, "ok", ""},
      {"a hundred headers", kHead + many + "\r\n", 200, "",
       "the answer's header has more than 100 lines"},
      {"a long body", kHead + "\r\n" + std::string(1001, 'x'), 200, std::string(1000, 'x'),
       "the answer is longer than 0 MiB"},
  });
}

TEST(AnswerReader, NamesTheCauseOfAnEarlyEnd) {
  const HttpResponse cut =
      read(kHead + "Content-Length: 9\r\n\r\nhalf", 5, "Connection reset by peer").take();
  EXPECT_EQ(cut.framing_fault, "the connection ended after 4 of 9 bytes: Connection reset by peer");
  EXPECT_EQ(read("", 1, "Connection reset by peer").failure(),
            "The connection ended without an answer: Connection reset by peer");
  // Only an end in order is the end of a body without a length.
  EXPECT_EQ(read(kHead + "\r\nok", 1, "Connection reset by peer").take().framing_fault,
            "the connection ended after 2 bytes: Connection reset by peer");
}

TEST(AnswerReader, FindsNoStatusInWhatIsNoAnswer) {
  for (const char* text :
       {"SSH-2.0-x\r\n", "\r\nHTTP/1.1 200 OK\r\n\r\n", "HTTP/1.1\r\n\r\n", "HTTP/2 200\r\n\r\n",
        "HTTP/2.0 200 OK\r\n\r\n", "http/1.1 200 OK\r\n\r\n", "HTTP/1.1 99\r\n\r\n",
        "HTTP/1.1 1000\r\n\r\n", "HTTP/1.1 2OO\r\n\r\n", "HTTP/1.1 -200\r\n\r\n",
        "HTTP/1 200 OK\r\n", "HTTP/1.1 20", "HTTP/1.1 100 C\r\n\r\nx\r\n"}) {
    AnswerReader reader = read(text);
    EXPECT_TRUE(reader.is_done()) << text;
    EXPECT_EQ(reader.status(), 0) << text;
    EXPECT_EQ(reader.failure(), "The answer is not HTTP/1") << text;
  }
  EXPECT_EQ(read("").failure(), "The connection ended without an answer");
}

// Whatever they are: extensions, tiny chunks, interim answers, trailers.
TEST(AnswerReader, CountsEveryByte) {
  const auto endless = [](const std::string& start, const std::string& again) {
    AnswerReader reader(small());
    reader.feed(start);
    std::size_t fed = start.size();
    for (; !reader.is_done() && fed < 1'000'000; fed += again.size()) reader.feed(again);
    EXPECT_TRUE(reader.is_done()) << again.substr(0, 20);
    return fed;
  };
  const std::string chunked = kHead + "Transfer-Encoding: chunked\r\n\r\n";
  EXPECT_LT(endless(chunked + "5;", "bbbbbbbbbb"), 70'000U);
  EXPECT_LT(endless(chunked, "1;" + std::string(500, 'x') + "\r\na\r\n"), 90'000U);
  EXPECT_LT(endless(chunked + "0\r\n", "x\r\n"), 90'000U);
  EXPECT_LT(endless("", "HTTP/1.1 100 Continue\r\n\r\n"), 90'000U);
  EXPECT_LT(endless("HTTP/1.1 ", "x"), 70'000U);
}

TEST(AnswerReader, KeepsTheHeadersOfTheAnswerAlone) {
  const HttpResponse answer =
      read(
          "HTTP/1.1 100 C\r\nX: 1\r\n\r\nHTTP/1.1 200 OK\r\nA:  b \r\nno header\r\n"
          " folded into nothing\r\nC: d\r\n\te\rF: g\r\nContent-Length: 0\r\n\r\n")
          .take();
  EXPECT_THAT(answer.headers, ElementsAre(Pair("A", "b"), Pair("C", "d e"), Pair("F", "g"),
                                          Pair("Content-Length", "0")));
}

TEST(AnswerReader, TellsThatOnlyTrailersAreMissing) {
  AnswerReader reader(small());
  reader.feed(kHead + "Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\n");
  EXPECT_FALSE(reader.has_whole_body());
  reader.feed("0\r\n");
  EXPECT_TRUE(reader.has_whole_body());
  EXPECT_FALSE(reader.is_done());
  EXPECT_EQ(reader.take().body, "ok");
}

struct Keeping {
  const char* name;
  std::string text;
  bool keeps;
};

void expect_keeping(const std::vector<Keeping>& rows) {
  for (const Keeping& row : rows) {
    for (const std::size_t piece : {std::size_t{1}, std::size_t{3}, row.text.size()}) {
      EXPECT_EQ(read(row.text, piece).keeps_connection(), row.keeps) << row.name << ", " << piece;
    }
  }
}

// RFC 9112 §6.3 and §9.3.
TEST(KeepsConnection, AfterOneWholeAnswerThatLeavesItOpen) {
  const std::string sized = "Content-Length: 2\r\n\r\nok";
  const std::string chunked = kHead + "Transfer-Encoding: chunked\r\n";
  const std::string old = "HTTP/1.0 200 OK\r\n";
  expect_keeping({
      {"a length", kHead + sized, true},
      {"no body", kHead + "Content-Length: 0\r\n\r\n", true},
      {"a refusal", "HTTP/1.1 400 Bad Request\r\n" + sized, true},
      {"no reason", "HTTP/1.1 202\r\n" + sized, true},
      {"an empty reason", "HTTP/1.1 202 \r\n" + sized, true},
      {"keep-alive", kHead + "Connection: keep-alive\r\n" + sized, true},
      {"chunks", chunked + "\r\n1\r\no\r\n1\r\nk\r\n0\r\n\r\n", true},
      {"an extension", chunked + "\r\n2;a=b\r\nok\r\n0;x\r\n\r\n", true},
      {"trailers", chunked + "\r\n2\r\nok\r\n0\r\nX: y\r\nZ: \r\n\r\n", true},
      {"100 first", "HTTP/1.1 100 Continue\r\n\r\n" + kHead + sized, true},
      {"version 1.0 with keep-alive", old + "Connection: Keep-Alive\r\n" + sized, true},
      {"version 1.0", old + sized, false},
      {"version 1.0 in chunks",
       old + "Connection: keep-alive\r\nTransfer-Encoding: chunked\r\n"
             "\r\n2\r\nok\r\n0\r\n\r\n",
       false},
      {"another version", "HTTP/1.2 200 OK\r\n" + sized, false},
      {"close", kHead + "Connection: close\r\n" + sized, false},
      {"close in a list", kHead + "connection: x, Close\r\n" + sized, false},
      {"close in a second header", kHead + "Connection: x\r\nConnection: close\r\n" + sized, false},
      {"close of a proxy", kHead + "Proxy-Connection: close\r\n" + sized, false},
      {"a byte behind it", kHead + sized + "H", false},
      {"a line end behind it", kHead + sized + "\r\n", false},
      {"a second answer behind it", kHead + sized + kHead + sized, false},
      {"a byte behind the chunks", chunked + "\r\n2\r\nok\r\n0\r\n\r\nH", false},
      {"to the end", kHead + "\r\nok", false},
      {"half a body", kHead + "Content-Length: 3\r\n\r\nok", false},
      {"no end of trailers", chunked + "\r\n2\r\nok\r\n0\r\n", false},
      {"101 first", "HTTP/1.1 101 S\r\n\r\n" + kHead + sized, false},
      {"204", "HTTP/1.1 204 N\r\n\r\n", false},
      {"304 with the length of something else", "HTTP/1.1 304 N\r\nContent-Length: 2\r\n\r\n",
       false},
      {"no answer", "SSH-2.0-x\r\n", false},
  });
}

// What the reference reads all the same, but another reader may see to end elsewhere.
TEST(KeepsConnection, NotAfterAnAnswerThatCouldBeReadInTwoWays) {
  const std::string sized = "Content-Length: 2\r\n\r\nok";
  const std::string chunked = kHead + "Transfer-Encoding: chunked\r\n\r\n";
  expect_keeping({
      {"two lengths", kHead + "Content-Length: 2\r\n" + sized, false},
      {"a list of lengths", kHead + "Content-Length: 2, 2\r\n\r\nok", false},
      {"a length as int() reads it", kHead + "Content-Length: +0_2\r\n\r\nok", false},
      {"an empty length", kHead + "Content-Length:\r\n\r\nok", false},
      {"chunks and a length",
       kHead + "Transfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n2\r\nok\r\n0\r\n\r\n",
       false},
      {"two codings", kHead + "Transfer-Encoding: gzip, chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
       false},
      {"a coding and a length", kHead + "Transfer-Encoding: identity\r\n" + sized, false},
      {"line feeds only", "HTTP/1.1 200 OK\nContent-Length: 2\n\nok", false},
      {"one line feed", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\nok", false},
      {"CR alone", kHead + "X: a\rb\r\n" + sized, false},
      {"a fold", kHead + "X: a\r\n b\r\n" + sized, false},
      {"a line without colon", kHead + "foo\r\n" + sized, false},
      {"a blank before the colon", kHead + "X : y\r\n" + sized, false},
      {"a blank in front of the status", "HTTP/1.1  200 OK\r\n" + sized, false},
      {"a status as int() reads it", "HTTP/1.1 +200 OK\r\n" + sized, false},
      {"a short status", "HTTP/1.1\t200\r\n" + sized, false},
      {"0x", chunked + "0x2\r\nok\r\n0\r\n\r\n", false},
      {"a blank behind the size", chunked + "2 \r\nok\r\n0\r\n\r\n", false},
      {"two bytes that are no line end", chunked + "2\r\nokXY0\r\n\r\n", false},
      {"a line feed behind a chunk", chunked + "2\r\nok\n0\r\n\r\n", false},
      {"a trailer without colon", chunked + "2\r\nok\r\n0\r\nfoo\r\n\r\n", false},
  });
}

HttpRequest request() {
  HttpRequest request;
  request.scheme = "http";
  request.host = "m.example";
  request.path = "/a/../b";
  request.query = "x=1";
  request.headers = {{"User-Agent", "u"}, {"X-Empty", ""}};
  request.body = "b=1";
  return request;
}

// wire-protocol.md §2.1; an empty value as http.client writes it.
TEST(WriteRequest, IsTheReferences) {
  EXPECT_EQ(write_request(request()),
            "POST /a/../b?x=1 HTTP/1.1\r\nHost: m.example\r\nUser-Agent: u\r\nX-Empty: \r\n"
            "Content-Length: 3\r\n\r\nb=1");
  HttpRequest get = request();
  get.method = "GET";
  get.body = "";
  EXPECT_THAT(write_request(get), ::testing::Not(HasSubstr("Content-Length")));
}

TEST(WriteRequest, NamesTheWholeUrlToAProxy) {
  HttpRequest forwarded = request();
  EXPECT_EQ(write_forwarded_request(forwarded, "Basic x"),
            "POST http://m.example/a/../b?x=1 HTTP/1.1\r\nHost: m.example\r\nUser-Agent: u\r\n"
            "X-Empty: \r\nContent-Length: 3\r\nProxy-Authorization: Basic x\r\n\r\nb=1");
  forwarded.forward_url = "http://u:p@m.example:80/b?x=1#f";
  EXPECT_THAT(write_forwarded_request(forwarded, ""),
              ::testing::StartsWith("POST http://u:p@m.example:80/b?x=1#f HTTP/1.1\r\n"
                                    "Host: u:p@m.example:80\r\nUser-Agent: u\r\n"));
}

}  // namespace
}  // namespace send_bounce
