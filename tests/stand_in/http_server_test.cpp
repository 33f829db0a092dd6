#include "stand_in/http_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <fstream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "stand_in/raw_client.h"

namespace send_bounce::stand_in {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

// A server that answers every request with its body, delivered as the test says.
class HttpServerTest : public ::testing::Test {
 protected:
  void start(HttpServerOptions options = {}) {
    options.now = [] { return Instant{784111777, 0}; };
    auto server = HttpServer::start(std::move(options), [this](const HttpRequest& request) {
      ++handled_;
      if (pause_.count() > 0) std::this_thread::sleep_for(pause_);
      return Answer{{200, {{"Content-Type", "text/plain"}}, request.body}, {0, 0}, delivery_};
    });
    ASSERT_TRUE(server) << server.error().message;
    server_ = *std::move(server);
  }

  static std::string post(const std::string& body, const std::string& header = "") {
    return "POST / HTTP/1.1\r\nHost: h\r\n" + header +
           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  }

  std::atomic<int> handled_ = 0;
  Delivery delivery_;
  milliseconds pause_{0};
  std::unique_ptr<HttpServer> server_;
};

milliseconds since(steady_clock::time_point begin) {
  return std::chrono::duration_cast<milliseconds>(steady_clock::now() - begin);
}

// Waits for what other threads do, long enough for a machine that is busy with other tests.
template <class Predicate>
bool eventually(Predicate is_true) {
  for (int i = 0; i < 1'000 && !is_true(); ++i) std::this_thread::sleep_for(milliseconds(10));
  return is_true();
}

int thread_count() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("Threads:")) return std::stoi(line.substr(8));
  }
  return -1;
}

TEST_F(HttpServerTest, NamesItsEndpoint) {
  start();
  EXPECT_NE(server_->port(), 0);
  EXPECT_EQ(server_->endpoint(), "http://127.0.0.1:" + std::to_string(server_->port()));
}

TEST_F(HttpServerTest, ListensOnTheLoopbackOfIpv6) {
  HttpServerOptions options;
  options.address = "::1";
  options.now = [] { return Instant{}; };
  const auto server =
      HttpServer::start(std::move(options), [](const HttpRequest&) { return Answer{}; });
  if (!server) GTEST_SKIP() << "no IPv6 here: " << server.error().message;
  EXPECT_EQ((*server)->endpoint(), "http://[::1]:" + std::to_string((*server)->port()));
}

TEST_F(HttpServerTest, SaysThatAPortIsTaken) {
  start();
  HttpServerOptions options;
  options.port = server_->port();
  const auto second = HttpServer::start(std::move(options), {});
  ASSERT_FALSE(second);
  EXPECT_THAT(second.error().message,
              AllOf(StartsWith("--port " + std::to_string(server_->port()) + ": "),
                    HasSubstr("Choose another port, or 0")));
}

TEST_F(HttpServerTest, KeepsAConnectionForTheNextRequest) {
  start();
  RawClient client(server_->port());
  for (const std::string body : {"one", "two", "three"}) {
    ASSERT_TRUE(client.send(post(body)));
    EXPECT_THAT(client.read_answer(), AllOf(StartsWith("HTTP/1.1 200 OK\r\n"),
                                            HasSubstr("Connection: keep-alive"), EndsWith(body)));
  }
}

TEST_F(HttpServerTest, AnswersPipelinedRequestsInTheirOrder) {
  start();
  RawClient client(server_->port());
  ASSERT_TRUE(client.send(post("one") + post("two", "Connection: close\r\n")));
  const auto all = client.read_to_end();
  EXPECT_THAT(all, EndsWith("two"));
  EXPECT_LT(all.find("one"), all.find("two"));
  EXPECT_EQ(client.end(), 0);
}

TEST_F(HttpServerTest, TakesABodyInChunks) {
  start();
  RawClient client(server_->port());
  ASSERT_TRUE(client.send("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"));
  ASSERT_TRUE(client.send("3\r\nabc\r\n"));
  ASSERT_TRUE(client.send("1\r\nd\r\n0\r\n\r\n"));
  EXPECT_THAT(client.read_answer(), EndsWith("\r\n\r\nabcd"));
}

