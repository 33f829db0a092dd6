#include "jmespath/functions.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <iterator>
#include <numeric>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "send_bounce/text/encoding.h"
#include "send_bounce/text/json_text.h"
#include "send_bounce/text/number_text.h"
#include "send_bounce/text/python_text.h"

namespace send_bounce::jmespath {
namespace {

/// A function of the language. REQUIRES: arguments that fit its signature in kFunctions.
using Builtin = Result<Value>(const List& arguments, const Calling& calling);

constexpr auto kSortable = std::to_array<std::string_view>({"string", "number"});
constexpr auto kComparable = std::to_array<std::string_view>({"number", "string"});

const std::string& text_of(const Value& value) { return *value.get<std::string>(); }
const List& list_of(const Value& value) { return *value.get<List>(); }
const Map& map_of(const Value& value) { return *value.get<Map>(); }
const Node& expression_in(const Value& value) { return *expression_of(value); }

Value count(std::size_t number) { return static_cast<std::int64_t>(number); }

// Numbers.

Result<Value> call_abs(const List& arguments, const Calling&) { return absolute(arguments[0]); }

Result<Value> call_avg(const List& arguments, const Calling&) {
  const List& numbers = list_of(arguments[0]);
  if (numbers.empty()) return Value();
  return to_double(sum_of(numbers)) / static_cast<double>(numbers.size());
}

Result<Value> call_ceil(const List& arguments, const Calling&) {
  return rounded(arguments[0], [](double real) { return std::ceil(real); });
}

Result<Value> call_floor(const List& arguments, const Calling&) {
  return rounded(arguments[0], [](double real) { return std::floor(real); });
}

Result<Value> call_sum(const List& arguments, const Calling&) {
  return sum_of(list_of(arguments[0]));
}

// Strings.

Result<Value> call_contains(const List& arguments, const Calling& calling) {
  const Value& wanted = arguments[1];
  if (const auto* text = arguments[0].get<std::string>()) {
    if (const auto* part = wanted.get<std::string>()) return text->find(*part) != std::string::npos;
    return fail(ErrorKind::General,
                "'in <string>' requires string as left operand, not " + python_type_name(wanted));
  }
  const List& list = list_of(arguments[0]);
  return std::any_of(list.begin(), list.end(), [&](const Value& element) {
    return is_equal_element(element, wanted, calling.steps);
  });
}

Result<Value> call_ends_with(const List& arguments, const Calling&) {
  return text_of(arguments[0]).ends_with(text_of(arguments[1]));
}

Result<Value> call_join(const List& arguments, const Calling& calling) {
  const std::string& separator = text_of(arguments[0]);
  std::string out;
  bool is_first = true;
  for (const Value& part : list_of(arguments[1])) {
    if (!calling.steps.take_text(separator.size() + text_of(part).size())) break;
    if (!is_first) out += separator;
    is_first = false;
    out += text_of(part);
  }
  return out;
}

Result<Value> call_starts_with(const List& arguments, const Calling&) {
  return text_of(arguments[0]).starts_with(text_of(arguments[1]));
}

Result<Value> call_to_number(const List& arguments, const Calling&) {
  const Value& argument = arguments[0];
  if (is_number(argument)) return argument;
  if (expression_of(argument) != nullptr) {
    return fail(ErrorKind::General,
                "int() argument must be a string, a bytes-like object or a real number, not "
                "'_Expression'");
  }
  const auto* text = argument.get<std::string>();
  if (text == nullptr) return Value();
  if (auto integer = read_python_integer(*text)) return *std::move(integer);
  const auto real = read_python_float(*text);
  return real ? Value(*real) : Value();
}

Result<Value> call_to_string(const List& arguments, const Calling& calling) {
  if (arguments[0].get<std::string>() != nullptr) return arguments[0];
  if (!calling.steps.take_whole(arguments[0])) return Value();
  return json_text(arguments[0], JsonSpacing::None);
}

// Arrays and objects.

Result<Value> call_keys(const List& arguments, const Calling& calling) {
  List out;
  for (const MapEntry& entry : map_of(arguments[0])) {
    if (!calling.steps.take_text(entry.key.size())) break;
    out.push_back(entry.key);
  }
  return out;
}

Result<Value> call_length(const List& arguments, const Calling&) {
  if (const auto* text = arguments[0].get<std::string>()) return count(code_point_count(*text));
  const auto* list = arguments[0].get<List>();
  return count(list != nullptr ? list->size() : map_of(arguments[0]).size());
}

// The signature checks the first argument only. What is empty adds nothing, whatever it is.
Result<Value> call_merge(const List& arguments, const Calling& calling) {
  constexpr auto kObject = std::to_array<std::string_view>({"object"});
  Map merged;
  for (const Value& argument : arguments) {
    const std::string_view type = type_name(argument);
    if (const auto* map = argument.get<Map>()) {
      for (const MapEntry& entry : *map) {
        if (!calling.steps.take_text(entry.key.size()) || !calling.steps.take_copy(entry.value)) {
          break;
        }
        merged.set(entry.key, entry.value);
      }
    } else if (type != "array" && type != "string") {
      return fail(ErrorKind::General,
                  "'" + python_type_name(argument) + "' object is not iterable");
    } else if (!is_false(argument)) {
      return wrong_type("merge", argument, type, kObject, calling.steps);
    }
  }
  return merged;
}

std::string reversed_text(std::string_view text) {
  std::string out(text.size(), '\0');
  std::size_t position = 0;
  while (position < text.size()) {
    const std::size_t start = position;
    if (!next_code_point(text, position)) ++position;
    text.copy(out.data() + (text.size() - position), position - start, start);
  }
  return out;
}

// Without the rest once the steps are spent.
std::vector<Value> copies_of(const List& list, Steps& steps) {
  std::vector<Value> out;
  out.reserve(list.size());
  for (const Value& element : list) {
    if (!steps.take_copy(element)) break;
    out.push_back(element);
  }
  return out;
}

Result<Value> call_reverse(const List& arguments, const Calling& calling) {
  if (const auto* text = arguments[0].get<std::string>()) return reversed_text(*text);
  std::vector<Value> out = copies_of(list_of(arguments[0]), calling.steps);
  std::reverse(out.begin(), out.end());
  return List(std::move(out));
}

Result<Value> call_to_array(const List& arguments, const Calling&) {
  if (arguments[0].get<List>() != nullptr) return arguments[0];
  return arguments;
}

Result<Value> call_values(const List& arguments, const Calling& calling) {
  List out;
  for (const MapEntry& entry : map_of(arguments[0])) {
    if (!calling.steps.take_copy(entry.value)) break;
    out.push_back(entry.value);
  }
  return out;
}

// Order.

/// Which of two orders makes the later of two elements the better one.
struct Preference {
  std::string_view function;
  std::string_view comparator;
  std::partial_ordering better;
};

constexpr Preference kMost = {"max_by", ">", std::partial_ordering::greater};
constexpr Preference kLeast = {"min_by", "<", std::partial_ordering::less};

// The first of the best, null where there is none.
template <const Preference& preference>
Result<Value> call_best(const List& arguments, const Calling&) {
  const Value* best_yet = nullptr;
  for (const Value& element : list_of(arguments[0])) {
    if (best_yet == nullptr || order_of(element, *best_yet) == preference.better) {
      best_yet = &element;
    }
  }
  return best_yet == nullptr ? Value() : *best_yet;
}

// What the expression makes of the element. Errors: General where it is of none of the types.
Result<Value> key_of(const Value& element, const Value& expression, std::string_view function,
                     std::span<const std::string_view> types, const Calling& calling) {
  ASSIGN_OR_RETURN(Value key, calling.evaluate(expression_in(expression), element));
  const std::string_view type = type_name(key);
  if (std::find(types.begin(), types.end(), type) != types.end()) return key;
  return wrong_type(function, key, type, types, calling.steps);
}

template <const Preference& preference>
Result<Value> call_best_by(const List& arguments, const Calling& calling) {
  const Value* best_yet = nullptr;
  Value best_key;
  for (const Value& element : list_of(arguments[0])) {
    ASSIGN_OR_RETURN(Value key,
                     key_of(element, arguments[1], preference.function, kComparable, calling));
    const auto order = best_yet == nullptr ? preference.better : order_of(key, best_key);
    if (!order) return no_order(preference.comparator, key, best_key);
    if (*order != preference.better) continue;
    best_yet = &element;
    best_key = std::move(key);
  }
  return best_yet == nullptr ? Value() : *best_yet;
}

// Strict weak order of keys of one type: NaN, which Python leaves anywhere, comes last.
bool is_before(const Value& a, const Value& b) {
  const auto is_nan = [](const Value& key) {
    const auto* real = key.get<double>();
    return real != nullptr && std::isnan(*real);
  };
  if (is_nan(a) || is_nan(b)) return !is_nan(a);
  return order_of(a, b) == std::partial_ordering::less;
}

// The elements in the order of their keys; those with equal keys stay as they were.
List sorted(const List& list, const List& keys, Steps& steps) {
  const std::vector<Value> elements = copies_of(list, steps);
  std::vector<std::size_t> places(elements.size());
  std::iota(places.begin(), places.end(), std::size_t{0});
  std::stable_sort(places.begin(), places.end(),
                   [&keys](std::size_t a, std::size_t b) { return is_before(keys[a], keys[b]); });
  List out;
  for (const std::size_t place : places) out.push_back(elements[place]);
  return out;
}

Result<Value> call_sort(const List& arguments, const Calling& calling) {
  return sorted(list_of(arguments[0]), list_of(arguments[0]), calling.steps);
}

// Expressions as arguments.

Result<Value> call_map(const List& arguments, const Calling& calling) {
  List out;
  for (const Value& element : list_of(arguments[1])) {
    ASSIGN_OR_RETURN(Value made, calling.evaluate(expression_in(arguments[0]), element));
    out.push_back(std::move(made));
  }
  return out;
}

// The first element's key says of which type all keys must be.
Result<Value> call_sort_by(const List& arguments, const Calling& calling) {
  const List& list = list_of(arguments[0]);
  if (list.empty()) return arguments[0];
  ASSIGN_OR_RETURN(const Value first, calling.evaluate(expression_in(arguments[1]), list.front()));
  const auto type = std::to_array({type_name(first)});
  if (std::find(kSortable.begin(), kSortable.end(), type[0]) == kSortable.end()) {
    return wrong_type("sort_by", list.front(), type[0], kSortable, calling.steps);
  }
  List keys;
  for (const Value& element : list) {
    ASSIGN_OR_RETURN(Value key, key_of(element, arguments[1], "sort_by", type, calling));
    keys.push_back(std::move(key));
  }
  return sorted(list, keys, calling.steps);
}

// Types.

Result<Value> call_not_null(const List& arguments, const Calling&) {
  const auto* found = std::find_if(arguments.begin(), arguments.end(),
                                   [](const Value& argument) { return !argument.is_null(); });
  return found == arguments.end() ? Value() : *found;
}

Result<Value> call_type(const List& arguments, const Calling&) {
  const std::string_view type = type_name(arguments[0]);
  return type == "expref" || type == "unknown" ? Value() : Value(type);
}

// The table.

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
  Builtin* run;
};

constexpr Parameter kAny = {};
constexpr Parameter kArray = {{"array"}};
constexpr Parameter kArrayOrString = {{"array", "string"}};
constexpr Parameter kExpressionArgument = {{"expref"}};
constexpr Parameter kNumber = {{"number"}};
constexpr Parameter kNumbers = {{"array-number"}};
constexpr Parameter kNumbersOrStrings = {{"array-number", "array-string"}};
constexpr Parameter kObject = {{"object"}};
constexpr Parameter kSized = {{"string", "array", "object"}};
constexpr Parameter kString = {{"string"}};
constexpr Parameter kStrings = {{"array-string"}};
constexpr Parameter kStringsOrNumbers = {{"array-string", "array-number"}};

constexpr Function kFunctions[] = {
    {"abs", Arity::Exactly, 1, {kNumber}, call_abs},
    {"avg", Arity::Exactly, 1, {kNumbers}, call_avg},
    {"ceil", Arity::Exactly, 1, {kNumber}, call_ceil},
    {"contains", Arity::Exactly, 2, {kArrayOrString, kAny}, call_contains},
    {"ends_with", Arity::Exactly, 2, {kString, kString}, call_ends_with},
    {"floor", Arity::Exactly, 1, {kNumber}, call_floor},
    {"join", Arity::Exactly, 2, {kString, kStrings}, call_join},
    {"keys", Arity::Exactly, 1, {kObject}, call_keys},
    {"length", Arity::Exactly, 1, {kSized}, call_length},
    {"map", Arity::Exactly, 2, {kExpressionArgument, kArray}, call_map},
    {"max", Arity::Exactly, 1, {kNumbersOrStrings}, call_best<kMost>},
    {"max_by", Arity::Exactly, 2, {kArray, kExpressionArgument}, call_best_by<kMost>},
    {"merge", Arity::AtLeast, 1, {kObject}, call_merge},
    {"min", Arity::Exactly, 1, {kNumbersOrStrings}, call_best<kLeast>},
    {"min_by", Arity::Exactly, 2, {kArray, kExpressionArgument}, call_best_by<kLeast>},
    {"not_null", Arity::AtLeast, 1, {kAny}, call_not_null},
    {"reverse", Arity::Exactly, 1, {kArrayOrString}, call_reverse},
    {"sort", Arity::Exactly, 1, {kStringsOrNumbers}, call_sort},
    {"sort_by", Arity::Exactly, 2, {kArray, kExpressionArgument}, call_sort_by},
    {"starts_with", Arity::Exactly, 2, {kString, kString}, call_starts_with},
    {"sum", Arity::Exactly, 1, {kNumbers}, call_sum},
    {"to_array", Arity::Exactly, 1, {kAny}, call_to_array},
    {"to_number", Arity::Exactly, 1, {kAny}, call_to_number},
    {"to_string", Arity::Exactly, 1, {kAny}, call_to_string},
    {"type", Arity::Exactly, 1, {kAny}, call_type},
    {"values", Arity::Exactly, 1, {kObject}, call_values},
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
Result<void> check_elements(const Function& function, const Parameter& parameter, const List& array,
                            Steps& steps) {
  const auto types = parameter.listed();
  std::string_view wanted = types.size() == 1 ? element_type(types.front()) : std::string_view();
  for (const Value& element : array) {
    if (!steps.take()) break;
    const std::string_view type = type_name(element);
    const auto is_type = [type](std::string_view listed) { return element_type(listed) == type; };
    if (wanted.empty() && std::any_of(types.begin(), types.end(), is_type)) wanted = type;
    if (type != wanted) {
      return wrong_type(function.name, element, python_type_name(element), types, steps);
    }
  }
  return {};
}

Result<void> check_type(const Function& function, const Parameter& parameter, const Value& argument,
                        Steps& steps) {
  const auto types = parameter.listed();
  const std::string_view type = type_name(argument);
  const auto is_type = [type](std::string_view listed) { return outer_type(listed) == type; };
  if (types.empty()) return {};
  if (std::none_of(types.begin(), types.end(), is_type)) {
    return wrong_type(function.name, argument, type, types, steps);
  }
  if (element_type(types.front()).empty()) return {};
  return check_elements(function, parameter, *argument.get<List>(), steps);
}

}  // namespace

Result<Value> call_function(std::string_view name, const List& arguments, const Calling& calling) {
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
