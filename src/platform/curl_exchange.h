#pragma once

#include <chrono>
#include <string_view>

#include "platform/curl_connection.h"
#include "send_bounce/protocol/http_wire.h"
#include "send_bounce/world/world.h"

namespace send_bounce {

/// One request and its answer over an open connection, which serves nothing else.
class CurlExchange {
 public:
  CurlExchange(CurlConnection& connection, const TransportOptions& options,
               const AnswerLimits& limits);

  /// To be called once.
  tl::expected<HttpResponse, TransportError> run(std::string_view request);

 private:
  using Clock = std::chrono::steady_clock;

  void write();
  void read();
  void end_answer(bool failed);
  std::chrono::milliseconds patience() const;
  bool wait(std::chrono::milliseconds time);
  tl::expected<HttpResponse, TransportError> outcome();
  tl::unexpected<TransportError> failure(TransportPhase phase, std::string detail);

  CurlConnection& connection_;
  const TransportOptions& options_;
  const AnswerLimits& limits_;
  AnswerReader answer_;
  std::string_view unsent_;
  Clock::time_point last_activity_;
  Clock::time_point first_byte_{};  ///< of the answer
  std::string refusal_;             ///< of a handshake by the server, after its end for us
};

}  // namespace send_bounce
