#include "jmespath/interpreter.h"

#include <algorithm>
#include <array>
#include <limits>
#include <string>
#include <utility>

#include "jmespath/functions.h"
#include "jmespath/number.h"
#include "jmespath/operand.h"
#include "jmespath/types.h"

namespace send_bounce::jmespath {
namespace {

bool is_false(const Operand& operand) {
  switch (operand.kind()) {
    case Kind::Null:
      return true;
    case Kind::Boolean:
      return !*operand.value()->get<bool>();
    case Kind::String:
      return operand.text()->empty();
    case Kind::Array:
    case Kind::Object:
      return operand.size() == 0;
    case Kind::Number:
    case Kind::Expression:
    case Kind::Other:
      break;
  }
  return false;
}

// Python's True equals 1; in a comparison, though not inside of what is compared, it must not.
bool is_zero_or_one(const Operand& operand) {
  return operand.kind() == Kind::Number &&
         (compare_numbers(*operand.value(), 0) == 0 || compare_numbers(*operand.value(), 1) == 0);
}

bool are_equal(const Operand& a, const Operand& b, Steps& steps) {
  if (is_zero_or_one(a) && b.kind() == Kind::Boolean) return false;
  if (is_zero_or_one(b) && a.kind() == Kind::Boolean) return false;
  return is_equal(a, b, steps);
}

std::string_view symbol_of(Comparator comparator) {
  constexpr auto kSymbols = std::to_array<std::string_view>({"==", "!=", "<", "<=", ">", ">="});
  return kSymbols[static_cast<std::size_t>(comparator)];
}

bool holds(Comparator comparator, std::partial_ordering order) {
  switch (comparator) {
    case Comparator::Equal:
      return order == 0;
    case Comparator::NotEqual:
      return order != 0;
    case Comparator::Less:
      return order < 0;
    case Comparator::LessOrEqual:
      return order <= 0;
    case Comparator::Greater:
      return order > 0;
    case Comparator::GreaterOrEqual:
      break;
  }
  return order >= 0;
}

bool is_comparable(const Operand& operand) {
  return operand.kind() == Kind::Number || operand.kind() == Kind::String;
}

/// The places that a slice takes from an array: `count` of them, `step` apart.
struct Places {
  std::int64_t start;
  std::int64_t step;
  std::int64_t count;
};

// A bound as a place from the front; where it lies beyond an end, the nearest that a walk in that
// direction can begin or stop at (Python, PySlice_AdjustIndices).
std::int64_t place_of(std::int64_t bound, std::int64_t size, bool backward) {
  if (bound < 0) bound += size;
  return std::clamp(bound, std::int64_t{backward ? -1 : 0}, backward ? size - 1 : size);
}

// REQUIRES: a step that is not zero.
Places places_of(const Slice& slice, std::int64_t size) {
  const std::int64_t step =
      std::max(slice.step.value_or(1), -std::numeric_limits<std::int64_t>::max());
  const bool backward = step < 0;
  const std::int64_t start =
      slice.start ? place_of(*slice.start, size, backward) : (backward ? size - 1 : 0);
  const std::int64_t stop =
      slice.stop ? place_of(*slice.stop, size, backward) : (backward ? -1 : size);
  const std::int64_t distance = backward ? start - stop : stop - start;
  const std::int64_t stride = backward ? -step : step;
  return {start, step, distance <= 0 ? 0 : (distance - 1) / stride + 1};
}

Failure too_deep() {
  return fail(ErrorKind::General, "The query nests values or expressions deeper than " +
                                      std::to_string(kMaxNesting) + " levels");
}

Failure too_many_steps() {
  return fail(ErrorKind::General, "The query takes too many steps on this document");
}

class Interpreter {
 public:
  explicit Interpreter(Steps& steps)
      : steps_(steps),
        calling_{[this](const Operand& expression, const Operand& current) {
                   return evaluate(*expression.expression(), current);
                 },
                 steps} {}

  // Expressions that are passed on can call themselves, so that the tree's height alone does not
  // bound the depth.
  Result<Operand> evaluate(const Node& node, const Operand& current) {
    if (depth_ == kMaxNesting) return too_deep();
    if (!steps_.take()) return too_many_steps();
    ++depth_;
    Result<Operand> result =
        std::visit([&](const auto& form) { return visit(form, current); }, node.form);
    --depth_;
    if (steps_.is_spent()) return too_many_steps();
    if (result && result->depth() > kMaxNesting) return too_deep();
    return result;
  }

 private:
  Result<Operand> visit(const Current&, const Operand& current) { return current; }

  Result<Operand> visit(const Field& form, const Operand& current) {
    return current.member(form.name);
  }

  Result<Operand> visit(const Literal& form, const Operand&) { return Operand::view(form.value); }

  Result<Operand> visit(const Index& form, const Operand& current) {
    if (current.kind() != Kind::Array) return Operand();
    const auto size = static_cast<std::int64_t>(current.size());
    const std::int64_t place = form.position < 0 ? form.position + size : form.position;
    if (place < 0 || place >= size) return Operand();
    return current.at(static_cast<std::size_t>(place));
  }

  Result<Operand> visit(const Slice& form, const Operand& current) {
    if (current.kind() != Kind::Array) return Operand();
    if (form.step == 0) return fail(ErrorKind::General, "slice step cannot be zero");
    const Places places = places_of(form, static_cast<std::int64_t>(current.size()));
    OperandList out;
    for (std::int64_t i = 0; i < places.count && steps_.take(); ++i) {
      out.push_back(current.at(static_cast<std::size_t>(places.start + i * places.step)));
    }
    return Operand::array(std::move(out));
  }

