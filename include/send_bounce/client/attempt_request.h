#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "send_bounce/protocol/endpoint.h"
#include "send_bounce/retry/retry_policy.h"
#include "send_bounce/signing/credentials.h"
#include "send_bounce/values/instant.h"
#include "send_bounce/world/http.h"
#include "send_bounce/world/world.h"

/// The request of an attempt, as the reference's client makes it.
namespace send_bounce {

/// How a call is made, resolved and ready.
struct CallSettings {
  Endpoint endpoint;
  TransportOptions transport;              ///< its proxy is set for each attempt
  std::optional<Credentials> credentials;  ///< nullopt: the request is not signed
  std::string user_agent;
  RetrySettings retries;
  std::string invocation_id = {};  ///< empty: a new one is generated
  /// The time, by Clock::elapsed, after which nobody waits for the answer (attempts.h). nullopt: no
  /// deadline.
  std::optional<std::chrono::microseconds> deadline = std::nullopt;
};

/// The values of the header amz-sdk-request for an attempt (wire-protocol.md §2.5).
struct AttemptLabel {
  std::int64_t number = 1;
  std::int64_t max_attempts = 1;
  std::optional<Instant>
      answer_by;  ///< the server's clock plus the read time-out, once it is known
};

/// The request of one attempt, its headers in the reference's order (wire-protocol.md §2.1), signed
/// for `now`.
HttpRequest attempt_request(const CallSettings& settings, const std::string& body,
                            const std::string& invocation_id, const AttemptLabel& label,
                            Instant now);

/// Adds the two headers that distinguish attempts. They come after the other headers and are not
/// signed.
void add_attempt_headers(HttpRequest& request, const std::string& invocation_id,
                         const AttemptLabel& label);

/// A random UUID (RFC 4122 §4.4) in lower case.
std::string new_invocation_id(const Random& random);

/// "send-bounce/1.0.0 ua/2.1 os/linux md/arch#x86_64 … md/command#ses.send-bounce"
/// (wire-protocol.md §2.4). Characters that a product name may not have become "-". Empty parts are
/// left out.
std::string user_agent(const std::string& version, const std::string& execution_environment,
                       const std::string& app_id);

}  // namespace send_bounce
