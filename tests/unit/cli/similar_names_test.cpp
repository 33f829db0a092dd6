#include "cli/similar_names.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace send_bounce {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(SimilarOptions, OfAMisspeltName) {
  EXPECT_THAT(similar_options("--bounce-sendr").front(), "--bounce-sender");
  EXPECT_THAT(similar_options("--explenation"), ElementsAre("--explanation"));
  EXPECT_THAT(similar_options("--regoin=eu-west-1"), ElementsAre("--region"));
  EXPECT_THAT(similar_options("-region"), ElementsAre("--region"));
}

TEST(SimilarOptions, OfTheSpellingOfTheApiAndOfCode) {
  EXPECT_THAT(similar_options("--OriginalMessageId").front(), "--original-message-id");
  EXPECT_THAT(similar_options("--bouncedRecipientInfoList").front(),
              "--bounced-recipient-info-list");
  EXPECT_THAT(similar_options("--message_dsn").front(), "--message-dsn");
}

TEST(SimilarOptions, OfAPartOfAName) {
  EXPECT_THAT(similar_options("--info-list"), ElementsAre("--bounced-recipient-info-list"));
  EXPECT_THAT(similar_options("--timeout"),
              ElementsAre("--cli-read-timeout", "--cli-connect-timeout"));
}

TEST(SimilarOptions, OfOurOwnOnlyWhereTheyAreTheMostSimilar) {
  EXPECT_THAT(similar_options("--bounce-sendr"),
              ElementsAre("--bounce-sender", "--bounce-sender-arn"));
  EXPECT_EQ(similar_options("--recipent").front(), "--recipient");
  EXPECT_EQ(similar_options("--recieved").front(), "--received");
}

TEST(SimilarOptions, OfNothingLikeAnOption) {
  for (const char* word : {"", "-", "--", "-z", "--cli", "--foo", "--verify-no-such-thing"}) {
    EXPECT_THAT(similar_options(word), IsEmpty()) << word;
  }
}

TEST(AdviceOnUnknown, IsALineForEachWordThatHasASimilarOne) {
  EXPECT_EQ(advice_on_unknown({"--explain=x", "word", "--foo", "--timeout"}),
            "Unknown option --explain. Did you mean --explanation?\n"
            "Unknown option --timeout. Did you mean --cli-read-timeout or --cli-connect-timeout?");
  EXPECT_EQ(advice_on_unknown({"--foo", "word"}), "");
}

TEST(AdviceOnUnknown, OnTheWordsOfTheReferencesCommand) {
  EXPECT_EQ(advice_on_unknown({"ses"}),
            "Write \"ses send-bounce\" before all other words, or leave it out.");
}

struct UnknownRow {
  std::vector<std::string> words;
  const char* expected;
};

TEST(UnknownWords, NamesEachButTheValuesOfUnknownOptions) {
  const UnknownRow kRows[] = {
      {{}, ""},
      {{"sed-bounce"}, "Unexpected word \"sed-bounce\"."},
      {{"--regoin", "us-east-1"}, "Unknown option --regoin. Did you mean --region?"},
      {{"--foo=1", "bar"}, "Unknown option --foo.\nUnexpected word \"bar\"."},
      {{"ses", "send-bounce"},
       "Write \"ses send-bounce\" before all other words, or leave it out."},
  };
  for (const UnknownRow& row : kRows) EXPECT_EQ(unknown_words(row.words), row.expected);
}

TEST(NoHelp, NamesTheNearestTopic) {
  EXPECT_EQ(no_help_on("BounceTyp"), "There is no help on BounceTyp. Did you mean BounceType?");
  EXPECT_EQ(no_help_on("x"), "There is no help on x. For all topics, type: send-bounce help");
}

}  // namespace
}  // namespace send_bounce
