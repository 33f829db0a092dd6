#include "jmespath/number.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <string>

#include "send_bounce/words/encoding.h"
#include "send_bounce/words/number_text.h"

namespace send_bounce::jmespath {
namespace {

constexpr double kTwoTo63 = 9223372036854775808.0;

/// Python reads no integer from a text of more digits (sys.int_info.default_max_str_digits).
constexpr std::ptrdiff_t kMostDigits = 4300;

bool fits_int64(double number) { return number >= -kTwoTo63 && number < kTwoTo63; }

std::optional<std::int64_t> small_integer(const Value& number) {
  if (const auto* truth = number.get<bool>()) return *truth ? 1 : 0;
  if (const auto* integer = number.get<std::int64_t>()) return *integer;
  return std::nullopt;
}

// An integer of any size: at least one digit, and no more zeros in front than that takes.
struct Decimal {
  bool negative = false;
  std::string digits;
};

Decimal read_decimal(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  text.remove_prefix(std::min(text.find_first_not_of('0'), text.size() - 1));
  return {negative, std::string(text)};
}

Decimal decimal_of(const Value& integer) {
  if (const auto small = small_integer(integer)) return read_decimal(std::to_string(*small));
  return read_decimal(integer.get<Foreign>()->text);
}

Value value_of(const Decimal& decimal) {
  return integer_of((decimal.negative ? "-" : "") + decimal.digits);
}

// REQUIRES: integral and finite. Writes all digits, since a double's integer is exact.
Value integer_of_double(double number) {
  if (fits_int64(number)) return static_cast<std::int64_t>(number);
  std::array<char, std::numeric_limits<double>::max_exponent10 + 4> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number,
                                 std::chars_format::fixed, 0);
  return integer_of({digits.data(), end.ptr});
}

std::strong_ordering compare_sizes(const Decimal& a, const Decimal& b) {
  if (a.digits.size() != b.digits.size()) return a.digits.size() <=> b.digits.size();
  return a.digits.compare(b.digits) <=> 0;
}

std::strong_ordering compare_decimals(const Decimal& a, const Decimal& b) {
  if (a.negative != b.negative) return b.negative <=> a.negative;
  return a.negative ? compare_sizes(b, a) : compare_sizes(a, b);
}

// Digit by digit from the right: larger plus or minus smaller.
// REQUIRES: no fewer digits in `larger`; for a subtraction, no smaller number.
std::string combine_digits(const std::string& larger, const std::string& smaller, bool subtract) {
  std::string out = larger;
  int carry = 0;
  for (std::size_t i = 0; i < out.size(); ++i) {
    const std::size_t place = out.size() - 1 - i;
    const int other = i < smaller.size() ? smaller[smaller.size() - 1 - i] - '0' : 0;
    int digit = out[place] - '0' + (subtract ? -other : other) + carry;
    carry = digit < 0 ? -1 : digit / 10;
    digit -= carry * 10;
    out[place] = static_cast<char>('0' + digit);
  }
  return carry > 0 ? "1" + out : out;
}

Value add_decimals(const Decimal& a, const Decimal& b) {
  const bool a_is_larger = compare_sizes(a, b) >= 0;
  const Decimal& larger = a_is_larger ? a : b;
  const Decimal& smaller = a_is_larger ? b : a;
  const bool subtract = a.negative != b.negative;
  return value_of({larger.negative, combine_digits(larger.digits, smaller.digits, subtract)});
}

std::partial_ordering compare_to_double(const Value& integer, double number) {
  if (std::isnan(number)) return std::partial_ordering::unordered;
  if (std::isinf(number)) return 0.0 <=> number;
  const double whole = std::trunc(number);
  const auto small = small_integer(integer);
  const auto order =
      small && fits_int64(whole)
          ? *small <=> static_cast<std::int64_t>(whole)
          : compare_decimals(decimal_of(integer), decimal_of(integer_of_double(whole)));
  return order != 0 ? std::partial_ordering(order) : whole <=> number;
}

Result<Value> rounded(const Value& number, double (*round)(double)) {
  const auto* real = number.get<double>();
  if (real == nullptr) return number;
  if (std::isnan(*real)) return fail(ErrorKind::General, "cannot convert float NaN to integer");
  if (std::isinf(*real)) {
    return fail(ErrorKind::General, "cannot convert float infinity to integer");
  }
  return integer_of_double(round(*real));
}

// REQUIRES: text has been through ascii_digits_and_blanks.
std::optional<Value> read_python_integer(std::string_view text) {
  std::string_view body = trim(text, " ");
  const bool negative = body.starts_with('-');
  if (negative || body.starts_with('+')) body.remove_prefix(1);
  std::string digits = negative ? "-" : "";
  char previous = '_';
  for (const char c : body) {
    const bool is_digit = c >= '0' && c <= '9';
    if (!is_digit && (c != '_' || previous == '_')) return std::nullopt;
    if (is_digit) digits += c;
    previous = c;
  }
  if (previous == '_') return std::nullopt;
  if (std::count_if(digits.begin(), digits.end(), [](char c) { return c != '-'; }) > kMostDigits) {
    return std::nullopt;
  }
  return integer_of(digits);
}

}  // namespace

