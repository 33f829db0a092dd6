#pragma once

#include <cstdint>
#include <string_view>

namespace send_bounce {

/// Columns that the text takes in a table: two for each code point whose East Asian width is W, F
/// or A (Unicode 14, UAX #11), one for any other, control characters and stray bytes included.
std::int64_t display_width(std::string_view text);

}  // namespace send_bounce
