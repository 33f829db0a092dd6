#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>

#include "send_bounce/client/attempt_request.h"
#include "send_bounce/model/shape.h"
#include "send_bounce/retry/retry_policy.h"
#include "send_bounce/values/error.h"
#include "send_bounce/values/instant.h"
#include "send_bounce/values/value.h"
#include "send_bounce/world/http.h"
#include "send_bounce/world/world.h"

/// The attempts of a call to any service. client/bounce_call.h uses it to call SES, and
/// credentials/calls.h to call the services that give credentials.
namespace send_bounce {

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
  CallRecord call;  ///< its unknown_attempt is an earlier attempt that may also have been accepted
};

/// The result of one exchange.
using ExchangeResult = tl::expected<HttpResponse, TransportError>;

/// The parts of a call that depend on the protocol.
struct CallSteps {
  /// The request of one attempt, signed for `now` if the call is signed.
  std::function<HttpRequest(const std::string& invocation_id, const AttemptLabel& label,
                            Instant now)>
      request;
  /// What an answer means: a result or an error, which is Service if the service refused the call.
  /// `before` is the outcome of the earlier attempts.
  std::function<Result<Value>(const HttpResponse& answer, Outcome before)> read;
  std::span<const ErrorShape> errors = {};  ///< to find the errors that are worth another attempt
};

/// The steps of AWS's query protocol. Refers to its arguments, which outlive it.
CallSteps query_steps(const Operation& operation, const std::string& body,
                      const CallSettings& settings);

/// How a call is treated, which depends on its importance: what is logged, which answers count, and
/// what its errors say.
class CallManner {
 public:
  virtual ~CallManner() = default;

  virtual void note_request(const HttpRequest& request, const TransportOptions& options,
                            Instant now) const = 0;
  virtual void note_answer(const HttpRequest& request, const ExchangeResult& answer,
                           std::chrono::microseconds spent) const = 0;
  virtual void note_outcome(const CallRecord& call, Outcome of_attempt) const = 0;
  /// Whether an answer counts although its length is not as announced, or although its connection
  /// became silent after a result that can be read.
  virtual bool takes_untidy_answers() const = 0;
  /// For the advice on a certificate that is not trusted: what names others (connection_error).
  virtual std::string_view trust_remedy() const = 0;
  /// The error of the call, with the texts that are added to the reference's words.
  virtual Error last_error(Error error, const CallRecord& call) const = 0;
};

/// The least time before CallSettings::deadline at which an attempt may start, and at which it must
/// end. The caller needs the rest of the time to report the outcome.
inline constexpr std::chrono::milliseconds kLeftAtStart{1000};
inline constexpr std::chrono::milliseconds kLeftAtEnd{500};

/// Makes the attempts of a call as the retry policy says. Each attempt is signed again. No attempt
/// starts if the deadline is too near; the attempt before it was then the last. If that happens to
/// the first attempt, the call fails with General and nothing was sent. Besides the errors of
/// steps.read, it fails with
///   General         nothing was sent: the credentials have control characters
///   Connection      no complete answer came; has the reference's text, and advice on what failed
///   OutcomeUnknown  at_most_once forbids another attempt
///   Interrupted     a signal came that was held back (Interrupts)
Result<Reply> make_attempts(const CallSteps& steps, const CallManner& manner,
                            const CallSettings& settings, const ClientWorld& world);

/// "status 200 after 12 ms", for a log.
std::string exchange_summary(const ExchangeResult& answer, std::chrono::microseconds spent);

}  // namespace send_bounce
