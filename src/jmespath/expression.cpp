#include "send_bounce/jmespath/expression.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "jmespath/ast.h"
#include "jmespath/functions.h"
#include "jmespath/parser.h"
#include "jmespath/values.h"

namespace send_bounce {
namespace jmespath {
namespace {

// Python's True equals 1; in a comparison, though not inside of what is compared, it must not.
bool is_zero_or_one(const Value& value) {
  return is_number(value) && (order_of(value, 0) == std::partial_ordering::equivalent ||
                              order_of(value, 1) == std::partial_ordering::equivalent);
}

bool are_equal(const Value& a, const Value& b, Steps& steps) {
  if (is_zero_or_one(a) && b.get<bool>() != nullptr) return false;
  if (is_zero_or_one(b) && a.get<bool>() != nullptr) return false;
  return is_equal(a, b, steps);
}

/// Which orders of two values a comparison takes for true.
struct Comparator {
  NodeKind kind;
  std::string_view symbol;
  bool (*holds)(std::partial_ordering order);
};

constexpr Comparator kComparators[] = {
    {NodeKind::Less, "<", [](std::partial_ordering order) { return order < 0; }},
    {NodeKind::LessOrEqual, "<=", [](std::partial_ordering order) { return order <= 0; }},
    {NodeKind::Greater, ">", [](std::partial_ordering order) { return order > 0; }},
    {NodeKind::GreaterOrEqual, ">=", [](std::partial_ordering order) { return order >= 0; }},
};

bool is_comparable(const Value& value) {
  return is_number(value) || value.get<std::string>() != nullptr;
}

// A slice's bound as a place from the front; where it is left out or lies beyond an end, the
// nearest that a walk in that direction can begin or stop at (Python, PySlice_AdjustIndices).
std::int64_t place_of(const Value& bound, std::int64_t left_out, std::int64_t size, bool backward) {
  const auto* given = bound.get<std::int64_t>();
  if (given == nullptr) return left_out;
  const std::int64_t place = *given < 0 ? *given + size : *given;
  return std::clamp(place, std::int64_t{backward ? -1 : 0}, backward ? size - 1 : size);
}

Failure too_deep() {
  return fail(ErrorKind::General, "The query nests values or expressions deeper than " +
                                      std::to_string(kMaxNesting) + " levels");
}

Failure too_many_steps() {
  return fail(ErrorKind::General, "The query needs too many steps on this document");
}

/// What a node makes of a value. How deep the lists and maps that the search made are nested in it
/// is known as an upper bound; those of the document do not count.
struct Found {
  Value value = {};
  int depth = 0;
};

class Interpreter {
 public:
  explicit Interpreter(Steps& steps) : steps_(steps) {}

  // Expressions that are passed on can call themselves, so that the tree's height alone does not
  // bound the levels.
  Result<Found> evaluate(const Node& node, const Value& current, int depth) {
    if (level_ >= kMaxNesting) return too_deep();
    if (!steps_.take()) return too_many_steps();
    ++level_;
    Result<Found> found = (this->*visit_of(node.kind))(node, current, depth);
    --level_;
    if (found) {
      const bool nests = found->value.get<List>() != nullptr || found->value.get<Map>() != nullptr;
      if (!nests) found->depth = 0;
      if (found->depth > kMaxNesting) return too_deep();
      if (const auto* text = found->value.get<std::string>()) steps_.take(text->size() / 16);
    }
    if (steps_.is_spent()) return too_many_steps();
    return found;
  }

 private:
  using Visit = Result<Found> (Interpreter::*)(const Node& node, const Value& current, int depth);

  // In the order of the enumeration. Called by a pointer, none is built into evaluate(), whose
  // frame stands on the stack once for each level.
  static Visit visit_of(NodeKind kind) {
    static constexpr Visit kVisits[] = {
        &Interpreter::current_value,      // Current
        &Interpreter::field,              // Field
        &Interpreter::literal,            // Literal
        &Interpreter::index,              // Index
        &Interpreter::slice,              // Slice
        &Interpreter::chain,              // Subexpression
        &Interpreter::chain,              // IndexExpression
        &Interpreter::chain,              // Pipe
        &Interpreter::either,             // Or
        &Interpreter::either,             // And
        &Interpreter::equality,           // Equal
        &Interpreter::equality,           // NotEqual
        &Interpreter::comparison,         // Less
        &Interpreter::comparison,         // LessOrEqual
        &Interpreter::comparison,         // Greater
        &Interpreter::comparison,         // GreaterOrEqual
        &Interpreter::negation,           // Not
        &Interpreter::multi_select_list,  // MultiSelectList
        &Interpreter::multi_select_hash,  // MultiSelectHash
        &Interpreter::flatten,            // Flatten
        &Interpreter::projection,         // ListProjection
        &Interpreter::projection,         // ValueProjection
        &Interpreter::projection,         // FilterProjection
        &Interpreter::call,               // Call
        &Interpreter::reference,          // ExpressionReference
    };
    return kVisits[static_cast<std::size_t>(kind)];
  }

