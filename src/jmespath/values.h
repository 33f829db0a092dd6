#pragma once

#include <compare>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

#include "send_bounce/values/error.h"
#include "send_bounce/values/value.h"

/// What the language takes values for: their types, their order, what they cost.
///
/// Numbers are integers of 64 bits and doubles. An integer beyond (Foreign "int") keeps its digits
/// where it is only handed on, and counts as the nearest double where it is computed with. An
/// expression that is passed on (`&a`) is a Foreign whose identity is its node.
namespace send_bounce::jmespath {

struct Node;

/// How much work a search may still do (kMaxQuerySteps says what counts). Once it is spent every
/// walk ends early with whatever it has, and the interpreter reports it.
class Steps {
 public:
  explicit Steps(std::size_t allowed) : left_(allowed) {}

  /// False if there are not that many left.
  bool take(std::size_t count = 1) {
    is_spent_ = is_spent_ || count > left_;
    if (!is_spent_) left_ -= count;
    return !is_spent_;
  }
  bool take_text(std::size_t bytes) { return take(bytes / 16 + 1); }
  /// For one copy of the value: lists and maps are shared, texts are not.
  bool take_copy(const Value& value);
  /// For a walk over all that the value holds.
  bool take_whole(const Value& value);
  bool is_spent() const { return is_spent_; }

 private:
  std::size_t left_;
  bool is_spent_ = false;
};

Value reference_to(const Node& expression);
/// nullptr for anything but an expression.
const Node* expression_of(const Value& value);
/// True for an expression, and for what holds one. REQUIRES: take_whole() has gone over the value.
bool holds_expression(const Value& value);

/// JMESPath's word: "number"; "expref" for an expression, "unknown" for what a document may hold
/// but JSON has no word for: bytes, dates.
std::string_view type_name(const Value& value);
bool is_number(const Value& value);  ///< false for truth values
bool is_false(const Value& value);   ///< null, false and what is empty

/// REQUIRES: a number, as everywhere below.
double to_double(const Value& number);
Value sum_of(const List& numbers);
Value absolute(const Value& number);
/// By std::floor or std::ceil.
/// Errors: General, for what no integer is near: `cannot convert float NaN to integer`.
Result<Value> rounded(const Value& number, double (*round)(double));

/// Python's `==`: true is 1, an array equals another whose elements are the same or equal.
bool is_equal(const Value& a, const Value& b, Steps& steps);
/// The same for elements, as Python's `in` has it: what is the same is equal, not-a-number too.
bool is_equal_element(const Value& a, const Value& b, Steps& steps);

/// Of two numbers, by value and exactly, or of two strings by code point; nullopt for anything
/// else.
std::optional<std::partial_ordering> order_of(const Value& a, const Value& b);
/// `'<' not supported between instances of 'int' and 'str'`
Failure no_order(std::string_view comparator, const Value& a, const Value& b);

/// `In function abs(), invalid type for value: x, expected one of: ['number'], received: "string"`
Failure wrong_type(std::string_view function, const Value& value, std::string_view received,
                   std::span<const std::string_view> expected, Steps& steps);

}  // namespace send_bounce::jmespath
