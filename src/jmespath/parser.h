#pragma once

#include <string_view>
#include <tl/expected.hpp>

#include "jmespath/ast.h"
#include "jmespath/lexer.h"
#include "send_bounce/jmespath/expression.h"

namespace send_bounce::jmespath {

/// The tree of a whole expression, no higher than kMaxNesting.
Parsed<NodePtr> parse(std::string_view expression, const JsonReader& read_json);

}  // namespace send_bounce::jmespath
