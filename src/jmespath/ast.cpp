#include "jmespath/ast.h"

#include <algorithm>
#include <utility>

namespace send_bounce::jmespath {
namespace {

int height_of(const Form& form) {
  int tallest = 0;
  const auto look = [&tallest](const NodePtr& child) {
    tallest = std::max(tallest, child->height);
  };
  std::visit(
      [&look](const auto& held) {
        if constexpr (requires { held.operand; }) look(held.operand);
        if constexpr (requires { held.left; }) look(held.left);
        if constexpr (requires { held.right; }) look(held.right);
        if constexpr (requires { held.condition; }) look(held.condition);
        if constexpr (requires { held.children; }) {
          std::for_each(held.children.begin(), held.children.end(), look);
        }
      },
      form);
  return tallest + 1;
}

}  // namespace

Node::Node(Form node_form) : form(std::move(node_form)), height(height_of(form)) {}

}  // namespace send_bounce::jmespath
