#include "jmespath/types.h"

#include <array>

#include "jmespath/number.h"
#include "send_bounce/words/python_text.h"

namespace send_bounce::jmespath {

std::string_view type_name(Kind kind) {
  // In the order of the enumeration.
  constexpr auto kNames = std::to_array<std::string_view>(
      {"null", "boolean", "number", "string", "array", "object", "expref", "unknown"});
  return kNames[static_cast<std::size_t>(kind)];
}

std::string python_type_name(const Operand& operand) {
  if (const Value* value = operand.value()) return send_bounce::python_type_name(*value);
  if (operand.expression() != nullptr) return "_Expression";
  if (operand.kind() == Kind::Array) return "list";
  return operand.kind() == Kind::Object ? "dict" : "NoneType";
}

Failure wrong_type(std::string_view function, const Operand& operand, std::string_view received,
                   std::span<const std::string_view> expected, Steps& steps) {
  const Value::List names(expected.begin(), expected.end());
  const Value shown = to_value(operand, steps);
  return fail(ErrorKind::General,
              "In function " + std::string(function) + "(), invalid type for value: " +
                  (steps.is_spent() ? std::string() : python_str(shown)) + ", expected one of: " +
                  python_repr(Value(names)) + ", received: \"" + std::string(received) + "\"");
}

std::optional<std::partial_ordering> order_of(const Operand& a, const Operand& b) {
  const Kind kind = a.kind();
  if (kind != b.kind()) return std::nullopt;
  if (kind == Kind::Number) return compare_numbers(*a.value(), *b.value());
  if (kind == Kind::String) return a.text()->compare(*b.text()) <=> 0;
  return std::nullopt;
}

Failure no_order(std::string_view comparator, const Operand& a, const Operand& b) {
  return fail(ErrorKind::General, "'" + std::string(comparator) +
                                      "' not supported between instances of '" +
                                      python_type_name(a) + "' and '" + python_type_name(b) + "'");
}

}  // namespace send_bounce::jmespath
