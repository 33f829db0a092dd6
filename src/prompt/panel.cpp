#include "prompt/panel.h"

#include <algorithm>

#include "send_bounce/dsn/bounce_codes.h"
#include "send_bounce/manual/option_manual.h"
#include "send_bounce/text/encoding.h"

namespace send_bounce::prompt {
namespace {

using Lines = std::vector<PanelLine>;

constexpr std::size_t kCellWidth = 24;

std::string padded_cell(std::string text, std::size_t width) {
  if (text.size() < width) text.append(width - text.size(), ' ');
  return text;
}

// The manual's blocks as lines, indented by their depth.
void add_document(Lines& lines, const Document& document) {
  for (const Block& block : document) {
    const std::string indent(static_cast<std::size_t>(block.depth) * 2, ' ');
    std::string text = indent;
    if (block.kind == BlockKind::Code) {
      for (const char c : block.text) text += c == '\n' ? "\n" + indent : std::string(1, c);
    } else {
      for (const std::string_view part : inline_parts(block.text)) text += part;
    }
    const bool is_title = block.kind == BlockKind::Term || block.kind == BlockKind::Heading;
    lines.push_back({std::move(text), is_title ? Style::Heading : Style::Plain});
  }
}

void add_option(Lines& lines, const Option& option) {
  add_document(lines, option_document(option));
}

std::string place_name(const CursorContext& context, const ShorthandLevel& level) {
  if (level.holder != nullptr) return std::string(level.holder->name);
  if (context.option->kind != OptionKind::List) return "--" + std::string(context.option->name);
  return "Recipient " + std::to_string(context.value_index + 1);
}

// "[x] Recipient*": given, and required; "[>]" where the cursor is.
std::string checklist_cell(const Member& member, const CursorContext& context) {
  const ShorthandPlace& place = *context.shorthand;
  const auto& keys = place.levels.back().keys;
  const bool is_given = std::find(keys.begin(), keys.end(), member.name) != keys.end();
  std::string cell = is_given ? "[x] " : "[ ] ";
  if (place.member == &member) cell = "[>] ";
  cell += member.name;
  return member.required ? cell + "*" : cell;
}

// The members of the innermost open structure as a list to work through, two in a row.
void add_checklist(Lines& lines, const CursorContext& context) {
  const ShorthandPlace& place = *context.shorthand;
  const ShorthandLevel& level = place.levels.back();
  if (level.shape == nullptr || level.shape->type != ShapeType::Structure) return;
  if (place.part == ShorthandPlace::Part::Element) return;
  lines.push_back({place_name(context, level) + " (* required)", Style::Heading});
  const auto members = level.shape->members;
  for (std::size_t i = 0; i < members.size(); i += 2) {
    std::string row = checklist_cell(members[i], context);
    if (i + 1 < members.size()) {
      row = padded_cell(std::move(row), kCellWidth) + checklist_cell(members[i + 1], context);
    }
    lines.push_back({row});
  }
}

// What a bounce type makes of the notice, for whoever has to choose one.
void add_value(Lines& lines, const Member& member, std::string_view value) {
  if (member.name != "BounceType") return;
  for (const BounceCodes& codes : all_bounce_codes()) {
    if (codes.bounce_type != value) continue;
    lines.push_back({std::string(value), Style::Heading});
    lines.push_back({"SES usually reports this as status " + std::string(codes.status) + ", \"" +
                     std::string(codes.diagnostic_code) + "\"."});
  }
}

const Member* member_named(const CursorContext& context, std::string_view entry) {
  const Shape* shape = context.shorthand->levels.back().shape;
  return shape == nullptr ? nullptr : find_member(*shape, entry.substr(0, entry.find('=')));
}

void add_introduction(Lines& lines) {
  lines.push_back({"send-bounce", Style::Heading});
  lines.push_back(
      {"Bounces a message that Amazon SES received. Choose an option from the list above, or type "
       "a few letters of its name."});
}

}  // namespace

Lines documentation_at(const CursorContext& context, std::string_view highlighted) {
  Lines lines;
  if (const Option* option = option_of_word(highlighted)) {
    add_option(lines, *option);
    return lines;
  }
  if (context.option == nullptr) {
    add_introduction(lines);
    return lines;
  }
  if (!context.shorthand) {
    add_option(lines, *context.option);
    return lines;
  }
  add_checklist(lines, context);
  const Member* member = context.shorthand->member;
  if (member == nullptr && !highlighted.empty()) member = member_named(context, highlighted);
  if (member == nullptr) {
    add_option(lines, *context.option);
    return lines;
  }
  if (!highlighted.empty()) add_value(lines, *member, highlighted);
  add_document(lines, member_document(*member));
  return lines;
}

Lines key_help(bool in_panel) {
  if (in_panel) {
    return {{"Panel help", Style::Heading}, {"j, Down    line down"},
            {"k, Up      line up"},         {"z, PgDn    page down"},
            {"w, PgUp    page up"},         {"g, G       top, bottom"},
            {"/          search"},          {"n, N       next, previous"},
            {"F2         next panel"},      {"q, Esc     back to the line"}};
  }
  return {{"Prompt panel help", Style::Heading},
          {"Tab, Down  next entry"},
          {"S-Tab, Up  previous entry"},
          {"Enter      take the entry, or run"},
          {"Space      go on after the entry"},
          {"Esc        close the list"},
          {"F2         next panel"},
          {"F3         documentation"},
          {"F4         list in columns"},
          {"F5         output"},
          {"Ctrl-R     earlier lines"},
          {"Ctrl-A, E  start, end of line"},
          {"Alt-B, F   word back, forward"},
          {"Ctrl-W, U  cut word, line"},
          {"Ctrl-K, Y  cut rest, insert"},
          {"Ctrl-_     undo"},
          {"Ctrl-C, D  leave, exit code 130"}};
}

namespace {

constexpr int kWhole = 1'000'000;

bool holds(const PanelLine& row, std::string_view lower_case_text) {
  return to_lower(row.text).find(lower_case_text) != std::string::npos;
}

}  // namespace

void Panel::set(std::vector<PanelLine> lines) {
  if (lines == lines_) return;
  lines_ = std::move(lines);
  rows_.clear();
  width_ = 0;
  top_ = 0;
}

void Panel::fit(int width, int height, const Columns& columns_of) {
  height_ = height;
  if (width != width_) {
    rows_.clear();
    for (const PanelLine& line : lines_) {
      for (const std::string& row : wrapped(line.text, width, columns_of)) {
        rows_.push_back({shown_text(row, columns_of), line.style});
      }
    }
    width_ = width;
  }
  scroll(0);
}

void Panel::scroll(int rows) {
  const int last = std::max(0, static_cast<int>(rows_.size()) - height_);
  top_ = std::clamp(top_ + rows, 0, last);
}

void Panel::find(bool forward) {
  if (sought_.empty()) return;
  const std::string wanted = to_lower(sought_);
  const int count = static_cast<int>(rows_.size());
  for (int step = 1; step <= count; ++step) {
    const int row = (top_ + (forward ? step : count - step)) % count;
    if (!holds(rows_[static_cast<std::size_t>(row)], wanted)) continue;
    top_ = row;  // also beyond the last full screen, so that the next one is found from here
    return;
  }
}

bool Panel::press_in_search(const Key& key) {
  if (key.kind == Key::Kind::Enter) {
    is_searching_ = false;
    find(is_forward_);
  } else if (key.kind == Key::Kind::Escape) {
    is_searching_ = false;
    sought_.clear();
  } else if (key.kind == Key::Kind::Backspace) {
    while (!sought_.empty() && (static_cast<unsigned char>(sought_.back()) & 0xC0U) == 0x80U) {
      sought_.pop_back();
    }
    if (!sought_.empty()) sought_.pop_back();
  } else if (key.kind == Key::Kind::Character) {
    append_utf8(sought_, key.character);
  } else {
    return false;
  }
  return true;
}

bool Panel::press(const Key& key) {
  if (is_searching_) return press_in_search(key);
  const int page = std::max(1, height_ - 1);
  const auto is = [&](Key::Kind kind, char32_t letter) {
    return key.kind == kind || (key.kind == Key::Kind::Character && key.character == letter);
  };
  if (is(Key::Kind::Down, 'j')) {
    scroll(1);
  } else if (is(Key::Kind::Up, 'k')) {
    scroll(-1);
  } else if (is(Key::Kind::PageDown, 'z')) {
    scroll(page);
  } else if (is(Key::Kind::PageUp, 'w')) {
    scroll(-page);
  } else if (is(Key::Kind::Home, 'g')) {
    scroll(-kWhole);
  } else if (is(Key::Kind::End, 'G')) {
    scroll(kWhole);
  } else if (key.kind == Key::Kind::Character && (key.character == '/' || key.character == '?')) {
    is_searching_ = true;
    is_forward_ = key.character == '/';
    sought_.clear();
  } else if (key.kind == Key::Kind::Character && key.character == 'n') {
    find(is_forward_);
  } else if (key.kind == Key::Kind::Character && key.character == 'N') {
    find(!is_forward_);
  } else {
    return false;
  }
  return true;
}

std::size_t Panel::rows_below() const {
  const auto end = static_cast<std::size_t>(top_ + std::max(height_, 0));
  return rows_.size() - std::min(end, rows_.size());
}

std::vector<StyledText> Panel::row(int number) const {
  const auto index = static_cast<std::size_t>(top_ + number);
  if (number < 0 || index >= rows_.size()) return {};
  const PanelLine& row = rows_[index];
  const std::string wanted = to_lower(sought_);
  const std::size_t found = wanted.empty() ? std::string::npos : to_lower(row.text).find(wanted);
  if (found == std::string::npos) return {{row.text, row.style}};
  return {{row.text.substr(0, found), row.style},
          {row.text.substr(found, wanted.size()), Style::Match},
          {row.text.substr(found + wanted.size()), row.style}};
}

}  // namespace send_bounce::prompt
