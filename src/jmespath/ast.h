#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "send_bounce/values/value.h"

/// An expression as a tree. Every node is evaluated on a current value and gives a value; children
/// are evaluated in their order. The grammar's short names live in a namespace of their own.
namespace send_bounce::jmespath {

struct Node;
using NodePtr = std::unique_ptr<const Node>;

enum class NodeKind : std::uint8_t {
  Current,  ///< `@`, and the side of a form that is not written: `[0]` is `@[0]`
  Field,    ///< `name`, `"name"`: the member of an object. Value: the name
  Literal,  ///< Value: itself
  Index,    ///< `[3]`, on an array; from its end where negative. Value: an integer
  Slice,    ///< `[start:stop:step]`. Value: a list of the three, null for what is left out

  // A left child, and a right one that has the left one's result as its current value.
  Subexpression,    ///< `a.b`
  IndexExpression,  ///< `a[0]`
  Pipe,             ///< `a | b`

  // Two children that have the same current value.
  Or,
  And,
  Equal,
  NotEqual,
  Less,
  LessOrEqual,
  Greater,
  GreaterOrEqual,

  Not,              ///< one child
  MultiSelectList,  ///< `[a, b]`; null on null
  MultiSelectHash,  ///< `{x: a, y: b}`; null on null. Value: a list of as many keys as children
  Flatten,          ///< `a[]`: arrays inside the child's array are dissolved, one level

  // The right child for each element of the left one's array or object; nulls are left out.
  ListProjection,    ///< `a[*].b`
  ValueProjection,   ///< `a.*.b`: the values of an object's members
  FilterProjection,  ///< `a[?condition].b`: a third child says for which elements

  Call,                 ///< `name(a, b)`. Value: the name
  ExpressionReference,  ///< `&a`: the child itself, for a function to evaluate
};

struct Node {
  NodeKind kind = NodeKind::Current;
  std::vector<NodePtr> children = {};
  Value value = {};
  int height =
      1;  ///< 1 for a leaf; the parser keeps it within kMaxNesting, so that walks may recurse
};

}  // namespace send_bounce::jmespath
