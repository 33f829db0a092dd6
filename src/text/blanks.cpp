#include "send_bounce/text/blanks.h"

#include <algorithm>

#include "send_bounce/text/encoding.h"

namespace send_bounce {

bool is_python_blank(char32_t c) {
  if (c < 0x80) return c == ' ' || (c >= 0x09 && c <= 0x0D) || (c >= 0x1C && c <= 0x1F);
  return c == 0x85 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 ||
         c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

std::string_view trim_blanks_before(std::string_view text) {
  std::size_t position = 0;
  while (position < text.size()) {
    std::size_t next = position;
    const auto code_point = next_code_point(text, next);
    if (!code_point || !is_python_blank(*code_point)) break;
    position = next;
  }
  return text.substr(position);
}

std::string_view trim_blanks_after(std::string_view text) {
  while (!text.empty()) {
    // Back to where the last code point begins: a byte that continues none.
    std::size_t start = text.size() - 1;
    while (start > 0 && (static_cast<unsigned char>(text[start]) & 0xC0U) == 0x80U) --start;
    std::size_t end = start;
    const auto code_point = next_code_point(text, end);
    if (!code_point || end != text.size() || !is_python_blank(*code_point)) break;
    text.remove_suffix(text.size() - start);
  }
  return text;
}

std::string with_universal_newlines(std::string text) {
  std::size_t out = std::min(text.find('\r'), text.size());
  for (std::size_t i = out; i < text.size(); ++i) {
    const bool is_return = text[i] == '\r';
    text[out++] = is_return ? '\n' : text[i];
    if (is_return && i + 1 < text.size() && text[i + 1] == '\n') ++i;
  }
  text.resize(out);
  return text;
}

}  // namespace send_bounce
