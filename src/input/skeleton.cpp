#include "send_bounce/input/skeleton.h"

namespace send_bounce {
namespace {

constexpr std::size_t kJsonIndent = 4;
constexpr std::size_t kYamlIndent = 2;

std::string indent(std::size_t width) { return std::string(width, ' '); }

std::string json_leaf(const Shape& shape) {
  if (shape.type == ShapeType::Timestamp) return "\"1970-01-01T00:00:00\"";
  return "\"" + std::string(shape.enumeration.empty() ? "" : shape.enumeration.front()) + "\"";
}

// The value of a member, beginning where the key's line stands and indented from there on.
std::string json_value(const Shape& shape, std::size_t width) {
  const std::size_t inner = width + kJsonIndent;
  if (shape.type == ShapeType::List) {
    return "[\n" + indent(inner) + json_value(*shape.element, inner) + "\n" + indent(width) + "]";
  }
  if (shape.type != ShapeType::Structure) return json_leaf(shape);
  std::string out = "{";
  std::string_view separator = "\n";
  for (const Member& member : shape.members) {
    out += separator;
    out +=
        indent(inner) + "\"" + std::string(member.name) + "\": " + json_value(*member.shape, inner);
    separator = ",\n";
  }
  return out + "\n" + indent(width) + "}";
}

std::string yaml_leaf(const Shape& shape) {
  if (shape.type == ShapeType::Timestamp) return "1970-01-01 00:00:00";
  return shape.enumeration.empty() ? "''" : std::string(shape.enumeration.front());
}

std::string yaml_comment(const Member& member) {
  std::string out = member.required ? "# [REQUIRED] " : "# ";
  out += first_sentence(member.documentation);
  std::string_view separator = " Valid values are: ";
  for (const std::string_view value : member.shape->enumeration) {
    out += separator;
    out += value;
    separator = ", ";
  }
  return member.shape->enumeration.empty() ? out : out + ".";
}

// The lines of a structure. The first key stands after `lead`, which is the indent or the dash of a
// list, and has one more space before its comment, as the reference's writer puts it.
std::string yaml_structure(const Shape& shape, std::size_t width, const std::string& lead) {
  std::string out;
  for (const Member& member : shape.members) {
    const Shape& value = *member.shape;
    out += (out.empty() ? lead : indent(width)) + std::string(member.name) + ":";
    if (value.type == ShapeType::Structure) {
      const std::size_t inner = width + kYamlIndent;
      out += " " + yaml_comment(member) + "\n" + yaml_structure(value, inner, indent(inner));
    } else if (value.type == ShapeType::List) {
      // Dashes stand below the first letter of the key.
      out += " " + yaml_comment(member) + "\n" +
             yaml_structure(*value.element, width + kYamlIndent, indent(width) + "- ");
    } else {
      const bool first = &member == &shape.members.front();
      out += " " + yaml_leaf(value) + (first ? "  " : " ") + yaml_comment(member) + "\n";
    }
  }
  return out;
}

}  // namespace

std::string json_skeleton(const Operation& operation) {
  return json_value(*operation.input, 0) + "\n";
}

std::string yaml_skeleton(const Operation& operation) {
  return yaml_structure(*operation.input, 0, "");
}

Map output_skeleton(const Operation& operation) {
  Map sample;
  for (const Member& member : operation.output->members) {
    sample.set(std::string(member.name), member.name);
  }
  return sample;
}

}  // namespace send_bounce
