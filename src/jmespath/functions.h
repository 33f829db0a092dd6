#pragma once

#include <functional>
#include <string_view>

#include "jmespath/operand.h"
#include "jmespath/steps.h"
#include "send_bounce/words/error.h"

namespace send_bounce::jmespath {

/// What a function may use beside its arguments.
struct Calling {
  /// Evaluates an expression that came as an argument (`&a`) on a value.
  /// REQUIRES: an operand of Kind::Expression.
  std::function<Result<Operand>(const Operand& expression, const Operand& current)> evaluate;
  Steps& steps;
};

/// Looks the function up, checks number and types of the arguments by its signature, and calls it.
/// Errors: General, in the reference's words.
Result<Operand> call_function(std::string_view name, const OperandList& arguments,
                              const Calling& calling);

}  // namespace send_bounce::jmespath
