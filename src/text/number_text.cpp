#include "send_bounce/text/number_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <iterator>
#include <limits>

#include "send_bounce/text/blanks.h"
#include "send_bounce/text/encoding.h"

namespace send_bounce {
namespace {

// Zero of each run of ten decimal digits (UnicodeData.txt 14.0, general category Nd).
constexpr auto kZeros = std::to_array<char32_t>(
    {0x30,    0x660,   0x6F0,   0x7C0,   0x966,   0x9E6,   0xA66,   0xAE6,   0xB66,   0xBE6,
     0xC66,   0xCE6,   0xD66,   0xDE6,   0xE50,   0xED0,   0xF20,   0x1040,  0x1090,  0x17E0,
     0x1810,  0x1946,  0x19D0,  0x1A80,  0x1A90,  0x1B50,  0x1BB0,  0x1C40,  0x1C50,  0xA620,
     0xA8D0,  0xA900,  0xA9D0,  0xA9F0,  0xAA50,  0xABF0,  0xFF10,  0x104A0, 0x10D30, 0x11066,
     0x110F0, 0x11136, 0x111D0, 0x112F0, 0x11450, 0x114D0, 0x11650, 0x116C0, 0x11730, 0x118E0,
     0x11950, 0x11C50, 0x11D50, 0x11DA0, 0x16A60, 0x16AC0, 0x16B50, 0x1D7CE, 0x1D7D8, 0x1D7E2,
     0x1D7EC, 0x1D7F6, 0x1E140, 0x1E2F0, 0x1E950, 0x1FBF0});

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// The number's text without its underscores, which may stand only between two digits.
std::optional<std::string> without_underscores(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '_') {
      out += text[i];
    } else if (i == 0 || i + 1 == text.size() || !is_digit(text[i - 1]) || !is_digit(text[i + 1])) {
      return std::nullopt;
    }
  }
  return out;
}

// "12", "1.5", ".5", "5.", each with an optional exponent; from_chars alone would stop early.
bool is_number_syntax(std::string_view text) {
  std::size_t i = 0;
  const auto skip_digits = [&] {
    const std::size_t start = i;
    while (i < text.size() && is_digit(text[i])) ++i;
    return i > start;
  };
  bool digits = skip_digits();
  if (i < text.size() && text[i] == '.') {
    ++i;
    digits = skip_digits() || digits;
  }
  if (!digits) return false;
  if (i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
    ++i;
    if (i < text.size() && (text[i] == '+' || text[i] == '-')) ++i;
    if (!skip_digits()) return false;
  }
  return i == text.size();
}

// Python reads no integer from a text of more digits (sys.int_info.default_max_str_digits).
constexpr std::size_t kMostDigits = 4300;

#ifndef _LIBCPP_VERSION
// An infinity or a zero, for a number that from_chars reports as out of range without saying at
// which end. REQUIRES: one of its digits is not 0.
double beyond_double(std::string_view number) {
  const std::size_t mantissa_end = std::min(number.find_first_of("eE"), number.size());
  const std::size_t point = std::min(number.find('.'), mantissa_end);
  const std::size_t first_digit = number.find_first_of("123456789");
  std::string_view exponent = number.substr(mantissa_end);
  const bool small_exponent = exponent.find('-') != std::string_view::npos;
  exponent.remove_prefix(std::min(exponent.find_first_of("0123456789"), exponent.size()));
  // No text is as long as the largest shift, so what is beyond it makes no difference; and wider
  // sums than a shift cannot overflow.
  std::int32_t shift = 0;
  const auto read = std::from_chars(exponent.data(), exponent.data() + exponent.size(), shift);
  if (read.ec == std::errc::result_out_of_range) shift = std::numeric_limits<std::int32_t>::max();
  const auto before_point =
      static_cast<std::int64_t>(point) - static_cast<std::int64_t>(first_digit);
  const bool small = before_point + (small_exponent ? -shift : shift) < 0;
  const double size = small ? 0.0 : std::numeric_limits<double>::infinity();
  return number.starts_with('-') ? -size : size;
}
#endif

}  // namespace

