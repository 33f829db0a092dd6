#include "input/yaml_quoted.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <system_error>
#include <utility>

#include "send_bounce/text/encoding.h"

namespace send_bounce {
namespace {

// What follows a backslash, and the character that both stand for.
constexpr std::array<std::pair<char, char32_t>, 18> kEscapes = {{{'0', 0x00},
                                                                 {'a', 0x07},
                                                                 {'b', 0x08},
                                                                 {'t', 0x09},
                                                                 {'\t', 0x09},
                                                                 {'n', 0x0A},
                                                                 {'v', 0x0B},
                                                                 {'f', 0x0C},
                                                                 {'r', 0x0D},
                                                                 {'e', 0x1B},
                                                                 {' ', 0x20},
                                                                 {'"', 0x22},
                                                                 {'/', 0x2F},
                                                                 {'\\', 0x5C},
                                                                 {'N', 0x85},
                                                                 {'_', 0xA0},
                                                                 {'L', 0x2028},
                                                                 {'P', 0x2029}}};

std::size_t code_digits(char kind) {
  switch (kind) {
    case 'x':
      return 2;
    case 'u':
      return 4;
    case 'U':
      return 8;
    default:
      return 0;
  }
}

class QuotedReader {
 public:
  QuotedReader(std::string_view document, std::size_t begin)
      : document_(document), begin_(begin), position_(begin + 1), quote_(document[begin]) {}

  QuotedScalar read() && {
    while (scalar_.fault.empty()) {
      if (position_ >= document_.size()) {
        fail_at(begin_, "the quote is not closed");
      } else if (at(0) != quote_) {
        take();
      } else if (quote_ == '\'' && at(1) == quote_) {
        scalar_.text += quote_;
        position_ += 2;
      } else {
        scalar_.end = position_ + 1;
        break;
      }
    }
    return std::move(scalar_);
  }

 private:
  char at(std::size_t ahead) const {
    const std::size_t place = position_ + ahead;
    return place < document_.size() ? document_[place] : '\0';
  }

  void fail_at(std::size_t place, std::string_view fault) {
    scalar_.end = place;
    scalar_.fault = fault;
  }

  void take() {
    if (quote_ == '"' && at(0) == '\\') {
      take_escape();
    } else if (at(0) == ' ' || at(0) == '\t' || !next_break().empty()) {
      take_blanks();
    } else {
      scalar_.text += document_[position_++];
    }
  }

  // A line's end: LF, NEL, or one of the separators, which stay what they are.
  std::string_view next_break() const {
    const std::string_view rest = document_.substr(position_);
    for (const std::string_view end : {"\n", "\xC2\x85", "\xE2\x80\xA8", "\xE2\x80\xA9"}) {
      if (rest.starts_with(end)) return end;
    }
    return {};
  }

  std::string_view take_break() {
    const std::string_view found = next_break();
    position_ += found.size();
    return found == "\xC2\x85" ? "\n" : found;
  }

  void skip_blanks() {
    while (at(0) == ' ' || at(0) == '\t') ++position_;
  }

  // The ends of lines that hold blanks alone.
  std::string take_empty_lines() {
    std::string breaks;
    for (skip_blanks(); !next_break().empty(); skip_blanks()) breaks += take_break();
    return breaks;
  }

  // Blanks inside of a line are text. Around its end they are not, and the end itself is a blank
  // unless empty lines follow.
  void take_blanks() {
    const std::size_t begin = position_;
    skip_blanks();
    if (next_break().empty()) {
      scalar_.text += document_.substr(begin, position_ - begin);
      return;
    }
    const std::string_view end = take_break();
    const std::string empty_lines = take_empty_lines();
    if (end != "\n") {
      scalar_.text += end;
    } else if (empty_lines.empty()) {
      scalar_.text += ' ';
    }
    scalar_.text += empty_lines;
  }

  void take_escape() {
    const std::size_t backslash = position_++;
    if (!next_break().empty()) {
      take_break();
      scalar_.text += take_empty_lines();
      return;
    }
    const char kind = at(0);
    for (const auto& [name, character] : kEscapes) {
      if (name != kind) continue;
      append_utf8(scalar_.text, character);
      ++position_;
      return;
    }
    const std::string_view digits =
        document_.substr(std::min(position_ + 1, document_.size()), code_digits(kind));
    std::uint32_t code = 0;
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), code, 16);
    if (digits.empty() || error != std::errc() || end != digits.data() + digits.size()) {
      fail_at(backslash, kUnknownEscape);
      return;
    }
    append_utf8(scalar_.text, code);
    position_ += 1 + digits.size();
  }

  std::string_view document_;
  std::size_t begin_;
  std::size_t position_;
  char quote_;
  QuotedScalar scalar_;
};

}  // namespace

QuotedScalar read_quoted_scalar(std::string_view document, std::size_t begin) {
  return QuotedReader(document, begin).read();
}

}  // namespace send_bounce
