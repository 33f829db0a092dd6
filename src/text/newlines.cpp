#include "send_bounce/text/newlines.h"

#include <algorithm>

namespace send_bounce {

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
