#include "send_bounce/manual/option_manual.h"

#include <algorithm>

#include "send_bounce/dsn/bounce_codes.h"
#include "send_bounce/input/parameters.h"
#include "send_bounce/model/ses_model.h"

namespace send_bounce {
namespace {

std::string joined(std::span<const std::string_view> names) {
  std::string out;
  for (const std::string_view name : names) {
    if (!out.empty()) out += ", ";
    out += "`" + std::string(name) + "`";
  }
  return out;
}

std::string_view kind_name(const Shape& shape) {
  switch (shape.type) {
    case ShapeType::String:
      return "text";
    case ShapeType::Timestamp:
      return "timestamp";
    case ShapeType::Structure:
      return "structure";
    case ShapeType::List:
      return shape.element->type == ShapeType::Structure ? "list of structures" : "list";
  }
  return "";
}

void add_text(Document& document, int depth, std::string text) {
  document.push_back({BlockKind::Text, depth, std::move(text)});
}

std::string padded(std::string_view text, std::size_t width) {
  std::string out(text);
  out.append(width - std::min(width, text.size()), ' ');
  return out;
}

void add_bounce_codes(Document& document, int depth) {
  constexpr std::size_t kTypeWidth = 17;
  constexpr std::size_t kStatusWidth = 7;
  std::string table;
  for (const BounceCodes& codes : all_bounce_codes()) {
    table += (table.empty() ? "" : "\n") + padded(codes.bounce_type, kTypeWidth) +
             padded(codes.status, kStatusWidth) + std::string(codes.diagnostic_code);
  }
  add_text(document, depth,
           "SES turns each type into a status code (RFC 3463) and a diagnostic code. It does not "
           "document them for SendBounce. The table shows those of the bounce action in SES "
           "receipt rules. The text for Undefined is an assumption:");
  document.push_back({BlockKind::Code, depth, std::move(table)});
}

void add_choices(Document& document, int depth, std::span<const std::string_view> names) {
  if (names.empty()) return;
  add_text(document, depth, "One of " + joined(names) + ".");
  // Not again among the members of an option: it is a page of its own, `help BounceType`.
  if (names.data() == kBounceTypes && depth == 1) add_bounce_codes(document, depth);
}

void add_members(Document& document, int depth, const Shape& shape) {
  const Shape& structure = shape.element != nullptr ? *shape.element : shape;
  for (const Member& member : structure.members) append(document, member_document(member, depth));
}

void add_forms(Document& document, int depth, const Shape& shape) {
  if (shape.type != ShapeType::Structure && shape.type != ShapeType::List) return;
  add_text(
      document, depth,
      shape.type == ShapeType::List
          ? "Shorthand syntax. Write each element as one word. Members may be in any order. Leave "
            "out those that you do not need:"
          : "Shorthand syntax. Members may be in any order. Leave out those that you do not need:");
  document.push_back({BlockKind::Code, depth, shorthand_form(shape)});
  add_text(document, depth, "JSON syntax:");
  document.push_back({BlockKind::Code, depth, json_form(shape)});
}

/// Writes the forms of a value, a member a line.
class FormWriter {
 public:
  explicit FormWriter(bool is_json) : is_json_(is_json) {}

  void value(const Shape& shape, int depth) {
    switch (shape.type) {
      case ShapeType::String:
      case ShapeType::Timestamp:
        scalar(shape);
        break;
      case ShapeType::Structure:
        out += "{\n";
        members(shape, depth + 1);
        out += indent(depth) + "}";
        break;
      case ShapeType::List:
        out += "[";
        value(*shape.element, depth);
        out += is_json_ ? ", ...]" : ",...]";
        break;
    }
  }

  void members(const Shape& structure, int depth) {
    for (const Member& member : structure.members) {
      out += indent(depth);
      out += is_json_ ? "\"" + std::string(member.name) + "\": " : std::string(member.name) + "=";
      value(*member.shape, depth);
      if (&member != &structure.members.back()) out += ",";
      out += "\n";
    }
  }

  std::string out;

 private:
  static std::string indent(int depth) {
    return std::string(static_cast<std::size_t>(depth) * 2, ' ');
  }

  std::string quoted(std::string_view text) const {
    return is_json_ ? "\"" + std::string(text) + "\"" : std::string(text);
  }

  // Choices go on below each other where the line becomes long.
  void scalar(const Shape& shape) {
    constexpr std::size_t kLongest = 66;
    if (shape.enumeration.empty()) {
      out += quoted("<" + std::string(kind_name(shape)) + ">");
      return;
    }
    const std::size_t column = out.size() - (out.rfind('\n') + 1);  // npos + 1 is 0
    std::size_t used = column;
    for (std::size_t i = 0; i < shape.enumeration.size(); ++i) {
      const std::string word = quoted(shape.enumeration[i]);
      if (i > 0) out += "|";
      if (i > 0 && used + word.size() + 1 > kLongest) {
        out += "\n" + std::string(column, ' ');
        used = column;
      }
      out += word;
      used += word.size() + 1;
    }
  }

  bool is_json_;
};

std::string without_last_newline(std::string text) {
  if (text.ends_with('\n')) text.pop_back();
  return text;
}

}  // namespace

const Member* member_of_option(const Option& option) {
  const auto& members = kSendBounce.input->members;
  const auto found = std::find_if(members.begin(), members.end(), [&](const Member& member) {
    return option_name(member.name) == option.name;
  });
  return found == members.end() ? nullptr : &*found;
}

std::string option_title(const Option& option) {
  std::string title = "`--" + std::string(option.name);
  if (!option.value_name.empty()) title += " " + std::string(option.value_name);
  title += "`";
  if (option.required) title += " (required)";
  return title;
}

std::string member_title(const Member& member) {
  return "`" + std::string(member.name) + "` (" + std::string(kind_name(*member.shape)) +
         (member.required ? ", required)" : ")");
}

Document option_document(const Option& option, int depth) {
  Document document = {{BlockKind::Term, depth, option_title(option)}};
  const Member* member = member_of_option(option);
  if (member == nullptr) {
    add_text(document, depth + 1, std::string(option.documentation));
    add_choices(document, depth + 1, option.choices);
    return document;
  }
  add_text(document, depth + 1, std::string(member->documentation));
  add_choices(document, depth + 1, member->shape->enumeration);
  add_members(document, depth + 1, *member->shape);
  add_forms(document, depth + 1, *member->shape);
  return document;
}

Document member_document(const Member& member, int depth) {
  Document document = {{BlockKind::Term, depth, member_title(member)}};
  add_text(document, depth + 1, std::string(member.documentation));
  add_choices(document, depth + 1, member.shape->enumeration);
  add_members(document, depth + 1, *member.shape);
  return document;
}

std::string shorthand_form(const Shape& shape) {
  const Shape& top = shape.element != nullptr ? *shape.element : shape;
  if (top.type != ShapeType::Structure) return "";
  FormWriter writer(false);
  writer.members(top, 0);
  return without_last_newline(std::move(writer.out));
}

std::string json_form(const Shape& shape) {
  if (shape.type != ShapeType::List && shape.type != ShapeType::Structure) return "";
  FormWriter writer(true);
  writer.value(shape, 0);
  return without_last_newline(std::move(writer.out));
}

}  // namespace send_bounce
