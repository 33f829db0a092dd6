#include "dates/date_words.h"

#include <algorithm>
#include <cstdint>

#include "send_bounce/text/encoding.h"
#include "send_bounce/values/instant.h"

namespace send_bounce {

std::optional<std::int64_t> read_count(std::string_view text) {
  if (text.empty()) return std::nullopt;
  std::int64_t count = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    count = std::min(count * 10 + (c - '0'), kBeyond);
  }
  return count;
}

bool CalendarFields::push_year(std::int64_t value) {
  if (year_at_) return false;
  year_at_ = values_.size();
  values_.push_back(value);
  return true;
}

bool CalendarFields::add(std::string_view digits) {
  const auto value = read_count(digits);
  if (!value) return false;
  if (digits.size() <= 2) {
    values_.push_back(*value);
    return true;
  }
  century_given_ = true;
  return push_year(*value);
}

bool CalendarFields::add(std::int64_t value, bool above_hundred) {
  if (!above_hundred) {
    values_.push_back(value);
    return true;
  }
  century_given_ = true;
  return push_year(value);
}

bool CalendarFields::add_year(std::string_view digits) {
  const auto value = read_count(digits);
  if (!value) return false;
  century_given_ = century_given_ || digits.size() > 2;
  return push_year(*value);
}

bool CalendarFields::add_month(int month) {
  if (month_at_) return false;
  month_at_ = values_.size();
  values_.push_back(month);
  return true;
}

bool CalendarFields::could_be_day(std::int64_t value, bool has_fraction) const {
  // Without a year a leap year is assumed.
  const std::int64_t year = month_at_ && year_at_ ? values_[*year_at_] : 2000;
  const int last = month_at_ ? days_in_month(year, static_cast<int>(values_[*month_at_])) : 31;
  return value >= 1 && (value < last || (value == last && !has_fraction));
}

std::optional<CalendarFields::Date> CalendarFields::resolve() const {
  if (values_.size() > 3) return std::nullopt;
  const std::size_t known = (year_at_ ? 1U : 0U) + (month_at_ ? 1U : 0U);
  Date date;
  if (known > 0 && (values_.size() == known || (values_.size() == 3 && known == 2))) {
    if (year_at_) date.year = values_[*year_at_];
    if (month_at_) date.month = values_[*month_at_];
    if (values_.size() == 3) date.day = values_[3 - *year_at_ - *month_at_];
    return date;
  }
  switch (values_.size()) {
    case 1:
      (values_[0] > 31 ? date.year : date.day) = values_[0];
      return date;
    case 2:
      return two_numbers();
    case 3:
      return three_numbers();
    default:
      return date;
  }
}

CalendarFields::Date CalendarFields::two_numbers() const {
  const std::int64_t first = values_[0];
  const std::int64_t second = values_[1];
  if (month_at_) {
    const std::int64_t other = *month_at_ == 0 ? second : first;
    Date date{std::nullopt, values_[*month_at_], std::nullopt};
    (other > 31 ? date.year : date.day) = other;
    return date;
  }
  if (first > 31) return {first, second, std::nullopt};
  if (second > 31) return {second, first, std::nullopt};
  return {std::nullopt, first, second};
}

CalendarFields::Date CalendarFields::three_numbers() const {
  const std::int64_t a = values_[0];
  const std::int64_t b = values_[1];
  const std::int64_t c = values_[2];
  if (!month_at_) {
    if (a > 31 || year_at_ == 0U) return {a, b, c};
    if (a > 12) return {c, b, a};
    return {c, a, b};
  }
  switch (*month_at_) {
    case 0:
      return b > 31 ? Date{b, a, c} : Date{c, a, b};
    case 1:
      return a > 31 ? Date{a, b, c} : Date{c, b, a};
    default:
      return b > 31 ? Date{b, c, a} : Date{a, c, b};
  }
}

namespace {

enum class LetterKind : std::uint8_t { Letter, Digit, Point, Comma, Other };

// Letters outside ASCII need no table: a word that holds one is never understood, and a character
// that is no letter would not be either.
LetterKind kind_of(char32_t c) {
  if (c >= '0' && c <= '9') return LetterKind::Digit;
  if (c == '.') return LetterKind::Point;
  if (c == ',') return LetterKind::Comma;
  const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0x80;
  return letter ? LetterKind::Letter : LetterKind::Other;
}

// A run that began as a word or a number and what has been met in it so far.
struct Run {
  std::string text;
  bool number = false;   // what the last stretch was
  bool pointed = false;  // holds a point, or a comma that may be one
  bool worded = false;   // letters were seen, so that points in it are separators
  int points = 0;

  // Whether the character goes on with the run; if so it is taken.
  bool take(char32_t c, LetterKind kind) {
    if (!number) worded = true;
    const bool after_point = text.back() == '.';
    if (kind == LetterKind::Point) {
      pointed = true;
      ++points;
    } else if (kind == LetterKind::Comma) {
      if (!number || pointed || text.size() < 2) return false;
      pointed = true;
    } else if (kind == (number ? LetterKind::Digit : LetterKind::Letter)) {
      // More of the same.
    } else if (pointed && after_point &&
               kind == (number ? LetterKind::Letter : LetterKind::Digit)) {
      number = !number;
    } else {
      return false;
    }
    append_utf8(text, c);
    return true;
  }

  bool separators() const {
    const char last = text.back();
    return pointed && (worded || points > 1 || last == '.' || last == ',');
  }
};

void append_run(std::vector<std::string>& tokens, const Run& run) {
  if (!run.separators()) {
    tokens.push_back(run.text);
    if (run.number && run.points == 0) {
      std::replace(tokens.back().begin(), tokens.back().end(), ',', '.');
    }
    return;
  }
  std::string part;
  for (const char c : run.text) {
    if (c != '.' && c != ',') {
      part += c;
      continue;
    }
    if (!part.empty()) tokens.push_back(std::move(part));
    part.clear();
    tokens.emplace_back(1, c);
  }
  if (!part.empty()) tokens.push_back(std::move(part));
}

}  // namespace

std::vector<std::string> date_tokens(std::string_view text) {
  std::vector<std::string> tokens;
  std::size_t position = 0;
  Run run;
  const auto finish_run = [&] {
    if (!run.text.empty()) append_run(tokens, run);
    run = Run();
  };
  while (position < text.size()) {
    auto code = next_code_point(text, position);
    if (!code) {
      code = U'\uFFFD';
      ++position;
    }
    if (*code == U'\0') continue;  // the reference reads over them
    const LetterKind kind = kind_of(*code);
    if (!run.text.empty() && run.take(*code, kind)) continue;
    finish_run();
    if (kind == LetterKind::Letter || kind == LetterKind::Digit) {
      append_utf8(run.text, *code);
      run.number = kind == LetterKind::Digit;
    } else {
      tokens.emplace_back();
      append_utf8(tokens.back(), *code);
    }
  }
  finish_run();
  return tokens;
}

}  // namespace send_bounce
