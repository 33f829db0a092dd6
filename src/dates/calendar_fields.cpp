#include "dates/calendar_fields.h"

#include <algorithm>

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

}  // namespace send_bounce
