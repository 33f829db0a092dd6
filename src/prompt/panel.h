#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "prompt/documentation.h"
#include "prompt/text_layout.h"

namespace send_bounce::prompt {

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
