#include "output/yaml_plain.h"

#include <algorithm>
#include <array>

namespace send_bounce {
namespace {

constexpr std::string_view kDigits = "0123456789";
constexpr std::string_view kDecimals = "0123456789_";

constexpr auto kWords = std::to_array<std::string_view>(
    {"",      "~",     "null",  "Null",  "NULL",  "true", "True", "TRUE", "false",
     "False", "FALSE", ".nan",  ".NaN",  ".NAN",  ".inf", ".Inf", ".INF", "+.inf",
     "+.Inf", "+.INF", "-.inf", "-.Inf", "-.INF", "<<",   "="});

constexpr struct {
  std::string_view prefix;
  std::string_view digits;
} kIntegers[] = {
    {"", kDecimals}, {"0b", "01_"}, {"0o", "01234567_"}, {"0x", "0123456789abcdefABCDEF_"}};

/// A text that is eaten from the left.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : rest_(text) {}

  bool done() const { return rest_.empty(); }

  /// One character of the set, if there is one.
  bool eat(std::string_view set) { return eat_run(set, 1) == 1; }

  /// As many characters of the set as there are, up to a limit; returns their number.
  std::size_t eat_run(std::string_view set, std::size_t most = std::string_view::npos) {
    const std::size_t run = std::min({rest_.find_first_not_of(set), rest_.size(), most});
    rest_.remove_prefix(run);
    return run;
  }

 private:
  std::string_view rest_;
};

std::string_view without_sign(std::string_view text) {
  const bool has_sign = text.starts_with('-') || text.starts_with('+');
  return text.substr(has_sign ? 1 : 0);
}

bool is_integer(std::string_view text) {
  const std::string_view size = without_sign(text);
  return std::any_of(std::begin(kIntegers), std::end(kIntegers), [size](const auto& form) {
    if (!size.starts_with(form.prefix) || size.size() == form.prefix.size()) return false;
    return size.find_first_not_of(form.digits, form.prefix.size()) == std::string_view::npos;
  });
}

bool is_float(std::string_view text) {
  Cursor cursor(without_sign(text));
  const bool has_whole = cursor.eat(kDigits);
  if (has_whole) cursor.eat_run(kDecimals);
  const bool has_point = cursor.eat(".");
  const bool has_fraction = has_point && cursor.eat_run(kDecimals) > 0;
  if (!has_whole && !has_fraction) return false;
  if (cursor.done()) return has_point;
  if (!cursor.eat("eE")) return false;
  // After ".5" the reference wants the exponent's sign.
  if (!cursor.eat("+-") && !has_whole) return false;
  return cursor.eat_run(kDigits) > 0 && cursor.done();
}

bool eat_time_of_day(Cursor& cursor) {
  if (cursor.eat_run(kDigits, 2) == 0) return false;
  for (int part = 0; part < 2; ++part) {
    if (!cursor.eat(":") || cursor.eat_run(kDigits, 2) != 2) return false;
  }
  if (cursor.eat(".")) cursor.eat_run(kDigits);
  return true;
}

bool eat_zone(Cursor& cursor) {
  cursor.eat_run(" \t");
  if (cursor.eat("Z")) return true;
  if (!cursor.eat("+-") || cursor.eat_run(kDigits, 2) == 0) return false;
  return !cursor.eat(":") || cursor.eat_run(kDigits, 2) == 2;
}

bool is_timestamp(std::string_view text) {
  Cursor cursor(text);
  if (cursor.eat_run(kDigits, 4) != 4 || !cursor.eat("-")) return false;
  const std::size_t month = cursor.eat_run(kDigits, 2);
  if (month == 0 || !cursor.eat("-")) return false;
  const std::size_t day = cursor.eat_run(kDigits, 2);
  if (cursor.done()) return month == 2 && day == 2;
  if (day == 0 || (!cursor.eat("Tt") && cursor.eat_run(" \t") == 0)) return false;
  if (!eat_time_of_day(cursor)) return false;
  return cursor.done() || (eat_zone(cursor) && cursor.done());
}

}  // namespace

bool reads_as_another_type(std::string_view text) {
  if (std::find(kWords.begin(), kWords.end(), text) != kWords.end()) return true;
  // Digits and signs begin every number; a leading underscore is text.
  if (text.find_first_of("0123456789+-.") != 0) return false;
  return is_integer(text) || is_float(text) || is_timestamp(text);
}

}  // namespace send_bounce
