#pragma once

#include <cstdint>
#include <string_view>

namespace send_bounce {

/// Columns that the text takes in a table: two for each code point whose East Asian width is W, F
/// or A (Unicode 14, UAX #11), one for any other, control characters and stray bytes included.
std::int64_t display_width(std::string_view text);

/// Rows of a terminal of so many columns that the text takes: long lines are wrapped, colours take
/// no room, a tab goes on to the next column of eight. Characters whose width is ambiguous count
/// two columns, so that the number is never too small.
std::int64_t rows_on_screen(std::string_view text, int columns);

}  // namespace send_bounce
