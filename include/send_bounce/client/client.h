#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "send_bounce/model/shape.h"
#include "send_bounce/protocol/endpoint.h"
#include "send_bounce/words/credentials.h"
#include "send_bounce/words/error.h"
#include "send_bounce/words/http.h"
#include "send_bounce/words/instant.h"
#include "send_bounce/words/value.h"
#include "send_bounce/world/world.h"

/// One call of the service: a form body in, the result of the operation out.
namespace send_bounce {

/// How a call is made, resolved and ready.
struct CallSettings {
  Endpoint endpoint;
  TransportOptions transport;              ///< its proxy is set by send()
  std::optional<Credentials> credentials;  ///< nullopt: the request is not signed
  std::string user_agent;
  /// How many attempts the user allows. One attempt is made; the number only decides whether an
  /// error says that they are used up.
  std::int64_t max_attempts = 3;
};

/// The parts of the world that a call needs.
struct ClientWorld {
  const Variables& variables;  ///< for the proxy
  const Clock& clock;
  const Random& random;
  Transport& transport;
  Log& log;
};

/// Sends the body once and reads the answer. Beside the errors of parse_query_reply: General, with
/// nothing sent, for credentials that no header can carry; Connection where no complete answer
/// came, with the reference's text, and with advice on what failed and whether the bounce may be on
/// its way all the same.
Result<Value> send(const Operation& operation, std::string body, const CallSettings& settings,
                   const ClientWorld& world);

/// The request of one attempt, its headers in the reference's order (wire page §2.1): signed for
/// `now`, and numbered from 1.
HttpRequest attempt_request(const CallSettings& settings, const std::string& body,
                            const std::string& invocation_id, int attempt, Instant now);

/// A random UUID (RFC 4122 §4.4) in lower case.
std::string new_invocation_id(const Random& random);

/// The error of an exchange that failed.
Error connection_error(const TransportError& failure, const HttpRequest& request,
                       const TransportOptions& options);

/// "send-bounce/1.0.0 ua/2.1 os/linux md/arch#x86_64 … md/command#ses.send-bounce" (wire page
/// §2.4). Characters that are none of a product's become "-"; empty parts are left out.
std::string user_agent(const std::string& version, const std::string& execution_environment,
                       const std::string& app_id);

}  // namespace send_bounce
