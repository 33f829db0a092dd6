#include "send_bounce/input/json_reader.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <utility>

#include "send_bounce/text/encoding.h"
#include "send_bounce/text/number_text.h"

namespace send_bounce {
namespace {

constexpr std::string_view kBlanks = " \t\n\r";
constexpr std::string_view kDigits = "0123456789";

struct Fault {
  std::string message;
  std::size_t position = 0;  // byte offset in the text
  ErrorKind kind = ErrorKind::ParamValidation;
};

template <class T>
using Parsed = tl::expected<T, Fault>;

tl::unexpected<Fault> stop(std::string message, std::size_t position,
                           ErrorKind kind = ErrorKind::ParamValidation) {
  return tl::make_unexpected(Fault{std::move(message), position, kind});
}

// What strings may escape with one letter, and the characters meant.
constexpr std::string_view kEscapeLetters = "\"\\/bfnrt";
constexpr std::string_view kEscaped = "\"\\/\b\f\n\r\t";

bool is_high_surrogate(char32_t c) { return c >= 0xD800 && c <= 0xDBFF; }
bool is_low_surrogate(char32_t c) { return c >= 0xDC00 && c <= 0xDFFF; }

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  Parsed<Value> document() {
    if (text_.starts_with("\xEF\xBB\xBF")) {
      return stop("Unexpected UTF-8 BOM (decode using utf-8-sig)", 0);
    }
    skip_blanks();
    ASSIGN_OR_RETURN(Value result, value(0));
    skip_blanks();
    if (!at_end()) return stop("Extra data", position_);
    if (half_pair_) {
      return stop("An escape of half a surrogate pair is not a character", *half_pair_,
                  ErrorKind::General);
    }
    return result;
  }

 private:
  bool at_end() const { return position_ >= text_.size(); }
  bool at(char c) const { return !at_end() && text_[position_] == c; }

  void skip_blanks() {
    position_ = std::min(text_.find_first_not_of(kBlanks, position_), text_.size());
  }

  bool take(std::string_view word) {
    if (!text_.substr(position_).starts_with(word)) return false;
    position_ += word.size();
    return true;
  }

  Parsed<Value> value(int depth) {
    if (at('"')) {
      ASSIGN_OR_RETURN(std::string text, string());
      return Value(std::move(text));
    }
    if (at('{') || at('[')) {
      if (depth == kMaxNesting) return too_deep();
      return at('{') ? object(depth + 1) : array(depth + 1);
    }
    if (take("null")) return Value(nullptr);
    if (take("true")) return Value(true);
    if (take("false")) return Value(false);
    if (take("NaN")) return Value(std::numeric_limits<double>::quiet_NaN());
    if (take("Infinity")) return Value(std::numeric_limits<double>::infinity());
    if (take("-Infinity")) return Value(-std::numeric_limits<double>::infinity());
    return number();
  }

  tl::unexpected<Fault> too_deep() const {
    return stop("Nested deeper than " + std::to_string(kMaxNesting) + " levels", position_);
  }

  Parsed<Value> object(int depth) {
    ++position_;
    skip_blanks();
    Map map;
    while (!at('}') || !map.empty()) {
      if (!at('"')) return stop("Expecting property name enclosed in double quotes", position_);
      ASSIGN_OR_RETURN(std::string key, string());
      skip_blanks();
      if (!at(':')) return stop("Expecting ':' delimiter", position_);
      ++position_;
      skip_blanks();
      ASSIGN_OR_RETURN(Value member, value(depth));
      map.set(std::move(key), std::move(member));
      skip_blanks();
      if (at('}')) break;
      if (!at(',')) return stop("Expecting ',' delimiter", position_);
      ++position_;
      skip_blanks();
    }
    ++position_;
    return Value(std::move(map));
  }

  Parsed<Value> array(int depth) {
    ++position_;
    skip_blanks();
    Value::List list;
    while (!at(']') || !list.empty()) {
      ASSIGN_OR_RETURN(Value element, value(depth));
      list.push_back(std::move(element));
      skip_blanks();
      if (at(']')) break;
      if (!at(',')) return stop("Expecting ',' delimiter", position_);
      ++position_;
      skip_blanks();
    }
    ++position_;
    return Value(std::move(list));
  }

