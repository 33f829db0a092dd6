#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "send_bounce/text/encoding.h"

/// The tokens of a free-form date: words that mean something, in lower case, and numbers of which
/// each may be a year, a month or a day.
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

/// Splits a date into words, numbers, and single other characters, as the reference's free-form
/// reader does. A point or comma between digits makes one number ("12,5" becomes "12.5"); one that
/// ends a number or stands among letters or further points is a token of its own. A blank is " ".
/// REQUIRES: text has been through ascii_digits_and_blanks.
std::vector<std::string> date_tokens(std::string_view text);

struct DateWord {
  std::string_view text;
  int meaning;
};

inline constexpr auto kMonthWords = std::to_array<DateWord>(
    {{"jan", 1},  {"january", 1},  {"feb", 2},  {"february", 2},  {"mar", 3},  {"march", 3},
     {"apr", 4},  {"april", 4},    {"may", 5},  {"jun", 6},       {"june", 6}, {"jul", 7},
     {"july", 7}, {"aug", 8},      {"sep", 9},  {"august", 8},    {"sept", 9}, {"september", 9},
     {"oct", 10}, {"october", 10}, {"nov", 11}, {"november", 11}, {"dec", 12}, {"december", 12}});

inline constexpr auto kWeekdayWords = std::to_array<DateWord>({{"mon", 0},
                                                               {"monday", 0},
                                                               {"tue", 1},
                                                               {"tuesday", 1},
                                                               {"wed", 2},
                                                               {"wednesday", 2},
                                                               {"thu", 3},
                                                               {"thursday", 3},
                                                               {"fri", 4},
                                                               {"friday", 4},
                                                               {"sat", 5},
                                                               {"saturday", 5},
                                                               {"sun", 6},
                                                               {"sunday", 6}});

inline constexpr int kUnitHour = 0;
inline constexpr int kUnitMinute = 1;
inline constexpr int kUnitSecond = 2;
inline constexpr auto kTimeUnits = std::to_array<DateWord>({{"h", kUnitHour},
                                                            {"hour", kUnitHour},
                                                            {"hours", kUnitHour},
                                                            {"m", kUnitMinute},
                                                            {"minute", kUnitMinute},
                                                            {"minutes", kUnitMinute},
                                                            {"s", kUnitSecond},
                                                            {"second", kUnitSecond},
                                                            {"seconds", kUnitSecond}});

inline constexpr int kBeforeNoon = 0;
inline constexpr int kAfterNoon = 1;
inline constexpr auto kHalfDayWords = std::to_array<DateWord>(
    {{"am", kBeforeNoon}, {"a", kBeforeNoon}, {"pm", kAfterNoon}, {"p", kAfterNoon}});

// Tokens that may stand anywhere and mean nothing.
inline constexpr auto kDateFillers = std::to_array<DateWord>({{" ", 0},
                                                              {".", 0},
                                                              {",", 0},
                                                              {";", 0},
                                                              {"-", 0},
                                                              {"/", 0},
                                                              {"'", 0},
                                                              {"at", 0},
                                                              {"on", 0},
                                                              {"and", 0},
                                                              {"ad", 0},
                                                              {"m", 0},
                                                              {"t", 0},
                                                              {"of", 0},
                                                              {"st", 0},
                                                              {"nd", 0},
                                                              {"rd", 0},
                                                              {"th", 0}});

/// What the token means, whatever its case.
template <class Words>
std::optional<int> find_word(const Words& words, std::string_view token) {
  const std::string lower = to_lower(token);
  const auto found = std::find_if(words.begin(), words.end(),
                                  [&lower](const DateWord& word) { return word.text == lower; });
  return found == words.end() ? std::nullopt : std::optional(found->meaning);
}

inline bool is_filler(std::string_view token) { return find_word(kDateFillers, token).has_value(); }

inline bool is_utc_name(std::string_view name) {
  const std::string lower = to_lower(name);
  return lower == "utc" || lower == "gmt" || lower == "z";
}

}  // namespace send_bounce
