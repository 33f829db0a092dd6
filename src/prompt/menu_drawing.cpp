#include "prompt/menu_drawing.h"

#include <algorithm>

namespace send_bounce::prompt {
namespace {

using Row = std::vector<StyledText>;

constexpr int kGap = 2;

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

Row entry_row(const Menu& menu, std::size_t index, int name_width, int width,
              const Columns& columns_of) {
  const Suggestion& entry = menu.entries[index];
  std::string text =
      " " + padded(clipped(shown_text(label(entry), columns_of), name_width, columns_of),
                   name_width + kGap, columns_of);
  text += remark(entry);
  while (text.ends_with(' ')) text.pop_back();
  return {{padded(clipped(text, width, columns_of), menu.chosen == index ? width : 0, columns_of),
           style_of(menu, index)}};
}

std::vector<Row> as_list(const Menu& menu, int width, int height, const Columns& columns_of) {
  const std::size_t count = menu.entries.size();
  auto shown = static_cast<std::size_t>(height);
  // The last row tells how many do not fit.
  const bool is_cut = count > shown && height > 1;
  if (is_cut) --shown;
  shown = std::min(shown, count);
  const bool has_remarks = std::any_of(menu.entries.begin(), menu.entries.end(),
                                       [](const Suggestion& one) { return !remark(one).empty(); });
  const int most = has_remarks ? width * 3 / 5 : width - 1;
  const int name_width = widest_label(menu, std::max(1, most), columns_of);
  const std::size_t first = first_shown(menu, shown);
  std::vector<Row> rows;
  for (std::size_t i = first; i < first + shown; ++i) {
    rows.push_back(entry_row(menu, i, name_width, width, columns_of));
  }
  const std::size_t below = count - first - shown;
  if (is_cut && below > 0) {
    rows.push_back(
        {{clipped(" " + std::to_string(below) + " more", width, columns_of), Style::Faint}});
  }
  return rows;
}

std::vector<Row> as_columns(const Menu& menu, int width, int height, const Columns& columns_of) {
  const int cell = widest_label(menu, std::max(1, width - kGap), columns_of) + kGap;
  const int columns = std::max(1, width / cell);
  const auto page = static_cast<std::size_t>(columns * height);
  const std::size_t first = menu.chosen ? *menu.chosen / page * page : 0;
  std::vector<Row> rows(static_cast<std::size_t>(height));
  for (std::size_t i = first; i < std::min(first + page, menu.entries.size()); ++i) {
    const std::size_t row = (i - first) % static_cast<std::size_t>(height);
    const std::string name = clipped(shown_text(label(menu.entries[i]), columns_of),
                                     std::min(width, cell) - 1, columns_of);
    rows[row].push_back({padded(" " + name, std::min(width, cell), columns_of), style_of(menu, i)});
  }
  return rows;
}

}  // namespace

std::vector<Row> menu_rows(const Menu& menu, bool in_columns, int width, int height,
                           const Columns& columns_of) {
  if (height <= 0 || menu.entries.empty()) return {};
  return in_columns ? as_columns(menu, width, height, columns_of)
                    : as_list(menu, width, height, columns_of);
}

}  // namespace send_bounce::prompt
