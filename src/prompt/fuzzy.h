#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace send_bounce::prompt {

/// Where the typed characters are found in a name, in their order but not side by side: the
/// shortest such stretch, and of several the first (command-line.md §9.3).
struct FuzzyMatch {
  std::size_t length = 0;
  std::size_t start = 0;
};

/// nullopt where they are not all there. ASCII letters match in either case; nothing typed matches
/// anything.
std::optional<FuzzyMatch> fuzzy_match(std::string_view typed, std::string_view name);

}  // namespace send_bounce::prompt
