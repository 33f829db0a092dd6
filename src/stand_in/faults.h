#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "send_bounce/values/error.h"
#include "stand_in/http_exchange.h"

/// The faults that `--fault SCRIPT` asks for, so that a flow meets a bad day before production.
///
///   script = step *( "," step )
///   step   = name [ ":" seconds ] [ "*" count ]
///
///   503*2,ok,reset      two times 503, then one request served normally, then a reset
///   slow:0.2,skew:-1200 a dripping answer, then a service whose clock is 20 minutes late
///
/// One step is used up by one request to the service (`POST /`), in the order of arrival, `count`
/// times (1 … 1,000,000). When the script is over every request is served normally. Several
/// scripts are one after the other. Blanks around steps are ignored.
///
/// What a step does to its request, and whether the bounce behind that request was accepted:
///
///   ok              served normally                                              accepted
///   500, 503        an error of the service, InternalFailure, ServiceUnavailable not accepted
///   throttle        HTTP 400, Throttling                                         not accepted
///   hang            no answer at all; ends when the client leaves                accepted
///   hang:S          no answer; the connection is closed after S seconds          accepted
///   hang-before[:S] the same                                                     not accepted
///   late:S          the whole answer, S seconds late                             accepted
///   reset           the connection is reset instead of an answer                 accepted
///   reset-before    the same                                                     not accepted
///   half            the head and half of the body, then the connection ends      accepted
///   slow[:S]        the answer byte by byte, S seconds between them (0.05)       accepted
///   skew:S          the clock that judges signatures and writes the Date header
///                   is S seconds ahead (behind when negative)                    if still valid
///
/// "Accepted" means that the request is processed as ever: it may still be refused for what it is.
/// Those are the cases in which a client that repeats its request sends a second bounce.
namespace send_bounce::stand_in {

enum class FaultKind : std::uint8_t {
  Ok,
  InternalFailure,
  Unavailable,
  Throttle,
  Hang,
  HangBefore,
  Late,
  Reset,
  ResetBefore,
  Half,
  Slow,
  Skew,
};

struct Fault {
  FaultKind kind = FaultKind::Ok;
  std::int64_t milliseconds = 0;  ///< 0 where the step names none and the kind needs none

  friend bool operator==(const Fault&, const Fault&) = default;
};

struct FaultStep {
  Fault fault;
  std::int64_t count = 1;

  friend bool operator==(const FaultStep&, const FaultStep&) = default;
};

/// A fault of the script is a Usage error that names the step and lists the known ones.
Result<std::vector<FaultStep>> parse_fault_script(std::string_view script);

/// A step as a script writes it, and what it does.
struct FaultNote {
  std::string form;  ///< "hang[:SECONDS]"
  std::string_view documentation;
};

/// Every step that there is.
std::vector<FaultNote> fault_notes();

/// "reset-before", as a script writes it.
std::string_view fault_name(FaultKind kind);

/// Whether the service sees the request at all.
bool is_processed_under(FaultKind kind);

/// How the answer is handed over under this fault.
Delivery delivery_under(const Fault& fault);

/// Hands out one fault per request. May be asked from several threads at once.
class FaultQueue {
 public:
  explicit FaultQueue(std::vector<FaultStep> steps = {}) : steps_(std::move(steps)) {}

  /// Ok once the script is over.
  Fault next();

 private:
  std::mutex mutex_;
  std::vector<FaultStep> steps_;
  std::size_t position_ = 0;
};

}  // namespace send_bounce::stand_in
