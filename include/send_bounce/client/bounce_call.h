#pragma once

#include <string>
#include <string_view>

#include "send_bounce/client/attempts.h"

namespace send_bounce {

/// How to trust another CA for SES (connection_error).
inline constexpr std::string_view kBounceTrustRemedy = "use --ca-bundle FILE";

/// Calls SES and sends the body. A bounce cannot be taken back. So Error::call, every text about
/// the call, and the log have the worst outcome of all attempts, however the last one ended. It has
/// the errors of make_attempts() and parse_query_reply().
Result<Reply> send(const Operation& operation, const std::string& body,
                   const CallSettings& settings, const ClientWorld& world);

}  // namespace send_bounce
