#include "send_bounce/platform/curl_transport.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <csignal>
#include <cstdlib>

#include "send_bounce/platform/posix_world.h"
#include "support/raw_server.h"

namespace send_bounce {
namespace {

using namespace std::chrono_literals;
using ::testing::AnyOf;
using testing::client_socket;
using ::testing::HasSubstr;
using testing::RawConnection;
using testing::RawServer;

constexpr const char* kOk = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-A: b\r\n\r\nok";

HttpRequest request_to(const std::string& host) {
  HttpRequest request;
  request.scheme = "http";
  request.host = host;
  request.headers = {{"Accept-Encoding", "identity"},
                     {"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"},
                     {"User-Agent", "send-bounce/1"},
                     {"Authorization", "AWS4-HMAC-SHA256 x"},
                     {"amz-sdk-request", "attempt=1"}};
  request.body = "Action=SendBounce";
  return request;
}

TransportOptions within(std::int64_t seconds) {
  TransportOptions options;
  options.read_timeout = seconds;
  options.connect_timeout = seconds;
  return options;
}

// Sends one request to a server that follows the script.
tl::expected<HttpResponse, TransportError> exchange_with(
    RawServer::Script script, const TransportOptions& options = within(5)) {
  RawServer server(std::move(script));
  CurlTransport transport;
  return transport.exchange(request_to(server.host()), options);
}

RawServer::Script answering(std::string text) {
  return [text](RawConnection& connection) {
    connection.read_request();
    connection.send(text);
  };
}

TEST(CurlTransport, ProbesASilentConnectionOnlyWhereAsked) {
  for (const bool asked : {false, true}) {
    int probes = -1;
    TransportOptions options = within(5);
    options.tcp_keep_alive = asked;
    const auto answer = exchange_with(
        [&probes](RawConnection& connection) {
          connection.read_request();
          socklen_t size = sizeof probes;
          ::getsockopt(client_socket(connection), SOL_SOCKET, SO_KEEPALIVE, &probes, &size);
          connection.send(kOk);
        },
        options);
    EXPECT_TRUE(answer);
    EXPECT_EQ(probes, asked ? 1 : 0);
  }
}

// wire-protocol.md §2.1.
TEST(CurlTransport, WritesExactlyTheBytesOfTheReference) {
  std::string seen;
  RawServer server([&seen](RawConnection& connection) {
    seen = connection.read_request();
    connection.send(kOk);
  });
  CurlTransport transport;
  const auto answer = transport.exchange(request_to(server.host()), within(5));
  ASSERT_TRUE(answer) << answer.error().detail;
  EXPECT_EQ(seen,
            "POST / HTTP/1.1\r\n"
            "Host: " +
                server.host() +
                "\r\n"
                "Accept-Encoding: identity\r\n"
                "Content-Type: application/x-www-form-urlencoded; charset=utf-8\r\n"
                "User-Agent: send-bounce/1\r\n"
                "Authorization: AWS4-HMAC-SHA256 x\r\n"
                "amz-sdk-request: attempt=1\r\n"
                "Content-Length: 17\r\n"
                "\r\n"
                "Action=SendBounce");
}

TEST(CurlTransport, LeavesThePathAndTheQueryAsTheyWereSigned) {
  std::string seen;
  RawServer server([&seen](RawConnection& connection) {
    seen = connection.read_request();
    connection.send(kOk);
  });
  HttpRequest request = request_to(server.host());
  request.path = "/a/../b/./%2e%2E/%c3%a9/~x//";
  request.query = "q=a%2Fb&r";
  CurlTransport transport;
  ASSERT_TRUE(transport.exchange(request, within(5)));
  EXPECT_EQ(seen.substr(0, seen.find("\r\n")),
            "POST /a/../b/./%2e%2E/%c3%a9/~x//?q=a%2Fb&r HTTP/1.1");
}

TEST(CurlTransport, SendsEmptyBodiesEmptyHeadersAndLargeBodies) {
  for (const std::size_t size : {std::size_t{0}, std::size_t{3} << 20U}) {
    std::string seen;
    RawServer server([&seen](RawConnection& connection) {
      seen = connection.read_request();
      connection.send(kOk);
    });
    HttpRequest request = request_to(server.host());
    request.headers = {{"X-Empty", ""}};
    request.body = std::string(size, 'x');
    CurlTransport transport;
    const auto answer = transport.exchange(request, within(5));
    ASSERT_TRUE(answer) << answer.error().detail;
    EXPECT_EQ(seen, "POST / HTTP/1.1\r\nHost: " + server.host() +
                        "\r\nX-Empty: \r\nContent-Length: " + std::to_string(size) + "\r\n\r\n" +
                        request.body);
  }
}

TEST(CurlTransport, ReadsStatusHeadersAndBody) {
  const auto answer = exchange_with(
      answering("HTTP/1.1 400 Bad Request\r\nContent-Type: text/xml\r\nx-amzn-RequestId:  1 \r\n"
                "Content-Length: 5\r\n\r\n<a/>\n"));
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 400);
  EXPECT_EQ(answer->body, "<a/>\n");
  EXPECT_EQ(*find_header(answer->headers, "content-type"), "text/xml");
  EXPECT_EQ(*find_header(answer->headers, "X-Amzn-RequestId"), "1");
}

// wire-protocol.md §9 and rows 76 to 78: what the reference accepts.
TEST(CurlTransport, AcceptsEveryFormOfAnAnswer) {
  const struct {
    const char* name;
    const char* text;
    int status;
    const char* body;
  } rows[] = {
      {"until the connection ends", "HTTP/1.1 200 OK\r\n\r\nok", 200, "ok"},
      {"HTTP/1.0", "HTTP/1.0 200 OK\r\n\r\nok", 200, "ok"},
      {"chunked",
       "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;x=y\r\no\r\n1\r\nk\r\n"
       "0\r\n\r\n",
       200, "ok"},
      {"no reason", "HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nok", 200, "ok"},
      {"line feeds only", "HTTP/1.1 200 OK\nContent-Length: 2\n\nok", 200, "ok"},
      {"an interim answer first",
       "HTTP/1.1 100 Continue\r\nX-I: 1\r\n\r\nHTTP/1.1 200 OK\r\n"
       "Content-Length: 2\r\n\r\nok",
       200, "ok"},
      {"a redirect is an answer",
       "HTTP/1.1 307 T\r\nLocation: http://127.0.0.1:1/\r\n"
       "Content-Length: 0\r\n\r\n",
       307, ""},
      {"compressed stays compressed",
       "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n"
       "Content-Length: 2\r\n\r\n\x1f\x8b",
       200, "\x1f\x8b"},
      {"empty", "HTTP/1.1 500 E\r\nContent-Length: 0\r\n\r\n", 500, ""},
  };
  for (const auto& row : rows) {
    const auto answer = exchange_with(answering(row.text));
    ASSERT_TRUE(answer) << row.name << ": " << answer.error().detail;
    EXPECT_EQ(answer->status, row.status) << row.name;
    EXPECT_EQ(answer->body, row.body) << row.name;
    EXPECT_EQ(find_header(answer->headers, "X-I"), nullptr) << row.name;
  }
}

TEST(CurlTransport, FailsWhereNoStatusLineCame) {
  const struct {
    const char* name;
    RawServer::Script script;
    const char* detail;
  } rows[] = {
      {"closed without an answer", [](RawConnection& c) { c.read_request(); },
       "The connection ended without an answer"},
      {"reset",
       [](RawConnection& c) {
         c.read_request();
         c.reset();
       },
       "The connection ended without an answer: Connection reset by peer"},
      {"another protocol", answering("SSH-2.0-x\r\n"), "The answer is not HTTP/1"},
      {"an answer to nobody", answering("HTTP/1.1 100 Continue\r\n\r\n"),
       "The connection ended without an answer"},
  };
  for (const auto& row : rows) {
    const auto answer = exchange_with(row.script);
    ASSERT_FALSE(answer) << row.name;
    EXPECT_EQ(answer.error().phase, TransportPhase::Closed) << row.name;
    EXPECT_EQ(answer.error().detail, row.detail) << row.name;
    EXPECT_EQ(answer.error().status, 0) << row.name;
    EXPECT_EQ(answer.error().addresses, "127.0.0.1") << row.name;
  }
}

// Nothing is to be sent again because of how the rest of an answer comes.
TEST(CurlTransport, KeepsTheStatusWhateverBecomesOfTheRest) {
  const std::string head = "HTTP/1.1 200 OK\r\n";
  const std::string chunked = head + "Transfer-Encoding: chunked\r\n\r\n";
  const struct {
    const char* name;
    RawServer::Script script;
    const char* body;
    const char* fault;
  } rows[] = {
      {"half a header", answering(head + "Content-"), "", "the connection ended inside the header"},
      {"half a body", answering(head + "Content-Length: 999\r\n\r\n<Send"), "<Send",
       "the connection ended after 5 of 999 bytes"},
      {"half a body and a reset",
       [&](RawConnection& c) {
         c.read_request();
         c.send(head + "Content-Length: 999\r\n\r\n<Send");
         c.sleep(100ms);  // for the bytes, which the reset would overtake
         c.reset();
       },
       "<Send", "the connection ended after 5 of 999 bytes: Connection reset by peer"},
      {"half a chunk", answering(chunked + "ff\r\no"), "o",
       "the connection ended inside the chunks, after 1 bytes"},
      {"no chunk", answering(chunked + "xy\r\no"), "", "the size of a chunk cannot be read"},
      {"a chunk's extension without end",
       [&](RawConnection& c) {
         c.read_request();
         c.send(chunked + "5;");
         for (int i = 0; i < 1000; ++i) c.send(std::string(1000, 'b'));
       },
       "", "a line of the answer is longer than 64 KiB"},
      {"a header line without end", answering(head + "X: " + std::string(300'000, 'x')), "",
       "a line of the answer is longer than 64 KiB"},
      {"headers without end",
       [&](RawConnection& c) {
         c.read_request();
         c.send(head);
         for (int i = 0; i < 1000; ++i) c.send("X: " + std::string(1000, 'x') + "\r\n");
       },
       "", "the answer's header has more than 100 lines"},
  };
  for (const auto& row : rows) {
    const auto answer = exchange_with(row.script);
    ASSERT_TRUE(answer) << row.name << ": " << answer.error().detail;
    EXPECT_EQ(answer->status, 200) << row.name;
    EXPECT_EQ(answer->body, row.body) << row.name;
    EXPECT_EQ(answer->framing_fault, row.fault) << row.name;
  }
}

TEST(CurlTransport, EndsAnAnswerThatIsTooLong) {
  const auto answer = exchange_with([](RawConnection& connection) {
    connection.read_request();
    connection.send("HTTP/1.1 200 OK\r\n\r\n");
    const std::string megabyte(std::size_t{1} << 20U, 'x');
    for (int i = 0; i < 20; ++i) connection.send(megabyte);
  });
  ASSERT_TRUE(answer) << answer.error().detail;
  EXPECT_EQ(answer->framing_fault, "the answer is longer than 16 MiB");
  EXPECT_EQ(answer->body.size(), std::size_t{16} << 20U);
}

// A server that refuses a request early does not read all of it.
TEST(CurlTransport, ReadsAnAnswerThatComesBeforeTheRequestIsWritten) {
  for (const bool stays_open : {true, false}) {
    RawServer server([&](RawConnection& connection) {
      char first = 0;
      (void)::recv(connection.socket(), &first, 1, 0);
      connection.send("HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno");
      if (stays_open) connection.sleep(1s);
    });
    HttpRequest request = request_to(server.host());
    request.body = std::string(std::size_t{16} << 20U, 'x');
    CurlTransport transport;
    const auto answer = transport.exchange(request, within(5));
    ASSERT_TRUE(answer) << answer.error().detail;
    EXPECT_EQ(answer->status, 413);
    EXPECT_EQ(answer->body, "no");
  }
}

// The trailers are of no use to anybody, so their silence costs nothing.
TEST(CurlTransport, WaitsForTrailersNoLongerThanForTheRest) {
  const auto answer = exchange_with(
      [](RawConnection& connection) {
        connection.read_request();
        connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n");
        connection.sleep(1500ms);
      },
      within(1));
  ASSERT_TRUE(answer) << answer.error().detail;
  EXPECT_EQ(answer->body, "ok");
  EXPECT_EQ(answer->framing_fault, "");
}

TEST(CurlTransport, NamesARefusedConnection) {
  CurlTransport transport;
  const auto answer = transport.exchange(
      request_to("127.0.0.1:" + std::to_string(testing::closed_port())), within(5));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().phase, TransportPhase::Connect);
  EXPECT_EQ(answer.error().detail, "Connection refused");
}

TEST(CurlTransport, NamesAHostThatIsNotThere) {
  CurlTransport transport;
  const auto answer = transport.exchange(request_to("no.such.invalid"), within(5));
  ASSERT_FALSE(answer);
  // A resolver that never answers makes it a time-out.
  EXPECT_THAT(answer.error().phase, AnyOf(TransportPhase::Resolve, TransportPhase::ConnectTimeout));
}

TEST(CurlTransport, RefusesAHeaderWithALineEnd) {
  HttpRequest request = request_to("127.0.0.1:1");
  request.headers.emplace_back("X", "a\r\nY: b");
  CurlTransport transport;
  const auto answer = transport.exchange(request, within(5));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().detail, "a header of the request has a line end in it");
}

TEST(ReadTimeout, IsTheLongestSilence) {
  const auto start = std::chrono::steady_clock::now();
  const auto answer = exchange_with(
      [](RawConnection& connection) {
        connection.read_request();
        connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\no");
        connection.sleep(1500ms);
      },
      within(1));
  const auto spent = std::chrono::steady_clock::now() - start;
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().phase, TransportPhase::ReadTimeout);
  EXPECT_EQ(answer.error().status, 200);
  EXPECT_GE(spent, 1000ms);
  EXPECT_LE(spent, 2500ms);
}

