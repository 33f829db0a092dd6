#include "jmespath/builtins.h"

#include <algorithm>
#include <array>
#include <compare>
#include <numeric>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "jmespath/compact_json.h"
#include "jmespath/number.h"
#include "jmespath/types.h"
#include "send_bounce/words/encoding.h"

namespace send_bounce::jmespath::builtin {
namespace {

constexpr auto kSortable = std::to_array<std::string_view>({"string", "number"});
constexpr auto kComparable = std::to_array<std::string_view>({"number", "string"});

Operand truth(bool value) { return Operand::made(value); }

Operand count(std::size_t number) { return Operand::made(static_cast<std::int64_t>(number)); }

Result<Operand> made(Result<Value> value) {
  if (!value) return tl::make_unexpected(std::move(value).error());
  return Operand::made(*std::move(value));
}

const std::string& text_of(const Operand& string) { return *string.text(); }

Result<Value> total(const Operand& numbers) {
  Value so_far = 0;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    ASSIGN_OR_RETURN(so_far, add(so_far, *numbers.at(i).value()));
  }
  return so_far;
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

/// Which of two orders makes the later of two elements the better one.
struct Preference {
  std::string_view function;
  std::string_view comparator;
  std::partial_ordering better;
};

constexpr Preference kMost = {"max_by", ">", std::partial_ordering::greater};
constexpr Preference kLeast = {"min_by", "<", std::partial_ordering::less};

// The first of the best, null where there is none.
Operand best(const Operand& array, const Preference& preference) {
  Operand best_yet;
  for (std::size_t i = 0; i < array.size(); ++i) {
    Operand element = array.at(i);
    if (i == 0 || order_of(element, best_yet) == preference.better) best_yet = std::move(element);
  }
  return best_yet;
}

// What the expression makes of the element. Errors: General where it is of none of the types.
Result<Operand> key_of(const Operand& element, const Operand& expression, std::string_view function,
                       std::span<const std::string_view> types, const Calling& calling) {
  ASSIGN_OR_RETURN(Operand key, calling.evaluate(expression, element));
  const std::string_view type = type_name(key.kind());
  if (std::find(types.begin(), types.end(), type) != types.end()) return key;
  return wrong_type(function, key, type, types, calling.steps);
}

Result<Operand> best_by(const OperandList& arguments, const Preference& preference,
                        const Calling& calling) {
  const Operand& array = arguments[0];
  Operand best_yet;
  Operand best_key;
  for (std::size_t i = 0; i < array.size(); ++i) {
    Operand element = array.at(i);
    ASSIGN_OR_RETURN(Operand key,
                     key_of(element, arguments[1], preference.function, kComparable, calling));
    const auto order = i == 0 ? preference.better : order_of(key, best_key);
    if (!order) return no_order(preference.comparator, key, best_key);
    if (*order != preference.better) continue;
    best_yet = std::move(element);
    best_key = std::move(key);
  }
  return best_yet;
}

bool is_nan(const Operand& key) {
  const auto* real = key.value()->get<double>();
  return real != nullptr && *real != *real;
}

// Strict weak order of keys of one type: NaN, which Python leaves anywhere, comes last.
bool is_before(const Operand& a, const Operand& b) {
  if (is_nan(a) || is_nan(b)) return !is_nan(a);
  return order_of(a, b) == std::partial_ordering::less;
}

// The elements in the order of their keys; those with equal keys stay as they were.
Operand sorted(const Operand& array, const OperandList& keys) {
  std::vector<std::size_t> places(array.size());
  std::iota(places.begin(), places.end(), std::size_t{0});
  std::stable_sort(places.begin(), places.end(),
                   [&keys](std::size_t a, std::size_t b) { return is_before(keys[a], keys[b]); });
  OperandList out;
  out.reserve(places.size());
  for (const std::size_t place : places) out.push_back(array.at(place));
  return Operand::array(std::move(out));
}

// Errors: General for an argument of merge() that has no members, unless it is empty.
Result<void> check_members(const Operand& argument, Steps& steps) {
  constexpr auto kObject = std::to_array<std::string_view>({"object"});
  const Kind kind = argument.kind();
  const bool is_empty =
      argument.text() != nullptr ? argument.text()->empty() : argument.size() == 0;
  if (kind == Kind::Object || ((kind == Kind::Array || kind == Kind::String) && is_empty))
    return {};
  if (kind == Kind::Array || kind == Kind::String) {
    return wrong_type("merge", argument, type_name(kind), kObject, steps);
  }
  return fail(ErrorKind::General, "'" + python_type_name(argument) + "' object is not iterable");
}

OperandList elements_of(const Operand& array_or_object) {
  OperandList out;
  out.reserve(array_or_object.size());
  for (std::size_t i = 0; i < array_or_object.size(); ++i) out.push_back(array_or_object.at(i));
  return out;
}

}  // namespace

// Numbers.

Result<Operand> abs(const OperandList& arguments, const Calling&) {
  return Operand::made(absolute(*arguments[0].value()));
}

Result<Operand> avg(const OperandList& arguments, const Calling&) {
  const Operand& numbers = arguments[0];
  if (numbers.size() == 0) return Operand();
  ASSIGN_OR_RETURN(const Value dividend, total(numbers));
  ASSIGN_OR_RETURN(const double real, to_double(dividend));
  return Operand::made(real / static_cast<double>(numbers.size()));
}

Result<Operand> ceil(const OperandList& arguments, const Calling&) {
  return made(ceiling_of(*arguments[0].value()));
}

Result<Operand> floor(const OperandList& arguments, const Calling&) {
  return made(floor_of(*arguments[0].value()));
}

Result<Operand> sum(const OperandList& arguments, const Calling&) {
  return made(total(arguments[0]));
}

// Strings.

Result<Operand> contains(const OperandList& arguments, const Calling& calling) {
  const Operand& subject = arguments[0];
  const Operand& wanted = arguments[1];
  if (const std::string* text = subject.text()) {
    if (wanted.text() != nullptr) {
      return truth(text->find(*wanted.text()) != std::string::npos);
    }
    return fail(ErrorKind::General,
                "'in <string>' requires string as left operand, not " + python_type_name(wanted));
  }
  for (std::size_t i = 0; i < subject.size(); ++i) {
    const Operand element = subject.at(i);
    if (element.is_same(wanted) || is_equal(element, wanted, calling.steps)) return truth(true);
  }
  return truth(false);
}

Result<Operand> ends_with(const OperandList& arguments, const Calling&) {
  return truth(text_of(arguments[0]).ends_with(text_of(arguments[1])));
}

Result<Operand> join(const OperandList& arguments, const Calling& calling) {
  const std::string& separator = text_of(arguments[0]);
  const Operand& strings = arguments[1];
  std::string out;
  for (std::size_t i = 0; i < strings.size(); ++i) {
    const Operand part = strings.at(i);
    if (!calling.steps.take_text(separator.size() + text_of(part).size())) break;
    if (i > 0) out += separator;
    out += text_of(part);
  }
  return Operand::made(std::move(out));
}

Result<Operand> starts_with(const OperandList& arguments, const Calling&) {
  return truth(text_of(arguments[0]).starts_with(text_of(arguments[1])));
}

Result<Operand> to_number(const OperandList& arguments, const Calling&) {
  const Operand& argument = arguments[0];
  if (argument.kind() == Kind::Number) return argument;
  if (argument.expression() != nullptr) {
    return fail(ErrorKind::General,
                "int() argument must be a string, a bytes-like object or a real number, not "
                "'_Expression'");
  }
  if (argument.text() == nullptr) return Operand();
  auto number = read_number(*argument.text());
  return number ? Operand::made(*std::move(number)) : Operand();
}

Result<Operand> to_string(const OperandList& arguments, const Calling& calling) {
  if (arguments[0].text() != nullptr) return arguments[0];
  return Operand::made(compact_json(arguments[0], calling.steps));
}

// Arrays and objects.

Result<Operand> keys(const OperandList& arguments, const Calling& calling) {
  OperandList out;
  for (std::size_t i = 0; i < arguments[0].size() && calling.steps.take(); ++i) {
    out.push_back(Operand::made(arguments[0].key(i)));
  }
  return Operand::array(std::move(out));
}

Result<Operand> length(const OperandList& arguments, const Calling&) {
  const std::string* text = arguments[0].text();
  return count(text != nullptr ? code_point_count(*text) : arguments[0].size());
}

// The signature checks the first argument only. What is empty adds nothing, whatever it is.
Result<Operand> merge(const OperandList& arguments, const Calling& calling) {
  OperandMap merged;
  for (const Operand& argument : arguments) {
    RETURN_IF_ERROR(check_members(argument, calling.steps));
    for (std::size_t i = 0; i < argument.size() && calling.steps.take(); ++i) {
      merged.set(argument.key(i), argument.at(i));
    }
  }
  return Operand::object(std::move(merged));
}

Result<Operand> reverse(const OperandList& arguments, const Calling& calling) {
  if (const std::string* text = arguments[0].text()) return Operand::made(reversed_text(*text));
  if (!calling.steps.take(arguments[0].size())) return Operand();
  OperandList out = elements_of(arguments[0]);
  std::reverse(out.begin(), out.end());
  return Operand::array(std::move(out));
}

Result<Operand> to_array(const OperandList& arguments, const Calling&) {
  if (arguments[0].kind() == Kind::Array) return arguments[0];
  return Operand::array({arguments[0]});
}

Result<Operand> values(const OperandList& arguments, const Calling& calling) {
  if (!calling.steps.take(arguments[0].size())) return Operand();
  return Operand::array(elements_of(arguments[0]));
}

// Order.

Result<Operand> max(const OperandList& arguments, const Calling&) {
  return best(arguments[0], kMost);
}

Result<Operand> min(const OperandList& arguments, const Calling&) {
  return best(arguments[0], kLeast);
}

Result<Operand> sort(const OperandList& arguments, const Calling& calling) {
  if (!calling.steps.take(2 * arguments[0].size())) return Operand();
  return sorted(arguments[0], elements_of(arguments[0]));
}

// Expressions as arguments.

Result<Operand> map(const OperandList& arguments, const Calling& calling) {
  const Operand& array = arguments[1];
  OperandList out;
  for (std::size_t i = 0; i < array.size(); ++i) {
    ASSIGN_OR_RETURN(Operand element, calling.evaluate(arguments[0], array.at(i)));
    out.push_back(std::move(element));
  }
  return Operand::array(std::move(out));
}

Result<Operand> max_by(const OperandList& arguments, const Calling& calling) {
  return best_by(arguments, kMost, calling);
}

Result<Operand> min_by(const OperandList& arguments, const Calling& calling) {
  return best_by(arguments, kLeast, calling);
}

// The first element's key says of which type all keys must be.
Result<Operand> sort_by(const OperandList& arguments, const Calling& calling) {
  const Operand& array = arguments[0];
  if (array.size() == 0) return array;
  ASSIGN_OR_RETURN(const Operand first, calling.evaluate(arguments[1], array.at(0)));
  const auto type = std::to_array({type_name(first.kind())});
  if (std::find(kSortable.begin(), kSortable.end(), type[0]) == kSortable.end()) {
    return wrong_type("sort_by", array.at(0), type[0], kSortable, calling.steps);
  }
  OperandList keys{first};
  for (std::size_t i = 1; i < array.size(); ++i) {
    ASSIGN_OR_RETURN(Operand key, key_of(array.at(i), arguments[1], "sort_by", type, calling));
    keys.push_back(std::move(key));
  }
  return sorted(array, keys);
}

// Types.

Result<Operand> not_null(const OperandList& arguments, const Calling&) {
  const auto found = std::find_if(arguments.begin(), arguments.end(),
                                  [](const Operand& argument) { return !argument.is_null(); });
  return found == arguments.end() ? Operand() : *found;
}

Result<Operand> type(const OperandList& arguments, const Calling&) {
  const Kind kind = arguments[0].kind();
  if (kind == Kind::Expression || kind == Kind::Other) return Operand();
  return Operand::made(type_name(kind));
}

}  // namespace send_bounce::jmespath::builtin