  Result<Found> current_value(const Node&, const Value& current, int depth) {
    return Found{current, depth};
  }

  Result<Found> literal(const Node& node, const Value&, int) { return Found{node.value}; }

  Result<Found> reference(const Node& node, const Value&, int) {
    return Found{reference_to(*node.children[0])};
  }

  // A part of what is nested that deep.
  static Found part(const Value& value, int depth) { return {value, std::max(depth - 1, 0)}; }

  Result<Found> field(const Node& node, const Value& current, int depth) {
    const auto* map = current.get<Map>();
    const Value* member = map == nullptr ? nullptr : map->find(*node.value.get<std::string>());
    return member == nullptr ? Found() : part(*member, depth);
  }

  Result<Found> index(const Node& node, const Value& current, int depth) {
    const auto* list = current.get<List>();
    if (list == nullptr) return Found();
    const auto size = static_cast<std::int64_t>(list->size());
    const std::int64_t position = *node.value.get<std::int64_t>();
    const std::int64_t place = position < 0 ? position + size : position;
    if (place < 0 || place >= size) return Found();
    return part((*list)[static_cast<std::size_t>(place)], depth);
  }

  Result<Found> slice(const Node& node, const Value& current, int depth) {
    const auto* list = current.get<List>();
    if (list == nullptr) return Found();
    const List& parts = *node.value.get<List>();
    if (parts[2] == Value(0)) return fail(ErrorKind::General, "slice step cannot be zero");
    const auto size = static_cast<std::int64_t>(list->size());
    const auto* given_step = parts[2].get<std::int64_t>();
    const std::int64_t step =
        given_step == nullptr ? 1 : std::clamp(*given_step, -size - 1, size + 1);
    const bool backward = step < 0;
    const std::int64_t stop = place_of(parts[1], backward ? -1 : size, size, backward);
    std::int64_t place = place_of(parts[0], backward ? size - 1 : 0, size, backward);
    List out;
    for (; backward ? place > stop : place < stop; place += step) {
      const Value& element = (*list)[static_cast<std::size_t>(place)];
      if (!steps_.take_copy(element)) break;
      out.push_back(element);
    }
    return Found{std::move(out), std::max(depth, 1)};
  }

  Result<Found> chain(const Node& node, const Value& current, int depth) {
    ASSIGN_OR_RETURN(const Found left, evaluate(*node.children[0], current, depth));
    return evaluate(*node.children[1], left.value, left.depth);
  }

  Result<Found> either(const Node& node, const Value& current, int depth) {
    ASSIGN_OR_RETURN(Found left, evaluate(*node.children[0], current, depth));
    if (is_false(left.value) == (node.kind == NodeKind::And)) return left;
    return evaluate(*node.children[1], current, depth);
  }

  Result<Found> negation(const Node& node, const Value& current, int depth) {
    ASSIGN_OR_RETURN(const Found operand, evaluate(*node.children[0], current, depth));
    return Found{is_false(operand.value)};
  }

  Result<Found> equality(const Node& node, const Value& current, int depth) {
    ASSIGN_OR_RETURN(const Found left, evaluate(*node.children[0], current, depth));
    ASSIGN_OR_RETURN(const Found right, evaluate(*node.children[1], current, depth));
    const bool equal = are_equal(left.value, right.value, steps_);
    return Found{equal == (node.kind == NodeKind::Equal)};
  }

  Result<Found> comparison(const Node& node, const Value& current, int depth) {
    ASSIGN_OR_RETURN(const Found left, evaluate(*node.children[0], current, depth));
    ASSIGN_OR_RETURN(const Found right, evaluate(*node.children[1], current, depth));
    if (!is_comparable(left.value) || !is_comparable(right.value)) return Found();
    const auto* comparator =
        std::find_if(std::begin(kComparators), std::end(kComparators),
                     [&node](const Comparator& row) { return row.kind == node.kind; });
    const auto order = order_of(left.value, right.value);
    if (!order) return no_order(comparator->symbol, left.value, right.value);
    return Found{comparator->holds(*order)};
  }

