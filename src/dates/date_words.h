#pragma once

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "send_bounce/text/encoding.h"

/// The tokens of a free-form date, and those that mean something: words in lower case.
namespace send_bounce {

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
