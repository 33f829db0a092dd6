#pragma once

#include <curl/curl.h>

#include <string>

#include "platform/destination.h"
#include "send_bounce/world/world.h"

namespace send_bounce {

/// A failure before anything of the request was sent: in which phase, and the cause in the words of
/// the system, or of Python's ssl module, as scripts may look for them. `message` is libcurl's
/// (CURLOPT_ERRORBUFFER), or empty.
TransportError failure_to_connect(CURL* easy, CURLcode code, const char* message,
                                  const Destination& destination);

/// What libcurl says of an open connection on which bytes could not be moved, in the same words.
struct ExchangeFault {
  std::string text;  ///< "Connection reset by peer"
  /// The server has refused the handshake. Under TLS 1.3 that is heard after the client's own end
  /// of it, when the request has gone out already (RFC 8446 §4.4.2.4), and is never processed.
  bool is_handshake_refusal = false;
};
ExchangeFault fault_of_exchange(const std::string& message);

}  // namespace send_bounce