bool is_number(const Value& value) {
  if (const auto* foreign = value.get<Foreign>()) return foreign->type == "int";
  return value.get<std::int64_t>() != nullptr || value.get<double>() != nullptr;
}

Value integer_of(std::string_view digits) {
  std::int64_t small = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), small);
  if (read.ec == std::errc()) return small;
  const Decimal large = read_decimal(digits);
  return Foreign{"int", (large.negative ? "-" : "") + large.digits};
}

std::int64_t nearest_int64(const Value& integer) {
  if (const auto small = small_integer(integer)) return *small;
  return decimal_of(integer).negative ? std::numeric_limits<std::int64_t>::min()
                                      : std::numeric_limits<std::int64_t>::max();
}

std::partial_ordering compare_numbers(const Value& a, const Value& b) {
  const auto* a_real = a.get<double>();
  const auto* b_real = b.get<double>();
  if (a_real != nullptr && b_real != nullptr) return *a_real <=> *b_real;
  if (b_real != nullptr) return compare_to_double(a, *b_real);
  if (a_real != nullptr) return 0 <=> compare_to_double(b, *a_real);
  const auto a_small = small_integer(a);
  const auto b_small = small_integer(b);
  if (a_small && b_small) return *a_small <=> *b_small;
  return compare_decimals(decimal_of(a), decimal_of(b));
}

Result<double> to_double(const Value& number) {
  if (const auto* real = number.get<double>()) return *real;
  if (const auto small = small_integer(number)) return static_cast<double>(*small);
  const std::string& digits = number.get<Foreign>()->text;
  double real = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), real);
  if (read.ec == std::errc()) return real;
  return fail(ErrorKind::General, "int too large to convert to float");
}

Result<Value> add(const Value& a, const Value& b) {
  if (a.get<double>() != nullptr || b.get<double>() != nullptr) {
    ASSIGN_OR_RETURN(const double left, to_double(a));
    ASSIGN_OR_RETURN(const double right, to_double(b));
    return Value(left + right);
  }
  const auto a_small = small_integer(a);
  const auto b_small = small_integer(b);
  std::int64_t sum = 0;
  if (a_small && b_small && !__builtin_add_overflow(*a_small, *b_small, &sum)) return Value(sum);
  return add_decimals(decimal_of(a), decimal_of(b));
}

Value absolute(const Value& number) {
  if (const auto* real = number.get<double>()) return std::fabs(*real);
  Decimal size = decimal_of(number);
  size.negative = false;
  return value_of(size);
}

Result<Value> floor_of(const Value& number) {
  return rounded(number, [](double real) { return std::floor(real); });
}

Result<Value> ceiling_of(const Value& number) {
  return rounded(number, [](double real) { return std::ceil(real); });
}

std::optional<Value> read_number(std::string_view text) {
  const std::string plain = ascii_digits_and_blanks(text);
  if (auto integer = read_python_integer(plain)) return integer;
  if (const auto real = read_python_float(plain)) return Value(*real);
  return std::nullopt;
}

}  // namespace send_bounce::jmespath
