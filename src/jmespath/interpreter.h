#pragma once

#include "jmespath/ast.h"
#include "jmespath/steps.h"
#include "send_bounce/words/error.h"
#include "send_bounce/words/value.h"

namespace send_bounce::jmespath {

/// What the expression makes of the document. Errors: General, as Expression::search says.
Result<Value> interpret(const Node& root, const Value& document, Steps& steps);

}  // namespace send_bounce::jmespath
