#pragma once

#include <functional>
#include <string_view>

#include "jmespath/ast.h"
#include "jmespath/values.h"
#include "send_bounce/values/error.h"

namespace send_bounce::jmespath {

/// What a function may use beside its arguments.
struct Calling {
  /// Evaluates an expression that came as an argument (`&a`) on a value.
  std::function<Result<Value>(const Node& expression, const Value& current)> evaluate;
  Steps& steps;
};

/// Looks the function up, checks number and types of the arguments by its signature, and calls it
/// (JMESPath specification, "Built-in Functions"). Errors: General, in the reference's words.
Result<Value> call_function(std::string_view name, const List& arguments, const Calling& calling);

}  // namespace send_bounce::jmespath
