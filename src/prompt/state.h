#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "prompt/cursor_context.h"
#include "prompt/line_editor.h"
#include "prompt/panel.h"
#include "prompt/suggestions.h"
#include "send_bounce/prompt/prompt.h"

namespace send_bounce::prompt {

enum class Focus : std::uint8_t { Line, Documentation, Output };

/// The list below the line. Moving in it puts the highlighted entry into the line; what was there
/// is kept, so that Escape brings it back.
struct Menu {
  std::vector<Suggestion> entries;
  shell::LineWord word;  ///< the one that they go on with
  std::optional<std::size_t> chosen;
  std::string text_before;
  std::size_t cursor_before = 0;

  const Suggestion* highlighted() const { return chosen ? &entries[*chosen] : nullptr; }
};

/// What the frame is drawn from (drawing.h).
struct View {
  explicit View(const Columns& columns) : editor(columns), columns_of(columns) {}

  LineEditor editor;
  Columns columns_of;
  Menu menu;
  bool in_history = false;  ///< the list has earlier lines
  Focus focus = Focus::Line;
  bool shows_documentation = true;
  bool shows_output = true;
  bool shows_keys = false;
  bool in_columns = false;  ///< the list has names only, side by side
  Panel documentation;
  Panel output;
  std::optional<std::string> fault;  ///< what the command would say to the line
};

}  // namespace send_bounce::prompt
