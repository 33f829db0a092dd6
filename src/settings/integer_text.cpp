#include "settings/integer_text.h"

#include <limits>
#include <optional>

#include "send_bounce/words/encoding.h"
#include "send_bounce/words/number_text.h"
#include "send_bounce/words/python_text.h"

namespace send_bounce {
namespace {

constexpr std::int64_t kLargest = std::numeric_limits<std::int64_t>::max();

// REQUIRES: ASCII digits only. nullopt for anything but digits with single underscores between
// them.
std::optional<std::int64_t> read_digits(std::string_view text) {
  if (text.empty() || text.front() == '_' || text.back() == '_') return std::nullopt;
  std::int64_t value = 0;
  char previous = '\0';
  for (const char c : text) {
    if (c == '_') {
      if (previous == '_') return std::nullopt;
    } else if (c < '0' || c > '9') {
      return std::nullopt;
    } else if (value > (kLargest - (c - '0')) / 10) {
      value = kLargest;
    } else {
      value = value * 10 + (c - '0');
    }
    previous = c;
  }
  return value;
}

}  // namespace

Result<std::int64_t> read_integer(std::string_view text) {
  const std::string plain = ascii_digits_and_blanks(text);
  std::string_view digits = trim(plain);
  const bool negative = digits.starts_with('-');
  if (negative || digits.starts_with('+')) digits.remove_prefix(1);
  const auto value = read_digits(digits);
  if (!value) {
    return fail(ErrorKind::General, "invalid literal for int() with base 10: " + python_repr(text));
  }
  return negative ? -*value : *value;
}

}  // namespace send_bounce
