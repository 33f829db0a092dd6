#pragma once

#include <optional>
#include <string_view>

#include "send_bounce/words/instant.h"

namespace send_bounce {

/// The moment of a Date header in its one form of today, "Sun, 22 Nov 2026 10:00:00 GMT" (RFC 9110
/// §5.6.7); nullopt for the obsolete forms too, as in the reference.
std::optional<Instant> parse_http_date(std::string_view text);

}  // namespace send_bounce
