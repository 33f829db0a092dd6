#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "send_bounce/values/error.h"
#include "send_bounce/values/instant.h"

namespace send_bounce {

/// The settings of a call that advice can name.
struct CallFacts {
  std::string region;
  std::string host;     ///< of the endpoint
  std::string profile;  ///< "default" if none was named
  std::string bounce_sender;
  std::string bounce_sender_arn;
  std::string original_message_id;
  std::string access_key_id;  ///< empty if the request was not signed
  std::string provider;       ///< of the credentials: "env", "sso"
  bool has_session_token = false;
};

/// One line for an error of ErrorKind::Service: its likely cause, or what to do about it. Empty if
/// the service's own text already says all that is known. It holds no secret; of the key id it
/// shows only the last four characters.
std::string service_advice(const Error& error, const CallFacts& facts);

/// The time in a Date header of the current form, "Sun, 22 Nov 2026 10:00:00 GMT" (RFC 9110
/// §5.6.7). nullopt for anything else, also for the obsolete forms, as in the reference.
std::optional<Instant> parse_http_date(std::string_view text);

/// For a refusal that a wrong clock may cause: the difference between this machine's clock and the
/// service's. `theirs` is the answer's Date header, and `ours` is the time at which it came. Empty
/// if the clock is not the cause. As in the reference, nothing is corrected and nothing is sent
/// again. It says that the bounce was not accepted only if the outcome is NotSent.
std::string clock_advice(const Error& error, std::optional<Instant> theirs, Instant ours,
                         Outcome outcome);

}  // namespace send_bounce