  Parsed<std::string> string() {
    const std::size_t start = position_++;
    std::string out;
    while (true) {
      const std::size_t chunk = position_;
      while (!at_end() && text_[position_] != '"' && text_[position_] != '\\') {
        if (static_cast<unsigned char>(text_[position_]) < 0x20) {
          return stop("Invalid control character at", position_);
        }
        ++position_;
      }
      out += text_.substr(chunk, position_ - chunk);
      if (position_ + (at('\\') ? 1 : 0) >= text_.size()) {
        return stop("Unterminated string starting at", start);
      }
      if (text_[position_++] == '"') return out;
      if (at('u')) {
        ASSIGN_OR_RETURN(const char32_t code_point, unicode_escape());
        append_utf8(out, code_point);
        continue;
      }
      const std::size_t letter = kEscapeLetters.find(text_[position_]);
      if (letter == std::string_view::npos) return stop("Invalid \\escape", position_ - 1);
      out += kEscaped[letter];
      ++position_;
    }
  }

  // At the "u" of \uXXXX; two escapes that make up a surrogate pair are one code point. Half a pair
  // is noted, to be refused only in a text that has no other fault, as the reference does.
  Parsed<char32_t> unicode_escape() {
    const std::size_t backslash = position_ - 1;
    ASSIGN_OR_RETURN(const char32_t first, four_digits());
    if (is_high_surrogate(first) && text_.substr(position_).starts_with("\\u")) {
      const std::size_t after_first = position_++;
      ASSIGN_OR_RETURN(const char32_t second, four_digits());
      if (is_low_surrogate(second)) return 0x10000 + ((first - 0xD800) << 10U) + (second - 0xDC00);
      position_ = after_first;
    }
    if (!is_high_surrogate(first) && !is_low_surrogate(first)) return first;
    half_pair_ = half_pair_.value_or(backslash);
    return U'\uFFFD';
  }

  Parsed<char32_t> four_digits() {
    const std::size_t letter = position_++;
    const std::string_view digits = text_.substr(position_, 4);
    unsigned code = 0;
    const auto end = std::from_chars(digits.data(), digits.data() + digits.size(), code, 16);
    // The reference wants one more character after the digits: a string has its quote to come.
    if (digits.size() < 4 || end.ptr != digits.data() + 4 || position_ + 4 == text_.size()) {
      return stop("Invalid \\uXXXX escape", letter);
    }
    position_ += 4;
    return static_cast<char32_t>(code);
  }

  std::size_t skip_digits(std::size_t from) const {
    return std::min(text_.find_first_not_of(kDigits, from), text_.size());
  }

  // [ "-" ] ( "0" / digits ) [ "." digits ] [ ( "e" / "E" ) [ sign ] digits ]
  Parsed<Value> number() {
    const std::size_t start = position_;
    const std::size_t whole = start + (at('-') ? 1 : 0);
    std::size_t end = text_.substr(whole).starts_with('0') ? whole + 1 : skip_digits(whole);
    if (end == whole) return stop("Expecting value", start);
    const std::size_t whole_end = end;
    if (end < text_.size() && text_[end] == '.') {
      const std::size_t fraction = skip_digits(end + 1);
      if (fraction > end + 1) end = fraction;
    }
    if (end < text_.size() && (text_[end] == 'e' || text_[end] == 'E')) {
      std::size_t digits = end + 1;
      if (digits < text_.size() && (text_[digits] == '-' || text_[digits] == '+')) ++digits;
      const std::size_t exponent = skip_digits(digits);
      if (exponent > digits) end = exponent;
    }
    position_ = end;
    const std::string_view digits = text_.substr(start, end - start);
    return end == whole_end ? *integer_value(digits) : Value(*double_value(digits));
  }

  std::string_view text_;
  std::size_t position_ = 0;
  std::optional<std::size_t> half_pair_;  // where the first one was met
};

std::string with_place(std::string_view text, const Fault& fault) {
  const std::string_view before = text.substr(0, fault.position);
  const auto line = std::count(before.begin(), before.end(), '\n') + 1;
  const std::size_t line_start = before.rfind('\n') + 1;  // npos + 1 is 0
  return fault.message + ": line " + std::to_string(line) + " column " +
         std::to_string(code_point_count(before.substr(line_start)) + 1) + " (char " +
         std::to_string(code_point_count(before)) + ")";
}

}  // namespace

Result<Value> read_json(std::string_view text) {
  Parsed<Value> value = Reader(text).document();
  if (value) return *std::move(value);
  std::string message = with_place(text, value.error());
  if (value.error().kind == ErrorKind::General) return fail(ErrorKind::General, std::move(message));
  return invalid_parameter(std::move(message));
}

}  // namespace send_bounce
