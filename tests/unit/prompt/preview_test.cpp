#include "prompt/preview.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace send_bounce::prompt {
namespace {

using ::testing::StartsWith;

// command-line.md §9.4 and §5; the answer of the sample is that of --generate-cli-skeleton
// output.
TEST(Preview, ShowsTheSampleAsTheAnswerWouldBe) {
  EXPECT_EQ(preview_of({}, "json"), "{\n    \"MessageId\": \"MessageId\"\n}\n");
  EXPECT_EQ(preview_of({}, "text"), "MessageId\n");
  EXPECT_EQ(preview_of({"--output", "yaml"}, "json"), "MessageId: MessageId\n");
  EXPECT_EQ(preview_of({"--output=text"}, "json"), "MessageId\n");
  EXPECT_EQ(preview_of({"--output", "off"}, "json"), "No output");
  EXPECT_EQ(preview_of({"--query", "MessageId"}, "json"), "\"MessageId\"\n");
}

TEST(Preview, ReadsAQueryAsFarAsItGoes) {
  EXPECT_EQ(preview_of({"--query", "MessageId."}, "json"), "\"MessageId\"\n");
  EXPECT_EQ(preview_of({"--query", "{Id: MessageId"}, "json").substr(0, 20),
            "Bad value for --quer");
  EXPECT_EQ(preview_of({"--query"}, "text"), "MessageId\n");
}

TEST(Preview, SaysWhatIsWrong) {
  EXPECT_EQ(preview_of({"--output", "bogus"}, "json"),
            "Bad value for --output: bogus\n\nValid values are: json, text, table, yaml, "
            "yaml-stream, off");
  EXPECT_THAT(preview_of({"--query", "!!"}, "json"), StartsWith("Bad value for --query"));
}

TEST(Preview, ShowsASkeletonThatIsAskedFor) {
  EXPECT_THAT(preview_of({"--generate-cli-skeleton", "input"}, "json"),
              StartsWith("{\n    \"OriginalMessageId\": \"\""));
  EXPECT_THAT(preview_of({"--generate-cli-skeleton", "yaml-input"}, "json"),
              StartsWith("OriginalMessageId: ''"));
}

}  // namespace
}  // namespace send_bounce::prompt
