#pragma once

#include <cstdint>
#include <string_view>

#include "send_bounce/words/error.h"

namespace send_bounce {

/// The number that Python's int() reads: blanks around it, a sign, underscores between digits, the
/// digits of any script. Numbers past 64 bits are taken for the nearest one within. General, with
/// the reference's text, for anything else: `invalid literal for int() with base 10: 'abc'`.
Result<std::int64_t> read_integer(std::string_view text);

}  // namespace send_bounce
