#include "send_bounce/shell/line_words.h"

namespace send_bounce::shell {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";
// What shlex.quote leaves alone, beside letters and digits.
constexpr std::string_view kSafe = "@%+=:,./-_";

bool is_blank(char c) { return kBlanks.find(c) != std::string_view::npos; }

bool is_safe(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         kSafe.find(c) != std::string_view::npos;
}

class Scanner {
 public:
  explicit Scanner(std::string_view line) : line_(line) {}

  std::vector<LineWord> words() {
    std::vector<LineWord> words;
    while (true) {
      while (position_ < line_.size() && is_blank(line_[position_])) ++position_;
      if (position_ == line_.size()) return words;
      words.push_back(word());
    }
  }

 private:
  void take(LineWord& word) {
    word.text += line_[position_];
    word.places.push_back(position_++);
  }

  LineWord word() {
    LineWord word;
    while (position_ < line_.size() && !is_blank(line_[position_])) {
      const char c = line_[position_];
      if (c == '\'' || c == '"') {
        ++position_;
        quoted(word, c);
      } else if (c == '\\') {
        // At the end it escapes nothing yet, and whatever comes next takes its place.
        if (position_ + 1 == line_.size()) break;
        ++position_;
        take(word);
      } else {
        take(word);
      }
    }
    word.places.push_back(position_);
    if (position_ + 1 == line_.size() && line_[position_] == '\\') ++position_;
    word.is_closed = position_ < line_.size();
    return word;
  }

  void quoted(LineWord& word, char quote) {
    for (; position_ < line_.size(); take(word)) {
      if (line_[position_] == quote) {
        ++position_;
        return;
      }
      if (quote != '"' || line_[position_] != '\\' || position_ + 1 == line_.size()) continue;
      // Inside double quotes a backslash is itself unless it escapes a quote or another one.
      const char next = line_[position_ + 1];
      if (next == '"' || next == '\\') ++position_;
    }
    word.open_quote = quote;
  }

  std::string_view line_;
  std::size_t position_ = 0;
};

}  // namespace

std::vector<LineWord> scan_words(std::string_view line) { return Scanner(line).words(); }

LineWord word_at_end(std::string_view text) {
  auto words = scan_words(text);
  if (!words.empty() && !words.back().is_closed) return std::move(words.back());
  LineWord empty;
  empty.places.push_back(text.size());
  return empty;
}

std::string typed_form(std::string_view text, char open_quote, const Quoting& quoting) {
  const std::string_view special = open_quote == '\0' ? quoting.bare : quoting.in_double;
  std::string out;
  for (const char c : text) {
    if (open_quote == '\'') {
      out += c == '\'' ? std::string_view("'\\''") : std::string_view(&c, 1);
      continue;
    }
    if (special.find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

std::string joined_words(const std::vector<std::string>& words) {
  std::string line;
  for (const std::string& word : words) {
    if (!line.empty()) line += ' ';
    bool safe = !word.empty();
    for (const char c : word) safe = safe && is_safe(c);
    if (safe) {
      line += word;
      continue;
    }
    line += '\'';
    for (const char c : word) {
      if (c == '\'') {
        line += "'\"'\"'";
      } else {
        line += c;
      }
    }
    line += '\'';
  }
  return line;
}

}  // namespace send_bounce::shell
