#include "send_bounce/prompt/history.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace send_bounce {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// command-line.md §9.5.
TEST(PromptHistory, HasTheLinesOfThisCommandNewestFirst) {
  const char* text =
      R"({"version": 1, "commands": ["ses send-bounce --explanation old ", "s3 ls", "ses send-bounces x",
          "ses send-bounce --explanation new", 7]})";
  EXPECT_THAT(lines_of_history(text), ElementsAre("--explanation new", "--explanation old"));
}

TEST(PromptHistory, IsEmptyWhereTheFileIsNone) {
  for (const char* text :
       {"", "{", "[]", "{}", R"({"commands": "x"})", R"({"commands": [["x"]]})", "\xFF"}) {
    EXPECT_THAT(lines_of_history(text), IsEmpty()) << text;
  }
}

TEST(PromptHistory, GetsTheLineAtItsEndAndKeepsTheOthers) {
  const auto text = history_with(R"({"version": 1, "commands": ["s3 ls"], "more": true})",
                                 "--explanation 'z\xC3\xBC' ");
  ASSERT_TRUE(text);
  EXPECT_EQ(
      nlohmann::json::parse(*text),
      nlohmann::json::parse(
          R"({"version": 1, "commands": ["s3 ls", "ses send-bounce --explanation 'zü' "], "more": true})"));
}

TEST(PromptHistory, BeginsWithTheFirstLine) {
  EXPECT_EQ(nlohmann::json::parse(history_with("", "--version").value()),
            nlohmann::json::parse(R"({"version": 1, "commands": ["ses send-bounce --version"]})"));
}

TEST(PromptHistory, KeepsFiveHundredLines) {
  std::string text;
  for (int i = 0; i < 505; ++i)
    text = history_with(text, "--explanation " + std::to_string(i)).value();
  const auto commands = nlohmann::json::parse(text)["commands"];
  EXPECT_EQ(commands.size(), 500U);
  EXPECT_EQ(commands.front(), "ses send-bounce --explanation 5");
  EXPECT_EQ(commands.back(), "ses send-bounce --explanation 504");
}

TEST(PromptHistory, IsLeftAloneWhereItCannotBeRead) {
  for (const char* text : {"{", "[]", R"({"commands": 1})"}) {
    EXPECT_FALSE(history_with(text, "--version")) << text;
  }
}

TEST(PromptHistory, NeverHoldsAPasswordOfAUrl) {
  for (const char* line :
       {"--endpoint-url http://ann:secret@localhost", "--endpoint-url=https://ann@localhost",
        "--endpoint-url ann:secret@localhost", "--explanation 'see http://a:b@c'",
        "--endpoint-url 'http://open"}) {
    EXPECT_FALSE(history_with("", line)) << line;
  }
  for (const char* line :
       {"--endpoint-url http://localhost:8000 --bounce-sender a@example.com",
        "--bounce-sender-arn arn:aws:ses:us-east-1:123456789012:identity/ann@example.com"}) {
    EXPECT_TRUE(history_with("", line)) << line;
  }
}

}  // namespace
}  // namespace send_bounce
