#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "send_bounce/values/instant.h"

/// Values of a stranger, and moments, as findings and messages show them.
namespace send_bounce {

/// One line of printable UTF-8, at most `most` bytes: control characters and what turns the
/// direction of writing become escapes ("\x1b", "\u202e"), bytes that are no UTF-8 become U+FFFD,
/// and a text that is longer is cut and ends in "...". REQUIRES: most > 3.
std::string shown(std::string_view text, std::size_t most = 100);

/// The same between double quotes; quotes and backslashes inside have a backslash.
std::string quoted(std::string_view text, std::size_t most = 100);

/// True for texts of printable ASCII, blanks included; also for an empty one.
bool is_printable_ascii(std::string_view text);

/// "ann@example.com", "ann@example.com and 2 others". REQUIRES: one at least.
std::string first_and_others(const std::vector<std::string>& texts);

/// "2026-11-27T11:50:00Z": whole seconds are what a reader needs.
std::string shown_time(Instant instant);

/// "25 h 0 min", minutes that have begun left out. REQUIRES: seconds >= 0.
std::string hours_and_minutes(std::int64_t seconds);

}  // namespace send_bounce
