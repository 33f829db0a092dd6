#include "stand_in/log_line.h"

#include "send_bounce/words/encoding.h"

namespace send_bounce::stand_in {

std::string printable(std::string_view text) {
  std::string out;
  std::size_t position = 0;
  while (position < text.size()) {
    const auto code_point = next_code_point(text, position);
    if (!code_point) ++position;
    const bool is_shown =
        code_point && *code_point >= 0x20 && (*code_point < 0x7f || *code_point > 0x9f);
    if (is_shown) {
      append_utf8(out, *code_point);
    } else {
      out += '?';
    }
  }
  return out;
}

}  // namespace send_bounce::stand_in
