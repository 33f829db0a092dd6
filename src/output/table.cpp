#include "output/table.h"

#include <algorithm>
#include <string>

#include "output/table_sections.h"
#include "send_bounce/output/text_width.h"

namespace send_bounce {
namespace {

using Widths = std::vector<std::int64_t>;

constexpr std::string_view kReset = "\x1b[0m";
constexpr std::string_view kCell = "\x1b[1m\x1b[34m";        // bold blue
constexpr std::string_view kFrameStyle = "\x1b[2m\x1b[33m";  // dim yellow

void append(std::string& line, std::int64_t count, char c) {
  line.append(static_cast<std::size_t>(std::max<std::int64_t>(count, 0)), c);
}

// The first column has a left edge beside its right one.
std::string left_edge(bool first) { return first ? "|" : ""; }

std::string centred(const std::string& text, std::int64_t width, bool first) {
  const std::int64_t length = display_width(text);
  const std::int64_t before = width / 2 - length / 2 - 1;
  std::string cell = left_edge(first);
  append(cell, before, ' ');
  cell += text;
  append(cell, width - 1 - (first ? 1 : 0) - before - length, ' ');
  return cell + "|";
}

std::string rule(const Widths& widths) {
  std::string line;
  for (const std::int64_t width : widths) {
    if (line.empty()) line = "+";
    append(line, width - (line == "+" ? 2 : 1), '-');
    line += '+';
  }
  return line;
}

class TableWriter {
 public:
  explicit TableWriter(const TableStyle& style) : style_(style) {}

  std::string take() { return std::move(out_); }

  void write(std::vector<TableSection> sections) {
    std::int64_t width = widest(sections);
    if (width > style_.width) {
      for (TableSection& section : sections) {
        if (section.has_one_row_below_a_header()) section = section.turned();
      }
      width = widest(sections);
    }
    std::string top;
    append(top, width, '-');
    put(top + "\n");
    for (const TableSection& section : sections) write_section(section, width);
    if (style_.reset_at_end) out_ += kReset;
  }

 private:
  static std::int64_t widest(const std::vector<TableSection>& sections) {
    std::int64_t width = 0;
    for (const TableSection& section : sections) width = std::max(width, section.least_width());
    return width;
  }

  void write_section(const TableSection& section, std::int64_t table_width) {
    const std::int64_t width = table_width - 2 * section.depth();
    frames_.clear();
    for (int i = 0; i < section.depth(); ++i) frames_ += styled("|", kFrameStyle);

    const bool is_title_only = section.header().empty() && section.rows().empty();
    if (!section.title().empty()) {
      put_line(centred(section.title(), width, true));
      if (is_title_only) put_line(rule({width}));
    }
    const Widths widths = section.column_widths(width);
    if (!section.header().empty()) {
      put_line(rule(widths));
      put_line(header_line(section.header(), widths));
    }
    if (section.rows().empty() || widths.empty()) return;
    put_line(rule(widths));
    for (const auto& row : section.rows()) put_line(row_line(row, widths));
    put_line(rule(widths));
  }

  static std::string header_line(const std::vector<std::string>& header, const Widths& widths) {
    std::string line;
    for (std::size_t i = 0; i < std::min(header.size(), widths.size()); ++i) {
      line += centred(header[i], widths[i], i == 0);
    }
    return line;
  }

  std::string row_line(const std::vector<std::string>& row, const Widths& widths) const {
    std::string line;
    for (std::size_t i = 0; i < std::min(row.size(), widths.size()); ++i) {
      line += aligned_left(row[i], widths[i], i == 0);
    }
    return line;
  }

  std::string aligned_left(const std::string& text, std::int64_t width, bool first) const {
    const std::int64_t blank = width - display_width(text) - 1 - (first ? 1 : 0);
    const std::int64_t before = blank >= 2 ? 2 : 0;
    std::string cell = left_edge(first);
    append(cell, before, ' ');
    cell += styled(text, kCell);
    append(cell, blank - before, ' ');
    return cell + "|";
  }

  std::string styled(std::string_view text, std::string_view colour) const {
    if (!style_.colour) return std::string(text);
    return std::string(colour) + std::string(text) + std::string(kReset);
  }

  // In the reference's four writes, which show where each is followed by a reset.
  void put_line(const std::string& line) {
    put(frames_);
    put(line);
    put(frames_);
    put("\n");
  }

  void put(std::string_view text) {
    out_ += text;
    if (style_.reset_after_writes) out_ += kReset;
  }

  const TableStyle& style_;
  std::string frames_;
  std::string out_;
};

}  // namespace

Result<std::string> format_table(const Value& value, const TableStyle& style) {
  ASSIGN_OR_RETURN(std::vector<TableSection> sections, table_sections(value, style.title));
  if (sections.empty()) return std::string();
  TableWriter writer(style);
  writer.write(std::move(sections));
  return writer.take();
}

}  // namespace send_bounce
