#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "send_bounce/values/error.h"
#include "send_bounce/values/instant.h"

namespace send_bounce {

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
