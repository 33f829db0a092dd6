#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "send_bounce/words/value.h"

namespace send_bounce {

/// What stands between the parts: "," and ":", or ", " and ": " as Python's json.dumps has them.
enum class JsonSpacing : std::uint8_t { None, Python };

/// One line of JSON in ASCII, as Python's json.dumps writes it: what is not ASCII is \uXXXX, a byte
/// that is not UTF-8 the lone surrogate that the reference has for it (PEP 383). Maps keep their
/// order, integers all their digits. What JSON has no word for is a string, as python_str shows it.
std::string json_text(const Value& value, JsonSpacing spacing);

/// A number in the same way: "1.5", "1e+20", NaN, Infinity.
void append_json_number(std::string& out, double number);

/// A string with its quotes, in the same way.
void append_json_string(std::string& out, std::string_view text);

}  // namespace send_bounce
