#include "prompt/line_editor.h"

#include <algorithm>

#include "send_bounce/text/encoding.h"

namespace send_bounce::prompt {
namespace {

constexpr char32_t kAltBackspace = 0x7F;
constexpr std::size_t kLongestUndo = 200;

bool is_word_byte(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || byte >= 0x80;
}

}  // namespace

std::size_t LineEditor::next(std::size_t position) const {
  return character_end(text_, position, columns_of_);
}

std::size_t LineEditor::previous(std::size_t position) const {
  std::size_t last = 0;
  for (std::size_t at = 0; at < position; at = next(at)) last = at;
  return last;
}

std::size_t LineEditor::word_start() const {
  std::size_t at = cursor_;
  while (at > 0 && !is_word_byte(text_[at - 1])) --at;
  while (at > 0 && is_word_byte(text_[at - 1])) --at;
  return at;
}

std::size_t LineEditor::word_end() const {
  std::size_t at = cursor_;
  while (at < text_.size() && !is_word_byte(text_[at])) ++at;
  while (at < text_.size() && is_word_byte(text_[at])) ++at;
  return at;
}

std::size_t LineEditor::blank_word_start() const {
  std::size_t at = cursor_;
  while (at > 0 && text_[at - 1] == ' ') --at;
  while (at > 0 && text_[at - 1] != ' ') --at;
  return at;
}

void LineEditor::keep_for_undo() {
  if (earlier_.size() == kLongestUndo) earlier_.erase(earlier_.begin());
  earlier_.emplace_back(text_, cursor_);
}

void LineEditor::undo() {
  if (earlier_.empty()) return;
  std::tie(text_, cursor_) = std::move(earlier_.back());
  earlier_.pop_back();
}

void LineEditor::insert(std::string_view text) {
  keep_for_undo();
  std::string clean(text);
  for (char& c : clean) {
    if (static_cast<unsigned char>(c) < ' ' || c == '\x7F') c = ' ';
  }
  text_.insert(cursor_, clean);
  cursor_ += clean.size();
}

void LineEditor::set(std::string text, std::size_t cursor) {
  keep_for_undo();
  text_ = std::move(text);
  cursor_ = std::min(cursor, text_.size());
}

void LineEditor::replace_before_cursor(std::size_t from, std::string_view text) {
  keep_for_undo();
  from = std::min(from, cursor_);
  text_.replace(from, cursor_ - from, text);
  cursor_ = from + text.size();
}

void LineEditor::erase(std::size_t from, std::size_t to) {
  if (from >= to) return;
  keep_for_undo();
  text_.erase(from, to - from);
  cursor_ = from;
}

void LineEditor::cut(std::size_t from, std::size_t to) {
  if (from < to) cut_text_ = text_.substr(from, to - from);
  erase(from, to);
}

// The two before the cursor at the end of the line, else the two around it.
void LineEditor::swap_characters() {
  const std::size_t middle = cursor_ == text_.size() ? previous(cursor_) : cursor_;
  if (middle == 0) return;
  const std::size_t start = previous(middle);
  const std::size_t end = next(middle);
  keep_for_undo();
  const std::string swapped =
      text_.substr(middle, end - middle) + text_.substr(start, middle - start);
  text_.replace(start, end - start, swapped);
  cursor_ = end;
}

bool LineEditor::control(char32_t letter) {
  switch (letter) {
    case 'a':
      cursor_ = 0;
      return true;
    case 'e':
      cursor_ = text_.size();
      return true;
    case 'b':
      cursor_ = previous(cursor_);
      return true;
    case 'f':
      cursor_ = next(cursor_);
      return true;
    case 'h':
      erase(previous(cursor_), cursor_);
      return true;
    case 'w':
      cut(blank_word_start(), cursor_);
      return true;
    case 'u':
      cut(0, cursor_);
      return true;
    case 'k':
      cut(cursor_, text_.size());
      return true;
    case 'y':
      insert(cut_text_);
      return true;
    case 't':
      swap_characters();
      return true;
    case '_':
      undo();
      return true;
    default:
      return false;
  }
}

bool LineEditor::alt(char32_t letter) {
  switch (letter) {
    case 'b':
      cursor_ = word_start();
      return true;
    case 'f':
      cursor_ = word_end();
      return true;
    case 'd':
      cut(cursor_, word_end());
      return true;
    case kAltBackspace:
      cut(word_start(), cursor_);
      return true;
    default:
      return false;
  }
}

bool LineEditor::press(const Key& key) {
  using enum Key::Kind;
  if (key.kind == Control) return control(key.character);
  if (key.kind == Alt) return alt(key.character);
  if (key.kind == Character) {
    std::string typed;
    append_utf8(typed, key.character);
    insert(typed);
  } else if (key.kind == Paste) {
    insert(key.text);
  } else if (key.kind == Backspace) {
    erase(previous(cursor_), cursor_);
  } else if (key.kind == Delete) {
    erase(cursor_, next(cursor_));
  } else if (key.kind == Left) {
    cursor_ = previous(cursor_);
  } else if (key.kind == Right) {
    cursor_ = next(cursor_);
  } else if (key.kind == Home) {
    cursor_ = 0;
  } else if (key.kind == End) {
    cursor_ = text_.size();
  } else {
    return false;
  }
  return true;
}

}  // namespace send_bounce::prompt
