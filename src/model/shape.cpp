#include "send_bounce/model/shape.h"

namespace send_bounce {

const ErrorShape* find_error_shape(std::span<const ErrorShape> errors, std::string_view code) {
  for (const ErrorShape& shape : errors) {
    if (shape.code == code) return &shape;
  }
  return nullptr;
}

const Member* find_member(const Shape& structure, std::string_view name) {
  for (const Member& member : structure.members) {
    if (member.name == name) return &member;
  }
  return nullptr;
}

std::string_view first_sentence(std::string_view documentation) {
  for (std::size_t i = 0; i < documentation.size(); ++i) {
    const bool last = i + 1 == documentation.size();
    if (documentation[i] == '.' && (last || documentation[i + 1] == ' ')) {
      return documentation.substr(0, i + 1);
    }
  }
  return documentation;
}

}  // namespace send_bounce
