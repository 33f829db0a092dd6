#include "send_bounce/text/similar_words.h"

#include <algorithm>
#include <functional>
#include <utility>

namespace send_bounce {
namespace {

constexpr std::size_t kMostMatches = 3;
// Beyond this no choice of ours can be close; the comparison is cubic at worst.
constexpr std::size_t kLongestMatched = 64;

struct CommonBlock {
  std::size_t a = 0;
  std::size_t b = 0;
  std::size_t size = 0;
};

CommonBlock longest_common_block(std::string_view a, std::string_view b) {
  CommonBlock best;
  for (std::size_t i = 0; i < a.size(); ++i) {
    for (std::size_t j = 0; j < b.size(); ++j) {
      std::size_t size = 0;
      while (i + size < a.size() && j + size < b.size() && a[i + size] == b[j + size]) ++size;
      if (size > best.size) best = {i, j, size};
    }
  }
  return best;
}

// Characters in common blocks: the longest one, then the same to its left and to its right.
std::size_t matching_characters(std::string_view a, std::string_view b) {
  const CommonBlock block = longest_common_block(a, b);
  if (block.size == 0) return 0;
  return block.size + matching_characters(a.substr(0, block.a), b.substr(0, block.b)) +
         matching_characters(a.substr(block.a + block.size), b.substr(block.b + block.size));
}

double similarity(std::string_view a, std::string_view b) {
  const std::size_t length = a.size() + b.size();
  if (length == 0) return 1.0;
  return 2.0 * static_cast<double>(matching_characters(a, b)) / static_cast<double>(length);
}

}  // namespace

std::vector<std::string_view> close_matches(std::string_view word,
                                            std::span<const std::string_view> names,
                                            double cutoff) {
  if (word.size() > kLongestMatched) return {};
  std::vector<std::pair<double, std::string_view>> scored;
  for (const std::string_view name : names) {
    const double score = similarity(name, word);
    if (score >= cutoff) scored.emplace_back(score, name);
  }
  std::sort(scored.begin(), scored.end(), std::greater<>());
  if (scored.size() > kMostMatches) scored.resize(kMostMatches);
  std::vector<std::string_view> matches;
  matches.reserve(scored.size());
  for (const auto& [score, name] : scored) matches.push_back(name);
  return matches;
}

void add_line(std::string& lines, std::string_view line) {
  if (line.empty()) return;
  if (!lines.empty()) lines += '\n';
  lines += line;
}

std::string either_of(std::span<const std::string_view> names) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) text += i + 1 == names.size() ? " or " : ", ";
    text += names[i];
  }
  return text;
}

std::string did_you_mean(std::string_view word, std::span<const std::string_view> names,
                         double cutoff) {
  const std::vector<std::string_view> close = close_matches(word, names, cutoff);
  return close.empty() ? "" : "Did you mean " + either_of(close) + "?";
}

}  // namespace send_bounce
