#include "prompt/drawing.h"

#include <algorithm>
#include <string>
#include <vector>

#include "prompt/state.h"
#include "send_bounce/text/encoding.h"
#include "send_bounce/world/screen.h"

namespace send_bounce::prompt {
namespace {

using Row = std::vector<StyledText>;

constexpr int kGap = 2;
// With fewer, the names alone fill the list.
constexpr int kFewestColumnsForRemarks = 50;

std::string label(const Suggestion& entry) {
  return entry.required ? entry.name + " (required)" : entry.name;
}

std::string remark(const Suggestion& entry) {
  if (entry.type.empty()) return entry.help;
  return "[" + entry.type + "] " + entry.help;
}

std::string padded(std::string text, int width, const Columns& columns_of) {
  const int missing = width - width_of(text, columns_of);
  if (missing > 0) text.append(static_cast<std::size_t>(missing), ' ');
  return text;
}

int widest_label(const Menu& menu, int limit, const Columns& columns_of) {
  int widest = 0;
  for (const Suggestion& entry : menu.entries) {
    widest = std::max(widest, width_of(label(entry), columns_of));
  }
  return std::min(widest, limit);
}

Style style_of(const Menu& menu, std::size_t index) {
  return menu.chosen == index ? Style::Chosen : Style::Entry;
}

// The first entry to show, so that the highlighted one is among `count`.
std::size_t first_shown(const Menu& menu, std::size_t count) {
  if (!menu.chosen || *menu.chosen < count) return 0;
  return *menu.chosen - count + 1;
}

Row entry_row(const Menu& menu, std::size_t index, int name_width, int width, bool has_remark,
              const Columns& columns_of) {
  const Suggestion& entry = menu.entries[index];
  std::string text =
      " " + padded(clipped(shown_text(label(entry), columns_of), name_width, columns_of),
                   name_width + kGap, columns_of);
  if (has_remark) text += remark(entry);
  while (text.ends_with(' ')) text.pop_back();
  return {{padded(clipped(text, width, columns_of), menu.chosen == index ? width : 0, columns_of),
           style_of(menu, index)}};
}

Row faint_note(std::size_t count, int width, const Columns& columns_of) {
  return {{" " + more_note(count, width - 1, columns_of), Style::Faint}};
}

// On one row the note has its end.
std::vector<Row> as_single_row(const Menu& menu, int width, const Columns& columns_of) {
  const std::size_t chosen = menu.chosen.value_or(0);
  const std::string note = more_note(menu.entries.size() - 1, width / 3, columns_of);
  const int left = note.empty() ? width : width - width_of(note, columns_of) - 1;
  const int name_width = std::max(1, left - 1);
  Row row = {{padded(" " + clipped(shown_text(label(menu.entries[chosen]), columns_of), name_width,
                                   columns_of),
                     left, columns_of),
              style_of(menu, chosen)}};
  if (!note.empty()) row.push_back({" " + note, Style::Faint});
  return {row};
}

std::vector<Row> as_list(const Menu& menu, int width, int height, const Columns& columns_of) {
  if (height == 1) return as_single_row(menu, width, columns_of);
  const std::size_t count = menu.entries.size();
  auto shown = static_cast<std::size_t>(height);
  // The last row tells how many do not fit.
  const bool is_cut = count > shown;
  if (is_cut) --shown;
  shown = std::min(shown, count);
  const bool has_remarks = width >= kFewestColumnsForRemarks &&
                           std::any_of(menu.entries.begin(), menu.entries.end(),
                                       [](const Suggestion& one) { return !remark(one).empty(); });
  const int most = has_remarks ? width * 3 / 5 : width - 1;
  const int name_width = widest_label(menu, std::max(1, most), columns_of);
  const std::size_t first = first_shown(menu, shown);
  std::vector<Row> rows;
  for (std::size_t i = first; i < first + shown; ++i) {
    rows.push_back(entry_row(menu, i, name_width, width, has_remarks, columns_of));
  }
  const std::size_t below = count - first - shown;
  if (below > 0) rows.push_back(faint_note(below, width, columns_of));
  return rows;
}

std::vector<Row> as_columns(const Menu& menu, int width, int height, const Columns& columns_of) {
  const int cell = widest_label(menu, std::max(1, width - kGap), columns_of) + kGap;
  const int columns = std::max(1, width / cell);
  const std::size_t count = menu.entries.size();
  const bool is_cut = count > static_cast<std::size_t>(columns * height);
  if (is_cut) --height;
  if (height == 0) return as_single_row(menu, width, columns_of);
  const auto page = static_cast<std::size_t>(columns * height);
  const std::size_t first = menu.chosen ? *menu.chosen / page * page : 0;
  std::vector<Row> rows(static_cast<std::size_t>(height));
  const std::size_t end = std::min(first + page, count);
  for (std::size_t i = first; i < end; ++i) {
    const std::size_t row = (i - first) % static_cast<std::size_t>(height);
    const std::string name = clipped(shown_text(label(menu.entries[i]), columns_of),
                                     std::min(width, cell) - 1, columns_of);
    rows[row].push_back({padded(" " + name, std::min(width, cell), columns_of), style_of(menu, i)});
  }
  if (end < count) rows.push_back(faint_note(count - end, width, columns_of));
  return rows;
}

// The list in at most `height` rows, scrolled so that the highlighted entry is seen: a row an
// entry, with type and help, or names alone side by side.
std::vector<Row> menu_rows(const Menu& menu, bool in_columns, int width, int height,
                           const Columns& columns_of) {
  if (height <= 0 || menu.entries.empty()) return {};
  return in_columns ? as_columns(menu, width, height, columns_of)
                    : as_list(menu, width, height, columns_of);
}

using Row = std::vector<StyledText>;
using Rows = std::vector<Row>;

constexpr std::string_view kPrompt = "> send-bounce ";
constexpr std::string_view kHorizontal = "\xE2\x94\x80";
constexpr std::string_view kVertical = "\xE2\x94\x82";
constexpr int kMostMenuRows = 16;
constexpr int kFewestPanelRows = 4;
constexpr int kSideBySide = 80;
constexpr int kKeysWidth = 35;

/// How many rows each part gets.
struct Division {
  int line = 1;
  int menu = 0;
  int panels = 0;
  int rule = 0;
  int fault = 0;
  int toolbar = 0;
};

Division divide(int rows, int line_rows, bool has_panels) {
  Division parts;
  parts.toolbar = rows >= 2 ? 1 : 0;
  parts.rule = rows >= 8 ? 1 : 0;
  if (rows >= 24) {
    parts.fault = 4;
  } else if (rows >= 4) {
    parts.fault = rows >= 10 ? 2 : 1;
  }
  parts.line = std::clamp(line_rows, 1, std::max(1, rows / 3));
  const int left = std::max(0, rows - parts.toolbar - parts.rule - parts.fault - parts.line);
  if (has_panels && left >= 2 * kFewestPanelRows) {
    parts.menu = std::min(kMostMenuRows, left / 2);
    parts.panels = left - parts.menu;
  } else {
    parts.menu = left;
  }
  return parts;
}

std::string repeated(std::string_view text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}

int width_of_row(const Row& row, const Columns& columns_of) {
  int width = 0;
  for (const StyledText& run : row) width += width_of(run.text, columns_of);
  return width;
}

void pad(Row& row, int width, const Columns& columns_of) {
  const int missing = width - width_of_row(row, columns_of);
  if (missing > 0) row.push_back({std::string(static_cast<std::size_t>(missing), ' ')});
}

/// The line, broken into rows wherever the screen ends, and the cursor in it.
struct LineRows {
  std::vector<std::string> rows;
  int cursor_row = 0;
  int cursor_column = 0;
};

LineRows line_rows(const LineEditor& editor, int width, const Columns& columns_of) {
  LineRows line;
  line.rows.emplace_back();
  const std::string text = std::string(kPrompt) + editor.text();
  const std::size_t cursor = kPrompt.size() + editor.cursor();
  int column = 0;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = character_end(text, at, columns_of);
    const std::string shown = shown_text(std::string_view(text).substr(at, end - at), columns_of);
    const int columns = at == text.size() ? 1 : width_of(shown, columns_of);
    if (column + columns > width && column > 0) {
      line.rows.emplace_back();
      column = 0;
    }
    if (at == cursor) {
      line.cursor_row = static_cast<int>(line.rows.size()) - 1;
      line.cursor_column = column;
    }
    if (at == text.size()) break;
    line.rows.back() += shown;
    column += columns;
    at = end;
  }
  return line;
}

// A row with dots for its first or last columns, which say that the line goes on before or after
// it.
std::string dotted(const std::string& row, bool at_start, int width, const Columns& columns_of) {
  const int dots = static_cast<int>(kEllipsis.size());
  if (!at_start) return clipped(padded(row, width, columns_of) + " ", width, columns_of);
  std::size_t end = 0;
  while (end < row.size() && width_of(row.substr(0, end), columns_of) < dots) {
    end = character_end(row, end, columns_of);
  }
  const int covered = width_of(row.substr(0, end), columns_of);
  return padded(std::string(kEllipsis), covered, columns_of) + row.substr(end);
}

// The rows of the line that fit, the cursor's among them.
void draw_line(Frame& frame, const LineRows& line, int height, int width,
               const Columns& columns_of) {
  const int first = std::max(0, line.cursor_row - height + 1);
  const int count = static_cast<int>(line.rows.size());
  const int dots = static_cast<int>(kEllipsis.size());
  const bool has_room = width >= 4 * dots;
  for (int row = first; row < std::min(first + height, count); ++row) {
    std::string text = line.rows[static_cast<std::size_t>(row)];
    const bool has_cursor = row == line.cursor_row;
    // The dots never cover the cursor.
    if (has_room && row == first && row > 0 && (!has_cursor || line.cursor_column >= dots)) {
      text = dotted(text, true, width, columns_of);
    }
    if (has_room && row == first + height - 1 && row + 1 < count &&
        (!has_cursor || line.cursor_column < width - dots)) {
      text = dotted(text, false, width, columns_of);
    }
    if (row == 0 && text.size() >= kPrompt.size()) {
      frame.rows.push_back({{std::string(kPrompt), Style::Prompt}, {text.substr(kPrompt.size())}});
    } else {
      frame.rows.push_back({{text}});
    }
  }
  frame.cursor_row = line.cursor_row - first;
  frame.cursor_column = line.cursor_column;
}

// The note, if there is one and room for it, is near the right end: "───|Doc panel|─── 12 more ─".
Row titled_rule(std::string_view title, const std::string& note, int width, bool has_focus) {
  const std::string label = title.empty() ? "" : "|" + std::string(title) + "|";
  const int label_width = static_cast<int>(label.size());
  const Style style = has_focus ? Style::Focus : Style::Rule;
  if (label_width > width) return {{repeated(kHorizontal, width), style}};
  const int left = (width - label_width) / 2;
  const int right = width - label_width - left;
  std::string end = repeated(kHorizontal, right);
  const int before_note = right - static_cast<int>(note.size()) - 3;
  if (!note.empty() && before_note > 0) {
    end = repeated(kHorizontal, before_note) + " " + note + " " + repeated(kHorizontal, 1);
  }
  return {{repeated(kHorizontal, left) + label + end, style}};
}

Rows panel_rows(Panel& panel, std::string_view title, bool has_focus, int width, int height,
                const Columns& columns_of) {
  panel.fit(width, height - 1, columns_of);
  Rows rows = {
      titled_rule(title, more_note(panel.rows_below(), width, columns_of), width, has_focus)};
  for (int row = 0; row < height - 1; ++row) rows.push_back(panel.row(row));
  return rows;
}

// Both next to each other; on a narrow screen the one that has the focus.
Rows panels(View& view, int width, int height) {
  const bool documentation_focus = view.focus == Focus::Documentation;
  const bool output_focus = view.focus == Focus::Output;
  const auto documentation = [&](int columns) {
    return panel_rows(view.documentation, "Doc panel", documentation_focus, columns, height,
                      view.columns_of);
  };
  const auto output = [&](int columns) {
    return panel_rows(view.output, "Output panel", output_focus, columns, height, view.columns_of);
  };
  if (!view.shows_output) return documentation(width);
  if (!view.shows_documentation) return output(width);
  if (width < kSideBySide) return output_focus ? output(width) : documentation(width);
  const int left_width = width * 5 / 8;
  Rows rows = documentation(left_width);
  const Rows right = output(width - left_width - 1);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    pad(rows[i], left_width, view.columns_of);
    rows[i].push_back({std::string(kVertical), Style::Rule});
    rows[i].insert(rows[i].end(), right[i].begin(), right[i].end());
  }
  return rows;
}

