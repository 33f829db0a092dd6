#include "send_bounce/text/shell_words.h"

#include <algorithm>

namespace send_bounce {
namespace {

constexpr std::string_view kShellBlanks = " \t\r\n";
constexpr std::string_view kPlainMarks = "@%+=:,./-_";

// shlex's own words, which a user of the reference meets.
Result<void> open_quote() { return fail(ErrorKind::General, "No closing quotation"); }
Result<void> open_escape() { return fail(ErrorKind::General, "No escaped character"); }

// Reads from one word's text: `rest` begins behind an opening quote and ends up behind the closing
// one.
Result<void> read_quoted(std::string_view& rest, char quote, std::string& word) {
  while (!rest.empty()) {
    const char c = rest.front();
    rest.remove_prefix(1);
    if (c == quote) return {};
    if (c == '\\' && quote == '"') {
      if (rest.empty()) return open_escape();
      // Inside double quotes a backslash is itself unless it escapes a quote or another one.
      if (rest.front() != '"' && rest.front() != '\\') word += '\\';
      word += rest.front();
      rest.remove_prefix(1);
    } else {
      word += c;
    }
  }
  return open_quote();
}

Result<void> read_word(std::string_view& rest, std::string& word) {
  while (!rest.empty() && kShellBlanks.find(rest.front()) == std::string_view::npos) {
    const char c = rest.front();
    rest.remove_prefix(1);
    if (c == '\'' || c == '"') {
      RETURN_IF_ERROR(read_quoted(rest, c, word));
    } else if (c == '\\') {
      if (rest.empty()) return open_escape();
      word += rest.front();
      rest.remove_prefix(1);
    } else {
      word += c;
    }
  }
  return {};
}

bool is_plain_in_shell(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         kPlainMarks.find(c) != std::string_view::npos;
}

}  // namespace

Result<std::vector<std::string>> split_shell_words(std::string_view text) {
  std::vector<std::string> words;
  while (true) {
    const std::size_t start = text.find_first_not_of(kShellBlanks);
    if (start == std::string_view::npos) return words;
    text.remove_prefix(start);
    std::string word;
    RETURN_IF_ERROR(read_word(text, word));
    words.push_back(std::move(word));
  }
}

std::string quote_shell_word(std::string_view text) {
  if (!text.empty() && std::all_of(text.begin(), text.end(), is_plain_in_shell))
    return std::string(text);
  std::string word = "'";
  for (const char c : text) {
    if (c == '\'')
      word += "'\\''";
    else
      word += c;
  }
  return word + "'";
}

}  // namespace send_bounce
