#include "jmespath/operand.h"

#include <algorithm>
#include <array>

#include "jmespath/number.h"

namespace send_bounce::jmespath {
namespace {

// Below this many keys a walk is faster than hashing, and no index is built.
constexpr std::size_t kIndexFrom = 16;
constexpr std::size_t kNowhere = static_cast<std::size_t>(-1);

Kind kind_of(const Value& value) {
  if (is_number(value)) return Kind::Number;
  // In the order of Value::Storage.
  constexpr std::array<Kind, std::variant_size_v<Value::Storage>> kKinds = {
      Kind::Null,  Kind::Boolean, Kind::Number, Kind::Number, Kind::String,
      Kind::Other, Kind::Other,   Kind::Other,  Kind::Array,  Kind::Object};
  return kKinds[value.storage().index()];
}

template <class T, class Held>
const T* shared(const Held& held) {
  const auto* pointer = std::get_if<std::shared_ptr<const T>>(&held);
  return pointer == nullptr ? nullptr : pointer->get();
}

bool are_equal_elements(const Operand& a, const Operand& b, Steps& steps) {
  return a.is_same(b) || is_equal(a, b, steps);
}

bool are_equal_arrays(const Operand& a, const Operand& b, Steps& steps) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (!are_equal_elements(a.at(i), b.at(i), steps)) return false;
  }
  return true;
}

bool are_equal_objects(const Operand& a, const Operand& b, Steps& steps) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const std::string_view key = a.key(i);
    if (!b.has_member(key) || !are_equal_elements(a.at(i), b.member(key), steps)) return false;
  }
  return true;
}

bool counts_as_number(Kind kind) { return kind == Kind::Number || kind == Kind::Boolean; }

// What the copy of one value counts for: it takes several times the memory of an operand.
constexpr std::size_t kStepsPerCopy = 4;

// Steps for a copy of the value.
std::size_t size_of(const Value& value) {
  std::size_t size = kStepsPerCopy;
  if (const auto* text = value.get<std::string>()) size += text->size() / 16;
  if (const auto* list = value.get<Value::List>()) {
    for (const Value& element : *list) size += size_of(element);
  }
  if (const auto* map = value.get<Map>()) {
    for (const MapEntry& entry : *map) size += size_of(entry.value) + entry.key.size() / 16;
  }
  return size;
}

}  // namespace

struct Operand::MadeArray {
  OperandList elements;
  int depth;
};

struct Operand::MadeObject {
  OperandMap map;
  int depth;
};

Operand Operand::made(Value scalar) {
  return Operand(Held(std::make_shared<const Value>(std::move(scalar))));
}

Operand Operand::array(OperandList elements) {
  int depth = 0;
  for (const Operand& element : elements) depth = std::max(depth, element.depth());
  return Operand(
      Held(std::make_shared<const MadeArray>(MadeArray{std::move(elements), depth + 1})));
}

Operand Operand::object(OperandMap members) {
  int depth = 0;
  for (const auto& [key, value] : members.members()) depth = std::max(depth, value.depth());
  return Operand(
      Held(std::make_shared<const MadeObject>(MadeObject{std::move(members), depth + 1})));
}

Kind Operand::kind() const {
  if (const Value* held = value()) return kind_of(*held);
  if (expression() != nullptr) return Kind::Expression;
  if (shared<MadeArray>(held_) != nullptr) return Kind::Array;
  return shared<MadeObject>(held_) != nullptr ? Kind::Object : Kind::Null;
}

const Value* Operand::value() const {
  const auto* viewed = std::get_if<const Value*>(&held_);
  return viewed != nullptr ? *viewed : shared<Value>(held_);
}

const std::string* Operand::text() const {
  const Value* held = value();
  return held == nullptr ? nullptr : held->get<std::string>();
}

const Node* Operand::expression() const {
  const auto* node = std::get_if<const Node*>(&held_);
  return node == nullptr ? nullptr : *node;
}

std::size_t Operand::size() const {
  if (const auto* array = shared<MadeArray>(held_)) return array->elements.size();
  if (const auto* object = shared<MadeObject>(held_)) return object->map.members().size();
  const Value* held = value();
  if (held == nullptr) return 0;
  if (const auto* list = held->get<Value::List>()) return list->size();
  const auto* map = held->get<Map>();
  return map == nullptr ? 0 : map->size();
}

