#include "prompt/fuzzy.h"

#include "send_bounce/text/encoding.h"

namespace send_bounce::prompt {
namespace {

// The end of the shortest stretch that begins at `start`, or npos.
std::size_t end_of_match(std::string_view typed, std::string_view name, std::size_t start) {
  std::size_t position = start;
  for (const char c : typed) {
    position = name.find(c, position);
    if (position == std::string_view::npos) return position;
    ++position;
  }
  return position;
}

}  // namespace

std::optional<FuzzyMatch> fuzzy_match(std::string_view typed, std::string_view name) {
  if (typed.empty()) return FuzzyMatch{};
  const std::string wanted = to_lower(typed);
  const std::string held = to_lower(name);
  std::optional<FuzzyMatch> best;
  for (std::size_t start = held.find(wanted.front()); start != std::string::npos;
       start = held.find(wanted.front(), start + 1)) {
    const std::size_t end = end_of_match(wanted, held, start);
    if (end == std::string::npos) break;
    if (!best || end - start < best->length) best = FuzzyMatch{end - start, start};
  }
  return best;
}

}  // namespace send_bounce::prompt
