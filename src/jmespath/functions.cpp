#include "jmespath/functions.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>
#include <span>
#include <string>

#include "jmespath/builtins.h"
#include "jmespath/types.h"

namespace send_bounce::jmespath {
namespace {

/// The types that an argument may have, as messages list them; none for any type. "array-number" is
/// an array of numbers.
struct Parameter {
  std::array<std::string_view, 3> types;

  constexpr std::span<const std::string_view> listed() const {
    std::size_t count = 0;
    while (count < types.size() && !types[count].empty()) ++count;
    return std::span(types).first(count);
  }
};

enum class Arity : std::uint8_t { Exactly, AtLeast };

/// `count` parameters; where more arguments are allowed, their types are not checked.
struct Function {
  std::string_view name;
  Arity arity;
  std::size_t count;
  std::array<Parameter, 2> parameters;
  builtin::Builtin* run;
};

constexpr Parameter kAny = {};
constexpr Parameter kArray = {{"array"}};
constexpr Parameter kArrayOrString = {{"array", "string"}};
constexpr Parameter kExpression = {{"expref"}};
constexpr Parameter kNumber = {{"number"}};
constexpr Parameter kNumbers = {{"array-number"}};
constexpr Parameter kNumbersOrStrings = {{"array-number", "array-string"}};
constexpr Parameter kObject = {{"object"}};
constexpr Parameter kSized = {{"string", "array", "object"}};
constexpr Parameter kString = {{"string"}};
constexpr Parameter kStrings = {{"array-string"}};
constexpr Parameter kStringsOrNumbers = {{"array-string", "array-number"}};

constexpr Function kFunctions[] = {
    {"abs", Arity::Exactly, 1, {kNumber}, &builtin::abs},
    {"avg", Arity::Exactly, 1, {kNumbers}, &builtin::avg},
    {"ceil", Arity::Exactly, 1, {kNumber}, &builtin::ceil},
    {"contains", Arity::Exactly, 2, {kArrayOrString, kAny}, &builtin::contains},
    {"ends_with", Arity::Exactly, 2, {kString, kString}, &builtin::ends_with},
    {"floor", Arity::Exactly, 1, {kNumber}, &builtin::floor},
    {"join", Arity::Exactly, 2, {kString, kStrings}, &builtin::join},
    {"keys", Arity::Exactly, 1, {kObject}, &builtin::keys},
    {"length", Arity::Exactly, 1, {kSized}, &builtin::length},
    {"map", Arity::Exactly, 2, {kExpression, kArray}, &builtin::map},
    {"max", Arity::Exactly, 1, {kNumbersOrStrings}, &builtin::max},
    {"max_by", Arity::Exactly, 2, {kArray, kExpression}, &builtin::max_by},
    {"merge", Arity::AtLeast, 1, {kObject}, &builtin::merge},
    {"min", Arity::Exactly, 1, {kNumbersOrStrings}, &builtin::min},
    {"min_by", Arity::Exactly, 2, {kArray, kExpression}, &builtin::min_by},
    {"not_null", Arity::AtLeast, 1, {kAny}, &builtin::not_null},
    {"reverse", Arity::Exactly, 1, {kArrayOrString}, &builtin::reverse},
    {"sort", Arity::Exactly, 1, {kStringsOrNumbers}, &builtin::sort},
    {"sort_by", Arity::Exactly, 2, {kArray, kExpression}, &builtin::sort_by},
    {"starts_with", Arity::Exactly, 2, {kString, kString}, &builtin::starts_with},
    {"sum", Arity::Exactly, 1, {kNumbers}, &builtin::sum},
    {"to_array", Arity::Exactly, 1, {kAny}, &builtin::to_array},
    {"to_number", Arity::Exactly, 1, {kAny}, &builtin::to_number},
    {"to_string", Arity::Exactly, 1, {kAny}, &builtin::to_string},
    {"type", Arity::Exactly, 1, {kAny}, &builtin::type},
    {"values", Arity::Exactly, 1, {kObject}, &builtin::values},
};

std::string_view outer_type(std::string_view type) { return type.substr(0, type.find('-')); }

std::string_view element_type(std::string_view type) {
  const std::size_t hyphen = type.find('-');
  return hyphen == std::string_view::npos ? std::string_view() : type.substr(hyphen + 1);
}

Result<void> check_count(const Function& function, std::size_t given) {
  const bool fits =
      function.arity == Arity::Exactly ? given == function.count : given >= function.count;
  if (fits) return {};
  return fail(ErrorKind::General,
              std::string("Expected ") + (function.arity == Arity::AtLeast ? "at least " : "") +
                  std::to_string(function.count) +
                  (function.count == 1 ? " argument" : " arguments") + " for function " +
                  std::string(function.name) + "(), received " + std::to_string(given));
}

// Where elements may be of one type or of another, the first element chooses which.
Result<void> check_elements(const Function& function, const Parameter& parameter,
                            const Operand& array, Steps& steps) {
  const auto types = parameter.listed();
  std::string_view wanted = types.size() == 1 ? element_type(types.front()) : std::string_view();
  for (std::size_t i = 0; i < array.size() && steps.take(); ++i) {
    const Operand element = array.at(i);
    const std::string_view type = type_name(element.kind());
    const auto is_type = [type](std::string_view listed) { return element_type(listed) == type; };
    if (wanted.empty() && std::any_of(types.begin(), types.end(), is_type)) wanted = type;
    if (type != wanted) {
      return wrong_type(function.name, element, python_type_name(element), types, steps);
    }
  }
  return {};
}

Result<void> check_type(const Function& function, const Parameter& parameter,
                        const Operand& argument, Steps& steps) {
  const auto types = parameter.listed();
  const std::string_view type = type_name(argument.kind());
  const auto is_type = [type](std::string_view listed) { return outer_type(listed) == type; };
  if (types.empty()) return {};
  if (std::none_of(types.begin(), types.end(), is_type)) {
    return wrong_type(function.name, argument, type, types, steps);
  }
  if (element_type(types.front()).empty()) return {};
  return check_elements(function, parameter, argument, steps);
}

}  // namespace

Result<Operand> call_function(std::string_view name, const OperandList& arguments,
                              const Calling& calling) {
  const auto* function = std::find_if(std::begin(kFunctions), std::end(kFunctions),
                                      [name](const Function& row) { return row.name == name; });
  if (function == std::end(kFunctions)) {
    return fail(ErrorKind::General, "Unknown function: " + std::string(name) + "()");
  }
  RETURN_IF_ERROR(check_count(*function, arguments.size()));
  for (std::size_t i = 0; i < function->count; ++i) {
    RETURN_IF_ERROR(check_type(*function, function->parameters[i], arguments[i], calling.steps));
  }
  return function->run(arguments, calling);
}

}  // namespace send_bounce::jmespath
