#pragma once

#include <cstdint>
#include <string_view>

namespace send_bounce {

/// Rows of a terminal of so many columns that the text takes: long lines are wrapped, colours take
/// no room, a tab goes on to the next column of eight. Characters whose width is ambiguous count
/// two columns, so that the number is never too small.
std::int64_t rows_on_screen(std::string_view text, int columns);

}  // namespace send_bounce
