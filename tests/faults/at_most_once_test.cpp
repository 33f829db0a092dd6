// A bounce must not go out twice. Runs of the whole client over real connections, against a server
// that fails at any phase, at random.
//
//   SEND_BOUNCE_FAULT_RUNS=10000 SEND_BOUNCE_FAULT_SEED=7 faults_test
#include <gtest/gtest.h>

#include <array>
#include <cstdlib>
#include <map>
#include <memory>
#include <mutex>
#include <random>

#include "send_bounce/client/bounce_call.h"
#include "send_bounce/model/ses_model.h"
#include "send_bounce/platform/curl_transport.h"
#include "send_bounce/platform/posix_world.h"
#include "support/fake_world.h"
#include "support/raw_server.h"

namespace send_bounce {
namespace {

using testing::RawConnection;
using testing::RawServer;

std::string http(const std::string& status, const std::string& body, std::size_t length) {
  return "HTTP/1.1 " + status + "\r\nContent-Length: " + std::to_string(length) + "\r\n\r\n" + body;
}

std::string http(const std::string& status, const std::string& body) {
  return http(status, body, body.size());
}

std::string error_document(const std::string& code) {
  return "<ErrorResponse><Error><Code>" + code +
         "</Code><Message>m</Message></Error></ErrorResponse>";
}

constexpr const char* kAccepted =
    "<SendBounceResponse><SendBounceResult><MessageId>id</MessageId></SendBounceResult>"
    "</SendBounceResponse>";

// Accepts bounces by their id, and fails as chance has it.
class UnreliableService {
 public:
  explicit UnreliableService(unsigned seed) : chance_(seed) {}

  // It keeps a connection as long as nothing fails on it, and sometimes drops it all the same.
  void serve(RawConnection& connection) {
    do {
      const int fault = draw(12);
      if (fault == 0) return;
      if (fault == 1) return connection.reset();
      const std::string request = connection.read_request();
      if (request.empty()) return;
      if (!serve_one(connection, request, fault)) return;
    } while (draw(6) != 0);
  }

  int acceptances(const std::string& id) {
    const std::lock_guard lock(mutex_);
    return accepted_[id];
  }

 private:
  // True where the answer is whole.
  bool serve_one(RawConnection& connection, const std::string& request, int fault) {
    switch (fault) {
      case 2:
        connection.reset();
        return false;
      case 3:
        connection.send(http("503 x", error_document("ServiceUnavailable")));
        return true;
      case 4:
        connection.send(http("400 x", error_document("Throttling")));
        return true;
      case 5:
        connection.send(http("400 x", error_document("MessageRejected")));
        return true;
      case 6:
        // Something on the way, which has or has not handed the request on.
        if (draw(2) == 0) accept(request);
        connection.send(http("503 x", "<html>busy</html>"));
        return true;
      default:
        break;
    }
    accept(request);
    switch (fault) {
      case 7:
        connection.reset();
        return false;
      case 8:
        connection.send(http("200 OK", "<SendBounceResp", 300));
        return false;
      case 9:
        connection.send(http("200 OK", "no document"));
        return true;
      case 10:
        // Rarely, since a second is the shortest time-out.
        if (draw(20) == 0) connection.sleep(std::chrono::milliseconds(1200));
        break;
      default:
        break;
    }
    connection.send(http("200 OK", kAccepted));
    return true;
  }

  int draw(int count) { return std::uniform_int_distribution<int>(0, count - 1)(chance_); }

  void accept(const std::string& request) {
    const std::lock_guard lock(mutex_);
    ++accepted_[request.substr(request.rfind('=') + 1)];
  }

  std::mt19937 chance_;
  std::mutex mutex_;
  std::map<std::string, int> accepted_;
};

// The real time, but no waits between attempts.
class HurriedClock : public PosixClock {
 public:
  bool sleep(std::chrono::milliseconds) const override { return true; }
};

unsigned setting(const char* name, unsigned otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : static_cast<unsigned>(std::atoi(text));
}

TEST(AtMostOnce, HoldsAgainstAServiceThatFailsAtEveryPhase) {
  const unsigned runs = setting("SEND_BOUNCE_FAULT_RUNS", 1000);
  const unsigned seed = setting("SEND_BOUNCE_FAULT_SEED", 20261123);
  SCOPED_TRACE("seed " + std::to_string(seed));
  UnreliableService service(seed);
  RawServer server([&](RawConnection& connection) { service.serve(connection); });

  CallSettings call;
  call.endpoint = {"http", server.host(), "/", "", "us-east-1"};
  call.transport.read_timeout = 1;
  call.retries = {.max_attempts = 5, .at_most_once = true};
  const testing::FakeVariables variables;
  const HurriedClock clock;
  const PosixRandom random;
  auto transport = std::make_unique<CurlTransport>();
  SilentLog log;
  std::array<int, 3> seen{};  // accepted, unknown, refused
  for (unsigned run = 0; run < runs; ++run) {
    const std::string id = "run-" + std::to_string(run);
    const auto reply = send(kSendBounce, "Action=SendBounce&OriginalMessageId=" + id, call,
                            {variables, clock, random, *transport, log});
    const int accepted = service.acceptances(id);
    if (reply) {
      EXPECT_EQ(accepted, 1) << id;
      ++seen[0];
    } else if (reply.error().kind == ErrorKind::OutcomeUnknown) {
      EXPECT_LE(accepted, 1) << id;
      ++seen[1];
    } else {
      EXPECT_EQ(accepted, 0) << id << ": " << reply.error().message;
      ++seen[2];
    }
  }
  transport.reset();
  server.stop();
  EXPECT_GE(server.connections(), static_cast<int>(runs)) << "one for each attempt";
  // Otherwise the service was not unreliable enough to show anything.
  for (const int count : seen) EXPECT_GT(count, static_cast<int>(runs / 100));
  RecordProperty("accepted", seen[0]);
  RecordProperty("unknown", seen[1]);
  RecordProperty("refused", seen[2]);
}

}  // namespace
}  // namespace send_bounce