// The list above, the panels below. Where there is no room for both, the panel that has the focus
// takes the place of the list.
Rows middle(View& view, int width, const Division& parts) {
  if (parts.panels == 0 && view.focus != Focus::Line && parts.menu > 1) {
    return panels(view, width, parts.menu);
  }
  Rows rows = menu_rows(view.menu, view.in_columns, width, parts.menu, view.columns_of);
  rows.resize(static_cast<std::size_t>(parts.menu));
  if (parts.panels > 0) {
    for (Row& row : panels(view, width, parts.panels)) rows.push_back(std::move(row));
  }
  return rows;
}

Rows key_rows(const View& view, int width, int height) {
  const auto keys = key_help(view.focus != Focus::Line);
  const auto room = static_cast<std::size_t>(std::max(height, 0));
  const std::size_t shown = keys.size() <= room ? keys.size() : std::max<std::size_t>(room, 1) - 1;
  Rows rows;
  for (std::size_t i = 0; i < shown; ++i) {
    rows.push_back({{clipped(" " + keys[i].text, width, view.columns_of), keys[i].style}});
  }
  if (shown < keys.size()) rows.push_back(faint_note(keys.size() - shown, width, view.columns_of));
  rows.resize(room);
  return rows;
}

// Beside the list and panels, or in their place on a narrow screen.
Rows middle_with_keys(View& view, int width, const Division& parts) {
  if (!view.shows_keys) return middle(view, width, parts);
  const int height = parts.menu + parts.panels;
  if (width < 2 * kKeysWidth) return key_rows(view, width, height);
  const int left_width = width - kKeysWidth - 1;
  Rows rows = middle(view, left_width, parts);
  Rows keys = key_rows(view, kKeysWidth, height);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    pad(rows[i], left_width, view.columns_of);
    rows[i].push_back({std::string(kVertical), Style::Rule});
    rows[i].insert(rows[i].end(), keys[i].begin(), keys[i].end());
  }
  return rows;
}

