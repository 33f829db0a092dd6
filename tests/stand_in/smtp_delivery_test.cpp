#include "stand_in/delivery.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace send_bounce::stand_in {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

// Says what RFC 5321 lets a server say, for as many connections as a test needs.
class ScriptedSmtpServer {
 public:
  explicit ScriptedSmtpServer(int connections, std::string rcpt_answer = "250 ok")
      : rcpt_answer_(std::move(rcpt_answer)),
        fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (::bind(fd_, generic, size) != 0 || ::listen(fd_, 5) != 0) return;
    ::getsockname(fd_, generic, &size);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this, connections] {
      for (int i = 0; i < connections; ++i) talk(::accept(fd_, nullptr, nullptr));
    });
  }
  ~ScriptedSmtpServer() {
    ::shutdown(fd_, SHUT_RDWR);
    if (thread_.joinable()) thread_.join();
    ::close(fd_);
  }

  SmtpRoute route() const { return {"127.0.0.1", port_}; }
  void join() { thread_.join(); }

  std::vector<std::string> commands;
  std::string data;

 private:
  void talk(int fd) {
    if (fd < 0) return;
    say(fd, "220 test.example ESMTP");
    bool in_data = false;
    std::string line;
    char c = 0;
    while (::recv(fd, &c, 1, 0) == 1) {
      line += c;
      if (c != '\n') continue;
      if (in_data) {
        in_data = line != ".\r\n";
        if (in_data) {
          data += line;
        } else {
          say(fd, "250 queued");
        }
      } else {
        line.erase(line.find_last_not_of("\r\n") + 1);
        commands.push_back(line);
        in_data = line == "DATA";
        if (line == "DATA") {
          say(fd, "354 go on");
        } else if (line.starts_with("RCPT")) {
          say(fd, rcpt_answer_);
        } else if (line == "QUIT") {
          say(fd, "221 bye");
        } else {
          say(fd, "250 ok");
        }
      }
      line.clear();
    }
    ::close(fd);
  }

  static void say(int fd, const std::string& line) {
    ::send(fd, (line + "\r\n").data(), line.size() + 2, MSG_NOSIGNAL);
  }

  std::string rcpt_answer_;
  int fd_;
  std::uint16_t port_ = 0;
  std::thread thread_;
};

TEST(SmtpDelivery, SendsWithANullReturnPathAndCrlf) {
  ScriptedSmtpServer server(1);
  const auto done = deliver(server.route(), "ann@example.com", "Subject: x\n\n.dot\nend\n");
  server.join();
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_THAT(server.commands, ElementsAre(StartsWith("EHLO "), "MAIL FROM:<>",
                                           "RCPT TO:<ann@example.com>", "DATA", "QUIT"));
  // The dot of a line is doubled on the wire (RFC 5321 §4.5.2).
  EXPECT_EQ(server.data, "Subject: x\r\n\r\n..dot\r\nend\r\n");
}

TEST(SmtpDelivery, SaysThatTheServerRefusesTheRecipient) {
  ScriptedSmtpServer server(1, "550 no such user");
  const auto done = deliver(server.route(), "ann@example.com", "x\n");
  ASSERT_FALSE(done);
  EXPECT_THAT(done.error().message,
              AllOf(StartsWith("not delivered to ann@example.com by "), HasSubstr("550")));
}

TEST(SmtpDelivery, SaysThatNobodyListens) {
  SmtpRoute route;
  {
    const ScriptedSmtpServer server(0);
    route = server.route();
  }
  const auto done = deliver(route, "ann@example.com", "x\n");
  ASSERT_FALSE(done);
  EXPECT_THAT(done.error().message,
              HasSubstr("not delivered to ann@example.com by " + route.url()));
}

TEST(SmtpDelivery, NeverSendsToANullReturnPathOrTwoCommandsAtOnce) {
  const SmtpRoute route = {"127.0.0.1", 1};
  for (const char* address : {"", "a@b>\r\nRCPT TO:<c@d", "a b@c", "a@b\n"}) {
    const auto done = deliver(route, address, "x\n");
    ASSERT_FALSE(done);
    EXPECT_THAT(done.error().message, HasSubstr("is not an address that can be delivered to"));
  }
}

TEST(SmtpCourier, DeliversWhatIsWaitingBeforeItEnds) {
  ScriptedSmtpServer server(2);
  std::vector<std::string> lines;
  {
    SmtpCourier courier(server.route(), [&](const std::string& line) { lines.push_back(line); });
    courier.post("one@example.com", "1\n");
    courier.post("two@example.com", "2\n");
  }
  server.join();
  EXPECT_EQ(server.data, "1\r\n2\r\n");
  EXPECT_THAT(lines, ElementsAre("delivered to one@example.com by " + server.route().url(),
                                 "delivered to two@example.com by " + server.route().url()));
}

struct RouteRow {
  const char* url;
  const char* canonical;  // empty where the URL is refused
};

class SmtpRouteUrl : public ::testing::TestWithParam<RouteRow> {};

TEST_P(SmtpRouteUrl, IsReadOrRefusedByName) {
  const auto route = parse_smtp_route(GetParam().url);
  if (std::string(GetParam().canonical).empty()) {
    ASSERT_FALSE(route) << route->url();
    EXPECT_EQ(route.error().kind, ErrorKind::Usage);
    EXPECT_EQ(
        route.error().message,
        std::string("--deliver '") + GetParam().url +
            "' is not a mail server. Write it as smtp://HOST[:PORT], such as smtp://localhost:25");
  } else {
    ASSERT_TRUE(route) << route.error().message;
    EXPECT_EQ(route->url(), GetParam().canonical);
  }
}

INSTANTIATE_TEST_SUITE_P(
    SmtpDelivery, SmtpRouteUrl,
    ::testing::Values(RouteRow{"smtp://localhost:2525", "smtp://localhost:2525"},
                      RouteRow{"smtp://mx.example.com", "smtp://mx.example.com:25"},
                      RouteRow{"smtp://mx.example.com:25/", "smtp://mx.example.com:25"},
                      RouteRow{"smtp://[::1]:2525", "smtp://[::1]:2525"},
                      RouteRow{"smtp://[::1]", "smtp://[::1]:25"}, RouteRow{"localhost:25", ""},
                      RouteRow{"http://localhost", ""}, RouteRow{"smtps://localhost", ""},
                      RouteRow{"smtp://", ""}, RouteRow{"smtp://:25", ""},
                      RouteRow{"smtp://h:", ""}, RouteRow{"smtp://h:0", ""},
                      RouteRow{"smtp://h:65536", ""}, RouteRow{"smtp://h:25x", ""},
                      RouteRow{"smtp://u:p@h:25", ""}, RouteRow{"smtp://[::1", ""},
                      RouteRow{"smtp://[]", ""}, RouteRow{"smtp://[::1]x", ""},
                      RouteRow{"smtp://h/path", ""}));

}  // namespace
}  // namespace send_bounce::stand_in
