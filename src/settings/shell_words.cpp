#include "send_bounce/settings/profiles.h"

namespace send_bounce {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";

// Reads from one word's text: `rest` begins behind an opening quote and ends up behind the closing
// one. False where there is none.
bool read_quoted(std::string_view& rest, char quote, std::string& word) {
  while (!rest.empty()) {
    const char c = rest.front();
    rest.remove_prefix(1);
    if (c == quote) return true;
    if (c == '\\' && quote == '"') {
      if (rest.empty()) return false;
      // Inside double quotes a backslash is itself unless it escapes a quote or another one.
      if (rest.front() != '"' && rest.front() != '\\') word += '\\';
      word += rest.front();
      rest.remove_prefix(1);
    } else {
      word += c;
    }
  }
  return false;
}

bool read_word(std::string_view& rest, std::string& word) {
  while (!rest.empty() && kBlanks.find(rest.front()) == std::string_view::npos) {
    const char c = rest.front();
    rest.remove_prefix(1);
    if (c == '\'' || c == '"') {
      if (!read_quoted(rest, c, word)) return false;
    } else if (c == '\\') {
      if (rest.empty()) return false;
      word += rest.front();
      rest.remove_prefix(1);
    } else {
      word += c;
    }
  }
  return true;
}

}  // namespace

std::optional<std::vector<std::string>> split_shell_words(std::string_view text) {
  std::vector<std::string> words;
  while (true) {
    const std::size_t start = text.find_first_not_of(kBlanks);
    if (start == std::string_view::npos) return words;
    text.remove_prefix(start);
    std::string word;
    if (!read_word(text, word)) return std::nullopt;
    words.push_back(std::move(word));
  }
}

}  // namespace send_bounce
