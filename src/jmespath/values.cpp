#include "jmespath/values.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <string>

#include "jmespath/ast.h"
#include "send_bounce/text/number_text.h"
#include "send_bounce/text/python_text.h"

namespace send_bounce::jmespath {
namespace {

constexpr std::string_view kExpression = "_Expression";
constexpr double kTwoTo63 = 9223372036854775808.0;

// Where all of a value is looked at it is written or shown next, and that takes more than a visit.
constexpr std::size_t kStepsPerPart = 4;

// Integers of 64 bits and doubles are told apart exactly.
using Exact = long double;
static_assert(std::numeric_limits<Exact>::digits >= 64);

Exact exact(const Value& number) {
  if (const auto* integer = number.get<std::int64_t>()) return static_cast<Exact>(*integer);
  return to_double(number);
}

bool counts_as_number(const Value& value) {
  return is_number(value) || value.get<bool>() != nullptr;
}

bool are_equal_lists(const List& a, const List& b, Steps& steps) {
  return std::equal(
      a.begin(), a.end(), b.begin(), b.end(),
      [&steps](const Value& x, const Value& y) { return is_equal_element(x, y, steps); });
}

bool are_equal_maps(const Map& a, const Map& b, Steps& steps) {
  return a.size() == b.size() &&
         std::all_of(a.begin(), a.end(), [&b, &steps](const MapEntry& entry) {
           const Value* other = b.find(entry.key);
           return other != nullptr && is_equal_element(entry.value, *other, steps);
         });
}

// Python's `is`, as far as anybody can see it: a list or a map in one place of the memory, and
// not-a-number, of which Python's JSON reader makes one object.
bool is_same(const Value& a, const Value& b) {
  const auto* a_real = a.get<double>();
  const auto* b_real = b.get<double>();
  if (a_real != nullptr && b_real != nullptr) return std::isnan(*a_real) && std::isnan(*b_real);
  const auto* a_list = a.get<List>();
  const auto* b_list = b.get<List>();
  if (a_list != nullptr && b_list != nullptr) return a_list->begin() == b_list->begin();
  const auto* a_map = a.get<Map>();
  const auto* b_map = b.get<Map>();
  return a_map != nullptr && b_map != nullptr && a_map->begin() == b_map->begin();
}

}  // namespace

bool Steps::take_copy(const Value& value) {
  const auto* text = value.get<std::string>();
  return text == nullptr ? take() : take_text(text->size());
}

bool Steps::take_whole(const Value& value) {
  if (!take(kStepsPerPart)) return false;
  if (const auto* text = value.get<std::string>()) return take_text(text->size());
  if (const auto* list = value.get<List>()) {
    return std::all_of(list->begin(), list->end(),
                       [this](const Value& element) { return take_whole(element); });
  }
  const auto* map = value.get<Map>();
  return map == nullptr || std::all_of(map->begin(), map->end(), [this](const MapEntry& entry) {
           return take_text(entry.key.size()) && take_whole(entry.value);
         });
}

Value reference_to(const Node& expression) {
  return Foreign{std::string(kExpression), "<jmespath.visitor._Expression object>", &expression};
}

const Node* expression_of(const Value& value) {
  const auto* foreign = value.get<Foreign>();
  return foreign == nullptr ? nullptr : static_cast<const Node*>(foreign->identity);
}

bool holds_expression(const Value& value) {
  if (const auto* list = value.get<List>()) {
    return std::any_of(list->begin(), list->end(), holds_expression);
  }
  if (const auto* map = value.get<Map>()) {
    return std::any_of(map->begin(), map->end(),
                       [](const MapEntry& entry) { return holds_expression(entry.value); });
  }
  return expression_of(value) != nullptr;
}

std::string_view type_name(const Value& value) {
  if (is_number(value)) return "number";
  if (expression_of(value) != nullptr) return "expref";
  // In the order of Value::Storage.
  constexpr std::array<std::string_view, std::variant_size_v<Value::Storage>> kNames = {
      "null",    "boolean", "number",  "number", "string",
      "unknown", "unknown", "unknown", "array",  "object"};
  return kNames[value.storage().index()];
}

bool is_number(const Value& value) {
  if (const auto* foreign = value.get<Foreign>()) return foreign->type == "int";
  return value.get<std::int64_t>() != nullptr || value.get<double>() != nullptr;
}

bool is_false(const Value& value) {
  if (const auto* truth = value.get<bool>()) return !*truth;
  if (const auto* text = value.get<std::string>()) return text->empty();
  if (const auto* list = value.get<List>()) return list->empty();
  if (const auto* map = value.get<Map>()) return map->empty();
  return value.is_null();
}

double to_double(const Value& number) {
  if (const auto* truth = number.get<bool>()) return *truth ? 1 : 0;
  if (const auto* integer = number.get<std::int64_t>()) return static_cast<double>(*integer);
  if (const auto* real = number.get<double>()) return *real;
  return *double_value(number.get<Foreign>()->text);
}

Value sum_of(const List& numbers) {
  std::int64_t whole = 0;
  const auto* number = numbers.begin();
  for (; number != numbers.end(); ++number) {
    const auto* integer = number->get<std::int64_t>();
    std::int64_t next = 0;
    if (integer == nullptr || __builtin_add_overflow(whole, *integer, &next)) break;
    whole = next;
  }
  if (number == numbers.end()) return whole;
  auto real = static_cast<double>(whole);
  for (; number != numbers.end(); ++number) real += to_double(*number);
  return real;
}

Value absolute(const Value& number) {
  if (const auto* real = number.get<double>()) return std::fabs(*real);
  const auto* integer = number.get<std::int64_t>();
  if (integer != nullptr && *integer >= 0) return number;
  const std::string digits = python_str(number);
  return *integer_value(std::string_view(digits).substr(digits.starts_with('-') ? 1 : 0));
}

Result<Value> rounded(const Value& number, double (*round)(double)) {
  const auto* real = number.get<double>();
  if (real == nullptr) return number;
  if (std::isnan(*real)) return fail(ErrorKind::General, "cannot convert float NaN to integer");
  if (std::isinf(*real)) {
    return fail(ErrorKind::General, "cannot convert float infinity to integer");
  }
  const double whole = round(*real);
  if (whole >= -kTwoTo63 && whole < kTwoTo63) return Value(static_cast<std::int64_t>(whole));
  // A double's integer is exact, so that all its digits are written.
  std::array<char, std::numeric_limits<double>::max_exponent10 + 4> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), whole,
                                 std::chars_format::fixed, 0);
  return *integer_value({digits.data(), end.ptr});
}

