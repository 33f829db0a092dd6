#include "send_bounce/output/screen_rows.h"

#include <algorithm>
#include <string>

#include "output/wide_characters.h"

namespace send_bounce {
namespace {

constexpr std::int64_t kTabStop = 8;
constexpr std::string_view kColourStart = "\x1b[";

// Without the sequences that set colours, as tables have them: ESC [ 1 m.
std::string without_colours(std::string_view line) {
  std::string out;
  while (!line.empty()) {
    const std::size_t end =
        line.starts_with(kColourStart) ? line.find_first_not_of("0123456789;", 2) : 0;
    if (end != 0 && end != std::string_view::npos && line[end] == 'm') {
      line.remove_prefix(end + 1);
    } else {
      out += line.front();
      line.remove_prefix(1);
    }
  }
  return out;
}

std::int64_t columns_of(std::string_view line) {
  const std::string shown = without_colours(line);
  std::string_view rest = shown;
  std::int64_t columns = 0;
  while (true) {
    const std::size_t tab = rest.find('\t');
    columns += display_width(rest.substr(0, tab));
    if (tab == std::string_view::npos) return columns;
    columns += kTabStop - columns % kTabStop;
    rest.remove_prefix(tab + 1);
  }
}

}  // namespace

std::int64_t rows_on_screen(std::string_view text, int columns) {
  std::int64_t rows = 0;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::int64_t width = columns_of(text.substr(0, end));
    rows += std::max<std::int64_t>(1, (width + columns - 1) / columns);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return rows;
}

}  // namespace send_bounce