  // A list of what the children make of the value.
  Result<Found> each(const Node& node, const Value& current, int depth) {
    List out;
    int deepest = 0;
    for (const NodePtr& child : node.children) {
      ASSIGN_OR_RETURN(Found found, evaluate(*child, current, depth));
      deepest = std::max(deepest, found.depth);
      out.push_back(std::move(found.value));
    }
    return Found{std::move(out), deepest + 1};
  }

  Result<Found> multi_select_list(const Node& node, const Value& current, int depth) {
    return current.is_null() ? Found() : each(node, current, depth);
  }

  Result<Found> multi_select_hash(const Node& node, const Value& current, int depth) {
    if (current.is_null()) return Found();
    ASSIGN_OR_RETURN(const Found values, each(node, current, depth));
    const List& keys = *node.value.get<List>();
    Map out;
    for (std::size_t i = 0; i < keys.size(); ++i) {
      out.set(*keys[i].get<std::string>(), (*values.value.get<List>())[i]);
    }
    return Found{std::move(out), values.depth};
  }

  Result<Found> flatten(const Node& node, const Value& current, int depth) {
    ASSIGN_OR_RETURN(const Found base, evaluate(*node.children[0], current, depth));
    const auto* list = base.value.get<List>();
    if (list == nullptr) return Found();
    List out;
    for (const Value& element : *list) {
      if (!steps_.take_copy(element)) break;
      const auto* inner = element.get<List>();
      if (inner == nullptr) out.push_back(element);
      for (std::size_t i = 0; inner != nullptr && i < inner->size(); ++i) {
        if (!steps_.take_copy((*inner)[i])) break;
        out.push_back((*inner)[i]);
      }
    }
    return Found{std::move(out), std::max(base.depth, 1)};
  }

  Result<Found> projection(const Node& node, const Value& current, int depth) {
    ASSIGN_OR_RETURN(const Found base, evaluate(*node.children[0], current, depth));
    const auto* list = base.value.get<List>();
    const auto* map = base.value.get<Map>();
    const bool of_values = node.kind == NodeKind::ValueProjection;
    if (of_values ? map == nullptr : list == nullptr) return Found();
    const int element_depth = std::max(base.depth - 1, 0);
    Found out{List(), 1};
    const std::size_t size = of_values ? map->size() : list->size();
    for (std::size_t i = 0; i < size; ++i) {
      const Value& element = of_values ? map->begin()[i].value : (*list)[i];
      RETURN_IF_ERROR(project(node, element, element_depth, out));
    }
    return out;
  }

  Result<void> project(const Node& node, const Value& element, int depth, Found& out) {
    if (node.kind == NodeKind::FilterProjection) {
      ASSIGN_OR_RETURN(const Found verdict, evaluate(*node.children[2], element, depth));
      if (is_false(verdict.value)) return {};
    }
    ASSIGN_OR_RETURN(Found found, evaluate(*node.children[1], element, depth));
    if (found.value.is_null()) return {};
    out.depth = std::max(out.depth, found.depth + 1);
    out.value.get<List>()->push_back(std::move(found.value));
    return {};
  }

  // Arguments first: a fault in one of them shows before an unknown name does.
  Result<Found> call(const Node& node, const Value& current, int depth) {
    ASSIGN_OR_RETURN(const Found arguments, each(node, current, depth));
    const int element_depth = std::max(arguments.depth - 2, 0);
    int deepest = arguments.depth;
    // On the stack a function has frames of its own, so that it counts as a level more.
    const auto evaluate_below = [&](const Node& expression, const Value& element) -> Result<Value> {
      ++level_;
      Result<Found> found = evaluate(expression, element, element_depth);
      --level_;
      if (!found) return tl::make_unexpected(std::move(found).error());
      deepest = std::max(deepest, found->depth + 1);
      return std::move(found->value);
    };
    const Calling calling{evaluate_below, steps_};
    ASSIGN_OR_RETURN(Value made, call_function(*node.value.get<std::string>(),
                                               *arguments.value.get<List>(), calling));
    return Found{std::move(made), deepest};
  }

  Steps& steps_;
  int level_ = 0;
};

}  // namespace
}  // namespace jmespath

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
  ASSIGN_OR_RETURN(jmespath::Found found,
                   jmespath::Interpreter(steps).evaluate(*root_, document, 0));
  if (!steps.take_whole(found.value)) return jmespath::too_many_steps();
  // An expression is no value to show; these are the words of the reference's JSON writer for one.
  if (jmespath::holds_expression(found.value)) {
    return fail(ErrorKind::General, "Circular reference detected");
  }
  return std::move(found.value);
}

}  // namespace send_bounce
