#include "dates/date_reader.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "dates/date_words.h"

namespace send_bounce {
namespace {

// "12" or "12.5".
struct Number {
  std::string_view text;
  std::string_view fraction;  // digits after the point
  std::int64_t whole = 0;

  bool has_fraction() const { return fraction.find_first_not_of('0') != std::string_view::npos; }

  // The fraction in sixtieths, cut: minutes of an hour, seconds of a minute.
  std::int64_t sixtieths() const {
    std::uint64_t digits = 0;
    std::uint64_t scale = 1;
    for (const char c : fraction.substr(0, 17)) {
      digits = digits * 10 + static_cast<std::uint64_t>(c - '0');
      scale *= 10;
    }
    return static_cast<std::int64_t>(digits * 60 / scale);
  }
};

std::optional<Number> read_number(std::string_view token) {
  const std::size_t point = token.find('.');
  const auto whole = read_count(token.substr(0, point));
  if (!whole) return std::nullopt;
  if (point == std::string_view::npos) return Number{token, {}, *whole};
  const std::string_view fraction = token.substr(point + 1);
  if (!read_count(fraction)) return std::nullopt;
  return Number{token, fraction, *whole};
}

// Python takes these words for numbers, and numbers they are not.
bool is_non_finite(std::string_view token) {
  const std::string lower = to_lower(token);
  return lower == "inf" || lower == "infinity" || lower == "nan";
}

std::int64_t hour_in_half_day(std::int64_t hour, int half_day) {
  if (hour < 12 && half_day == kAfterNoon) return hour + 12;
  if (hour == 12 && half_day == kBeforeNoon) return 0;
  return hour;
}

// A two-digit year is the one within fifty years of this one.
std::int64_t with_century(std::int64_t year, const Lazy<CivilTime>& today) {
  if (year >= 100) return year;
  const std::int64_t current_year = today.get().year;
  const std::int64_t guess = year + current_year / 100 * 100;
  if (guess >= current_year + 50) return guess - 100;
  if (guess < current_year - 50) return guess + 100;
  return guess;
}

class DateReader {
 public:
  DateReader(std::vector<std::string> tokens, const Lazy<CivilTime>& today)
      : tokens_(std::move(tokens)), today_(today) {}

  std::optional<DateParts> read() {
    while (at_ < tokens_.size()) {
      if (!read_token()) return std::nullopt;
      ++at_;
    }
    if (!finish_date()) return std::nullopt;
    finish_zone();
    return parts_;
  }

 private:
  // Each of these reads what begins at at_ and leaves at_ on the last token of it. False where the
  // text is no date.
  bool read_token();
  bool read_number_token(const Number& number);
  bool read_packed_time(std::string_view digits);
  bool read_packed_date(std::string_view digits);
  bool read_with_unit(const Number& number, std::size_t unit_at);
  bool read_clock(const Number& hour);
  bool read_separated_date(const Number& number);
  bool read_month(int month);
  bool read_zone_name();
  bool read_offset();

  std::string_view token(std::size_t ahead) const {
    return at_ + ahead < tokens_.size() ? std::string_view(tokens_[at_ + ahead]) : "";
  }
  bool is_last() const { return at_ + 1 >= tokens_.size(); }
  std::optional<std::size_t> unit_for_number() const;
  bool could_be_zone(std::string_view name) const;
  bool set_seconds(std::string_view text);
  void set_minutes(const Number& number);
  bool finish_date();
  void finish_zone();

