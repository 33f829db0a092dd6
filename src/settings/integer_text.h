#pragma once

#include <cstdint>
#include <string_view>

#include "send_bounce/words/error.h"

namespace send_bounce {

/// read_python_int, with the reference's text for what it does not read, General:
/// `invalid literal for int() with base 10: 'abc'`.
Result<std::int64_t> read_integer(std::string_view text);

}  // namespace send_bounce
