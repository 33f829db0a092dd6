#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include "jmespath/ast.h"
#include "jmespath/steps.h"
#include "send_bounce/words/value.h"

namespace send_bounce::jmespath {

class Operand;
class OperandMap;
using OperandList = std::vector<Operand>;

enum class Kind : std::uint8_t {
  Null,
  Boolean,
  Number,
  String,
  Array,
  Object,
  Expression,  ///< what `&a` gives
  Other,       ///< what a document may hold but JSON has no word for: bytes, dates
};

/// A value on its way through an expression: a part of the document or of a literal, which is only
/// pointed at, or one made on the way, which its users share. Copying is cheap, whatever its size.
/// Lives no longer than the document and the expression.
class Operand {
 public:
  Operand() = default;  ///< null
  static Operand view(const Value& value) { return Operand(Held(&value)); }
  static Operand reference(const Node& expression) { return Operand(Held(&expression)); }
  static Operand made(Value scalar);  ///< REQUIRES: neither list nor map
  static Operand array(OperandList elements);
  static Operand object(OperandMap members);

  Kind kind() const;
  bool is_null() const { return kind() == Kind::Null; }

  /// nullptr for a made array or object, for an expression and for a made null.
  const Value* value() const;
  const std::string* text() const;  ///< nullptr for anything but a string
  const Node* expression() const;   ///< nullptr for anything but an expression

  /// Of arrays and objects; `key` of objects only. REQUIRES: index < size().
  std::size_t size() const;
  Operand at(std::size_t index) const;
  std::string_view key(std::size_t index) const;
  /// The member's value, null where there is none or where this is no object.
  Operand member(std::string_view key) const;
  bool has_member(std::string_view key) const;

  /// How deep made arrays and objects are nested in it: 0 for all others.
  int depth() const;

  /// True for one and the same value in memory, as Python's `is`.
  bool is_same(const Operand& other) const;

 private:
  struct MadeArray;
  struct MadeObject;
  using Held = std::variant<std::nullptr_t, const Value*, const Node*, std::shared_ptr<const Value>,
                            std::shared_ptr<const MadeArray>, std::shared_ptr<const MadeObject>>;

  explicit Operand(Held held) : held_(std::move(held)) {}

  Held held_ = nullptr;
};

/// Members in the order in which their keys were first set. Keys are not copied: they are those of
/// the document, of a literal or of the expression.
class OperandMap {
 public:
  void set(std::string_view key, Operand value);
  const Operand* find(std::string_view key) const;
  const std::vector<std::pair<std::string_view, Operand>>& members() const { return members_; }

 private:
  std::size_t position(std::string_view key) const;

  std::vector<std::pair<std::string_view, Operand>> members_;
  std::unordered_map<std::string_view, std::size_t> index_;  // filled once a map is large
};

/// Python's `==`: true is 1, an array equals another whose elements are the same or equal.
bool is_equal(const Operand& a, const Operand& b, Steps& steps);

/// A copy that stands alone. An expression becomes Foreign, as Python would show it.
Value to_value(const Operand& operand, Steps& steps);

/// True where the operand is an expression or a made array or object that holds one.
bool holds_expression(const Operand& operand, Steps& steps);

}  // namespace send_bounce::jmespath
