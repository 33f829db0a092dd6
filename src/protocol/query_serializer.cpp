#include <type_traits>
#include <utility>
#include <variant>

#include "send_bounce/protocol/query.h"
#include "send_bounce/text/encoding.h"
#include "send_bounce/text/python_text.h"
#include "send_bounce/values/instant.h"

namespace send_bounce {
namespace {

/// "name=value&…", both sides encoded.
class FormBody {
 public:
  void append(std::string_view name, std::string_view value) {
    if (!text_.empty()) text_ += '&';
    text_ += form_encode(name) + '=' + form_encode(value);
  }
  std::string take() { return std::move(text_); }

 private:
  std::string text_;
};

std::string inside(const std::string& prefix, std::string_view name) {
  return prefix.empty() ? std::string(name) : prefix + '.' + std::string(name);
}

/// Null, false, zero and whatever is empty: what the reference takes for a list without elements.
bool is_falsy(const Value& value) {
  return std::visit(
      [](const auto& held) {
        using T = std::decay_t<decltype(held)>;
        if constexpr (std::is_same_v<T, std::nullptr_t>) return true;
        if constexpr (std::is_same_v<T, bool>) return !held;
        if constexpr (std::is_same_v<T, std::int64_t>) return held == 0;
        if constexpr (std::is_same_v<T, double>) return held == 0.0;
        if constexpr (std::is_same_v<T, std::string>) return held.empty();
        if constexpr (std::is_same_v<T, Bytes>) return held.data.empty();
        if constexpr (std::is_same_v<T, Value::List>) return held.empty();
        if constexpr (std::is_same_v<T, Map>) return held.empty();
        return false;
      },
      value.storage());
}

std::string scalar_text(const Value& value) {
  if (const auto* text = value.get<std::string>()) return *text;
  if (const auto* bytes = value.get<Bytes>()) return bytes->data;
  if (const auto* instant = value.get<Instant>()) return format_iso8601(*instant);
  return python_str(value);
}

// Only without validation is a scalar anything but text: the reference then repeats the name for
// each element of a list and for each key of a map.
void append_scalar(FormBody& body, const std::string& name, const Value& value) {
  if (const auto* list = value.get<Value::List>()) {
    for (const Value& element : *list) body.append(name, scalar_text(element));
  } else if (const auto* map = value.get<Map>()) {
    for (const MapEntry& entry : *map) body.append(name, entry.key);
  } else {
    body.append(name, scalar_text(value));
  }
}

Failure unfit(const std::string& name, std::string_view wanted, const Value& value) {
  return fail(ErrorKind::General, "Cannot send parameter " + name + ": the API takes " +
                                      std::string(wanted) + " there, not <class '" +
                                      python_type_name(value) + "'>");
}

Result<void> append_value(FormBody& body, const std::string& name, const Shape& shape,
                          const Value& value);

Result<void> append_structure(FormBody& body, const std::string& name, const Shape& shape,
                              const Map& members) {
  for (const MapEntry& entry : members) {
    const Member* member = find_member(shape, entry.key);
    if (member == nullptr) {
      return fail(ErrorKind::General, "Cannot send parameter " + inside(name, entry.key) +
                                          ": the API has no such member");
    }
    RETURN_IF_ERROR(append_value(body, inside(name, entry.key), *member->shape, entry.value));
  }
  return {};
}

Result<void> append_list(FormBody& body, const std::string& name, const Shape& shape,
                         const Value& value) {
  if (is_falsy(value)) {
    body.append(name, "");
    return {};
  }
  const auto* list = value.get<Value::List>();
  if (list == nullptr) return unfit(name, "a list", value);
  for (std::size_t i = 0; i < list->size(); ++i) {
    const std::string element_name = name + ".member." + std::to_string(i + 1);
    RETURN_IF_ERROR(append_value(body, element_name, *shape.element, (*list)[i]));
  }
  return {};
}

Result<void> append_value(FormBody& body, const std::string& name, const Shape& shape,
                          const Value& value) {
  switch (shape.type) {
    case ShapeType::String:
    case ShapeType::Timestamp:
      append_scalar(body, name, value);
      return {};
    case ShapeType::List:
      return append_list(body, name, shape, value);
    case ShapeType::Structure:
      break;
  }
  const auto* members = value.get<Map>();
  if (members == nullptr) return unfit(name, "a structure", value);
  return append_structure(body, name, shape, *members);
}

}  // namespace

Result<std::string> serialize_query(const Operation& operation, const Map& parameters) {
  FormBody body;
  body.append("Action", operation.name);
  body.append("Version", operation.api_version);
  if (operation.input != nullptr) {
    RETURN_IF_ERROR(append_structure(body, "", *operation.input, parameters));
  }
  return body.take();
}

}  // namespace send_bounce
