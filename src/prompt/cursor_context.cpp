#include "prompt/cursor_context.h"

#include <algorithm>

#include "send_bounce/input/shorthand.h"
#include "send_bounce/manual/option_manual.h"
#include "send_bounce/text/encoding.h"

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

namespace {

// An option and its words, as the line has them.
struct Group {
  const Option* option = nullptr;
  std::vector<std::string> values;
  std::size_t start = 0;  // of the option's own word, in the line
};

bool may_take_another(const Group& group) {
  switch (group.option->kind) {
    case OptionKind::List:
      return true;
    case OptionKind::Text:
    case OptionKind::OptionalValue:
      return group.values.empty();
    case OptionKind::Flag:
    case OptionKind::Action:
      break;
  }
  return false;
}

std::vector<Group> groups_of(const std::vector<shell::LineWord>& words) {
  std::vector<Group> groups;
  for (const shell::LineWord& word : words) {
    if (const Option* option = option_of_word(word.text)) {
      Group& group = groups.emplace_back();
      group.option = option;
      group.start = word.places.front();
      const std::size_t equals = word.text.find('=');
      if (equals != std::string::npos) group.values.push_back(word.text.substr(equals + 1));
    } else if (!groups.empty() && may_take_another(groups.back())) {
      groups.back().values.push_back(word.text);
    }
  }
  return groups;
}

// The structure that shorthand here makes; nullptr where the option takes none.
const Shape* structure_of(const Member* member) {
  if (member == nullptr) return nullptr;
  const Shape& shape = *member->shape;
  if (shape.type == ShapeType::List) return shape.element;
  return shape.type == ShapeType::Structure ? &shape : nullptr;
}

bool is_shorthand(std::string_view value) {
  const std::string_view text = trim(value);
  return !text.starts_with('{') && !text.starts_with('[') && !text.starts_with("file://") &&
         !text.starts_with("fileb://");
}

void set_value_place(CursorContext& context, const Option& option) {
  context.part = CursorContext::Part::OptionValue;
  context.option = &option;
  context.member = member_of_option(option);
  const Shape* structure = structure_of(context.member);
  if (structure != nullptr && is_shorthand(context.typed())) {
    context.shorthand = find_shorthand_place(context.typed(), *structure);
  }
}

// From the line up to the cursor. Gives the start of the option that the cursor belongs to.
std::optional<std::size_t> find_place(CursorContext& context, const std::vector<Group>& before) {
  if (!context.word.text.starts_with("--")) {
    if (before.empty() || !may_take_another(before.back())) return std::nullopt;
    context.value_index = before.back().values.size();
    set_value_place(context, *before.back().option);
    return before.back().start;
  }
  const Option* option = option_of_word(context.word.text);
  const std::size_t equals = context.word.text.find('=');
  if (option != nullptr && equals != std::string::npos) {
    context.offset = equals + 1;
    set_value_place(context, *option);
  } else {
    context.option = find_option(context.word.text.substr(2));
    if (context.option != nullptr) context.member = member_of_option(*context.option);
  }
  return context.word.places.front();
}

}  // namespace

bool CursorContext::is_used(const Option& other) const {
  return std::find(used.begin(), used.end(), &other) != used.end();
}

const Option* option_of_word(std::string_view word) {
  if (!word.starts_with("--") || word.size() == 2) return nullptr;
  word.remove_prefix(2);
  word = word.substr(0, word.find('='));
  if (const Option* exact = find_option(word)) return exact;
  const Option* only = nullptr;
  for (const Option& option : all_options()) {
    if (option.is_ours || !option.name.starts_with(word)) continue;
    if (only != nullptr) return nullptr;
    only = &option;
  }
  return only;
}

CursorContext find_cursor_context(std::string_view line, std::size_t cursor) {
  cursor = std::min(cursor, line.size());
  const std::string_view head = line.substr(0, cursor);
  CursorContext context;
  context.word = shell::word_at_end(head);

  std::vector<shell::LineWord> words = shell::scan_words(head);
  if (!words.empty() && !words.back().is_closed) words.pop_back();
  const auto start = find_place(context, groups_of(words));

  for (Group& group : groups_of(shell::scan_words(line))) {
    if (group.start == start) {
      if (group.option == context.option) context.values = std::move(group.values);
      if (context.part == CursorContext::Part::OptionName) continue;
    }
    context.used.push_back(group.option);
  }
  return context;
}

}  // namespace send_bounce::prompt
