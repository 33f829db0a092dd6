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

/// The attempts of a call, whatever it is for: SES is called through client/bounce_call.h, the
/// services that give credentials through credentials/calls.h.
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
  CallRecord call;  ///< its unknown_attempt is an earlier one that may have been accepted as well
};

/// What came of one exchange.
using ExchangeResult = tl::expected<HttpResponse, TransportError>;

/// What a protocol says of a call.
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

/// The steps of AWS's query protocol. Refers to its arguments, which outlive it.
CallSteps query_steps(const Operation& operation, const std::string& body,
                      const CallSettings& settings);

/// What hangs on a call, and so what is noted of it, how much of an answer counts, and what its
/// errors say.
class CallManner {
 public:
  virtual ~CallManner() = default;

  virtual void note_request(const HttpRequest& request, const TransportOptions& options,
                            Instant now) const = 0;
  virtual void note_answer(const HttpRequest& request, const ExchangeResult& answer,
                           std::chrono::microseconds spent) const = 0;
  virtual void note_outcome(const CallRecord& call, Outcome of_attempt) const = 0;
  /// Whether an answer counts although it is not framed as it was announced, or its connection fell
  /// silent behind a result that can be read.
  virtual bool takes_untidy_answers() const = 0;
  /// For the advice on a certificate that is not trusted: what names others (connection_error).
  virtual std::string_view trust_remedy() const = 0;
  /// The error of the call, with what is said beside the reference's words.
  virtual Error last_error(Error error, const CallRecord& call) const = 0;
};

/// What is left of CallSettings::deadline when an attempt starts, and when it ends at the latest:
/// whoever called needs the rest to tell what came of it.
inline constexpr std::chrono::milliseconds kLeftAtStart{1000};
inline constexpr std::chrono::milliseconds kLeftAtEnd{500};

/// The attempts of a call, as the retry policy says; every attempt is signed anew. None starts
/// where the deadline is too near, so that the attempt before it was the last; where that is so of
/// the first, General and nothing was sent. Beside the errors of steps.read: General, with nothing
/// sent, for credentials with control characters; Connection where no complete answer came, with
/// the reference's text, and with advice on what failed; OutcomeUnknown where at_most_once forbids
/// another attempt; Interrupted where a signal came that was held back (Interrupts).
Result<Reply> make_attempts(const CallSteps& steps, const CallManner& manner,
                            const CallSettings& settings, const ClientWorld& world);

/// "status 200 after 12 ms", for a log.
std::string exchange_summary(const ExchangeResult& answer, std::chrono::microseconds spent);

}  // namespace send_bounce
