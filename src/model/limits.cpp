#include "send_bounce/model/limits.h"

#include <algorithm>

#include "model/member_path.h"
#include "send_bounce/model/ses_model.h"
#include "send_bounce/words/encoding.h"
#include "send_bounce/words/python_text.h"

namespace send_bounce {
namespace {

constexpr std::size_t kLongestName = 50;
constexpr std::size_t kLongestValue = 2048;
constexpr std::size_t kShownCharacters = 60;
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

// What a skeleton prints for an extension field. A skeleton must be taken back as it is, so this
// one pair is the service's to judge.
bool is_placeholder(const Shape& shape, const Map& map) {
  return shape.name == "ExtensionField" && is_empty_text(map.find("Name")) &&
         is_empty_text(map.find("Value"));
}

class LimitCheck {
 public:
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
    if (is_placeholder(shape, map)) return;
    if (shape.name == "BouncedRecipientInfo" && !map.has("BounceType") &&
        !map.has("RecipientDsnFields")) {
      add(path, "neither BounceType nor RecipientDsnFields is given",
          "Add one of them: SES has nothing else to say why the message bounces");
    }
    for (const MapEntry& entry : map) {
      const Member* member = find_member(shape, entry.key);
      if (member == nullptr) continue;
      check(*member->shape, entry.value, path.member(entry.key));
    }
  }

  std::vector<LimitFault> take_faults() { return std::move(faults_); }

 private:
  void check_list(const Shape& shape, const Value::List& list, const MemberPath& path) {
    if (list.empty() && shape.name == "BouncedRecipientInfoList") {
      add(path, "the list is empty", "Name at least one recipient");
    }
    for (std::size_t i = 0; i < list.size(); ++i) {
      check(*shape.element, list[i], path.element(i));
    }
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

  void add(const MemberPath& path, std::string problem, std::string remedy) {
    faults_.push_back({path.text(), std::nullopt, std::move(problem), std::move(remedy)});
  }

  void add(const MemberPath& path, const std::string& value, std::string problem,
           std::string remedy) {
    faults_.push_back({path.text(), shortened(value), std::move(problem), std::move(remedy)});
  }

  std::vector<LimitFault> faults_;
};

}  // namespace

std::vector<LimitFault> check_limits(const Map& parameters) {
  LimitCheck limits;
  limits.check_structure(*kSendBounce.input, parameters, MemberPath());
  return limits.take_faults();
}

std::string limit_line(const LimitFault& fault) {
  std::string line = "Invalid value for parameter " + fault.path;
  if (fault.value) line += ", value: " + *fault.value;
  return line + ": " + fault.problem + ". " + fault.remedy + ".";
}

}  // namespace send_bounce
