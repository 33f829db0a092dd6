#include "send_bounce/model/request.h"

#include <algorithm>
#include <optional>

#include "model/member_path.h"
#include "send_bounce/model/limits.h"
#include "send_bounce/model/ses_model.h"
#include "send_bounce/text/encoding.h"
#include "send_bounce/text/python_text.h"

namespace send_bounce {
namespace {

struct ValidationOutcome {
  // The reference's report, a line per fault (command-line.md §2.4, botocore/validate.py): for
  // each structure its missing members, its unknown ones, then what is wrong inside each member.
  std::vector<std::string> report;
  // Zone abbreviations that were dropped, each once.
  std::vector<std::string> ignored_zones;
};

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
    auto* list = value.get<Value::List>();
    if (list != nullptr) {
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

// Holds parameters against a structure and turns every readable timestamp into an Instant, in
// place. General for a timestamp outside the calendar, whatever else is wrong.
Result<ValidationOutcome> validate(const Shape& structure, Map& parameters,
                                   const TimestampContext& context) {
  Validator validator(context);
  RETURN_IF_ERROR(validator.check_structure(structure, parameters, MemberPath()));
  return validator.take_outcome();
}

// Only turns timestamps into Instants; nothing else is looked at. General for an unreadable one,
// since it has no form on the wire. Returns the dropped abbreviations.
Result<std::vector<std::string>> convert_timestamps(const Shape& structure, Map& parameters,
                                                    const TimestampContext& context) {
  std::vector<std::string> zones;
  RETURN_IF_ERROR(convert_members(structure, parameters, MemberPath(), context, zones));
  return zones;
}

Failure report_of(const std::vector<std::string>& lines) {
  std::string message = "Parameter validation failed:";
  for (const std::string& line : lines) message += "\n" + line;
  return invalid_parameter(std::move(message));
}

// The wire is UTF-8; a word of argv may be any bytes. nullopt where all text is fine, else the
// path.
std::optional<std::string> find_foreign_text(const Value& value, const MemberPath& path) {
  if (const auto* text = value.get<std::string>()) {
    return is_utf8(*text) ? std::nullopt : std::optional(path.text());
  }
  if (const auto* list = value.get<Value::List>()) {
    std::size_t i = 0;
    for (const Value& element : *list) {
      if (auto found = find_foreign_text(element, path.element(i++))) {
        return found;
      }
    }
  }
  if (const auto* map = value.get<Map>()) {
    for (const MapEntry& entry : *map) {
      if (auto found = find_foreign_text(entry.value, path.member(entry.key))) {
        return found;
      }
    }
  }
  return std::nullopt;
}

bool is_of_unfilled(const LimitFault& fault) { return fault.is_unfilled; }

}  // namespace

Result<SendBounceRequest> SendBounceRequest::check(Map parameters, const TimestampContext& context,
                                                   Validation validation,
                                                   std::span<const std::string> from_document) {
  const Shape& shape = *kSendBounce.input;
  if (const auto path = find_foreign_text(parameters, MemberPath())) {
    return fail(
        ErrorKind::General, "The text of parameter " + *path + " is not UTF-8",
        "Convert it, or give it as file://PATH with AWS_CLI_FILE_ENCODING. Nothing was sent.");
  }
  if (validation == Validation::Off) {
    ASSIGN_OR_RETURN(auto zones, convert_timestamps(shape, parameters, context));
    return SendBounceRequest(std::move(parameters), std::move(zones));
  }
  ASSIGN_OR_RETURN(auto outcome, validate(shape, parameters, context));
  std::vector<std::string> lines = std::move(outcome.report);
  const std::vector<LimitFault> limits = check_limits(parameters, from_document);
  // The reference's report stays as it is there, unless the document is ours to refuse anyway.
  if (lines.empty() || std::any_of(limits.begin(), limits.end(), is_of_unfilled)) {
    for (const LimitFault& fault : limits) lines.push_back(limit_line(fault));
  }
  if (!lines.empty()) return report_of(lines);
  return SendBounceRequest(std::move(parameters), std::move(outcome.ignored_zones));
}

}  // namespace send_bounce
