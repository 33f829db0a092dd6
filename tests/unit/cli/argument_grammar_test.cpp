#include "cli/argument_grammar.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/similar_names.h"

namespace send_bounce {
namespace {

using ::testing::ElementsAre;
using Words = std::vector<std::string>;

ParsedLevel parse(const Words& words) {
  const std::vector<const Option*> options = {find_option("explanation"),
                                              find_option("bounced-recipient-info-list"),
                                              find_option("no-paginate")};
  auto level = parse_level(words, options, Positional::Optional);
  EXPECT_TRUE(level.has_value()) << level.error().message;
  return level.value_or(ParsedLevel{});
}

TEST(ArgumentGrammar, GivesTheListOptionEveryWordUpToTheNextOption) {
  const auto level = parse({"--bounced-recipient-info-list", "a", "b", "--explanation", "c"});
  ASSERT_EQ(level.matches.size(), 2U);
  EXPECT_THAT(level.matches[0].values, ElementsAre("a", "b"));
  EXPECT_THAT(level.matches[1].values, ElementsAre("c"));
}

TEST(ArgumentGrammar, GivesAnAttachedListOnlyWhatIsAttached) {
  const auto level = parse({"--bounced-recipient-info-list=a", "b"});
  EXPECT_THAT(level.matches[0].values, ElementsAre("a"));
  EXPECT_EQ(level.positional, "b");
}

TEST(ArgumentGrammar, TakesTheFirstStrayWordForThePositional) {
  const auto level = parse({"--explanation", "e", "p1", "p2"});
  EXPECT_EQ(level.positional, "p1");
  EXPECT_THAT(level.rest, ElementsAre("p2"));
}

TEST(ArgumentGrammar, EndsOptionsAtTwoDashes) {
  const auto level = parse({"--explanation", "e", "--", "--no-paginate"});
  EXPECT_EQ(level.matches.size(), 1U);
  EXPECT_EQ(level.positional, "--no-paginate");
}

TEST(ArgumentGrammar, HandsOnUnknownOptionsInOrder) {
  const auto level = parse({"--foo", "bar", "-z", "--no-paginate", "--x=1"});
  EXPECT_EQ(level.positional, "bar");
  EXPECT_THAT(level.rest, ElementsAre("--foo", "-z", "--x=1"));
}

// difflib.get_close_matches(word, names, cutoff=0.8) of CPython 3.11.
TEST(CloseMatches, FindsWhatDifflibFinds) {
  const std::string_view outputs[] = {"json", "text", "table", "yaml", "yaml-stream", "off"};
  EXPECT_THAT(close_matches("jso", outputs), ElementsAre("json"));
  EXPECT_THAT(close_matches("txt", outputs), ElementsAre("text"));
  EXPECT_THAT(close_matches("tables", outputs), ElementsAre("table"));
  EXPECT_THAT(close_matches("yaml-strea", outputs), ElementsAre("yaml-stream"));
  EXPECT_THAT(close_matches("xml", outputs), ElementsAre());
  EXPECT_THAT(close_matches("JSON", outputs), ElementsAre());
  EXPECT_THAT(close_matches("", outputs), ElementsAre());
  EXPECT_THAT(close_matches(std::string(1 << 20, 'j'), outputs), ElementsAre());
}

}  // namespace
}  // namespace send_bounce