TEST_F(HttpServerTest, SendsContinueToWhoWaitsForIt) {
  start();
  RawClient client(server_->port());
  ASSERT_TRUE(
      client.send("POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n"
                  "\r\n"));
  EXPECT_EQ(client.read_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  ASSERT_TRUE(client.send("ok"));
  EXPECT_THAT(client.read_answer(), EndsWith("\r\n\r\nok"));
}

TEST_F(HttpServerTest, SendsNoBodyToHead) {
  start();
  RawClient client(server_->port());
  ASSERT_TRUE(client.send(
      "HEAD / HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok"));
  EXPECT_THAT(client.read_to_end(),
              AllOf(HasSubstr("Content-Length: 2\r\n"), EndsWith("\r\n\r\n")));
}

TEST_F(HttpServerTest, RefusesABodyThatIsTooLargeAndSaysSo) {
  start();
  RawClient client(server_->port());
  // All of it is sent: the answer must survive the bytes that nobody reads.
  client.send(post(std::string(1024 * 1024 + 1, 'x')));
  EXPECT_THAT(client.read_to_end(), StartsWith("HTTP/1.1 413 Content Too Large\r\n"));
  EXPECT_EQ(handled_, 0);
}

TEST_F(HttpServerTest, RefusesAHeadThatIsTooLarge) {
  start();
  RawClient client(server_->port());
  client.send("GET / HTTP/1.1\r\nX: " + std::string(70 * 1024, 'x'));
  EXPECT_THAT(client.read_to_end(), StartsWith("HTTP/1.1 431 "));
}

TEST_F(HttpServerTest, RefusesWhatIsNoHttp) {
  start();
  RawClient client(server_->port());
  ASSERT_TRUE(client.send("EHLO example.com\r\n"));
  EXPECT_THAT(client.read_to_end(), StartsWith("HTTP/1.1 400 "));
}

TEST_F(HttpServerTest, GivesUpOnAClientThatDripsItsRequest) {
  HttpServerOptions options;
  options.request_time = milliseconds(300);
  start(std::move(options));
  RawClient client(server_->port());
  const auto begin = steady_clock::now();
  std::thread dripping([&] {
    for (const char c : post(std::string(100, 'x'))) {
      if (!client.send(std::string(1, c))) return;
      std::this_thread::sleep_for(milliseconds(20));
    }
  });
  EXPECT_THAT(client.read_until("\r\n\r\n"), StartsWith("HTTP/1.1 408 "));
  EXPECT_LT(since(begin), milliseconds(2'000));
  dripping.join();
  EXPECT_EQ(handled_, 0);
}

TEST_F(HttpServerTest, ClosesAnIdleConnectionWithoutAWord) {
  HttpServerOptions options;
  options.idle_time = milliseconds(100);
  start(std::move(options));
  RawClient client(server_->port());
  EXPECT_EQ(client.read_to_end(), "");
  EXPECT_EQ(client.end(), 0);
}

TEST_F(HttpServerTest, GivesUpOnAClientThatDoesNotReadItsAnswer) {
  HttpServerOptions options;
  options.answer_time = milliseconds(200);
  options.limits.body = 64 * 1024 * 1024;
  start(std::move(options));
  const int before = thread_count();
  RawClient client(server_->port());
  ASSERT_TRUE(client.send(post(std::string(16 * 1024 * 1024, 'x'))));
  ASSERT_TRUE(eventually([&] { return handled_ == 1; }));
  EXPECT_TRUE(eventually([&] { return thread_count() <= before; }));
}

TEST_F(HttpServerTest, ServesConnectionsInParallel) {
  pause_ = milliseconds(300);
  start();
  const auto begin = steady_clock::now();
  std::vector<std::thread> threads;
  std::atomic<int> good = 0;
  for (int i = 0; i < 20; ++i) {
    threads.emplace_back([&] {
      RawClient client(server_->port());
      client.send(post("ok"));
      if (client.read_answer().ends_with("\r\n\r\nok")) ++good;
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(good, 20);
  // One after the other they would take six seconds.
  EXPECT_LT(since(begin), milliseconds(4'000));
}

TEST_F(HttpServerTest, TurnsAwayConnectionsBeyondTheLimit) {
  HttpServerOptions options;
  options.max_connections = 2;
  start(std::move(options));
  RawClient first(server_->port());
  RawClient second(server_->port());
  ASSERT_TRUE(first.send(post("1")));
  ASSERT_TRUE(second.send(post("2")));
  first.read_answer();
  second.read_answer();

  RawClient third(server_->port());
  ASSERT_TRUE(third.send(post("3")));
  EXPECT_THAT(third.read_to_end(), AllOf(StartsWith("HTTP/1.1 503 Service Unavailable\r\n"),
                                         HasSubstr("too many connections")));
  EXPECT_EQ(handled_, 2);
}

TEST_F(HttpServerTest, HasRoomAgainWhenAConnectionEnds) {
  HttpServerOptions options;
  options.max_connections = 1;
  start(std::move(options));
  const int before = thread_count();
  for (int i = 0; i < 5; ++i) {
    {
      RawClient client(server_->port());
      ASSERT_TRUE(client.send(post("ok", "Connection: close\r\n")));
      EXPECT_THAT(client.read_to_end(), StartsWith("HTTP/1.1 200 "));
    }
    // The thread ends a moment after the client has left.
    ASSERT_TRUE(eventually([&] { return thread_count() <= before; }));
  }
}

TEST_F(HttpServerTest, SurvivesHundredsOfConnectionsThatSayNothing) {
  start();
  const int before = thread_count();
  {
    std::vector<std::unique_ptr<RawClient>> silent;
    for (int i = 0; i < 300; ++i) silent.push_back(std::make_unique<RawClient>(server_->port()));
    EXPECT_LE(thread_count(), before + 64 + 16);
  }
  EXPECT_TRUE(eventually([&] {
    RawClient client(server_->port());
    client.send(post("ok"));
    return client.read_answer().ends_with("ok");
  }));
}

TEST_F(HttpServerTest, StopsWhileConnectionsAreOpenAndJoinsEveryThread) {
  const int before = thread_count();
  start();
  RawClient idle(server_->port());
  RawClient half(server_->port());
  RawClient hanging(server_->port());
  ASSERT_TRUE(half.send("POST / HTTP/1.1\r\nHo"));
  delivery_ = {DeliveryKind::Hang, milliseconds(0)};
  ASSERT_TRUE(hanging.send(post("x")));
  ASSERT_TRUE(eventually([&] { return handled_ == 1; }));

  const auto begin = steady_clock::now();
  server_->stop();
  EXPECT_LT(since(begin), milliseconds(3'000));
  EXPECT_TRUE(eventually([&] { return thread_count() <= before; }));
  EXPECT_EQ(idle.read_to_end(), "");
  EXPECT_FALSE(RawClient(server_->port()).is_connected());
  server_->stop();
}

TEST_F(HttpServerTest, SendsTheAnswerOfAHandlerThatRunsWhenItStops) {
  pause_ = milliseconds(300);
  start();
  RawClient client(server_->port());
  ASSERT_TRUE(client.send(post("late")));
  ASSERT_TRUE(eventually([&] { return handled_ == 1; }));
  server_->stop();
  EXPECT_THAT(client.read_answer(), EndsWith("late"));
}

TEST_F(HttpServerTest, ResetsTheConnection) {
  delivery_ = {DeliveryKind::Reset, milliseconds(0)};
  start();
  RawClient client(server_->port());
  ASSERT_TRUE(client.send(post("x")));
  EXPECT_EQ(client.read_to_end(), "");
  EXPECT_EQ(client.end(), ECONNRESET);
  EXPECT_EQ(handled_, 1);
}

TEST_F(HttpServerTest, SendsHalfTheBodyThenCloses) {
  delivery_ = {DeliveryKind::Half, milliseconds(0)};
  start();
  RawClient client(server_->port());
  ASSERT_TRUE(client.send(post("0123456789")));
  EXPECT_THAT(client.read_to_end(),
              AllOf(HasSubstr("Content-Length: 10\r\n"), EndsWith("\r\n\r\n01234")));
  EXPECT_EQ(client.end(), 0);
}

TEST_F(HttpServerTest, HangsUntilTheTimeIsOver) {
  delivery_ = {DeliveryKind::Hang, milliseconds(300)};
  start();
  RawClient client(server_->port());
  ASSERT_TRUE(client.send(post("x")));
  EXPECT_TRUE(client.is_silent_for(200));
  EXPECT_EQ(client.read_to_end(), "");
  EXPECT_EQ(client.end(), 0);
}

TEST_F(HttpServerTest, EndsAHangWhenTheClientLeaves) {
  delivery_ = {DeliveryKind::Hang, milliseconds(0)};
  start();
  const int before = thread_count();
  {
    RawClient client(server_->port());
    ASSERT_TRUE(client.send(post("x")));
    EXPECT_TRUE(client.is_silent_for(200));
  }
  EXPECT_TRUE(eventually([&] { return thread_count() <= before; }));
}

TEST_F(HttpServerTest, AnswersLateAndKeepsTheConnection) {
  delivery_ = {DeliveryKind::Late, milliseconds(300)};
  start();
  RawClient client(server_->port());
  const auto begin = steady_clock::now();
  ASSERT_TRUE(client.send(post("x")));
  EXPECT_THAT(client.read_answer(), EndsWith("\r\n\r\nx"));
  EXPECT_GE(since(begin), milliseconds(300));
  ASSERT_TRUE(client.send(post("y")));
  EXPECT_THAT(client.read_answer(), EndsWith("\r\n\r\ny"));
}

TEST_F(HttpServerTest, DripsItsAnswer) {
  delivery_ = {DeliveryKind::Slow, milliseconds(2)};
  start();
  RawClient client(server_->port());
  const auto begin = steady_clock::now();
  ASSERT_TRUE(client.send(post("x")));
  const auto answer = client.read_answer();
  EXPECT_THAT(answer, EndsWith("\r\n\r\nx"));
  EXPECT_GE(since(begin).count(), static_cast<long>(2 * (answer.size() - 1)));
}

}  // namespace
}  // namespace send_bounce::stand_in
