#pragma once

#include <memory>
#include <vector>

#include "platform/curl_connection.h"
#include "send_bounce/world/world.h"

namespace send_bounce {

/// Open connections between two exchanges, a few at most, each to a destination of its own. One is
/// handed out again only where nothing speaks against it; all others are closed.
class KeptConnections {
 public:
  /// `clock` must live as long as it.
  explicit KeptConnections(const Clock& clock) : clock_(clock) {}

  /// A connection to exactly there that was left less than five seconds ago by both clocks, is not
  /// at its end, and on which nothing has come since; nullptr for none.
  std::unique_ptr<CurlConnection> take(const Destination& destination);

  /// After a whole exchange, whose answer leaves the connection open (AnswerReader). It is closed
  /// all the same where more than that answer has come.
  void leave(std::unique_ptr<CurlConnection> connection);

 private:
  /// A clock that was set and a machine that slept are seen by one of the two alone.
  struct Moment {
    std::chrono::microseconds elapsed;
    Instant wall;
  };
  struct Kept {
    std::unique_ptr<CurlConnection> connection;
    Moment left;
  };
  Moment now() const { return {clock_.elapsed(), clock_.now()}; }
  static bool is_fresh(const Moment& left, const Moment& now);

  const Clock& clock_;
  std::vector<Kept> kept_;
};

}  // namespace send_bounce
