#include "prompt/suggestions.h"

#include <gtest/gtest.h>

namespace send_bounce::prompt {
namespace {

// command-line.md §9.3: a subsequence, whatever the case; the shortest stretch, then the first.
TEST(FuzzyMatch, FindsTheShortestStretchThatHoldsTheLettersInOrder) {
  const struct {
    const char* typed;
    const char* name;
    std::optional<FuzzyMatch> match;
  } rows[] = {
      {"bsa", "bounce-sender-arn", FuzzyMatch{15, 0}},
      {"rcp", "bounced-recipient-info-list", FuzzyMatch{5, 8}},
      {"RCP", "recipient", FuzzyMatch{5, 0}},
      {"aa", "banana", FuzzyMatch{3, 1}},
      {"an", "ca-banan", FuzzyMatch{2, 4}},
      {"", "anything", FuzzyMatch{0, 0}},
      {"x", "bounce", std::nullopt},
      {"ecnuob", "bounce", std::nullopt},
      {"bounces", "bounce", std::nullopt},
  };
  for (const auto& row : rows) {
    const auto match = fuzzy_match(row.typed, row.name);
    ASSERT_EQ(match.has_value(), row.match.has_value()) << row.typed << " in " << row.name;
    if (!match) continue;
    EXPECT_EQ(match->length, row.match->length) << row.typed << " in " << row.name;
    EXPECT_EQ(match->start, row.match->start) << row.typed << " in " << row.name;
  }
}

}  // namespace
}  // namespace send_bounce::prompt
