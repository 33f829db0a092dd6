#include "prompt/cursor_context.h"

#include <algorithm>

#include "send_bounce/manual/option_manual.h"
#include "send_bounce/text/encoding.h"

namespace send_bounce::prompt {
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