std::string ascii_digits_and_blanks(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  std::size_t position = 0;
  while (position < text.size()) {
    const std::size_t start = position;
    const auto code = next_code_point(text, position);
    if (!code) {
      out += text[position++];
      continue;
    }
    const auto* above = std::upper_bound(kZeros.begin(), kZeros.end(), *code);
    const char32_t zero = above == kZeros.begin() ? U'\0' : *std::prev(above);
    if (zero != U'\0' && *code - zero < 10) {
      out += static_cast<char>('0' + static_cast<int>(*code - zero));
    } else if (is_python_blank(*code)) {
      out += ' ';
    } else {
      out += text.substr(start, position - start);
    }
  }
  return out;
}

std::optional<Value> integer_value(std::string_view digits, int base) {
  std::int64_t small = 0;
  const char* end = digits.data() + digits.size();
  const auto read = std::from_chars(digits.data(), end, small, base);
  if (read.ec == std::errc::invalid_argument || read.ptr != end) return std::nullopt;
  if (read.ec == std::errc()) return small;
  const bool negative = digits.starts_with('-');
  if (negative) digits.remove_prefix(1);
  digits.remove_prefix(digits.find_first_not_of('0'));
  return Foreign{"int", (negative ? "-" : "") + std::string(digits)};
}

std::optional<double> double_value(std::string_view number) {
#ifdef _LIBCPP_VERSION
  // libc++ has from_chars for integers alone. What strtod takes besides is refused here; its
  // decimal point is that of the locale "C", since nothing sets another.
  if (!is_number_syntax(number.substr(number.starts_with('-') ? 1 : 0))) return std::nullopt;
  return std::strtod(std::string(number).c_str(), nullptr);
#else
  double value = 0;
  const char* end = number.data() + number.size();
  const auto read = std::from_chars(number.data(), end, value);
  if (read.ec == std::errc::invalid_argument || read.ptr != end) return std::nullopt;
  return read.ec == std::errc() ? value : beyond_double(number);
#endif
}

std::optional<double> fixed_point_value(std::string_view number) {
  const bool is_plain = number.find_first_not_of("-.0123456789") == std::string_view::npos;
  return is_plain ? double_value(number) : std::nullopt;
}

std::int64_t nearest_int64(const Value& integer) {
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  if (const auto* small = integer.get<std::int64_t>()) return std::max(*small, -kMost);
  return integer.get<Foreign>()->text.starts_with('-') ? -kMost : kMost;
}

std::optional<Value> read_python_integer(std::string_view text) {
  const std::string plain = ascii_digits_and_blanks(text);
  std::string_view body = trim(plain);
  const bool negative = body.starts_with('-');
  if (negative || body.starts_with('+')) body.remove_prefix(1);
  const auto digits = without_underscores(body);
  if (!digits || digits->starts_with('-') || digits->size() > kMostDigits) return std::nullopt;
  return integer_value((negative ? "-" : "") + *digits);
}

std::optional<std::int64_t> read_python_int(std::string_view text) {
  const auto integer = read_python_integer(text);
  return integer ? std::optional(nearest_int64(*integer)) : std::nullopt;
}

std::optional<double> read_python_float(std::string_view text) {
  const std::string plain = ascii_digits_and_blanks(text);
  std::string_view body = trim(plain);
  const bool negative = body.starts_with('-');
  if (negative || body.starts_with('+')) body.remove_prefix(1);
  const auto signed_value = [negative](double size) { return negative ? -size : size; };
  const std::string word = to_lower(body);
  if (word == "inf" || word == "infinity") {
    return signed_value(std::numeric_limits<double>::infinity());
  }
  if (word == "nan") return std::numeric_limits<double>::quiet_NaN();
  const auto number = without_underscores(body);
  const auto size = number && is_number_syntax(*number) ? double_value(*number) : std::nullopt;
  return size ? std::optional(signed_value(*size)) : std::nullopt;
}

}  // namespace send_bounce
