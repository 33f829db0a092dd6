#include "send_bounce/model/limits.h"

#include <algorithm>

#include "model/member_path.h"
#include "send_bounce/model/ses_model.h"
#include "send_bounce/text/encoding.h"
#include "send_bounce/text/python_text.h"

namespace send_bounce {
namespace {

constexpr std::size_t kLongestName = 50;
constexpr std::size_t kLongestValue = 2048;
constexpr std::size_t kShownCharacters = 60;
constexpr std::string_view kPlaceholderDate = "1970-01-01T00:00:00";
constexpr std::string_view kFinalRecipientPrefix = "rfc822;";

std::string shortened(const std::string& text) {
  std::size_t end = 0;
  for (std::size_t shown = 0; end < text.size() && shown < kShownCharacters; ++shown) {
    if (!next_code_point(text, end)) ++end;
  }
  const std::string_view head(text.data(), end);
  return python_repr(head) + (end < text.size() ? "..." : "");
}

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
}

std::string joined(std::span<const std::string_view> words) {
  std::string out;
  for (const std::string_view word : words) {
    if (!out.empty()) out += ", ";
    out += word;
  }
  return out;
}

bool is_empty_text(const Value* value) {
  const auto* text = value == nullptr ? nullptr : value->get<std::string>();
  return text != nullptr && text->empty();
}

// The reference sends this pair, so where an option gave it the service judges.
bool is_empty_field(const Shape& shape, const Map& map) {
  return shape.name == "ExtensionField" && is_empty_text(map.find("Name")) &&
         is_empty_text(map.find("Value"));
}

// What the skeleton prints, except for enumerations: their first value may well be meant.
bool is_unfilled(const Shape& shape, const Value& value) {
  if (shape.type == ShapeType::Timestamp) {
    const auto* instant = value.get<Instant>();
    return instant != nullptr && *instant == Instant{};
  }
  return shape.empty_is_unfilled && is_empty_text(&value);
}

class LimitCheck {
 public:
  explicit LimitCheck(std::span<const std::string> from_document) : documented_(from_document) {}

  void check_parameters(const Shape& shape, const Map& parameters) {
    const MemberPath root;
    for (const MapEntry& entry : parameters) {
      const Member* member = find_member(shape, entry.key);
      if (member == nullptr) continue;
      in_document_ =
          std::find(documented_.begin(), documented_.end(), entry.key) != documented_.end();
      check_member(*member, entry.value, root);
    }
  }

  std::vector<LimitFault> take_faults() { return std::move(faults_); }

 private:
  void check(const Shape& shape, const Value& value, const MemberPath& path) {
    if (const auto* text = value.get<std::string>(); text && shape.type == ShapeType::String) {
      check_text(shape, *text, path);
    } else if (const auto* map = value.get<Map>(); map && shape.type == ShapeType::Structure) {
      check_structure(shape, *map, path);
    } else if (const auto* list = value.get<Value::List>(); list && shape.type == ShapeType::List) {
      check_list(shape, *list, path);
    }
  }

  void check_structure(const Shape& shape, const Map& map, const MemberPath& path) {
    if (!in_document_ && is_empty_field(shape, map)) return;
    if (shape.name == "BouncedRecipientInfo" && !map.has("BounceType") &&
        !map.has("RecipientDsnFields")) {
      add(path, "neither BounceType nor RecipientDsnFields is given",
          "Add one of them: SES has nothing else to say why the message bounces");
    }
    for (const MapEntry& entry : map) {
      const Member* member = find_member(shape, entry.key);
      if (member == nullptr) continue;
      check_member(*member, entry.value, path);
    }
  }

  void check_member(const Member& member, const Value& value, const MemberPath& parent) {
    const MemberPath path = parent.member(member.name);
    if (in_document_ && is_unfilled(*member.shape, value)) {
      add_unfilled(member, parent, path);
    } else {
      check(*member.shape, value, path);
    }
  }

  void check_list(const Shape& shape, const Value::List& list, const MemberPath& path) {
    if (list.empty() && shape.name == "BouncedRecipientInfoList") {
      add(path, "the list is empty", "Name at least one recipient");
    }
    std::size_t i = 0;
    for (const Value& element : list) check(*shape.element, element, path.element(i++));
  }

  void check_text(const Shape& shape, const std::string& text, const MemberPath& path) {
    const auto& values = shape.enumeration;
    if (!values.empty() && std::find(values.begin(), values.end(), text) == values.end()) {
      add(path, text, "not a value of " + std::string(shape.name), "Use one of: " + joined(values));
    }
    switch (shape.limit) {
      case TextLimit::None:
        break;
      case TextLimit::ExtensionName:
        check_extension_name(text, path);
        break;
      case TextLimit::ExtensionValue:
        check_extension_value(text, path);
        break;
      case TextLimit::FinalRecipient:
        if (to_lower(text).starts_with(kFinalRecipientPrefix)) {
          add(path, text, "begins with \"rfc822;\", which SES adds itself",
              "Give the address alone");
        }
        break;
    }
  }

  void check_extension_name(const std::string& text, const MemberPath& path) {
    if (text.empty() || code_point_count(text) > kLongestName ||
        !std::all_of(text.begin(), text.end(), is_name_character)) {
      add(path, text, "not the name of an extension field",
          "Use 1 to 50 letters, digits and dashes, such as X-Reason");
    }
  }

  void check_extension_value(const std::string& text, const MemberPath& path) {
    const std::size_t length = code_point_count(text);
    if (length > kLongestValue) {
      add(path, text, "has " + std::to_string(length) + " characters",
          "Shorten it to 2048 characters or fewer");
    }
    if (text.find_first_of("\r\n") != std::string::npos) {
      add(path, text, "holds a line break", "Write it on one line");
    }
  }

  // What is required cannot be left out alone, but the structure around it can.
  void add_unfilled(const Member& member, const MemberPath& parent, const MemberPath& path) {
    const bool is_date = member.shape->type == ShapeType::Timestamp;
    const std::string removable = member.required ? parent.text() : "the member";
    LimitFault fault{path.text(), python_repr(is_date ? kPlaceholderDate : std::string_view()),
                     "still the placeholder of the skeleton",
                     "Fill it in" + (removable.empty() ? "" : ", or remove " + removable),
                     /*is_unfilled=*/true};
    faults_.push_back(std::move(fault));
  }

  void add(const MemberPath& path, std::string problem, std::string remedy) {
    faults_.push_back({path.text(), std::nullopt, std::move(problem), std::move(remedy)});
  }

  void add(const MemberPath& path, const std::string& value, std::string problem,
           std::string remedy) {
    faults_.push_back({path.text(), shortened(value), std::move(problem), std::move(remedy)});
  }

  std::span<const std::string> documented_;
  bool in_document_ = false;  // the member of the request that is being looked at
  std::vector<LimitFault> faults_;
};

}  // namespace

std::vector<LimitFault> check_limits(const Map& parameters,
                                     std::span<const std::string> from_document) {
  LimitCheck limits(from_document);
  limits.check_parameters(*kSendBounce.input, parameters);
  return limits.take_faults();
}

std::string limit_line(const LimitFault& fault) {
  std::string line = "Invalid value for parameter " + fault.path;
  if (fault.value) line += ", value: " + *fault.value;
  return line + ": " + fault.problem + ". " + fault.remedy + ".";
}

}  // namespace send_bounce