  Result<Operand> visit(const Chain& form, const Operand& current) {
    ASSIGN_OR_RETURN(const Operand left, evaluate(*form.left, current));
    return evaluate(*form.right, left);
  }

  Result<Operand> visit(const Or& form, const Operand& current) {
    ASSIGN_OR_RETURN(Operand left, evaluate(*form.left, current));
    return is_false(left) ? evaluate(*form.right, current) : left;
  }

  Result<Operand> visit(const And& form, const Operand& current) {
    ASSIGN_OR_RETURN(Operand left, evaluate(*form.left, current));
    return is_false(left) ? left : evaluate(*form.right, current);
  }

  Result<Operand> visit(const Not& form, const Operand& current) {
    ASSIGN_OR_RETURN(const Operand operand, evaluate(*form.operand, current));
    return Operand::made(is_false(operand));
  }

  Result<Operand> visit(const Comparison& form, const Operand& current) {
    ASSIGN_OR_RETURN(const Operand left, evaluate(*form.left, current));
    ASSIGN_OR_RETURN(const Operand right, evaluate(*form.right, current));
    if (form.comparator == Comparator::Equal || form.comparator == Comparator::NotEqual) {
      const bool equal = are_equal(left, right, steps_);
      return Operand::made(equal == (form.comparator == Comparator::Equal));
    }
    if (!is_comparable(left) || !is_comparable(right)) return Operand();
    const auto order = order_of(left, right);
    if (!order) return no_order(symbol_of(form.comparator), left, right);
    return Operand::made(holds(form.comparator, *order));
  }

  Result<Operand> visit(const MultiSelectList& form, const Operand& current) {
    if (current.is_null()) return Operand();
    ASSIGN_OR_RETURN(OperandList elements, each(form.children, current));
    return Operand::array(std::move(elements));
  }

  Result<Operand> visit(const MultiSelectHash& form, const Operand& current) {
    if (current.is_null()) return Operand();
    OperandMap members;
    for (std::size_t i = 0; i < form.children.size(); ++i) {
      ASSIGN_OR_RETURN(Operand value, evaluate(*form.children[i], current));
      members.set(form.keys[i], std::move(value));
    }
    return Operand::object(std::move(members));
  }

  Result<Operand> visit(const Flatten& form, const Operand& current) {
    ASSIGN_OR_RETURN(const Operand base, evaluate(*form.operand, current));
    if (base.kind() != Kind::Array) return Operand();
    OperandList out;
    for (std::size_t i = 0; i < base.size(); ++i) {
      Operand element = base.at(i);
      if (!steps_.take(1 + element.size())) break;
      if (element.kind() != Kind::Array) {
        out.push_back(std::move(element));
        continue;
      }
      for (std::size_t j = 0; j < element.size(); ++j) out.push_back(element.at(j));
    }
    return Operand::array(std::move(out));
  }

  Result<Operand> visit(const ListProjection& form, const Operand& current) {
    ASSIGN_OR_RETURN(const Operand base, evaluate(*form.left, current));
    if (base.kind() != Kind::Array) return Operand();
    return projection(base, *form.right, nullptr);
  }

  Result<Operand> visit(const ValueProjection& form, const Operand& current) {
    ASSIGN_OR_RETURN(const Operand base, evaluate(*form.left, current));
    if (base.kind() != Kind::Object) return Operand();
    return projection(base, *form.right, nullptr);
  }

  Result<Operand> visit(const FilterProjection& form, const Operand& current) {
    ASSIGN_OR_RETURN(const Operand base, evaluate(*form.left, current));
    if (base.kind() != Kind::Array) return Operand();
    return projection(base, *form.right, form.condition.get());
  }

  Result<Operand> projection(const Operand& base, const Node& element_form, const Node* condition) {
    OperandList out;
    for (std::size_t i = 0; i < base.size(); ++i) {
      const Operand element = base.at(i);
      if (condition != nullptr) {
        ASSIGN_OR_RETURN(const Operand verdict, evaluate(*condition, element));
        if (is_false(verdict)) continue;
      }
      ASSIGN_OR_RETURN(Operand result, evaluate(element_form, element));
      if (!result.is_null()) out.push_back(std::move(result));
    }
    return Operand::array(std::move(out));
  }

  // Arguments first: a fault in one of them shows before an unknown name does.
  Result<Operand> visit(const FunctionCall& form, const Operand& current) {
    ASSIGN_OR_RETURN(const OperandList arguments, each(form.children, current));
    return call_function(form.name, arguments, calling_);
  }

  Result<Operand> visit(const ExpressionReference& form, const Operand&) {
    return Operand::reference(*form.operand);
  }

  Result<OperandList> each(const std::vector<NodePtr>& nodes, const Operand& current) {
    OperandList out;
    out.reserve(nodes.size());
    for (const NodePtr& node : nodes) {
      ASSIGN_OR_RETURN(Operand result, evaluate(*node, current));
      out.push_back(std::move(result));
    }
    return out;
  }

  Steps& steps_;
  Calling calling_;
  int depth_ = 0;
};

}  // namespace

Result<Value> interpret(const Node& root, const Value& document, Steps& steps) {
  ASSIGN_OR_RETURN(const Operand result,
                   Interpreter(steps).evaluate(root, Operand::view(document)));
  const bool is_whole = !holds_expression(result, steps);
  Value value = to_value(result, steps);
  if (steps.is_spent()) return too_many_steps();
  // An expression is no value to show; these are the words of the reference's JSON writer for one.
  if (!is_whole) return fail(ErrorKind::General, "Circular reference detected");
  return value;
}

}  // namespace send_bounce::jmespath
