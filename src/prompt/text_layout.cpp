#include "prompt/text_layout.h"

#include <algorithm>

#include "send_bounce/text/encoding.h"

namespace send_bounce::prompt {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

// One column for what has none of its own, as its replacement takes.
int columns_at(std::string_view text, std::size_t position, const Columns& columns_of) {
  const auto code_point = next_code_point(text, position);
  const int columns = code_point ? columns_of(*code_point) : 1;
  return columns < 0 ? 1 : columns;
}

// The longest start of the text that fits.
std::size_t fitting(std::string_view text, int width, const Columns& columns_of) {
  std::size_t position = 0;
  while (position < text.size()) {
    width -= columns_at(text, position, columns_of);
    if (width < 0) break;
    position = character_end(text, position, columns_of);
  }
  return position;
}

// Where a line is broken: its rest begins behind the blank, if it is broken at one.
struct Break {
  std::size_t end;
  std::size_t next;
};

Break break_of(std::string_view line, int width, const Columns& columns_of) {
  std::size_t end = fitting(line, width, columns_of);
  if (end == line.size()) return {end, end};
  if (end == 0) end = character_end(line, 0, columns_of);  // wider than the screen
  const std::size_t blank = line.rfind(' ', end);
  if (blank == std::string_view::npos || blank == 0) return {end, end};
  return {blank, blank + 1};
}

// What goes on keeps the indent, where there is room for one.
void wrap_line(std::vector<std::string>& lines, std::string_view line, int width,
               const Columns& columns_of) {
  std::size_t indent = std::min(line.find_first_not_of(' '), line.size());
  if (static_cast<int>(indent) > width / 2) indent = 0;
  const std::string margin(indent, ' ');
  line.remove_prefix(indent);
  do {
    const Break at = break_of(line, width - static_cast<int>(indent), columns_of);
    lines.push_back(margin + std::string(line.substr(0, at.end)));
    line.remove_prefix(at.next);
  } while (!line.empty());
}

}  // namespace

std::size_t character_end(std::string_view text, std::size_t position, const Columns& columns_of) {
  if (position >= text.size()) return text.size();
  std::size_t end = position;
  if (!next_code_point(text, end)) return position + 1;
  while (end < text.size()) {
    std::size_t behind = end;
    const auto code_point = next_code_point(text, behind);
    if (!code_point || columns_of(*code_point) != 0) break;
    end = behind;
  }
  return end;
}

std::string shown_text(std::string_view text, const Columns& columns_of) {
  std::string out;
  std::size_t position = 0;
  while (position < text.size()) {
    const std::size_t start = position;
    const auto code_point = next_code_point(text, position);
    if (!code_point) ++position;
    const bool is_shown = code_point && columns_of(*code_point) >= 0;
    out += is_shown ? text.substr(start, position - start) : kReplacement;
  }
  return out;
}

int width_of(std::string_view text, const Columns& columns_of) {
  int width = 0;
  for (std::size_t at = 0; at < text.size(); at = character_end(text, at, columns_of)) {
    width += columns_at(text, at, columns_of);
  }
  return width;
}

std::string clipped(std::string_view text, int width, const Columns& columns_of) {
  if (width <= 0) return "";
  const std::size_t whole = fitting(text, width, columns_of);
  if (whole == text.size()) return std::string(text);
  const int dots = static_cast<int>(kEllipsis.size());
  if (width <= dots) return std::string(text.substr(0, whole));
  return std::string(text.substr(0, fitting(text, width - dots, columns_of))) +
         std::string(kEllipsis);
}

std::vector<std::string> wrapped(std::string_view text, int width, const Columns& columns_of) {
  std::vector<std::string> lines;
  while (true) {
    const std::size_t line_end = text.find('\n');
    wrap_line(lines, text.substr(0, line_end), std::max(width, 1), columns_of);
    if (line_end == std::string_view::npos) return lines;
    text.remove_prefix(line_end + 1);
  }
}

std::vector<std::string> wrapped_into(std::string_view text, int width, int height,
                                      const Columns& columns_of) {
  std::vector<std::string> lines = wrapped(text, width, columns_of);
  const auto most = static_cast<std::size_t>(std::max(height, 0));
  if (lines.size() <= most) return lines;
  lines.resize(most);
  if (most > 0) {
    std::string& last = lines.back();
    last = clipped(last + std::string(kEllipsis), width, columns_of);
  }
  return lines;
}

std::string more_note(std::size_t count, int width, const Columns& columns_of) {
  if (count == 0) return "";
  for (const std::string& note : {std::to_string(count) + " more", std::string(kEllipsis)}) {
    if (width_of(note, columns_of) <= width) return note;
  }
  return "";
}

}  // namespace send_bounce::prompt
