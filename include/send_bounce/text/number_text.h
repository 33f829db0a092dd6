#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "send_bounce/values/value.h"

/// How a text becomes a number, for every language of numbers that the program reads. What each
/// takes beside ASCII digits and a minus in front:
///
///                       plus  point, exponent  underscores     blanks around,      other words
///                                                              digits of scripts
///   Python's int()      yes   no               between digits  yes                 none
///   Python's float()    yes   yes              between digits  yes                 inf, infinity,
///   nan JSON                no    yes              no              no                  NaN,
///   Infinity YAML                yes   yes              anywhere        no                  .inf,
///   .nan, 0x1F, 0b1 JMESPath's indices  no    no               no              no none
///
/// Python's own are here; the others know by their grammar where a number begins and ends, and take
/// its value from integer_value() and double_value().
namespace send_bounce {

/// The integer of digits with or without a minus in front: beyond 64 bits Foreign "int", with its
/// digits and no zeros before them. nullopt for anything but digits of the base.
std::optional<Value> integer_value(std::string_view digits, int base = 10);

/// The double nearest to a decimal number, "-12", "1.5", ".5e-3"; beyond all doubles an infinity,
/// or a zero where it is too small, as Python has it. nullopt for anything else.
std::optional<double> double_value(std::string_view number);

/// The double nearest to a decimal number without an exponent, "-12", "1.5", ".5". nullopt for
/// anything else, words for infinities included.
std::optional<double> fixed_point_value(std::string_view number);

/// The nearest whose negative is one of 64 bits, too. REQUIRES: an integer of integer_value().
std::int64_t nearest_int64(const Value& integer);

/// What Python's int() makes of a text; nullopt for anything else, and for so many digits that
/// Python refuses them. read_python_int() takes what is past 64 bits for the nearest within.
std::optional<Value> read_python_integer(std::string_view text);
std::optional<std::int64_t> read_python_int(std::string_view text);

/// What Python's float() makes of it.
std::optional<double> read_python_float(std::string_view text);

/// Decimal digits of every script become 0 to 9, and every Unicode blank a space: what Python's
/// readers of numbers and dates do before they look at a text (Unicode 14, categories Nd and the
/// blanks of str.isspace). Bytes that are not UTF-8 stay.
std::string ascii_digits_and_blanks(std::string_view text);

}  // namespace send_bounce
