#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "send_bounce/platform/curl_transport.h"
#include "support/raw_server.h"

namespace send_bounce {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using testing::RawConnection;
using testing::RawServer;

constexpr const char* kOk = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

HttpRequest request_by(const std::string& scheme) {
  HttpRequest request;
  request.scheme = scheme;
  request.host = "origin.example";
  request.path = "/p";
  request.headers = {{"User-Agent", "x"}, {"Authorization", "AWS4 x"}};
  request.body = "b";
  return request;
}

TransportOptions through(const std::string& host, const std::string& user = "",
                         const std::string& password = "") {
  TransportOptions options;
  options.connect_timeout = 5;
  options.read_timeout = 5;
  options.proxy = Proxy{"http://" + host, "http://" + host, "http_proxy", user, password};
  return options;
}

struct ProxyRun {
  tl::expected<HttpResponse, TransportError> answer;
  std::string seen;
};

ProxyRun run(const std::string& scheme, const char* proxy_answer, const std::string& user = "",
             const std::string& password = "") {
  std::string seen;
  RawServer proxy([&](RawConnection& connection) {
    seen = connection.read_request();
    connection.send(proxy_answer);
  });
  CurlTransport transport;
  auto answer = transport.exchange(request_by(scheme), through(proxy.host(), user, password));
  return {std::move(answer), seen};
}

// To the reference 200 alone opens a tunnel.
TEST(TunnelProxy, OpensWith200Alone) {
  for (const int status : {100, 199, 201, 202, 204, 299, 302, 403}) {
    const std::string text = "HTTP/1.1 " + std::to_string(status) + " x\r\n\r\n";
    const auto answer = run("https", text.c_str()).answer;
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().phase, TransportPhase::Proxy);
    EXPECT_EQ(answer.error().detail, "The proxy answered with status " + std::to_string(status));
  }
}

// wire-protocol.md §2.1 and §8; the credentials are RFC 7617's example.
TEST(HttpProxy, GetsTheAbsoluteUrlAndItsAuthorizationLast) {
  const ProxyRun exchange = run("http", kOk, "Aladdin", "open sesame");
  ASSERT_TRUE(exchange.answer) << exchange.answer.error().detail;
  EXPECT_EQ(exchange.seen,
            "POST http://origin.example/p HTTP/1.1\r\n"
            "Host: origin.example\r\n"
            "User-Agent: x\r\n"
            "Authorization: AWS4 x\r\n"
            "Content-Length: 1\r\n"
            "Proxy-Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==\r\n"
            "\r\n"
            "b");
}

TEST(HttpProxy, GetsNoAuthorizationUnlessUserAndPasswordAreThere) {
  EXPECT_THAT(run("http", kOk, "user", "").seen, Not(HasSubstr("Proxy-Authorization")));
  EXPECT_THAT(run("http", kOk, "", "word").seen, Not(HasSubstr("Proxy-Authorization")));
}

TEST(HttpProxy, ItsAnswerIsTheServices) {
  const auto answer = run("http", "HTTP/1.1 407 Auth\r\nContent-Length: 0\r\n\r\n").answer;
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 407);
}

TEST(TunnelProxy, SeesNothingOfTheRequest) {
  const ProxyRun exchange =
      run("https", "HTTP/1.1 407 Auth\r\nContent-Length: 0\r\n\r\n", "Aladdin", "open sesame");
  ASSERT_FALSE(exchange.answer);
  EXPECT_EQ(exchange.answer.error().phase, TransportPhase::Proxy);
  EXPECT_EQ(exchange.answer.error().detail, "The proxy answered with status 407");
  EXPECT_THAT(exchange.seen, HasSubstr("CONNECT origin.example:443 HTTP/1.1\r\n"));
  EXPECT_THAT(exchange.seen,
              HasSubstr("Proxy-Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==\r\n"));
  EXPECT_THAT(exchange.seen, Not(HasSubstr("AWS4")));
  EXPECT_THAT(exchange.seen, Not(HasSubstr("User-Agent")));
}

TEST(Proxy, FailuresAreItsOwn) {
  const struct {
    const char* name;
    const char* scheme;
    const char* answer;
  } rows[] = {
      {"bad gateway", "https", "HTTP/1.1 502 Bad\r\nContent-Length: 0\r\n\r\n"},
      {"an interim answer", "https", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\n"},
      {"created", "https", "HTTP/1.1 201 Created\r\n\r\n"},
      {"no content", "https", "HTTP/1.1 204 No Content\r\n\r\n"},
      {"closed", "https", ""},
      {"another protocol", "https", "SSH-2.0\r\n\r\n"},
  };
  for (const auto& row : rows) {
    const auto answer = run(row.scheme, row.answer).answer;
    ASSERT_FALSE(answer) << row.name;
    EXPECT_EQ(answer.error().phase, TransportPhase::Proxy)
        << row.name << ": " << answer.error().detail;
  }
}

TEST(Proxy, ThatRefusesTheConnectionIsNamedAsSuch) {
  CurlTransport transport;
  const std::string host = "127.0.0.1:" + std::to_string(testing::closed_port());
  for (const char* scheme : {"http", "https"}) {
    const auto answer = transport.exchange(request_by(scheme), through(host));
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().phase, TransportPhase::Proxy);
    EXPECT_EQ(answer.error().detail, "Connection refused");
  }
}

}  // namespace
}  // namespace send_bounce
