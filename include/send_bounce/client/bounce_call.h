#pragma once

#include <string>
#include <string_view>

#include "send_bounce/client/attempts.h"

namespace send_bounce {

/// What names other certificates to trust for SES (connection_error).
inline constexpr std::string_view kBounceTrustRemedy = "--ca-bundle names";

/// A call of SES that sends the body. A bounce cannot be taken back: what is known of it, the worst
/// of all attempts, is in Error::call however the last one ended, in every text about it, and in
/// the log. Errors as of make_attempts() and parse_query_reply().
Result<Reply> send(const Operation& operation, const std::string& body,
                   const CallSettings& settings, const ClientWorld& world);

}  // namespace send_bounce
