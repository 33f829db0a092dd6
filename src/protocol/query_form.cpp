#include <charconv>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "send_bounce/protocol/query.h"
#include "send_bounce/text/encoding.h"
#include "send_bounce/text/python_text.h"

namespace send_bounce {
namespace {

constexpr std::size_t kMaxIndex = 10'000;
constexpr std::size_t kMaxShownName = 200;

constexpr Shape kNoMembers{.name = "", .type = ShapeType::Structure};

/// A part of the request while its fields arrive, in whatever order.
struct Node {
  explicit Node(const Shape* node_shape) : shape(node_shape) {}

  const Shape* shape;
  std::optional<std::string> text;                    // String, Timestamp; "" for an empty list
  std::vector<std::pair<std::string, Node>> members;  // Structure
  std::map<std::size_t, Node> elements;               // List
};

std::string shown(std::string_view name) { return python_repr(name.substr(0, kMaxShownName)); }

/// Up to the next dot, which is taken away with it.
std::string_view next_part(std::string_view& path) {
  const std::size_t dot = path.find('.');
  const std::string_view part = path.substr(0, dot);
  path.remove_prefix(dot == std::string_view::npos ? path.size() : dot + 1);
  return part;
}

/// "1" … "10000", without leading zeros.
std::optional<std::size_t> list_index(std::string_view text) {
  std::size_t index = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), index);
  const bool whole = fault == std::errc() && end == text.data() + text.size();
  if (!whole || text.front() == '0' || index > kMaxIndex) return std::nullopt;
  return index;
}

Node* member_node(Node& structure, std::string_view name) {
  for (auto& [known, node] : structure.members) {
    if (known == name) return &node;
  }
  const Member* member = find_member(*structure.shape, name);
  if (member == nullptr) return nullptr;
  structure.members.emplace_back(std::string(name), Node(member->shape));
  return &structure.members.back().second;
}

/// The node that a field's name leads to, made on the way where it is new.
Result<Node*> find_node(Node& root, std::string_view field) {
  Node* node = &root;
  std::string_view path = field;
  while (!path.empty()) {
    if (node->shape->type == ShapeType::Structure) {
      node = member_node(*node, next_part(path));
      if (node == nullptr) return invalid_parameter("Unknown field " + shown(field));
      continue;
    }
    if (node->shape->type != ShapeType::List || next_part(path) != "member") {
      return invalid_parameter("Unknown field " + shown(field));
    }
    const auto index = list_index(next_part(path));
    if (!index) {
      return invalid_parameter("The list index in " + shown(field) + " is not one of 1 to " +
                               std::to_string(kMaxIndex));
    }
    node = &node->elements.try_emplace(*index, node->shape->element).first->second;
  }
  return node;
}

Result<void> take_field(Node& root, std::string_view name, std::string text) {
  // A trailing dot would lead to the same place as the name without it.
  if (name.empty() || name.ends_with('.')) return invalid_parameter("Unknown field " + shown(name));
  ASSIGN_OR_RETURN(Node* const node, find_node(root, name));
  if (node->text) return invalid_parameter("The field " + shown(name) + " is given twice");
  const ShapeType type = node->shape->type;
  if (type == ShapeType::Structure || (type == ShapeType::List && !text.empty())) {
    return invalid_parameter("The field " + shown(name) + " takes members, not text");
  }
  node->text = std::move(text);
  return {};
}

Result<Value> value_of(const Node& node, const std::string& name);

Result<Value> list_of(const Node& node, const std::string& name) {
  Value::List values;
  if (node.text && !node.elements.empty()) {
    return invalid_parameter("The list " + name + " is given both empty and with elements");
  }
  for (const auto& [index, element] : node.elements) {
    if (index != values.size() + 1) {
      return invalid_parameter("The list " + name + " has no element " +
                               std::to_string(values.size() + 1));
    }
    const std::string element_name = name + ".member." + std::to_string(index);
    ASSIGN_OR_RETURN(auto value, value_of(element, element_name));
    values.push_back(std::move(value));
  }
  return Value(std::move(values));
}

Result<Value> value_of(const Node& node, const std::string& name) {
  if (node.shape->type == ShapeType::List) return list_of(node, name);
  if (node.shape->type != ShapeType::Structure) return Value(node.text.value_or(""));
  Map members;
  for (const auto& [member, child] : node.members) {
    const std::string member_name = name.empty() ? member : name + '.' + member;
    ASSIGN_OR_RETURN(auto value, value_of(child, member_name));
    members.set(member, std::move(value));
  }
  return Value(std::move(members));
}

struct Field {
  std::string name;
  std::string text;
};

Result<Field> decode_field(std::string_view field) {
  const std::size_t equals = field.find('=');
  if (equals == std::string_view::npos) {
    return invalid_parameter("The form holds " + shown(field) + ", which has no value");
  }
  auto name = form_decode(field.substr(0, equals));
  auto text = form_decode(field.substr(equals + 1));
  if (!name || !text || !is_utf8(*name) || !is_utf8(*text)) {
    return invalid_parameter("The form field " + shown(field) + " is not percent-encoded UTF-8");
  }
  return Field{*std::move(name), *std::move(text)};
}

}  // namespace

Result<Map> parse_query_form(const Operation& operation, const std::string& body) {
  Node root(operation.input != nullptr ? operation.input : &kNoMembers);
  std::string_view rest = body;
  while (!rest.empty()) {
    const std::size_t end = rest.find('&');
    ASSIGN_OR_RETURN(auto field, decode_field(rest.substr(0, end)));
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    if (field.name == "Action" || field.name == "Version") continue;
    RETURN_IF_ERROR(take_field(root, field.name, std::move(field.text)));
  }
  ASSIGN_OR_RETURN(auto parameters, value_of(root, ""));
  return std::move(*parameters.get<Map>());
}

}  // namespace send_bounce
