#pragma once

#include <cstdint>
#include <string_view>

#include "send_bounce/words/error.h"
#include "send_bounce/words/instant.h"

namespace send_bounce {

/// Where a text comes from: what a person has typed is quoted in an error, what a server or program
/// has answered is not, since anything may stand there.
enum class TextFrom : std::uint8_t { Person, Answer };

/// The moment at which credentials end, read as leniently as the reference does: `Z`, `UTC`,
/// `+02:00`, a blank in the place of the T. General, with the reference's text, for a text that is
/// no time or that has no zone. `now` says which day a time without a date belongs to.
Result<Instant> read_expiration(std::string_view text, Instant now, TextFrom from);

}  // namespace send_bounce
