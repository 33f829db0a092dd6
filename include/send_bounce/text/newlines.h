#pragma once

#include <string>

namespace send_bounce {

/// As Python reads a text file: "\r\n" and a lone "\r" are "\n".
std::string with_universal_newlines(std::string text);

}  // namespace send_bounce
