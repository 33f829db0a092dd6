#include "send_bounce/text/yaml_scalar.h"

#include <algorithm>
#include <array>
#include <limits>
#include <string>

#include "send_bounce/text/encoding.h"
#include "send_bounce/text/number_text.h"
#include "send_bounce/values/instant.h"

namespace send_bounce {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_binary(char c) { return c == '0' || c == '1' || c == '_'; }
bool is_octal(char c) { return (c >= '0' && c <= '7') || c == '_'; }
bool is_decimal(char c) { return is_digit(c) || c == '_'; }
bool is_hex(char c) { return is_decimal(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
bool is_blank(char c) { return c == ' ' || c == '\t'; }

template <class Predicate>
bool all_of_some(std::string_view text, Predicate predicate) {
  return !text.empty() && std::all_of(text.begin(), text.end(), predicate);
}

template <std::size_t Size>
bool is_one_of(std::string_view text, const std::array<std::string_view, Size>& words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

// A place in a text that is matched from left to right.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : rest_(text) {}

  bool done() const { return rest_.empty(); }
  bool at(char c) const { return rest_.starts_with(c); }
  bool eat(char c) {
    if (!at(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }
  bool eat_any(std::string_view set) {
    if (done() || set.find(rest_.front()) == std::string_view::npos) return false;
    rest_.remove_prefix(1);
    return true;
  }
  // At most that many characters for which the predicate holds.
  template <class Predicate>
  std::string_view take(Predicate predicate, std::size_t most = std::string_view::npos) {
    std::size_t count = 0;
    while (count < most && count < rest_.size() && predicate(rest_[count])) ++count;
    const std::string_view taken = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return taken;
  }
  std::string_view rest() const { return rest_; }

 private:
  std::string_view rest_;
};

std::string_view without_sign(std::string_view text) {
  return text.starts_with('-') || text.starts_with('+') ? text.substr(1) : text;
}

// ":30:59", each part below sixty.
bool eat_sixtieths(Cursor& cursor) {
  bool any = false;
  while (cursor.eat(':')) {
    const std::string_view part = cursor.take(is_digit, 2);
    if (part.empty() || (part.size() == 2 && part[0] > '5')) return false;
    any = true;
  }
  return any;
}

bool is_int(std::string_view text, YamlVersion version) {
  const std::string_view body = without_sign(text);
  if (body.starts_with("0b")) return all_of_some(body.substr(2), is_binary);
  if (body.starts_with("0x")) return all_of_some(body.substr(2), is_hex);
  if (version == YamlVersion::V1_2) {
    if (body.starts_with("0o")) return all_of_some(body.substr(2), is_octal);
    return all_of_some(body, is_decimal);
  }
  if (all_of_some(body, is_octal)) return true;
  Cursor cursor(body);
  if (cursor.at('0') || cursor.at('_') || cursor.take(is_decimal).empty()) return false;
  return cursor.done() || (eat_sixtieths(cursor) && cursor.done());
}

bool is_float(std::string_view text, YamlVersion version) {
  const std::string_view body = without_sign(text);
  if (is_one_of(body, std::to_array<std::string_view>({".inf", ".Inf", ".INF"}))) return true;
  if (is_one_of(text, std::to_array<std::string_view>({".nan", ".NaN", ".NAN"}))) return true;
  Cursor cursor(body);
  const auto eat_exponent = [&cursor](bool sign_needed) {
    if (!cursor.eat_any("eE")) return false;
    const bool has_sign = cursor.eat_any("+-");
    return (has_sign || !sign_needed) && !cursor.take(is_digit).empty() && cursor.done();
  };
  if (cursor.eat('.')) {
    if (version == YamlVersion::V1_1 && body.size() != text.size()) return false;
    return !cursor.take(is_decimal).empty() && (cursor.done() || eat_exponent(true));
  }
  if (cursor.at('_') || cursor.take(is_decimal).empty()) return false;
  if (version == YamlVersion::V1_1 && cursor.at(':')) {
    if (!eat_sixtieths(cursor) || !cursor.eat('.')) return false;
    cursor.take(is_decimal);
    return cursor.done();
  }
  if (!cursor.eat('.')) return eat_exponent(false);
  cursor.take(is_decimal);
  return cursor.done() || eat_exponent(false);
}

struct TimestampFields {
  std::string_view year, month, day, hour, minute, second, fraction;
  char zone_sign = '\0';
  std::string_view zone_hour, zone_minute;
  bool date_only = false;
};

// YYYY-MM-DD, or the long form of https://yaml.org/type/timestamp.html with the reference's
// reading of it: no blanks inside the time.
std::optional<TimestampFields> match_timestamp(std::string_view text) {
  TimestampFields fields;
  Cursor cursor(text);
  fields.year = cursor.take(is_digit, 4);
  if (fields.year.size() != 4 || !cursor.eat('-')) return std::nullopt;
  fields.month = cursor.take(is_digit, 2);
  if (fields.month.empty() || !cursor.eat('-')) return std::nullopt;
  fields.day = cursor.take(is_digit, 2);
  if (fields.day.empty()) return std::nullopt;
  if (cursor.done()) {
    fields.date_only = true;
    return fields;
  }
  if (!cursor.eat_any("Tt") && cursor.take(is_blank).empty()) return std::nullopt;
  fields.hour = cursor.take(is_digit, 2);
  if (fields.hour.empty() || !cursor.eat(':')) return std::nullopt;
  fields.minute = cursor.take(is_digit, 2);
  if (fields.minute.size() != 2 || !cursor.eat(':')) return std::nullopt;
  fields.second = cursor.take(is_digit, 2);
  if (fields.second.size() != 2) return std::nullopt;
  if (cursor.eat('.')) fields.fraction = cursor.take(is_digit);
  if (cursor.done()) return fields;
  cursor.take(is_blank);
  if (cursor.eat('Z')) return cursor.done() ? std::optional(fields) : std::nullopt;
  if (!cursor.at('+') && !cursor.at('-')) return std::nullopt;
  fields.zone_sign = cursor.take([](char) { return true; }, 1).front();
  fields.zone_hour = cursor.take(is_digit, 2);
  if (fields.zone_hour.empty()) return std::nullopt;
  if (cursor.eat(':')) {
    fields.zone_minute = cursor.take(is_digit, 2);
    if (fields.zone_minute.size() != 2) return std::nullopt;
  }
  return cursor.done() ? std::optional(fields) : std::nullopt;
}

int number_of(std::string_view digits) {
  int number = 0;
  for (const char c : digits) number = number * 10 + (c - '0');
  return number;
}

std::optional<Value> timestamp_value(std::string_view text) {
  const auto fields = match_timestamp(text);
  if (!fields) return std::nullopt;
  CivilTime civil;
  civil.year = number_of(fields->year);
  civil.month = number_of(fields->month);
  civil.day = number_of(fields->day);
  civil.hour = number_of(fields->hour);
  civil.minute = number_of(fields->minute);
  civil.second = number_of(fields->second);
  if (civil.year < 1 || civil.month < 1 || civil.month > 12 || civil.day < 1 ||
      civil.day > days_in_month(civil.year, civil.month) || civil.hour > 23 || civil.minute > 59 ||
      civil.second > 59) {
    return std::nullopt;
  }
  if (fields->date_only) {
    return Foreign{"datetime.date", format_iso8601(instant_from_civil(civil)).substr(0, 10)};
  }
  // The seventh digit rounds.
  std::string micros(fields->fraction.substr(0, 6));
  micros.resize(6, '0');
  civil.microsecond = number_of(micros);
  const bool round_up = fields->fraction.size() > 6 && fields->fraction[6] > '4';

  Instant instant = instant_from_civil(civil);
  if (round_up && ++instant.microseconds == 1'000'000) {
    instant.microseconds = 0;
    ++instant.seconds;
  }
  const int offset = number_of(fields->zone_hour) * 3600 + number_of(fields->zone_minute) * 60;
  instant.seconds += fields->zone_sign == '+' ? -offset : offset;
  const std::int64_t year = civil_from_instant(instant).year;
  if (year < 1 || year > 9999) return std::nullopt;
  return instant;
}

std::string without_underscores(std::string_view text) {
  std::string out(text);
  out.erase(std::remove(out.begin(), out.end(), '_'), out.end());
  return out;
}

// The sum of the parts of "1:30:15" in the smallest of them.
std::optional<double> sixtieths_value(std::string_view text) {
  double sum = 0;
  while (true) {
    const std::size_t colon = std::min(text.find(':'), text.size());
    const auto part = double_value(text.substr(0, colon));
    if (!part) return std::nullopt;
    sum = sum * 60 + *part;
    if (colon == text.size()) return sum;
    text.remove_prefix(colon + 1);
  }
}

std::optional<Value> int_value(std::string_view text, YamlVersion version) {
  const std::string plain = without_underscores(text);
  const bool negative = plain.starts_with('-');
  std::string_view digits = without_sign(plain);
  int base = 10;
  if (digits.starts_with("0b")) base = 2;
  if (digits.starts_with("0x")) base = 16;
  if (digits.starts_with("0o")) base = 8;
  if (base != 10) {
    digits.remove_prefix(2);
  } else if (version == YamlVersion::V1_1 && digits.size() > 1 && digits.starts_with('0')) {
    base = 8;
  } else if (version == YamlVersion::V1_1 && digits.find(':') != std::string_view::npos) {
    const auto sum = sixtieths_value(digits);
    if (!sum || *sum > 9e15) return std::nullopt;
    return static_cast<std::int64_t>(negative ? -*sum : *sum);
  }
  auto value = integer_value((negative ? "-" : "") + std::string(digits), base);
  // What is no decimal number is shown as it stands.
  auto* large = value ? value->get<Foreign>() : nullptr;
  if (large != nullptr && base != 10) large->text = plain;
  return value;
}

std::optional<Value> float_value(std::string_view text, YamlVersion version) {
  const std::string plain = to_lower(without_underscores(text));
  const bool negative = plain.starts_with('-');
  const std::string_view digits = without_sign(plain);
  const auto signed_value = [negative](double size) { return Value(negative ? -size : size); };
  if (digits == ".inf") return signed_value(std::numeric_limits<double>::infinity());
  if (digits == ".nan") return Value(std::numeric_limits<double>::quiet_NaN());
  if (version == YamlVersion::V1_1 && digits.find(':') != std::string_view::npos) {
    const auto sum = sixtieths_value(digits);
    return sum ? std::optional(signed_value(*sum)) : std::nullopt;
  }
  const auto size = digits.starts_with('-') ? std::nullopt : double_value(digits);
  return size ? std::optional(signed_value(*size)) : std::nullopt;
}

constexpr auto kTrue = std::to_array<std::string_view>({"true", "True", "TRUE"});
constexpr auto kFalse = std::to_array<std::string_view>({"false", "False", "FALSE"});
constexpr auto kNull = std::to_array<std::string_view>({"", "~", "null", "Null", "NULL"});
// What YAML 1.1 adds, in lower case; capitals are allowed at the start or throughout.
constexpr auto kOldTrue = std::to_array<std::string_view>({"y", "yes", "true", "on"});
constexpr auto kOldFalse = std::to_array<std::string_view>({"n", "no", "false", "off"});

bool is_old_bool(std::string_view text) {
  const std::string lower = to_lower(text);
  if (!is_one_of(lower, kOldTrue) && !is_one_of(lower, kOldFalse)) return false;
  const auto is_upper = [](char c) { return c >= 'A' && c <= 'Z'; };
  const auto uppers = std::count_if(text.begin(), text.end(), is_upper);
  return uppers == 0 || (uppers == 1 && is_upper(text.front())) ||
         uppers == static_cast<std::ptrdiff_t>(text.size());
}

std::optional<Value> bool_value(std::string_view text) {
  const std::string lower = to_lower(text);
  if (is_one_of(lower, kOldTrue)) return Value(true);
  if (is_one_of(lower, kOldFalse)) return Value(false);
  return std::nullopt;
}

}  // namespace

YamlType plain_scalar_type(std::string_view text, YamlVersion version) {
  if (is_one_of(text, kNull)) return YamlType::Null;
  if (is_one_of(text, kTrue) || is_one_of(text, kFalse)) return YamlType::Bool;
  if (version == YamlVersion::V1_1 && is_old_bool(text)) return YamlType::Bool;
  if (text == "<<") return YamlType::Merge;
  if (text == "=") return YamlType::DefaultValue;
  const char first = text.front();
  if (!is_digit(first) && first != '-' && first != '+' && first != '.') return YamlType::Text;
  if (is_float(text, version)) return YamlType::Float;
  if (first != '.' && is_int(text, version)) return YamlType::Int;
  if (const auto fields = match_timestamp(text)) {
    // Without a time of day only the long spelling of a date is one.
    const bool long_date = fields->month.size() == 2 && fields->day.size() == 2;
    if (!fields->date_only || long_date) return YamlType::Timestamp;
  }
  return YamlType::Text;
}

std::optional<Value> scalar_value(YamlType type, std::string_view text, YamlVersion version) {
  switch (type) {
    case YamlType::Null:
      return Value();
    case YamlType::Bool:
      return bool_value(text);
    case YamlType::Int:
      return int_value(text, version);
    case YamlType::Float:
      return float_value(text, version);
    case YamlType::Timestamp:
      return timestamp_value(text);
    case YamlType::Binary: {
      auto bytes = base64_decode(text);
      return bytes ? std::optional<Value>(Bytes{std::move(*bytes)}) : std::nullopt;
    }
    case YamlType::Text:
    case YamlType::Merge:
    case YamlType::DefaultValue:
      break;
  }
  return Value(text);
}

}  // namespace send_bounce
