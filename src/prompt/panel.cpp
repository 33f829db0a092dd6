#include "prompt/panel.h"

#include <algorithm>

#include "send_bounce/text/encoding.h"

namespace send_bounce::prompt {
namespace {

constexpr int kWhole = 1'000'000;

bool holds(const PanelLine& row, std::string_view lower_case_text) {
  return to_lower(row.text).find(lower_case_text) != std::string::npos;
}

}  // namespace

void Panel::set(std::vector<PanelLine> lines) {
  if (lines == lines_) return;
  lines_ = std::move(lines);
  rows_.clear();
  width_ = 0;
  top_ = 0;
}

void Panel::fit(int width, int height, const Columns& columns_of) {
  height_ = height;
  if (width != width_) {
    rows_.clear();
    for (const PanelLine& line : lines_) {
      for (const std::string& row : wrapped(line.text, width, columns_of)) {
        rows_.push_back({shown_text(row, columns_of), line.style});
      }
    }
    width_ = width;
  }
  scroll(0);
}

void Panel::scroll(int rows) {
  const int last = std::max(0, static_cast<int>(rows_.size()) - height_);
  top_ = std::clamp(top_ + rows, 0, last);
}

void Panel::find(bool forward) {
  if (sought_.empty()) return;
  const std::string wanted = to_lower(sought_);
  const int count = static_cast<int>(rows_.size());
  for (int step = 1; step <= count; ++step) {
    const int row = (top_ + (forward ? step : count - step)) % count;
    if (!holds(rows_[static_cast<std::size_t>(row)], wanted)) continue;
    top_ = row;  // also beyond the last full screen, so that the next one is found from here
    return;
  }
}

bool Panel::press_in_search(const Key& key) {
  if (key.kind == Key::Kind::Enter) {
    is_searching_ = false;
    find(is_forward_);
  } else if (key.kind == Key::Kind::Escape) {
    is_searching_ = false;
    sought_.clear();
  } else if (key.kind == Key::Kind::Backspace) {
    while (!sought_.empty() && (static_cast<unsigned char>(sought_.back()) & 0xC0U) == 0x80U) {
      sought_.pop_back();
    }
    if (!sought_.empty()) sought_.pop_back();
  } else if (key.kind == Key::Kind::Character) {
    append_utf8(sought_, key.character);
  } else {
    return false;
  }
  return true;
}

bool Panel::press(const Key& key) {
  if (is_searching_) return press_in_search(key);
  const int page = std::max(1, height_ - 1);
  const auto is = [&](Key::Kind kind, char32_t letter) {
    return key.kind == kind || (key.kind == Key::Kind::Character && key.character == letter);
  };
  if (is(Key::Kind::Down, 'j')) {
    scroll(1);
  } else if (is(Key::Kind::Up, 'k')) {
    scroll(-1);
  } else if (is(Key::Kind::PageDown, 'z')) {
    scroll(page);
  } else if (is(Key::Kind::PageUp, 'w')) {
    scroll(-page);
  } else if (is(Key::Kind::Home, 'g')) {
    scroll(-kWhole);
  } else if (is(Key::Kind::End, 'G')) {
    scroll(kWhole);
  } else if (key.kind == Key::Kind::Character && (key.character == '/' || key.character == '?')) {
    is_searching_ = true;
    is_forward_ = key.character == '/';
    sought_.clear();
  } else if (key.kind == Key::Kind::Character && key.character == 'n') {
    find(is_forward_);
  } else if (key.kind == Key::Kind::Character && key.character == 'N') {
    find(!is_forward_);
  } else {
    return false;
  }
  return true;
}

std::vector<StyledText> Panel::row(int number) const {
  const auto index = static_cast<std::size_t>(top_ + number);
  if (number < 0 || index >= rows_.size()) return {};
  const PanelLine& row = rows_[index];
  const std::string wanted = to_lower(sought_);
  const std::size_t found = wanted.empty() ? std::string::npos : to_lower(row.text).find(wanted);
  if (found == std::string::npos) return {{row.text, row.style}};
  return {{row.text.substr(0, found), row.style},
          {row.text.substr(found, wanted.size()), Style::Match},
          {row.text.substr(found + wanted.size()), row.style}};
}

}  // namespace send_bounce::prompt
