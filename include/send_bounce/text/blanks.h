#pragma once

#include <string>
#include <string_view>

namespace send_bounce {

/// What Python's str.isspace calls a blank: ASCII white space, the four separators before the space
/// and the blanks of Unicode.
bool is_python_blank(char32_t code_point);

/// Without the blanks at one end. Bytes that are not UTF-8 are no blanks.
std::string_view trim_blanks_before(std::string_view text);
std::string_view trim_blanks_after(std::string_view text);

/// As Python reads a text file: "\r\n" and a lone "\r" are "\n".
std::string with_universal_newlines(std::string text);

}  // namespace send_bounce