// wire-protocol.md row 82: not a bound on the whole, and bytes count before they make a line.
TEST(ReadTimeout, StartsAgainWithEveryByte) {
  const auto answer = exchange_with(
      [](RawConnection& connection) {
        connection.read_request();
        for (const char c : std::string_view("HTTP/1.1 200 OK\r\n")) {
          connection.send(std::string(1, c));
          connection.sleep(120ms);
        }
        connection.send("\r\nok");
      },
      within(1));
  ASSERT_TRUE(answer) << answer.error().detail;
  EXPECT_EQ(answer->body, "ok");
}

AnswerLimits ending_after(std::chrono::seconds time) {
  AnswerLimits limits;
  limits.time = time;
  return limits;
}

// Never silent for a second, and yet without end.
TEST(ReadTimeout, EndsAnAnswerThatDripsForEver) {
  RawServer server([](RawConnection& connection) {
    connection.read_request();
    connection.send("HTTP/1.1 200 OK\r\n\r\n");
    for (int i = 0; i < 25; ++i) {
      connection.send("x");
      connection.sleep(100ms);
    }
  });
  CurlTransport transport(ending_after(1s));
  const auto start = std::chrono::steady_clock::now();
  const auto answer = transport.exchange(request_to(server.host()), within(1));
  const auto spent = std::chrono::steady_clock::now() - start;
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().phase, TransportPhase::ReadTimeout);
  EXPECT_EQ(answer.error().detail, "the answer did not end within 2 s");
  EXPECT_GE(spent, 1900ms);
  EXPECT_LE(spent, 4000ms);
}

