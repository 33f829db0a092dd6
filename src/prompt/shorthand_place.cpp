#include "prompt/shorthand_place.h"

#include "send_bounce/input/shorthand.h"

namespace send_bounce::prompt {
namespace {

// Beyond this the command refuses the word anyway.
constexpr std::size_t kDeepest = 900;

bool is_quote(char c) { return c == '\'' || c == '"'; }

class Walker {
 public:
  Walker(std::string_view text, const Shape& structure) : text_(text) {
    place_.levels.push_back({&structure, '\0', {}, nullptr});
  }

  ShorthandPlace walk() {
    while (position_ < text_.size()) {
      switch (place_.part) {
        case ShorthandPlace::Part::Key:
          key();
          break;
        case ShorthandPlace::Part::Value:
        case ShorthandPlace::Part::Element:
          value();
          break;
        case ShorthandPlace::Part::Behind:
          behind();
          break;
      }
    }
    return std::move(place_);
  }

 private:
  ShorthandLevel& level() { return place_.levels.back(); }

  // What comes next begins where we are.
  void enter(ShorthandPlace::Part part) {
    place_.part = part;
    place_.start = position_;
  }

  void skip_blanks() {
    while (position_ < text_.size() && (text_[position_] == ' ' || text_[position_] == '\t')) {
      ++position_;
    }
  }

  bool closes(char c) const {
    return place_.levels.size() > 1 && place_.levels.back().closing == c;
  }

  void key() {
    skip_blanks();
    place_.start = position_;
    if (position_ == text_.size()) return;
    // A further value of a list without brackets.
    if (is_quote(text_[position_])) return quoted();
    std::size_t end = position_;
    while (end < text_.size() && text_[end] != '=' && text_[end] != ',' && !closes(text_[end]))
      ++end;
    std::string_view name = text_.substr(position_, end - position_);
    position_ = end;
    if (end == text_.size()) return;
    if (text_[end] != '=') {  // a second value of a list without brackets, or an empty structure
      enter(ShorthandPlace::Part::Behind);
      return;
    }
    place_.loads_file = name.ends_with('@');
    if (place_.loads_file) name.remove_suffix(1);
    const Shape* shape = level().shape;
    place_.member = shape == nullptr ? nullptr : find_member(*shape, name);
    level().keys.emplace_back(name);
    ++position_;
    enter(ShorthandPlace::Part::Value);
  }

  void value() {
    place_.start = position_;
    const char c = text_[position_];
    if ((c == '[' || c == '{') && place_.levels.size() < kDeepest) return open(c);
    if (is_quote(c)) return quoted();
    while (position_ < text_.size() && text_[position_] != ',' && !closes(text_[position_])) {
      position_ += std::size_t{text_.substr(position_, 2) == "\\," ? 2U : 1U};
    }
    if (position_ < text_.size()) enter(ShorthandPlace::Part::Behind);
  }

  // The shape of what stands here, without the list around it: a list of one needs no brackets.
  const Shape* shape_here() {
    if (place_.part == ShorthandPlace::Part::Element) return level().shape;
    return place_.member == nullptr ? nullptr : place_.member->shape;
  }

  void open(char bracket) {
    const Shape* shape = shape_here();
    const Member* holder =
        place_.part == ShorthandPlace::Part::Element ? level().holder : place_.member;
    if (shape != nullptr && shape->type == ShapeType::List) shape = shape->element;
    if (shape != nullptr && bracket == '{' && shape->type != ShapeType::Structure) shape = nullptr;
    place_.levels.push_back({shape, bracket == '[' ? ']' : '}', {}, holder});
    place_.member = nullptr;
    ++position_;
    if (bracket == '{') return enter(ShorthandPlace::Part::Key);
    skip_blanks();
    enter(ShorthandPlace::Part::Element);
  }

  void quoted() {
    const std::size_t closing = closing_quote(text_, position_);
    if (closing == std::string_view::npos) {
      position_ = text_.size();
      return;
    }
    position_ = closing + 1;
    enter(ShorthandPlace::Part::Behind);
  }

  void behind() {
    const char c = text_[position_];
    if (closes(c)) {
      place_.member = level().holder;
      place_.levels.pop_back();
      ++position_;
      return enter(ShorthandPlace::Part::Behind);
    }
    ++position_;
    if (c != ',') return;
    skip_blanks();
    place_.member = nullptr;
    enter(level().closing == ']' ? ShorthandPlace::Part::Element : ShorthandPlace::Part::Key);
  }

  std::string_view text_;
  std::size_t position_ = 0;
  ShorthandPlace place_;
};

}  // namespace

ShorthandPlace find_shorthand_place(std::string_view text, const Shape& structure) {
  return Walker(text, structure).walk();
}

}  // namespace send_bounce::prompt
