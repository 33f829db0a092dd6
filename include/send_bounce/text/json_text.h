#pragma once

#include <cstdint>
#include <string>

#include "send_bounce/values/value.h"

namespace send_bounce {

/// What stands between the parts, in each of the forms that the program writes; all are Python's.
enum class JsonSpacing : std::uint8_t {
  None,      ///< "," and ":", on one line, in ASCII
  Python,    ///< ", " and ": ", on one line, in ASCII
  Indented,  ///< lines indented by four spaces, in UTF-8: answers, and files that people open
};

/// JSON without a newline at the end. Maps keep their order, integers all their digits. What JSON
/// has no word for is a string, as python_str shows it. In ASCII what is not ASCII is \uXXXX, a
/// byte that is not UTF-8 the lone surrogate that the reference has for it (PEP 383); in UTF-8 both
/// stay.
std::string json_text(const Value& value, JsonSpacing spacing);

}  // namespace send_bounce
