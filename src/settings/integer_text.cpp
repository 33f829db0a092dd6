#include "settings/integer_text.h"

#include "send_bounce/words/number_text.h"
#include "send_bounce/words/python_text.h"

namespace send_bounce {

Result<std::int64_t> read_integer(std::string_view text) {
  if (const auto number = read_python_int(text)) return *number;
  return fail(ErrorKind::General, "invalid literal for int() with base 10: " + python_repr(text));
}

}  // namespace send_bounce