TEST(ReadTimeout, ZeroMeansNone) {
  const auto answer = exchange_with(
      [](RawConnection& connection) {
        connection.read_request();
        connection.sleep(1200ms);
        connection.send(kOk);
      },
      within(0));
  ASSERT_TRUE(answer) << answer.error().detail;
}

// wire-protocol.md §6: too long for a 32-bit count of milliseconds is still long.
TransportOptions limited(std::chrono::milliseconds limit) {
  TransportOptions options = within(60);
  options.time_limit = limit;
  return options;
}

// Silence before the answer and in it, and one that drips.
TEST(TimeLimit, EndsAnExchangeWhateverItWaitsFor) {
  const struct {
    const char* text;
    int drips;
    int status;
  } rows[] = {{"", 0, 0}, {"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\no", 20, 200}};
  for (const auto& row : rows) {
    const auto start = std::chrono::steady_clock::now();
    const auto answer = exchange_with(
        [&](RawConnection& connection) {
          connection.read_request();
          connection.send(row.text);
          for (int i = 0; i < row.drips; ++i) {
            connection.sleep(50ms);
            connection.send(" ");
          }
          connection.sleep(500ms);
        },
        limited(300ms));
    const auto spent = std::chrono::steady_clock::now() - start;
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().phase, TransportPhase::ReadTimeout);
    EXPECT_EQ(answer.error().status, row.status);
    EXPECT_EQ(answer.error().detail, "the deadline was reached");
    EXPECT_GE(spent, 300ms);
  }
}

