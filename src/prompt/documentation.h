#pragma once

#include <string>
#include <vector>

#include "prompt/cursor_context.h"
#include "send_bounce/world/screen.h"

namespace send_bounce::prompt {

/// A paragraph or heading, not wrapped yet.
struct PanelLine {
  std::string text;
  Style style = Style::Plain;
  friend bool operator==(const PanelLine&, const PanelLine&) = default;
};

/// What the panel says about the place of the cursor: inside a structure first its members, which
/// of them are given and which must still be, then the option or member itself. `highlighted` is
/// the menu's entry, explained in the place of what the cursor is on; may be empty.
std::vector<PanelLine> documentation_at(const CursorContext& context, std::string_view highlighted);

/// The keys, for F1.
std::vector<PanelLine> key_help(bool in_panel);

}  // namespace send_bounce::prompt
