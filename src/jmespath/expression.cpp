#include "send_bounce/jmespath/expression.h"

#include <string>
#include <utility>

#include "jmespath/ast.h"
#include "jmespath/interpreter.h"
#include "jmespath/parser.h"
#include "jmespath/steps.h"

namespace send_bounce {

Result<Expression> Expression::compile(std::string_view text, const JsonReader& read_json) {
  auto root = jmespath::parse(text, read_json);
  if (root) return Expression(*std::move(root));
  return invalid_parameter("Bad value for --query " + std::string(text) + ": " +
                           root.error().message);
}

Expression::Expression(std::unique_ptr<const jmespath::Node> root) : root_(std::move(root)) {}
Expression::Expression(Expression&&) noexcept = default;
Expression& Expression::operator=(Expression&&) noexcept = default;
Expression::~Expression() = default;

Result<Value> Expression::search(const Value& document, std::size_t max_steps) const {
  jmespath::Steps steps(max_steps);
  return jmespath::interpret(*root_, document, steps);
}

}  // namespace send_bounce