bool is_equal(const Value& a, const Value& b, Steps& steps) {
  if (!steps.take()) return false;
  if (counts_as_number(a) && counts_as_number(b)) return exact(a) == exact(b);
  const auto* a_list = a.get<List>();
  const auto* b_list = b.get<List>();
  if (a_list != nullptr && b_list != nullptr) {
    return is_same(a, b) || are_equal_lists(*a_list, *b_list, steps);
  }
  const auto* a_map = a.get<Map>();
  const auto* b_map = b.get<Map>();
  if (a_map != nullptr && b_map != nullptr) {
    return is_same(a, b) || are_equal_maps(*a_map, *b_map, steps);
  }
  return a == b;
}

bool is_equal_element(const Value& a, const Value& b, Steps& steps) {
  return is_same(a, b) || is_equal(a, b, steps);
}

std::optional<std::partial_ordering> order_of(const Value& a, const Value& b) {
  if (is_number(a) && is_number(b)) return exact(a) <=> exact(b);
  const auto* a_text = a.get<std::string>();
  const auto* b_text = b.get<std::string>();
  if (a_text != nullptr && b_text != nullptr) return a_text->compare(*b_text) <=> 0;
  return std::nullopt;
}

Failure no_order(std::string_view comparator, const Value& a, const Value& b) {
  return fail(ErrorKind::General, "'" + std::string(comparator) +
                                      "' not supported between instances of '" +
                                      python_type_name(a) + "' and '" + python_type_name(b) + "'");
}

Failure wrong_type(std::string_view function, const Value& value, std::string_view received,
                   std::span<const std::string_view> expected, Steps& steps) {
  const List names(expected.begin(), expected.end());
  return fail(ErrorKind::General,
              "In function " + std::string(function) + "(), invalid type for value: " +
                  (steps.take_whole(value) ? python_str(value) : std::string()) +
                  ", expected one of: " + python_repr(Value(names)) + ", received: \"" +
                  std::string(received) + "\"");
}

}  // namespace send_bounce::jmespath