  std::vector<std::string> tokens_;
  const Lazy<CivilTime>& today_;
  std::size_t at_ = 0;
  CalendarFields date_;
  DateParts parts_;
};

bool DateReader::read_token() {
  const std::string_view text = token(0);
  if (const auto number = read_number(text)) return read_number_token(*number);
  if (is_non_finite(text)) return false;
  if (const auto weekday = find_word(kWeekdayWords, text)) {
    parts_.weekday = weekday;
    return true;
  }
  if (const auto month = find_word(kMonthWords, text)) return read_month(*month);
  if (const auto half_day = find_word(kHalfDayWords, text)) {
    if (!parts_.hour || *parts_.hour > 12) return false;
    parts_.hour = hour_in_half_day(*parts_.hour, *half_day);
    return true;
  }
  if (could_be_zone(text) && parts_.zone.empty() && !parts_.offset) return read_zone_name();
  if (parts_.hour && (text == "+" || text == "-")) return read_offset();
  return is_filler(text);
}

bool DateReader::read_number_token(const Number& number) {
  const std::string_view text = number.text;
  const std::string_view next = token(1);
  // 19990101T23[59]
  if (date_.size() == 3 && (text.size() == 2 || text.size() == 4) && !parts_.hour &&
      (is_last() || (next != ":" && !find_word(kTimeUnits, next)))) {
    return read_packed_time(text);
  }
  // YYMMDD, HHMMSS[.ss]
  if (text.size() == 6 || text.find('.') == 6) {
    if (!date_.empty() || text.find('.') != std::string_view::npos) return read_packed_time(text);
    return date_.add(text.substr(0, 2)) && date_.add(text.substr(2, 2)) &&
           date_.add(text.substr(4, 2));
  }
  if (text.size() == 8 || text.size() == 12 || text.size() == 14) return read_packed_date(text);
  if (const auto unit_at = unit_for_number()) return read_with_unit(number, *unit_at);
  if (next == ":" && at_ + 2 < tokens_.size()) return read_clock(number);
  if (next == "-" || next == "/" || next == ".") return read_separated_date(number);
  if (is_last() || is_filler(next)) {
    const auto half_day = find_word(kHalfDayWords, token(2));
    if (half_day) {
      parts_.hour = hour_in_half_day(number.whole, *half_day);
    } else if (!date_.add(number.whole, number.whole + (number.has_fraction() ? 1 : 0) > 100)) {
      return false;
    }
    at_ += half_day ? 2U : 1U;
    return true;
  }
  if (const auto half_day = find_word(kHalfDayWords, next); half_day && number.whole < 24) {
    parts_.hour = hour_in_half_day(number.whole, *half_day);
    ++at_;
    return true;
  }
  return date_.could_be_day(number.whole, number.has_fraction()) &&
         date_.add(number.whole, number.whole > 100);
}

// "23", "2359", "235959" or "235959.123".
bool DateReader::read_packed_time(std::string_view digits) {
  parts_.hour = read_count(digits.substr(0, 2));
  if (!parts_.hour) return false;
  if (digits.size() == 2) return true;
  parts_.minute = read_count(digits.substr(2, 2));
  if (!parts_.minute) return false;
  return digits.size() == 4 || set_seconds(digits.substr(4));
}

// YYYYMMDD[HHMM[SS]]
bool DateReader::read_packed_date(std::string_view digits) {
  if (!date_.add_year(digits.substr(0, 4)) || !date_.add(digits.substr(4, 2)) ||
      !date_.add(digits.substr(6, 2))) {
    return false;
  }
  if (digits.size() == 8) return true;
  parts_.hour = read_count(digits.substr(8, 2));
  parts_.minute = read_count(digits.substr(10, 2));
  if (!parts_.hour || !parts_.minute) return false;
  if (digits.size() == 12) return true;
  parts_.second = read_count(digits.substr(12));
  return parts_.second.has_value();
}

// Where the word stands that says what the number counts: "12h", "12 h", and for the number after a
// unit ("12h04", "12h 04" at the end) the unit before it.
std::optional<std::size_t> DateReader::unit_for_number() const {
  const auto is_unit = [this](std::size_t i) {
    return find_word(kTimeUnits, tokens_[i]).has_value();
  };
  const std::size_t count = tokens_.size();
  if (at_ + 1 < count && is_unit(at_ + 1)) return at_ + 1;
  if (at_ + 2 < count && token(1) == " " && is_unit(at_ + 2)) return at_ + 2;
  if (at_ > 0 && is_unit(at_ - 1)) return at_ - 1;
  if (at_ > 1 && is_last() && tokens_[at_ - 1] == " " && is_unit(at_ - 2)) return at_ - 2;
  return std::nullopt;
}

bool DateReader::read_with_unit(const Number& number, std::size_t unit_at) {
  int unit = *find_word(kTimeUnits, tokens_[unit_at]);
  if (unit_at > at_) {
    at_ = unit_at;
  } else {
    ++unit;  // the number goes on where the unit before it stopped
  }
  if (unit == kUnitHour) {
    parts_.hour = number.whole;
    if (number.has_fraction()) parts_.minute = number.sixtieths();
  } else if (unit == kUnitMinute) {
    set_minutes(number);
  } else if (unit == kUnitSecond) {
    return set_seconds(number.text);
  }
  return true;
}

// HH:MM[:SS[.ss]]
bool DateReader::read_clock(const Number& hour) {
  const auto minutes = read_number(token(2));
  if (!minutes) return false;
  parts_.hour = hour.whole;
  set_minutes(*minutes);
  const bool seconds = token(3) == ":" && at_ + 4 < tokens_.size();
  if (seconds && !set_seconds(token(4))) return false;
  at_ += seconds ? 4U : 2U;
  return true;
}

// 01-02[-2003], 01-Jan[-2003], and the same with "/" or "."; also a lone number before one of them.
bool DateReader::read_separated_date(const Number& number) {
  const auto add_day_or_month = [this](std::string_view text) {
    const auto month = find_word(kMonthWords, text);
    return month ? date_.add_month(*month) : date_.add(text);
  };
  const std::string separator(token(1));
  if (!date_.add(number.text)) return false;
  if (at_ + 2 >= tokens_.size() || is_filler(token(2))) {
    ++at_;
    return true;
  }
  if (!add_day_or_month(token(2))) return false;
  if (token(3) != separator) {
    at_ += 2;
    return true;
  }
  if (!add_day_or_month(token(4))) return false;
  at_ += 4;
  return true;
}

// Jan, Jan-01[-99], Jan of 99
bool DateReader::read_month(int month) {
  if (!date_.add_month(month)) return false;
  const std::string_view separator = token(1);
  if (separator == "-" || separator == "/") {
    if (!date_.add(token(2))) return false;
    const bool third = token(3) == separator;
    if (third && !date_.add(token(4))) return false;
    at_ += third ? 4U : 2U;
  } else if (at_ + 4 < tokens_.size() && separator == " " && token(3) == " " &&
             to_lower(token(2)) == "of") {
    if (const auto year = read_count(token(4))) {
      if (!date_.add(with_century(*year, today_), true)) return false;
    }
    at_ += 4;
  }
  return true;
}

bool DateReader::could_be_zone(std::string_view name) const {
  const bool upper =
      std::all_of(name.begin(), name.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
  return parts_.hour && name.size() <= 5 && (upper || name == "z");
}

bool DateReader::read_zone_name() {
  parts_.zone = token(0);
  // As in the variable TZ, "UTC+3" is a zone that adds three hours to reach UTC, west of it.
  if (token(1) == "+" || token(1) == "-") {
    tokens_[at_ + 1] = token(1) == "+" ? "-" : "+";
    if (is_utc_name(parts_.zone)) parts_.zone.clear();
  } else if (parts_.zone == "z") {
    parts_.offset = 0;
  }
  return true;
}

// +HH, +HHMM, +HH:MM, and a name in brackets after it
bool DateReader::read_offset() {
  const std::int64_t sign = token(0) == "+" ? 1 : -1;
  const std::string_view digits = token(1);
  std::optional<std::int64_t> hours;
  std::optional<std::int64_t> minutes = 0;
  if (digits.size() == 4) {
    hours = read_count(digits.substr(0, 2));
    minutes = read_count(digits.substr(2));
  } else if (token(2) == ":") {
    hours = read_count(digits);
    minutes = read_count(token(3));
    at_ += 2;
  } else if (digits.size() <= 2) {
    hours = read_count(digits);
  }
  if (!hours || !minutes) return false;
  parts_.offset = sign * (*hours * 3600 + *minutes * 60);
  if (is_filler(token(2)) && token(3) == "(" && token(5) == ")" && token(4).size() >= 3 &&
      parts_.zone.empty() && could_be_zone(token(4))) {
    parts_.zone = token(4);
    at_ += 4;
  }
  ++at_;
  return true;
}

// "12" or "12.5": seconds and microseconds, cut to six digits.
bool DateReader::set_seconds(std::string_view text) {
  const auto number = read_number(text);
  if (!number) return false;
  std::string micros(number->fraction.substr(0, 6));
  micros.resize(6, '0');
  parts_.second = number->whole;
  parts_.microsecond = read_count(micros);
  return true;
}

void DateReader::set_minutes(const Number& number) {
  parts_.minute = number.whole;
  parts_.second.reset();
  if (number.has_fraction()) parts_.second = number.sixtieths();
}

bool DateReader::finish_date() {
  const auto date = date_.resolve();
  if (!date) return false;
  parts_.year = date->year;
  parts_.month = date->month;
  parts_.day = date->day;
  if (parts_.year && !date_.century_given()) {
    parts_.year = with_century(*parts_.year, today_);
  }
  return parts_.year || parts_.month || parts_.day || parts_.weekday || parts_.hour ||
         parts_.minute || parts_.second;
}

void DateReader::finish_zone() {
  const bool nameless_utc = parts_.zone.empty() && parts_.offset == 0;
  if (nameless_utc || to_lower(parts_.zone) == "z") parts_.zone = "UTC";
  if (is_utc_name(parts_.zone)) parts_.offset = 0;
}

}  // namespace

std::optional<DateParts> read_date(std::string_view text, const Lazy<CivilTime>& today) {
  return DateReader(date_tokens(text), today).read();
}

}  // namespace send_bounce
