#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace send_bounce {

/// A count read from a date. Anything past kBeyond is as good as kBeyond: no field of a date
/// reaches that far, and the sums made with it stay far inside 64 bits.
inline constexpr std::int64_t kBeyond = 1'000'000'000'000;

/// Digits only; nullopt for anything else, also for no digits at all.
std::optional<std::int64_t> read_count(std::string_view text);

/// Finds out which of up to three numbers is the year, the month and the day, from their order,
/// their size, and what the text said of them (a name, three digits or more).
class CalendarFields {
 public:
  struct Date {
    std::optional<std::int64_t> year;
    std::optional<std::int64_t> month;
    std::optional<std::int64_t> day;
  };

  bool empty() const { return values_.empty(); }
  std::size_t size() const { return values_.size(); }
  /// True once a year was written with its century, so that "0020" is not 2020.
  bool century_given() const { return century_given_; }

  /// Each returns false for a text that is no number, or a second year or month by name.
  bool add(std::string_view digits);
  bool add(std::int64_t value, bool above_hundred);
  bool add_year(std::string_view digits);
  bool add_month(int month);

  /// Whether a number that nothing else explains can be the day, given what is known.
  bool could_be_day(std::int64_t value, bool has_fraction) const;

  /// nullopt where there are more than three numbers.
  std::optional<Date> resolve() const;

 private:
  bool push_year(std::int64_t value);
  Date two_numbers() const;
  Date three_numbers() const;

  std::vector<std::int64_t> values_;
  std::optional<std::size_t> year_at_;
  std::optional<std::size_t> month_at_;
  bool century_given_ = false;
};

}  // namespace send_bounce
