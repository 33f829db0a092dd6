#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <atomic>
#include <filesystem>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "send_bounce/platform/curl_transport.h"
#include "send_bounce/platform/posix_world.h"
#include "support/tls_server.h"

namespace send_bounce {
namespace {

using namespace std::chrono_literals;
using testing::CertificateForm;
using testing::client_socket;
using ::testing::ElementsAre;
using testing::RawConnection;
using testing::RawServer;
using ::testing::StartsWith;
using testing::TestCertificate;
using testing::TlsServer;

HttpRequest request_to(const std::string& host) {
  HttpRequest request;
  request.scheme = "http";
  request.host = host;
  request.headers = {{"User-Agent", "u"}};
  request.body = "b";
  return request;
}

TransportOptions keeping() {
  TransportOptions options;
  options.connect_timeout = 5;
  options.read_timeout = 5;
  options.keep_connection = true;
  return options;
}

std::string sized(const std::string& body) {
  return "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

std::string ok(const std::string& body) { return "HTTP/1.1 200 OK\r\n" + sized(body); }

void end(RawConnection& connection) { ::shutdown(connection.socket(), SHUT_RDWR); }

/// Numbers the requests, and answers each as the step says until one of them returns false.
class Counter {
 public:
  using Step = std::function<bool(RawConnection&, const std::string& number)>;
  explicit Counter(Step step, RawServer::Order order = RawServer::Order::OneByOne)
      : step_(std::move(step)), server_([this](RawConnection& c) { serve(c); }, order) {}

  std::string host() const { return server_.host(); }
  int port() const { return server_.port(); }
  int connections() const { return server_.connections(); }
  int requests() const { return requests_; }
  /// Those that have come so far; for OneByOne, while no exchange is under way.
  const std::vector<std::string>& seen() const { return seen_; }

 private:
  void serve(RawConnection& connection) {
    for (std::string text; !(text = connection.read_request()).empty();) {
      std::string number;
      {
        const std::lock_guard lock(mutex_);
        seen_.push_back(text);
        number = std::to_string(++requests_);
      }
      if (!step_(connection, number)) return;
    }
  }

  Step step_;
  std::mutex mutex_;
  std::vector<std::string> seen_;
  std::atomic<int> requests_ = 0;
  RawServer server_;  // last: its threads use the others
};

Counter::Step answering(const std::function<std::string(const std::string&)>& answer) {
  return [answer](RawConnection& connection, const std::string& number) {
    connection.send(answer(number));
    return true;
  };
}

/// Waits for what another thread is about to do.
void wait_until(const std::function<bool()>& holds) {
  for (int i = 0; i < 5000 && !holds(); ++i) std::this_thread::sleep_for(1ms);
  EXPECT_TRUE(holds());
}

// Every answer holds the number of its request, so that one that is taken for another's shows.
TEST(KeptConnection, CarriesAnotherRequestAfterACleanAnswerAlone) {
  using Text = std::string;
  const struct {
    const char* name;
    std::function<Text(const Text&)> answer;
    int connections;
  } rows[] = {
      {"a length", ok, 1},
      {"a refusal", [](const Text& n) { return "HTTP/1.1 400 Bad\r\n" + sized(n); }, 1},
      {"chunks with trailers",
       [](const Text& n) {
         return "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n" + n +
                "\r\n0\r\nX: y\r\n\r\n";
       },
       1},
      {"100 first", [](const Text& n) { return "HTTP/1.1 100 Continue\r\n\r\n" + ok(n); }, 1},
      {"HTTP/1.0 that stays",
       [](const Text& n) { return "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n" + sized(n); }, 1},
      {"HTTP/1.0", [](const Text& n) { return "HTTP/1.0 200 OK\r\n" + sized(n); }, 3},
      {"an announced end",
       [](const Text& n) { return "HTTP/1.1 200 OK\r\nConnection: close\r\n" + sized(n); }, 3},
      {"a byte behind it", [](const Text& n) { return ok(n) + "x"; }, 3},
      {"a second answer behind it", [](const Text& n) { return ok(n) + ok("late"); }, 3},
      {"two lengths",
       [](const Text& n) { return "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n" + sized(n); }, 3},
      {"line feeds only",
       [](const Text& n) { return "HTTP/1.1 200 OK\nContent-Length: 1\n\n" + n; }, 3},
  };
  for (const auto& row : rows) {
    Counter server(answering(row.answer));
    CurlTransport transport;
    for (const char* number : {"1", "2", "3"}) {
      const auto answer = transport.exchange(request_to(server.host()), keeping());
      ASSERT_TRUE(answer) << row.name << ": " << answer.error().detail;
      EXPECT_EQ(answer->body, number) << row.name;
    }
    EXPECT_EQ(server.connections(), row.connections) << row.name;
    EXPECT_EQ(server.requests(), 3) << row.name;
  }
}

// What the server does between two exchanges, or instead of the rest of an answer.
TEST(KeptConnection, IsClosedWhereAnythingHasHappenedSince) {
  std::atomic<int> returned = 0;
  std::atomic<int> done = 0;
  const auto afterwards = [&](const std::function<void(RawConnection&)>& action) {
    return [&, action](RawConnection& connection, const std::string& number) {
      connection.send(ok(number));
      wait_until([&] { return returned == std::stoi(number); });
      action(connection);
      ++done;
      return true;
    };
  };
  const struct {
    const char* name;
    Counter::Step step;
    int connections;
  } rows[] = {
      {"nothing", afterwards([](RawConnection&) {}), 1},
      {"an end", afterwards(end), 3},
      {"a reset", afterwards([](RawConnection& c) {
         c.reset();
         sockaddr none{};
         none.sa_family = AF_UNSPEC;
         ::connect(c.socket(), &none, sizeof none);
       }),
       3},
      {"a late second answer", afterwards([](RawConnection& c) { c.send(ok("late")); }), 3},
      {"a late byte", afterwards([](RawConnection& c) { c.send("\n"); }), 3},
      {"half an answer",
       [&](RawConnection& c, const std::string& number) {
         c.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n" + number);
         end(c);
         ++done;
         return true;
       },
       3},
  };
  for (const auto& row : rows) {
    returned = done = 0;
    Counter server(row.step);
    CurlTransport transport;
    for (int i = 1; i <= 3; ++i) {
      const auto answer = transport.exchange(request_to(server.host()), keeping());
      returned = i;
      ASSERT_TRUE(answer) << row.name << ": " << answer.error().detail;
      EXPECT_EQ(answer->body, std::to_string(i)) << row.name;
      wait_until([&] { return done == i; });
    }
    EXPECT_EQ(server.connections(), row.connections) << row.name;
  }
}

/// Stands still unless it is set.
class SetClock : public Clock {
 public:
  Instant now() const override { return wall; }
  std::chrono::microseconds elapsed() const override { return passed; }
  bool sleep(std::chrono::milliseconds) const override { return true; }

  Instant wall{1'795'000'000, 500'000};
  std::chrono::microseconds passed = 100s;
};

TEST(KeptConnection, IsUsedWithinFiveSecondsByBothClocks) {
  const struct {
    const char* name;
    std::chrono::microseconds passed;
    std::int64_t wall_seconds;
    std::int32_t wall_microseconds;
    int connections;
  } rows[] = {
      {"at once", 0us, 0, 0, 1},
      {"just before", 4'999'999us, 4, 999'999 - 500'000, 1},
      {"five seconds", 5s, 5, 0, 2},
      {"five seconds by the one", 5s, 0, 0, 2},
      {"five seconds by the other", 0us, 5, 0, 2},
      {"a machine that slept", 1s, 3'600, 0, 2},
      {"a clock that was set back", 1s, -1, 0, 2},
      {"by a little", 1s, 0, -1, 2},
      {"to the beginning of all", 1s, -1'795'000'000, 0, 2},
      {"to the end of all", 1s, std::int64_t{1} << 60U, 0, 2},
      {"a machine without a past", -1us, 1, 0, 2},
  };
  for (const auto& row : rows) {
    Counter server(answering(ok));
    SetClock clock;
    CurlTransport transport(
        {}, [] { return TrustStore(); }, clock);
    ASSERT_TRUE(transport.exchange(request_to(server.host()), keeping()));
    clock.passed += row.passed;
    clock.wall.seconds += row.wall_seconds;
    clock.wall.microseconds += row.wall_microseconds;
    const auto answer = transport.exchange(request_to(server.host()), keeping());
    ASSERT_TRUE(answer) << row.name;
    EXPECT_EQ(answer->body, "2") << row.name;
    EXPECT_EQ(server.connections(), row.connections) << row.name;
  }
}

// The connection in between leaves the first one alone.
TEST(KeptConnection, LeadsToExactlyThere) {
  using Change = std::function<void(HttpRequest&, TransportOptions&)>;
  const struct {
    const char* name;
    Change change;
    int connections;
  } rows[] = {
      {"another request",
       [](HttpRequest& r, TransportOptions& o) {
         r.path = "/x";
         r.headers.clear();
         r.body = std::string(100'000, 'x');
         o.read_timeout = 4;
         o.connect_timeout = 1;
       },
       1},
      {"another name of the host",
       [](HttpRequest& r, TransportOptions&) { r.host.replace(0, 9, "localhost"); }, 2},
      {"through a proxy",
       [](HttpRequest& r, TransportOptions& o) {
         o.proxy = Proxy{"http://" + r.host, "", "http_proxy", "", ""};
       },
       2},
      {"another bundle", [](HttpRequest&, TransportOptions& o) { o.ca_bundle = "other.pem"; }, 2},
      {"without a check", [](HttpRequest&, TransportOptions& o) { o.verify_tls = false; }, 2},
      {"with probes", [](HttpRequest&, TransportOptions& o) { o.tcp_keep_alive = true; }, 2},
      {"one that keeps none", [](HttpRequest&, TransportOptions& o) { o.keep_connection = false; },
       2},
  };
  for (const auto& row : rows) {
    Counter server(answering(ok), RawServer::Order::AtOnce);
    CurlTransport transport;
    ASSERT_TRUE(transport.exchange(request_to(server.host()), keeping())) << row.name;
    HttpRequest other = request_to(server.host());
    TransportOptions options = keeping();
    row.change(other, options);
    const auto second = transport.exchange(other, options);
    ASSERT_TRUE(second) << row.name << ": " << second.error().detail;
    EXPECT_EQ(server.connections(), row.connections) << row.name;
    ASSERT_TRUE(transport.exchange(request_to(server.host()), keeping())) << row.name;
    EXPECT_EQ(server.connections(), row.connections) << row.name;
  }
}

TEST(KeptConnection, IsOneOfFourAtMost) {
  std::vector<std::unique_ptr<Counter>> servers;
  CurlTransport transport;
  for (int i = 0; i < 5; ++i) {
    servers.push_back(std::make_unique<Counter>(answering(ok)));
    ASSERT_TRUE(transport.exchange(request_to(servers.back()->host()), keeping()));
  }
  std::vector<int> connections;
  for (const int again : {1, 2, 3, 4, 0}) {
    const auto& server = servers[static_cast<std::size_t>(again)];
    ASSERT_TRUE(transport.exchange(request_to(server->host()), keeping()));
    connections.push_back(server->connections());
  }
  EXPECT_THAT(connections, ElementsAre(1, 1, 1, 1, 2));
}

// wire-protocol.md §2.1: no Connection header, first or later.
TEST(KeptConnection, ChangesNoByteOfARequest) {
  Counter server(answering(ok));
  CurlTransport transport;
  TransportOptions alone = keeping();
  alone.keep_connection = false;
  ASSERT_TRUE(transport.exchange(request_to(server.host()), alone));
  ASSERT_TRUE(transport.exchange(request_to(server.host()), keeping()));
  ASSERT_TRUE(transport.exchange(request_to(server.host()), keeping()));
  EXPECT_EQ(server.connections(), 2);
  const std::string text = "POST / HTTP/1.1\r\nHost: " + server.host() +
                           "\r\nUser-Agent: u\r\nContent-Length: 1\r\n\r\nb";
  EXPECT_THAT(server.seen(), ElementsAre(text, text, text));
}

// The runtime interface of AWS Lambda: a GET that waits for the next event, a POST with its answer.
TEST(KeptConnection, CarriesGetAndPostInTurnAndWaitsWithoutEnd) {
  Counter server([](RawConnection& connection, const std::string& number) {
    if (number == "3") connection.sleep(1200ms);
    connection.send(ok(number));
    return true;
  });
  CurlTransport transport;
  TransportOptions options = keeping();
  options.read_timeout = 0;
  HttpRequest next = request_to(server.host());
  next.method = "GET";
  next.body.clear();
  next.path = "/2018-06-01/runtime/invocation/next";
  ASSERT_TRUE(transport.exchange(next, options));
  ASSERT_TRUE(transport.exchange(request_to(server.host()), options));
  const auto answer = transport.exchange(next, options);
  ASSERT_TRUE(answer) << answer.error().detail;
  EXPECT_EQ(answer->body, "3");
  EXPECT_EQ(server.connections(), 1);
  EXPECT_THAT(server.seen(),
              ElementsAre(StartsWith("GET /2018"), StartsWith("POST / "), StartsWith("GET /2018")));
}

// Nothing is sent again, since it may have been processed; the exchange after it begins anew.
TEST(KeptConnection, ThatBreaksFailsAsANewOneDoes) {
  const struct {
    const char* name;
    std::function<void(RawConnection&)> failure;
    TransportPhase phase;
    const char* detail;
  } rows[] = {
      {"an end", end, TransportPhase::Closed, "The connection ended without an answer"},
      {"a reset", [](RawConnection& c) { c.reset(); }, TransportPhase::Closed,
       "The connection ended without an answer: Connection reset by peer"},
      {"no HTTP", [](RawConnection& c) { c.send("SSH-2.0-x\r\n"); }, TransportPhase::Closed,
       "The answer is not HTTP/1"},
      {"silence",
       [](RawConnection& c) {
         c.sleep(1200ms);
         c.send(ok("late"));
       },
       TransportPhase::ReadTimeout, ""},
  };
  for (const auto& row : rows) {
    Counter server([&](RawConnection& connection, const std::string& number) {
      if (number == "2") row.failure(connection);
      if (number != "2") connection.send(ok(number));
      return number != "2";
    });
    CurlTransport transport;
    TransportOptions options = keeping();
    options.read_timeout = 1;
    ASSERT_TRUE(transport.exchange(request_to(server.host()), options)) << row.name;
    const auto failed = transport.exchange(request_to(server.host()), options);
    ASSERT_FALSE(failed) << row.name;
    EXPECT_EQ(failed.error().phase, row.phase) << row.name;
    EXPECT_EQ(failed.error().detail, row.detail) << row.name;
    EXPECT_EQ(failed.error().addresses, "127.0.0.1") << row.name;
    EXPECT_EQ(server.requests(), 2) << row.name;
    EXPECT_EQ(server.connections(), 1) << row.name;
    const auto next = transport.exchange(request_to(server.host()), options);
    ASSERT_TRUE(next) << row.name << ": " << next.error().detail;
    EXPECT_EQ(next->body, "3") << row.name;
    EXPECT_EQ(server.connections(), 2) << row.name;
  }
}

// The answer to half a request is an answer, but the other half is still under way.
TEST(KeptConnection, IsClosedWhereARequestWasNotWrittenWhole) {
  RawServer server([](RawConnection& connection) {
    std::vector<char> bytes(std::size_t{1} << 20U);
    if (::recv(connection.socket(), bytes.data(), 1, 0) != 1) return;
    connection.send("HTTP/1.1 413 Too Large\r\n" + sized("no"));
    connection.sleep(200ms);
    while (::recv(connection.socket(), bytes.data(), bytes.size(), 0) > 0) continue;
  });
  CurlTransport transport;
  HttpRequest request = request_to(server.host());
  request.body = std::string(std::size_t{16} << 20U, 'x');
  for (int i = 0; i < 2; ++i) {
    const auto answer = transport.exchange(request, keeping());
    ASSERT_TRUE(answer) << answer.error().detail;
    EXPECT_EQ(answer->status, 413);
  }
  EXPECT_EQ(server.connections(), 2);
}

// It was not there yet when the connection was taken, but it came before the request did.
TEST(KeptConnection, TakesNoAnswerThatComesBeforeTheRequest) {
  Counter server([](RawConnection& connection, const std::string& number) {
    connection.send(ok(number));
    if (number != "1") return true;
    std::vector<char> bytes(std::size_t{1} << 20U);
    if (::recv(connection.socket(), bytes.data(), 1, 0) != 1) return false;
    connection.send(ok("late"));
    connection.sleep(200ms);
    while (::recv(connection.socket(), bytes.data(), bytes.size(), 0) > 0) continue;
    return false;
  });
  CurlTransport transport;
  ASSERT_TRUE(transport.exchange(request_to(server.host()), keeping()));
  HttpRequest large = request_to(server.host());
  large.body = std::string(std::size_t{16} << 20U, 'x');
  const auto stray = transport.exchange(large, keeping());
  ASSERT_FALSE(stray);
  EXPECT_EQ(stray.error().phase, TransportPhase::Closed);
  EXPECT_EQ(stray.error().status, 0);
  const auto next = transport.exchange(request_to(server.host()), keeping());
  ASSERT_TRUE(next) << next.error().detail;
  EXPECT_EQ(next->body, "2");
  EXPECT_EQ(server.connections(), 2);
}

TEST(KeptConnection, IsNotForProgramsThatAreStarted) {
  std::atomic<int> flags = -1;
  Counter server([&](RawConnection& connection, const std::string& number) {
    flags = ::fcntl(client_socket(connection), F_GETFD);
    connection.send(ok(number));
    return true;
  });
  CurlTransport transport;
  ASSERT_TRUE(transport.exchange(request_to(server.host()), keeping()));
  EXPECT_EQ(flags, FD_CLOEXEC);
}

TEST(KeptConnection, SendsNothingOnceASignalHasCome) {
  Counter server(answering(ok));
  PosixInterrupts interrupts;
  CurlTransport transport;
  ASSERT_TRUE(transport.exchange(request_to(server.host()), keeping()));
  interrupts.hold({});
  ::raise(SIGTERM);
  const auto answer = transport.exchange(request_to(server.host()), keeping());
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().phase, TransportPhase::InterruptedConnecting);
  EXPECT_EQ(server.requests(), 1);
}

class KeptTls : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "kept-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
    certificate_.write_pem(folder_ / "ca.pem");
    options_ = keeping();
    options_.ca_bundle = folder_ / "ca.pem";
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  const TestCertificate certificate_{CertificateForm{}};
  std::filesystem::path folder_;
  TransportOptions options_;
};

// A record of TLS may be half read already, of which poll(2) knows nothing.
TEST_F(KeptTls, IsUsedAgainWhereNoRecordHasBegun) {
  const struct {
    const char* name;
    std::string behind;
    int connections;
  } rows[] = {
      {"nothing", "", 1},
      {"part of a header", std::string("\x17\x03", 2), 3},
      {"a header", std::string("\x17\x03\x03\x00\x20", 5), 3},
      {"part of a record", std::string("\x17\x03\x03\x00\x20xxxx", 9), 3},
      {"a record that is none", std::string("\x17\x03\x03\x00\x02xx", 7), 3},
  };
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    for (const auto& row : rows) {
      TlsServer server(certificate_, ok("1"), version);
      CurlTransport transport;
      server.answer_again(row.behind);
      for (int i = 0; i < 3; ++i) {
        HttpRequest request = request_to(server.host());
        request.scheme = "https";
        const auto answer = transport.exchange(request, options_);
        ASSERT_TRUE(answer) << row.name << ": " << answer.error().detail;
        EXPECT_EQ(answer->body, "1") << row.name;
      }
      EXPECT_EQ(server.connections(), row.connections) << row.name << ", " << version;
    }
  }
}

// Of a connection's first handshake such a refusal tells that nothing was processed; of a later one
// it does not, since the request came before it.
TEST_F(KeptTls, ARefusalOfALaterHandshakeIsAClosedConnection) {
  TlsServer server(certificate_, ok("1"), TLS1_2_VERSION);
  CurlTransport transport;
  server.answer_again();
  server.demand_certificate_later();
  HttpRequest request = request_to(server.host());
  request.scheme = "https";
  ASSERT_TRUE(transport.exchange(request, options_));
  const auto answer = transport.exchange(request, options_);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().phase, TransportPhase::Closed);
  EXPECT_THAT(answer.error().detail, ::testing::HasSubstr("alert handshake failure"));
  EXPECT_EQ(server.connections(), 1);
}

}  // namespace
}  // namespace send_bounce