TEST(TimeLimit, CountsAConnectionThatIsNotSecuredInTime) {
  RawServer server([](RawConnection& connection) { connection.sleep(1500ms); });
  CurlTransport transport;
  HttpRequest request = request_to(server.host());
  request.scheme = "https";
  TransportOptions options = limited(300ms);
  options.verify_tls = false;
  const auto start = std::chrono::steady_clock::now();
  const auto answer = transport.exchange(request, options);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().phase, TransportPhase::ConnectTimeout);
  EXPECT_LT(std::chrono::steady_clock::now() - start, 1400ms);
}

// It is for the word about a bounce that a signal has come after.
TEST(HeldSignal, EndsNoExchangeThatMustBeMade) {
  PosixInterrupts interrupts;
  interrupts.hold({});
  ::raise(SIGTERM);
  TransportOptions options = within(5);
  const auto slowly = [](RawConnection& connection) {
    connection.read_request();
    connection.sleep(50ms);
    connection.send("HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n");
  };
  EXPECT_FALSE(exchange_with(slowly, options));
  options.ends_on_signal = false;
  const auto answer = exchange_with(slowly, options);
  ASSERT_TRUE(answer) << answer.error().detail;
  EXPECT_EQ(answer->status, 202);
}

TEST(HeldSignal, EndsNoneOnAKeptConnectionEither) {
  RawServer server([](RawConnection& connection) {
    for (int i = 0; i < 2; ++i) {
      connection.read_request();
      connection.send("HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n");
    }
    connection.sleep(500ms);
  });
  PosixInterrupts interrupts;
  interrupts.hold({});
  CurlTransport transport;
  TransportOptions options = within(5);
  options.keep_connection = true;
  options.ends_on_signal = false;
  ASSERT_TRUE(transport.exchange(request_to(server.host()), options));
  ::raise(SIGTERM);
  EXPECT_TRUE(transport.exchange(request_to(server.host()), options));
}

