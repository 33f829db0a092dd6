#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "send_bounce/words/value.h"

/// An expression as a tree. Every form is evaluated on a current value and gives a value; `left` is
/// evaluated before `right`. The grammar's short names live in a namespace of their own.
namespace send_bounce::jmespath {

struct Node;
using NodePtr = std::unique_ptr<const Node>;

/// `@`, and the side of a form that is not written: `[0]` is `@[0]`.
struct Current {};

/// `name`, `"name"`: the member of an object.
struct Field {
  std::string name;
};

struct Literal {
  Value value;
};

/// `[3]`, on an array; from its end where negative. Beyond 64 bits it is the nearest within.
struct Index {
  std::int64_t position;
};

/// `[start:stop:step]`, with Python's meaning of what is left out or beyond an end.
struct Slice {
  std::optional<std::int64_t> start;
  std::optional<std::int64_t> stop;
  std::optional<std::int64_t> step;
};

/// The right side has the left side's result as its current value: `a.b`, `a[0]`, `a | b`.
enum class ChainKind : std::uint8_t { Subexpression, IndexExpression, Pipe };
struct Chain {
  ChainKind kind;
  NodePtr left;
  NodePtr right;
};

struct Or {
  NodePtr left;
  NodePtr right;
};

struct And {
  NodePtr left;
  NodePtr right;
};

struct Not {
  NodePtr operand;
};

enum class Comparator : std::uint8_t {
  Equal,
  NotEqual,
  Less,
  LessOrEqual,
  Greater,
  GreaterOrEqual
};
struct Comparison {
  Comparator comparator;
  NodePtr left;
  NodePtr right;
};

/// `[a, b]`; null on null.
struct MultiSelectList {
  std::vector<NodePtr> children;
};

/// `{x: a, y: b}`; null on null. As many keys as children.
struct MultiSelectHash {
  std::vector<std::string> keys;
  std::vector<NodePtr> children;
};

/// `a[]`: arrays inside the array are dissolved, one level.
struct Flatten {
  NodePtr operand;
};

/// `a[*].b`: the right side for each element of the left side's array; nulls are left out.
struct ListProjection {
  NodePtr left;
  NodePtr right;
};

/// `a.*.b`: the same for the values of an object's members.
struct ValueProjection {
  NodePtr left;
  NodePtr right;
};

/// `a[?condition].b`: the same for the elements for which the condition holds.
struct FilterProjection {
  NodePtr left;
  NodePtr right;
  NodePtr condition;
};

/// `name(a, b)`.
struct FunctionCall {
  std::string name;
  std::vector<NodePtr> children;
};

/// `&a`: the expression itself, for a function to evaluate.
struct ExpressionReference {
  NodePtr operand;
};

using Form = std::variant<Current, Field, Literal, Index, Slice, Chain, Or, And, Not, Comparison,
                          MultiSelectList, MultiSelectHash, Flatten, ListProjection,
                          ValueProjection, FilterProjection, FunctionCall, ExpressionReference>;

struct Node {
  explicit Node(Form node_form);

  Form form;
  int height;  ///< 1 for a leaf; the parser keeps it within kMaxNesting, so that walks may recurse
};

}  // namespace send_bounce::jmespath
