#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "send_bounce/values/error.h"
#include "send_bounce/values/value.h"

namespace send_bounce {

/// One framed part of a table: a title, a line of headers and rows, each of which may be absent.
class TableSection {
 public:
  /// Without a title a section takes the width of the title "None" and shows none, as in the
  /// reference.
  TableSection(std::optional<std::string> title, int depth)
      : title_(std::move(title)), depth_(depth) {}

  /// Both fail where the reference's bookkeeping does: a row of another length than the first line
  /// of its section, a header that is longer than the lines before it.
  Result<void> add_header(std::vector<std::string> header);
  Result<void> add_row(std::vector<std::string> row);

  /// "" where there is none to show.
  std::string title() const { return title_.value_or(""); }
  /// How many frames stand around this one.
  int depth() const { return depth_; }
  const std::vector<std::string>& header() const { return header_; }
  const std::vector<std::vector<std::string>>& rows() const { return rows_; }
  bool has_one_row_below_a_header() const { return rows_.size() == 1 && !header_.empty(); }

  /// Each column header beside its cell: the header becomes the first column. REQUIRES:
  /// has_one_row_below_a_header().
  TableSection turned() const;

  /// Columns that the section takes at least, frames included.
  std::int64_t least_width() const;
  /// The width of each column, with its right edge and for the first one its left edge too, so
  /// that together they take `total`. REQUIRES: total ≥ least_width() − 2 · depth().
  std::vector<std::int64_t> column_widths(std::int64_t total) const;

 private:
  Result<void> note_widths(const std::vector<std::string>& cells);

  std::optional<std::string> title_;
  int depth_;
  std::vector<std::string> header_;
  std::vector<std::vector<std::string>> rows_;
  std::optional<std::size_t> columns_;
  std::vector<std::int64_t> widest_;  // cell of each column
};

/// The sections that show a value, from the outermost inwards (awscli/formatter.py
/// TableFormatter). Empty for null, false, zero and whatever is empty. ErrorKind::General for a
/// value that has no table: lists of lists of several lengths, maps beside other values.
Result<std::vector<TableSection>> table_sections(const Value& value, const std::string& title);

}  // namespace send_bounce