TEST(ReadTimeout, BeyondReachIsLong) {
  const auto answer = exchange_with(answering(kOk), within(std::int64_t{1} << 62U));
  ASSERT_TRUE(answer) << answer.error().detail;
}

// A second answer lies on the connection, or comes later: it is nobody's.
TEST(CurlTransport, NeverReadsWhatAnEarlierExchangeLeft) {
  std::atomic<int> requests = 0;
  RawServer server([&](RawConnection& connection) {
    while (!connection.read_request().empty()) {
      const std::string number = std::to_string(++requests);
      const std::string answer = "HTTP/1.1 503 Busy\r\nContent-Length: 1\r\n\r\n" + number;
      connection.send(answer + answer);
    }
  });
  {
    CurlTransport transport;
    for (int i = 1; i <= 3; ++i) {
      const auto answer = transport.exchange(request_to(server.host()), within(5));
      ASSERT_TRUE(answer) << answer.error().detail;
      EXPECT_EQ(answer->body, std::to_string(i));
    }
  }
  server.stop();
  EXPECT_EQ(requests, 3);
  EXPECT_EQ(server.connections(), 3);
}

TEST(CurlTransport, TakesNothingFromTheEnvironment) {
  ::setenv("http_proxy", "http://127.0.0.1:1", 1);
  ::setenv("ALL_PROXY", "http://127.0.0.1:1", 1);
  const auto answer = exchange_with(answering(kOk));
  ::unsetenv("http_proxy");
  ::unsetenv("ALL_PROXY");
  EXPECT_TRUE(answer) << answer.error().detail;
}

}  // namespace
}  // namespace send_bounce
