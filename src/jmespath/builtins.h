#pragma once

#include "jmespath/functions.h"
#include "jmespath/operand.h"
#include "send_bounce/words/error.h"

/// The functions of the language, each under its own name (JMESPath specification, "Built-in
/// Functions"). REQUIRES: arguments that fit the signature in functions.cpp.
namespace send_bounce::jmespath::builtin {

using Builtin = Result<Operand>(const OperandList& arguments, const Calling& calling);

Builtin abs;
Builtin avg;
Builtin ceil;
Builtin contains;
Builtin ends_with;
Builtin floor;
Builtin join;
Builtin keys;
Builtin length;
Builtin map;
Builtin max;
Builtin max_by;
Builtin merge;
Builtin min;
Builtin min_by;
Builtin not_null;
Builtin reverse;
Builtin sort;
Builtin sort_by;
Builtin starts_with;
Builtin sum;
Builtin to_array;
Builtin to_number;
Builtin to_string;
Builtin type;
Builtin values;

}  // namespace send_bounce::jmespath::builtin
