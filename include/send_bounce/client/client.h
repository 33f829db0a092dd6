#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>

#include "send_bounce/model/shape.h"
#include "send_bounce/protocol/endpoint.h"
#include "send_bounce/retry/retry_policy.h"
#include "send_bounce/words/credentials.h"
#include "send_bounce/words/error.h"
#include "send_bounce/words/http.h"
#include "send_bounce/words/instant.h"
#include "send_bounce/words/value.h"
#include "send_bounce/world/world.h"

/// One call of the service: a form body in, the result of the operation out.
namespace send_bounce {

/// What a call is for: a bounce cannot be taken back, so that whoever reads of a failure must learn
/// whether it may have gone out; a call for credentials carries secrets, which no log may show.
enum class Purpose : std::uint8_t { Bounce, Credentials };

/// How a call is made, resolved and ready.
struct CallSettings {
  Endpoint endpoint;
  TransportOptions transport;              ///< its proxy is set by send()
  std::optional<Credentials> credentials;  ///< nullopt: the request is not signed
  std::string user_agent;
  RetrySettings retries;
  Purpose purpose = Purpose::Bounce;
};

/// The parts of the world that a call needs.
struct ClientWorld {
  const Variables& variables;  ///< for the proxy
  const Clock& clock;
  const Random& random;
  Transport& transport;
  Log& log;
};

/// A success.
struct Reply {
  Value value;      ///< the result of the operation
  CallRecord call;  ///< its unknown_attempt is an earlier one that may have been accepted as well
};

/// Sends the body, as often as the retry policy says, and reads the answer. Every attempt is signed
/// anew. Beside the errors of parse_query_reply: General, with nothing sent, for credentials with
/// control characters; Connection where no complete answer came, with the reference's text, and
/// with advice on what failed; OutcomeUnknown where at_most_once forbids another attempt;
/// Interrupted where a signal came that was held back (Interrupts). Error::call has what is known
/// of the bounce: the worst of all attempts, however the last one ended.
Result<Reply> send(const Operation& operation, std::string body, const CallSettings& settings,
                   const ClientWorld& world);

/// What the header amz-sdk-request says of an attempt (wire-protocol.md §2.5).
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

/// The two headers that tell attempts apart, behind the others and not signed.
void add_attempt_headers(HttpRequest& request, const std::string& invocation_id,
                         const AttemptLabel& label);

/// A call in terms that any protocol can fill in.
struct CallSteps {
  /// The request of one attempt, signed for `now` where it is signed at all.
  std::function<HttpRequest(const std::string& invocation_id, const AttemptLabel& label,
                            Instant now)>
      request;
  /// What an answer means: a result, or the error, Service for what the service refuses.
  /// `before` is the outcome of the attempts before this one.
  std::function<Result<Value>(const HttpResponse& answer, Outcome before)> read;
  std::span<const ErrorShape> errors = {};  ///< for those worth another attempt
};

/// The attempts of a call, as the retry policy says. Errors as of send(), which is this for the
/// query protocol. Of a call for credentials the log has method, URL and status alone, and errors
/// have no record of it, since no bounce hangs on it.
Result<Reply> make_call(const CallSteps& steps, const CallSettings& settings,
                        const ClientWorld& world);

/// A random UUID (RFC 4122 §4.4) in lower case.
std::string new_invocation_id(const Random& random);

/// The error of an exchange that failed after `spent`: the reference's sentence, and as advice the
/// host, port and addresses, the phase, the time and the cause. Of an interrupt all is message.
/// What it means for the bounce is left to whoever knows the other attempts; on the way to
/// credentials no bounce can have been sent, and the advice ends with that.
Error connection_error(const TransportError& failure, const HttpRequest& request,
                       const TransportOptions& options, std::chrono::microseconds spent,
                       Purpose purpose = Purpose::Bounce);

/// "send-bounce/1.0.0 ua/2.1 os/linux md/arch#x86_64 … md/command#ses.send-bounce"
/// (wire-protocol.md §2.4). Characters that are none of a product's become "-"; empty parts are
/// left out.
std::string user_agent(const std::string& version, const std::string& execution_environment,
                       const std::string& app_id);

}  // namespace send_bounce
