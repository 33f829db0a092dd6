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
            "Did you mean --explanation by --explain?\n"
            "Did you mean --cli-read-timeout or --cli-connect-timeout by --timeout?");
  EXPECT_EQ(advice_on_unknown({"--foo", "word"}), "");
}

TEST(AdviceOnUnknown, OnAWordBehindHelp) {
  EXPECT_EQ(advice_on_unknown({"BounceTyp"}, true),
            "There is no help on BounceTyp. Did you mean BounceType?");
  EXPECT_EQ(advice_on_unknown({"x"}, true), "There is no help on x.");
}

}  // namespace
}  // namespace send_bounce