Operand Operand::at(std::size_t index) const {
  if (const auto* array = shared<MadeArray>(held_)) return array->elements[index];
  if (const auto* object = shared<MadeObject>(held_)) return object->map.members()[index].second;
  if (const auto* list = value()->get<Value::List>()) return view((*list)[index]);
  return view(value()->get<Map>()->begin()[index].value);
}

std::string_view Operand::key(std::size_t index) const {
  if (const auto* object = shared<MadeObject>(held_)) return object->map.members()[index].first;
  return value()->get<Map>()->begin()[index].key;
}

Operand Operand::member(std::string_view key) const {
  if (const auto* object = shared<MadeObject>(held_)) {
    const Operand* found = object->map.find(key);
    return found == nullptr ? Operand() : *found;
  }
  const Value* held = value();
  const auto* map = held == nullptr ? nullptr : held->get<Map>();
  const Value* found = map == nullptr ? nullptr : map->find(key);
  return found == nullptr ? Operand() : view(*found);
}

bool Operand::has_member(std::string_view key) const {
  if (const auto* object = shared<MadeObject>(held_)) return object->map.find(key) != nullptr;
  const Value* held = value();
  const auto* map = held == nullptr ? nullptr : held->get<Map>();
  return map != nullptr && map->has(key);
}

int Operand::depth() const {
  if (const auto* array = shared<MadeArray>(held_)) return array->depth;
  const auto* object = shared<MadeObject>(held_);
  return object == nullptr ? 0 : object->depth;
}

bool Operand::is_same(const Operand& other) const { return held_ == other.held_; }

std::size_t OperandMap::position(std::string_view key) const {
  if (!index_.empty()) {
    const auto found = index_.find(key);
    return found == index_.end() ? kNowhere : found->second;
  }
  const auto found = std::find_if(members_.begin(), members_.end(),
                                  [key](const auto& member) { return member.first == key; });
  return found == members_.end() ? kNowhere : static_cast<std::size_t>(found - members_.begin());
}

void OperandMap::set(std::string_view key, Operand value) {
  const std::size_t place = position(key);
  if (place != kNowhere) {
    members_[place].second = std::move(value);
    return;
  }
  members_.emplace_back(key, std::move(value));
  if (members_.size() < kIndexFrom) return;
  for (std::size_t i = index_.size(); i < members_.size(); ++i)
    index_.emplace(members_[i].first, i);
}

const Operand* OperandMap::find(std::string_view key) const {
  const std::size_t place = position(key);
  return place == kNowhere ? nullptr : &members_[place].second;
}

bool is_equal(const Operand& a, const Operand& b, Steps& steps) {
  if (!steps.take()) return false;
  const Kind kind = a.kind();
  if (counts_as_number(kind) && counts_as_number(b.kind())) {
    return compare_numbers(*a.value(), *b.value()) == 0;
  }
  if (kind != b.kind()) return false;
  switch (kind) {
    case Kind::Null:
      return true;
    case Kind::String:
      return *a.text() == *b.text();
    case Kind::Array:
      return are_equal_arrays(a, b, steps);
    case Kind::Object:
      return are_equal_objects(a, b, steps);
    case Kind::Expression:
      return a.is_same(b);
    case Kind::Boolean:
    case Kind::Number:
    case Kind::Other:
      break;
  }
  return *a.value() == *b.value();
}

Value to_value(const Operand& operand, Steps& steps) {
  if (const Value* value = operand.value()) return steps.take(size_of(*value)) ? *value : Value();
  if (!steps.take(kStepsPerCopy * (1 + operand.size())) || operand.is_null()) return {};
  if (operand.expression() != nullptr) {
    return Foreign{"_Expression", "<jmespath.visitor._Expression object>"};
  }
  if (operand.kind() == Kind::Array) {
    Value::List list;
    list.reserve(operand.size());
    for (std::size_t i = 0; i < operand.size(); ++i) {
      list.push_back(to_value(operand.at(i), steps));
    }
    return list;
  }
  Map map;
  for (std::size_t i = 0; i < operand.size(); ++i) {
    map.set(std::string(operand.key(i)), to_value(operand.at(i), steps));
  }
  return map;
}

bool holds_expression(const Operand& operand, Steps& steps) {
  if (operand.value() != nullptr || !steps.take()) return false;
  if (operand.expression() != nullptr) return true;
  for (std::size_t i = 0; i < operand.size(); ++i) {
    if (holds_expression(operand.at(i), steps)) return true;
  }
  return false;
}

}  // namespace send_bounce::jmespath
