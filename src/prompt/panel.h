#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "prompt/cursor_context.h"
#include "prompt/text_layout.h"
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

/// A text that is scrolled and searched with the keys of less.
class Panel {
 public:
  /// A new text is shown from its top.
  void set(std::vector<PanelLine> lines);
  /// Wraps to `width` and keeps the place within the text; `height` rows are shown.
  void fit(int width, int height, const Columns& columns_of);
  /// False for `q`, Escape and keys that a panel does not know.
  bool press(const Key& key);

  bool is_searching() const { return is_searching_; }
  /// What is typed behind "/" or "?".
  const std::string& sought() const { return sought_; }

  /// The rows to show, as many as were asked for.
  std::vector<StyledText> row(int number) const;
  /// How many more there are after those.
  std::size_t rows_below() const;

 private:
  void scroll(int rows);
  void find(bool forward);
  bool press_in_search(const Key& key);

  std::vector<PanelLine> lines_;
  std::vector<PanelLine> rows_;
  int width_ = 0;
  int height_ = 0;
  int top_ = 0;
  std::string sought_;
  bool is_searching_ = false;
  bool is_forward_ = true;
};

}  // namespace send_bounce::prompt
