#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "send_bounce/values/instant.h"
#include "send_bounce/values/lazy.h"

namespace send_bounce {

/// What a free-form date says; absent is what it does not say. Counts are as written, so that a
/// month may be 13 and a year 99999 (but never negative).
struct DateParts {
  std::optional<std::int64_t> year;  ///< two digits already brought into a century
  std::optional<std::int64_t> month;
  std::optional<std::int64_t> day;
  std::optional<int> weekday;  ///< 0 = Monday
  std::optional<std::int64_t> hour;
  std::optional<std::int64_t> minute;
  std::optional<std::int64_t> second;
  std::optional<std::int64_t> microsecond;
  std::string zone;                    ///< abbreviation, "UTC" where that is meant; may be empty
  std::optional<std::int64_t> offset;  ///< seconds east of UTC
};

/// Reads a date as python-dateutil's parser does with its default settings: month before day, and
/// every token must be understood. nullopt for a text that is no date. Today matters to a year
/// of two digits.
/// REQUIRES: text has been through ascii_digits_and_blanks.
std::optional<DateParts> read_date(std::string_view text, const Lazy<CivilTime>& today);

}  // namespace send_bounce
