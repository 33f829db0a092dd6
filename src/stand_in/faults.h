#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "send_bounce/values/error.h"
#include "stand_in/http_exchange.h"

/// The faults that `--fault SCRIPT` asks for, so that a flow meets a bad day before production.
///
///   script = step *( "," step )
///   step   = name [ ":" value ] [ "*" count ]
///
///   503*2,ok,reset      two times 503, then one request served normally, then a reset
///   slow:0.2,skew:-1200 a dripping answer, then a service whose clock is 20 minutes late
///   random:7            chance decides for every request, always the same for seed 7
///
/// A step about requests is used up by one request to the service (`POST /`), in the order of
/// arrival. A step about connections is used up by the next connection on which a byte arrives;
/// requests on connections that are open already are served normally meanwhile. A step with a count
/// is used up that often (1 … 1,000,000); `random` without a count never. When the script is over
/// everything is served normally. Several scripts are one after the other. Blanks around steps are
/// ignored.
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
///   untidy-header   the answer has lines in its head that are no header fields   accepted
///   second-answer   a second answer, to no request, follows the first at once    accepted
///   skew:S          the clock that judges signatures and writes the Date header
///                   is S seconds ahead (behind when negative)                    if still valid
///
/// And to its connection, in place of the TLS handshake; all but the last end it before a request:
///
///   tls-alert           a fatal alert, handshake_failure (RFC 8446 §6.2)
///   wrong-certificate   a certificate for another host's name
///   expired-certificate a certificate that was valid until yesterday
///   unknown-ca          a certificate of a certification authority that ca.pem does not hold
///   slow-handshake:S    the handshake begins S seconds late; then all is normal
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
  UntidyHeader,
  SecondAnswer,
  Skew,
  TlsAlert,
  WrongCertificate,
  ExpiredCertificate,
  UnknownCa,
  SlowHandshake,
};

struct Fault {
  FaultKind kind = FaultKind::Ok;
  std::int64_t milliseconds = 0;  ///< 0 where the step names none and the kind needs none

  friend bool operator==(const Fault&, const Fault&) = default;
};

struct FaultStep {
  Fault fault;
  std::int64_t count = 1;
  std::optional<std::uint64_t> seed = {};  ///< `random`: the fault is drawn anew each time

  friend bool operator==(const FaultStep&, const FaultStep&) = default;
};

/// The count of `random` where it names none.
inline constexpr std::int64_t kEndless = std::numeric_limits<std::int64_t>::max();

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

/// Whether it is about a connection, and so about TLS; else about a request.
bool is_of_connection(FaultKind kind);

/// Whether the service sees the request at all.
bool is_processed_under(FaultKind kind);

/// How the answer is handed over under this fault.
Delivery delivery_under(const Fault& fault);

/// A fault as chance has it, equal for equal states of `chance` on every machine; with faults of
/// connections only where there is TLS.
Fault draw_fault(std::mt19937_64& chance, bool has_tls);

}  // namespace send_bounce::stand_in
