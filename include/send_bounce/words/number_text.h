#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace send_bounce {

/// Decimal digits of every script become 0 to 9, and every Unicode blank a space: what Python's
/// number reader and the date reader do before they look at a text (Unicode 14, categories Nd and
/// the blanks of str.isspace). Bytes that are not UTF-8 stay.
std::string ascii_digits_and_blanks(std::string_view text);

/// The double that Python's float() makes of a text: blanks around it, a sign, underscores between
/// digits, inf and nan in any case; no hexadecimal. nullopt for anything else.
/// REQUIRES: text has been through ascii_digits_and_blanks.
std::optional<double> read_python_float(std::string_view text);

/// The number that Python's int() reads: blanks around it, a sign, underscores between digits, the
/// digits of any script. Numbers past 64 bits are taken for the nearest one within. nullopt for
/// anything else.
std::optional<std::int64_t> read_python_int(std::string_view text);

/// What Python makes of a decimal number that from_chars reports as out of range, without saying at
/// which end: an infinity, or a zero where it is too small; the sign is kept.
/// REQUIRES: digits with at most one point, one of them not 0, and perhaps an exponent.
double beyond_double(std::string_view number);

}  // namespace send_bounce
