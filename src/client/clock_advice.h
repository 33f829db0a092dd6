#pragma once

#include <optional>
#include <string>

#include "send_bounce/words/error.h"
#include "send_bounce/words/instant.h"

namespace send_bounce {

/// For a refusal that may be owed to a wrong clock: by how much ours and the service's differ.
/// `theirs` is the answer's Date header, `ours` the time at which it came. Empty where the clock is
/// not the cause. As in the reference nothing is corrected, and nothing is sent again. Only with
/// NotSent does it say that the bounce was not accepted.
std::string clock_advice(const Error& error, std::optional<Instant> theirs, Instant ours,
                         Outcome outcome);

}  // namespace send_bounce