void draw_fault(Frame& frame, const View& view, int width, int height) {
  if (height == 0) return;
  if (!view.fault) {
    const bool takes = view.in_history || view.menu.highlighted() != nullptr;
    const std::string_view text =
        takes ? "Ready. Enter takes the entry." : "Ready. Enter runs the command.";
    frame.rows.push_back({{clipped(text, width, view.columns_of), Style::Good}});
    return;
  }
  const std::string text = "If run now: " + std::string(trim(*view.fault));
  std::string shown;
  for (const char c : text) shown += c == '\t' ? ' ' : c;
  for (const std::string& line : wrapped_into(shown, width, height, view.columns_of)) {
    frame.rows.push_back({{shown_text(line, view.columns_of), Style::Fault}});
  }
}

Row toolbar(const View& view, int width) {
  const Panel& panel = view.focus == Focus::Output ? view.output : view.documentation;
  if (view.focus != Focus::Line && panel.is_searching()) {
    return {{clipped("I-search: " + panel.sought(), width, view.columns_of), Style::Toolbar}};
  }
  if (view.focus != Focus::Line) {
    return {{clipped("F1 keys  F2 next panel  j k scroll  / search  q back to the line", width,
                     view.columns_of),
             Style::Toolbar}};
  }
  Row row;
  if (view.in_history) row.push_back({"bck-i-search", Style::History});
  const std::string keys =
      view.in_history
          ? "  Enter take it  Esc leave  ^C quit"
          : "Enter take/run  F1 keys  F2 panel  F3 docs  F5 output  ^R history  ^C quit";
  const int left = width - width_of_row(row, view.columns_of);
  if (left < 0) return {};
  row.push_back({clipped(keys, left, view.columns_of), Style::Toolbar});
  return row;
}

}  // namespace

Frame draw(View& view, ScreenSize size) {
  const int width = std::max(1, size.columns);
  const LineRows line = line_rows(view.editor, width, view.columns_of);
  const bool has_panels = view.shows_documentation || view.shows_output;
  const Division parts = divide(size.rows, static_cast<int>(line.rows.size()), has_panels);

  Frame frame;
  draw_line(frame, line, parts.line, width, view.columns_of);
  for (Row& row : middle_with_keys(view, width, parts)) frame.rows.push_back(std::move(row));
  if (parts.rule > 0) frame.rows.push_back(titled_rule("", "", width, false));
  const std::size_t fault_end = frame.rows.size() + static_cast<std::size_t>(parts.fault);
  draw_fault(frame, view, width, parts.fault);
  frame.rows.resize(fault_end);
  if (parts.toolbar > 0) frame.rows.push_back(toolbar(view, width));
  return frame;
}

}  // namespace send_bounce::prompt
