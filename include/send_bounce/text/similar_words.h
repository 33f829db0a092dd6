#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace send_bounce {

/// Names close to `word`, best first, at most three, as CPython's difflib.get_close_matches finds
/// them with that cutoff; 0.8 is the reference's.
std::vector<std::string_view> close_matches(std::string_view word,
                                            std::span<const std::string_view> names,
                                            double cutoff = 0.8);

/// The cutoff for our own suggestions: "regoin" is close to "region".
inline constexpr double kSimilar = 0.65;

/// Appends a line to lines of advice; nothing for an empty one.
void add_line(std::string& lines, std::string_view line);

/// "a", "a or b", "a, b or c".
std::string either_of(std::span<const std::string_view> names);

/// "Did you mean mail-prod?", with up to three names that are close to the word; empty if none is.
std::string did_you_mean(std::string_view word, std::span<const std::string_view> names,
                         double cutoff = kSimilar);

}  // namespace send_bounce
