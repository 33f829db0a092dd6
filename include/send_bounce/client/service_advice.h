#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "send_bounce/values/error.h"
#include "send_bounce/values/instant.h"

namespace send_bounce {

/// What a call was made with, as far as advice names it.
struct CallFacts {
  std::string region;
  std::string host;     ///< of the endpoint
  std::string profile;  ///< "default" where none was named
  std::string bounce_sender;
  std::string bounce_sender_arn;
  std::string original_message_id;
  std::string access_key_id;  ///< empty where the request was not signed
  std::string provider;       ///< of the credentials: "env", "sso"
  bool has_session_token = false;
};

/// One line for an error of ErrorKind::Service: its likely cause, or what to do about it. Empty
/// where we know no more than the service says. Nothing secret is in it; of the key id it shows
/// the last four characters.
std::string service_advice(const Error& error, const CallFacts& facts);

/// The moment of a Date header in its one form of today, "Sun, 22 Nov 2026 10:00:00 GMT" (RFC 9110
/// §5.6.7); nullopt for the obsolete forms too, as in the reference.
std::optional<Instant> parse_http_date(std::string_view text);

/// For a refusal that may be owed to a wrong clock: by how much ours and the service's differ.
/// `theirs` is the answer's Date header, `ours` the time at which it came. Empty where the clock is
/// not the cause. As in the reference nothing is corrected, and nothing is sent again. Only with
/// NotSent does it say that the bounce was not accepted.
std::string clock_advice(const Error& error, std::optional<Instant> theirs, Instant ours,
                         Outcome outcome);

}  // namespace send_bounce
