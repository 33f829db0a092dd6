#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "send_bounce/lambda/event.h"
#include "send_bounce/values/error.h"
#include "send_bounce/world/world.h"

/// The program as a custom runtime of AWS Lambda: one event after the other is fetched, handled and
/// answered. Source: "Using the Lambda runtime API for custom runtimes" in AWS's guide.
namespace send_bounce {

/// One event, and what Lambda says with it.
struct Invocation {
  std::string request_id;
  std::string trace_id;                     ///< of X-Ray; may be empty
  std::optional<std::int64_t> deadline_ms;  ///< milliseconds since 1970
  std::string event;                        ///< at most 6 MB
};

/// AWS_LAMBDA_RUNTIME_API: an HTTP server on this machine, and no proxy is asked for it. Errors are
/// General where nothing more can be done with it.
class RuntimeApi {
 public:
  /// `host` is "127.0.0.1:9001".
  RuntimeApi(std::string host, std::string user_agent, Transport& transport)
      : host_(std::move(host)), user_agent_(std::move(user_agent)), transport_(transport) {}

  /// Waits for an event, for as long as it takes. Interrupted where a signal that is held
  /// (Interrupts) comes first.
  Result<Invocation> next() const;
  /// Says what came of an event, also where a signal has come. Service where this answer was
  /// refused, which says nothing of the next one.
  Result<void> answer(const std::string& request_id, const LambdaAnswer& answer) const;
  /// Says that no event can be handled at all. To be called once, in the place of next().
  Result<void> refuse_to_start(const LambdaAnswer& error) const;

 private:
  HttpRequest request(const char* method, const std::string& path) const;
  Result<void> post(const std::string& path, const LambdaAnswer& answer) const;

  std::string host_;
  std::string user_agent_;
  Transport& transport_;
};

/// Who bounces.
class RecordHandler {
 public:
  virtual ~RecordHandler() = default;
  /// `deadline` is by Clock::elapsed: when Lambda ends the process (client/attempts.h).
  virtual RecordOutcome handle(Result<ReceivedMessage> message,
                               std::optional<std::chrono::microseconds> deadline) = 0;
};

/// Serves events until a signal comes, which is held meanwhile, and is a success: the event in hand
/// is answered first. A line of each event goes to `log`. General where the runtime API fails, and
/// where the credentials have expired: Lambda then starts another process. `idle_words` are said
/// where memory, or a second signal, ends the process between two events.
Result<void> serve_invocations(const RuntimeApi& api, RecordHandler& handler, const Clock& clock,
                               Interrupts& interrupts, const LastWords& idle_words, Output& log);

}  // namespace send_bounce
