#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string_view>

#include "send_bounce/words/error.h"
#include "send_bounce/words/value.h"

/// Numbers as Python has them: integers of any size, which beyond 64 bits are Foreign "int" with
/// their decimal digits, and doubles. Truth values count as 0 and 1 where a number is asked for.
namespace send_bounce::jmespath {

bool is_number(const Value& value);  ///< false for truth values

/// The integer that a text of an optional minus and digits stands for.
Value integer_of(std::string_view digits);

/// REQUIRES: an integer.
std::int64_t nearest_int64(const Value& integer);

/// By value, exactly: an integer and a double are compared as numbers of the real line. Unordered
/// where either is NaN. REQUIRES: numbers or truth values, as do all that follow.
std::partial_ordering compare_numbers(const Value& a, const Value& b);

/// Errors: General, `int too large to convert to float`.
Result<double> to_double(const Value& number);
Result<Value> add(const Value& a, const Value& b);

Value absolute(const Value& number);

/// The nearest integer not above, or not below.
/// Errors: General, for what no integer is near: `cannot convert float NaN to integer`.
Result<Value> floor_of(const Value& number);
Result<Value> ceiling_of(const Value& number);

/// What Python's int(), else float(), reads from a text; nullopt where neither does.
std::optional<Value> read_number(std::string_view text);

}  // namespace send_bounce::jmespath
