#include "cli/batch_input.h"

#include <algorithm>
#include <utility>

#include "send_bounce/text/encoding.h"
#include "send_bounce/text/json_document.h"

namespace send_bounce {
namespace {

constexpr std::size_t kBatchPiece = std::size_t{64} << 10U;

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

const char* words_for(JsonFaultKind kind) {
  switch (kind) {
    case JsonFaultKind::NotUtf8:
      return "a byte that is not UTF-8";
    case JsonFaultKind::TooDeep:
      return "JSON that is nested too deeply";
    case JsonFaultKind::CutOff:
      return "the JSON ends in the middle of a value";
    case JsonFaultKind::MoreFollows:
      return "more text follows the JSON value";
    case JsonFaultKind::Syntax:
      break;
  }
  return "no JSON";
}

Item unreadable(std::string message) {
  return {nothing_to_bounce(kMalformed, std::move(message)), {}};
}

Item unreadable(const JsonFault& fault, std::int64_t line) {
  return unreadable("line " + std::to_string(line) + ", column " +
                    std::to_string(fault.offset + 1) + ": " + words_for(fault.kind) + ".");
}

}  // namespace

// False at the end of the input.
tl::expected<bool, SystemError> BatchInput::read_more() {
  if (is_at_end_) return false;
  buffer_.erase(0, std::exchange(start_, 0));
  auto piece = source_->next(kBatchPiece);
  if (!piece) return tl::make_unexpected(piece.error());
  is_at_end_ = piece->empty();
  buffer_ += *piece;
  return !is_at_end_;
}

// A line that is too long is read past, and its beginning is all that is kept.
tl::expected<std::optional<BatchInput::Line>, SystemError> BatchInput::next_line() {
  Line line;
  std::size_t searched = 0;
  while (true) {
    const std::size_t end = buffer_.find('\n', start_ + searched);
    const std::size_t length = (end == std::string::npos ? buffer_.size() : end) - start_;
    if (line.text.size() + length > kLongestItem) line.is_too_long = true;
    if (end != std::string::npos || is_at_end_) {
      if (end == std::string::npos && length == 0 && line.text.empty() && !line.is_too_long)
        return std::nullopt;
      if (!line.is_too_long) line.text.append(buffer_, start_, length);
      start_ += length + (end == std::string::npos ? 0 : 1);
      ++line_;
      return line;
    }
    if (line.is_too_long) start_ = buffer_.size();
    searched = buffer_.size() - start_;
    if (auto more = read_more(); !more) return tl::make_unexpected(more.error());
  }
}

BatchValue BatchInput::value_of(const Line& line) const {
  BatchValue value{line_, {}};
  if (line.is_too_long) {
    value.items.push_back(unreadable("line " + std::to_string(line_) + ": longer than " +
                                     std::to_string(kLongestItem) + " bytes (1 MiB)."));
    return value;
  }
  const auto json = parse_json_document(line.text);
  if (json) {
    value.items = items_of(*json, defaults_);
  } else {
    value.items.push_back(unreadable(json.error(), line_));
  }
  return value;
}

// nullopt where the input is no single value. What was read stays in the buffer. It is looked at
// again each time that it has grown by half, so that a live stream with a broken first line goes on
// soon.
tl::expected<std::optional<BatchValue>, SystemError> BatchInput::whole_value() {
  std::size_t looked_at = 0;
  while (true) {
    const std::size_t size = buffer_.size() - start_;
    if (is_at_end_ || 2 * size >= 3 * looked_at) {
      const std::string_view text = std::string_view(buffer_).substr(start_);
      const auto json = parse_json_document(text);
      looked_at = size;
      const bool may_go_on = !json && json.error().kind == JsonFaultKind::CutOff;
      if (!json && (!may_go_on || is_at_end_)) return std::nullopt;
      if (json && is_at_end_) {
        start_ = buffer_.size();
        return BatchValue{line_ + 1, items_of(*json, defaults_)};
      }
    }
    if (size > kMaxNotificationBytes) return std::nullopt;
    if (auto more = read_more(); !more) return tl::make_unexpected(more.error());
  }
}

tl::expected<std::optional<BatchValue>, SystemError> BatchInput::next() {
  while (true) {
    auto line = next_line();
    if (!line) return tl::make_unexpected(line.error());
    if (!*line) return std::nullopt;
    Line& text = **line;
    if (line_ == 1)
      text.text.erase(0, text.text.size() - without_byte_order_mark(text.text).size());
    if (!text.is_too_long && is_blank(text.text)) continue;
    if (!std::exchange(is_begun_, true)) {
      const auto json = parse_json_document(text.text);
      if (!text.is_too_long && !json && json.error().kind == JsonFaultKind::CutOff) {
        // Back into the buffer: the value may go on.
        buffer_.insert(start_, text.text + "\n");
        --line_;
        auto whole = whole_value();
        if (!whole || *whole) return whole;
        auto again = next_line();
        if (!again) return tl::make_unexpected(again.error());
        return value_of(**again);
      }
    }
    return value_of(text);
  }
}

}  // namespace send_bounce
