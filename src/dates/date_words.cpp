#include "dates/date_words.h"

#include <algorithm>
#include <cstdint>

#include "send_bounce/text/encoding.h"

namespace send_bounce {
namespace {

enum class LetterKind : std::uint8_t { Letter, Digit, Point, Comma, Other };

// Letters outside ASCII need no table: a word that holds one is never understood, and a character
// that is no letter would not be either.
LetterKind kind_of(char32_t c) {
  if (c >= '0' && c <= '9') return LetterKind::Digit;
  if (c == '.') return LetterKind::Point;
  if (c == ',') return LetterKind::Comma;
  const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0x80;
  return letter ? LetterKind::Letter : LetterKind::Other;
}

// A run that began as a word or a number and what has been met in it so far.
struct Run {
  std::string text;
  bool number = false;   // what the last stretch was
  bool pointed = false;  // holds a point, or a comma that may be one
  bool worded = false;   // letters were seen, so that points in it are separators
  int points = 0;

  // Whether the character goes on with the run; if so it is taken.
  bool take(char32_t c, LetterKind kind) {
    if (!number) worded = true;
    const bool after_point = text.back() == '.';
    if (kind == LetterKind::Point) {
      pointed = true;
      ++points;
    } else if (kind == LetterKind::Comma) {
      if (!number || pointed || text.size() < 2) return false;
      pointed = true;
    } else if (kind == (number ? LetterKind::Digit : LetterKind::Letter)) {
      // More of the same.
    } else if (pointed && after_point &&
               kind == (number ? LetterKind::Letter : LetterKind::Digit)) {
      number = !number;
    } else {
      return false;
    }
    append_utf8(text, c);
    return true;
  }

  bool separators() const {
    const char last = text.back();
    return pointed && (worded || points > 1 || last == '.' || last == ',');
  }
};

void append_run(std::vector<std::string>& tokens, const Run& run) {
  if (!run.separators()) {
    tokens.push_back(run.text);
    if (run.number && run.points == 0) {
      std::replace(tokens.back().begin(), tokens.back().end(), ',', '.');
    }
    return;
  }
  std::string part;
  for (const char c : run.text) {
    if (c != '.' && c != ',') {
      part += c;
      continue;
    }
    if (!part.empty()) tokens.push_back(std::move(part));
    part.clear();
    tokens.emplace_back(1, c);
  }
  if (!part.empty()) tokens.push_back(std::move(part));
}

}  // namespace

std::vector<std::string> date_tokens(std::string_view text) {
  std::vector<std::string> tokens;
  std::size_t position = 0;
  Run run;
  const auto finish_run = [&] {
    if (!run.text.empty()) append_run(tokens, run);
    run = Run();
  };
  while (position < text.size()) {
    auto code = next_code_point(text, position);
    if (!code) {
      code = U'\uFFFD';
      ++position;
    }
    if (*code == U'\0') continue;  // the reference reads over them
    const LetterKind kind = kind_of(*code);
    if (!run.text.empty() && run.take(*code, kind)) continue;
    finish_run();
    if (kind == LetterKind::Letter || kind == LetterKind::Digit) {
      append_utf8(run.text, *code);
      run.number = kind == LetterKind::Digit;
    } else {
      tokens.emplace_back();
      append_utf8(tokens.back(), *code);
    }
  }
  finish_run();
  return tokens;
}

}  // namespace send_bounce
