#pragma once

#include <string_view>
#include <tl/expected.hpp>

#include "query/ast.h"
#include "query/syntax_error.h"
#include "send_bounce/query/jmespath.h"

namespace send_bounce::jmespath {

/// The tree of a whole expression, no higher than kMaxNesting.
tl::expected<NodePtr, SyntaxError> parse(std::string_view expression, const JsonReader& read_json);

}  // namespace send_bounce::jmespath
