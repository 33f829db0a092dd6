#include "model/validator.h"

#include <algorithm>

#include "model/member_path.h"
#include "send_bounce/words/python_text.h"

namespace send_bounce {
namespace {

std::string shown_path(const MemberPath& path) {
  const std::string text = path.text();
  return text.empty() ? "input" : text;
}

std::string_view valid_types(ShapeType type) {
  switch (type) {
    case ShapeType::String:
      return "<class 'str'>";
    case ShapeType::Timestamp:
      return "<class 'datetime.datetime'>, timestamp-string";
    case ShapeType::Structure:
      return "<class 'dict'>";
    case ShapeType::List:
      return "<class 'list'>, <class 'tuple'>";
  }
  return {};
}

std::string member_names(const Shape& structure) {
  std::string names;
  for (const Member& member : structure.members) {
    if (!names.empty()) names += ", ";
    names += member.name;
  }
  return names;
}

void note_zone(std::vector<std::string>& zones, const std::string& zone) {
  if (!zone.empty() && std::find(zones.begin(), zones.end(), zone) == zones.end()) {
    zones.push_back(zone);
  }
}

Failure out_of_calendar(const MemberPath& path, const Value& value) {
  return fail(ErrorKind::General, "The time " + python_str(value) + " of parameter " + path.text() +
                                      " is outside the years 1 to 9999.");
}

class Validator {
 public:
  explicit Validator(const TimestampContext& context) : context_(context) {}

  Result<void> check(const Shape& shape, Value& value, const MemberPath& path) {
    switch (shape.type) {
      case ShapeType::Structure:
        if (auto* map = value.get<Map>()) return check_structure(shape, *map, path);
        break;
      case ShapeType::List:
        if (auto* list = value.get<Value::List>()) return check_list(shape, *list, path);
        break;
      case ShapeType::String:
        if (value.get<std::string>() != nullptr) return {};
        break;
      case ShapeType::Timestamp:
        return check_timestamp(value, path);
    }
    report_type(shape.type, value, path);
    return {};
  }

  Result<void> check_structure(const Shape& shape, Map& map, const MemberPath& path) {
    for (const std::string_view name : shape.required) {
      if (map.has(name)) continue;
      outcome_.report.push_back("Missing required parameter in " + shown_path(path) + ": \"" +
                                std::string(name) + "\"");
    }
    for (const MapEntry& entry : map) {
      if (find_member(shape, entry.key) != nullptr) continue;
      outcome_.report.push_back("Unknown parameter in " + shown_path(path) + ": \"" + entry.key +
                                "\", must be one of: " + member_names(shape));
    }
    for (MapEntry& entry : map) {
      const Member* member = find_member(shape, entry.key);
      if (member == nullptr) continue;
      RETURN_IF_ERROR(check(*member->shape, entry.value, path.member(entry.key)));
    }
    return {};
  }

  ValidationOutcome take_outcome() { return std::move(outcome_); }

 private:
  Result<void> check_list(const Shape& shape, Value::List& list, const MemberPath& path) {
    std::size_t i = 0;
    for (Value& element : list) {
      RETURN_IF_ERROR(check(*shape.element, element, path.element(i++)));
    }
    return {};
  }

  Result<void> check_timestamp(Value& value, const MemberPath& path) {
    const auto timestamp = parse_timestamp(value, context_);
    if (timestamp) {
      note_zone(outcome_.ignored_zones, timestamp->ignored_zone);
      value = timestamp->instant;
    } else if (timestamp.error() == TimestampFault::NotATimestamp) {
      report_type(ShapeType::Timestamp, value, path);
    } else {
      return out_of_calendar(path, value);
    }
    return {};
  }

  void report_type(ShapeType type, const Value& value, const MemberPath& path) {
    outcome_.report.push_back("Invalid type for parameter " + path.text() + ", value: " +
                              python_str(value) + ", type: <class '" + python_type_name(value) +
                              "'>, valid types: " + std::string(valid_types(type)));
  }

  const TimestampContext& context_;
  ValidationOutcome outcome_;
};

Result<void> convert(const Shape& shape, Value& value, const MemberPath& path,
                     const TimestampContext& context, std::vector<std::string>& zones);

Result<void> convert_members(const Shape& shape, Map& map, const MemberPath& path,
                             const TimestampContext& context, std::vector<std::string>& zones) {
  for (MapEntry& entry : map) {
    const Member* member = find_member(shape, entry.key);
    if (member == nullptr) continue;
    RETURN_IF_ERROR(convert(*member->shape, entry.value, path.member(entry.key), context, zones));
  }
  return {};
}

Result<void> convert(const Shape& shape, Value& value, const MemberPath& path,
                     const TimestampContext& context, std::vector<std::string>& zones) {
  if (shape.type == ShapeType::Structure) {
    if (auto* map = value.get<Map>()) return convert_members(shape, *map, path, context, zones);
  } else if (shape.type == ShapeType::List) {
    if (auto* list = value.get<Value::List>()) {
      std::size_t i = 0;
      for (Value& element : *list) {
        RETURN_IF_ERROR(convert(*shape.element, element, path.element(i++), context, zones));
      }
    }
  } else if (shape.type == ShapeType::Timestamp) {
    const auto timestamp = parse_timestamp(value, context);
    if (!timestamp && timestamp.error() != TimestampFault::NotATimestamp) {
      return out_of_calendar(path, value);
    }
    if (!timestamp) {
      return fail(ErrorKind::General, "The value " + python_repr(value) + " of parameter " +
                                          path.text() +
                                          " is no timestamp, so there is no way to send it.");
    }
    note_zone(zones, timestamp->ignored_zone);
    value = timestamp->instant;
  }
  return {};
}

}  // namespace

Result<ValidationOutcome> validate(const Shape& structure, Map& parameters,
                                   const TimestampContext& context) {
  Validator validator(context);
  RETURN_IF_ERROR(validator.check_structure(structure, parameters, MemberPath()));
  return validator.take_outcome();
}

Result<std::vector<std::string>> convert_timestamps(const Shape& structure, Map& parameters,
                                                    const TimestampContext& context) {
  std::vector<std::string> zones;
  RETURN_IF_ERROR(convert_members(structure, parameters, MemberPath(), context, zones));
  return zones;
}

}  // namespace send_bounce
