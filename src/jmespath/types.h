#pragma once

#include <compare>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "jmespath/operand.h"
#include "send_bounce/words/error.h"

/// What the kinds of values are called in messages, and which of them can be put in order.
namespace send_bounce::jmespath {

/// JMESPath's word: "number"; "expref" for an expression, "unknown" for Other.
std::string_view type_name(Kind kind);

/// Python's word: "int", "NoneType", "_Expression".
std::string python_type_name(const Operand& operand);

/// `In function abs(), invalid type for value: x, expected one of: ['number'], received: "string"`
Failure wrong_type(std::string_view function, const Operand& operand, std::string_view received,
                   std::span<const std::string_view> expected, Steps& steps);

/// Of two numbers or of two strings (by code point); nullopt for anything else.
std::optional<std::partial_ordering> order_of(const Operand& a, const Operand& b);

/// `'<' not supported between instances of 'int' and 'str'`
Failure no_order(std::string_view comparator, const Operand& a, const Operand& b);

}  // namespace send_bounce::jmespath
