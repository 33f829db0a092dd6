#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "prompt/text_layout.h"
#include "send_bounce/world/screen.h"

/// One line of text with a cursor and the usual Emacs-style keys. Cursor positions are bytes and
/// always between characters; a character is a code point with all that combine with it.
namespace send_bounce::prompt {

class LineEditor {
 public:
  explicit LineEditor(Columns columns_of) : columns_of_(std::move(columns_of)) {}

  const std::string& text() const { return text_; }
  std::size_t cursor() const { return cursor_; }

  /// Does what the key means here; false for a key that means nothing to an editor.
  bool press(const Key& key);
  /// Line ends and other control characters become blanks: a pasted text runs nothing.
  void insert(std::string_view text);
  void set(std::string text, std::size_t cursor);
  /// Puts `text` in the place of all from `from` to the cursor.
  void replace_before_cursor(std::size_t from, std::string_view text);

 private:
  std::size_t next(std::size_t position) const;
  std::size_t previous(std::size_t position) const;
  std::size_t word_start() const;
  std::size_t word_end() const;
  std::size_t blank_word_start() const;
  void cut(std::size_t from, std::size_t to);
  void erase(std::size_t from, std::size_t to);
  void swap_characters();
  void undo();
  void keep_for_undo();
  bool control(char32_t letter);
  bool alt(char32_t letter);

  Columns columns_of_;
  std::string text_;
  std::size_t cursor_ = 0;
  std::string cut_text_;
  std::vector<std::pair<std::string, std::size_t>> earlier_;
};

}  // namespace send_bounce::prompt
