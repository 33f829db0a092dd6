#include "received/plain_words.h"

#include <algorithm>
#include <utility>

#include "send_bounce/text/encoding.h"

namespace send_bounce {
namespace {

constexpr std::size_t kLongestQuote = 60;

bool is_printable_character(char c) { return c >= ' ' && c <= '~'; }

bool is_plain_in_a_shell(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("-_./:=@%+,").find(c) != std::string_view::npos;
}

}  // namespace

Failure nothing_to_bounce(std::string_view code, std::string message) {
  Failure failure = fail(ErrorKind::NothingToBounce, std::move(message));
  failure.value().code = code;
  return failure;
}

std::string quoted_beginning(std::string_view text) {
  std::string quoted = "\"";
  std::size_t position = 0;
  while (position < text.size() && quoted.size() <= kLongestQuote) {
    const std::size_t start = position;
    if (!next_code_point(text, position)) ++position;
    const bool is_kept = position - start == 1 && is_printable_character(text[start]);
    quoted += !is_kept ? '?' : text[start] == '"' ? '\'' : text[start];
  }
  if (position < text.size()) quoted += "...";
  return quoted + "\"";
}

std::string shell_quoted(std::string_view word) {
  if (!word.empty() && std::all_of(word.begin(), word.end(), is_plain_in_a_shell))
    return std::string(word);
  std::string quoted = "'";
  for (const char c : word) {
    if (c == '\'') {
      quoted += "'\\''";
    } else {
      quoted += c;
    }
  }
  return quoted + "'";
}

bool is_printable_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), is_printable_character);
}

}  // namespace send_bounce
