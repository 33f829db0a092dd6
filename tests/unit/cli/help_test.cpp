#include "cli/help.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "send_bounce/cli/run.h"
#include "send_bounce/manual/command_manual.h"
#include "support/fake_world.h"

namespace send_bounce {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;
using Words = std::vector<std::string>;

const Words kSmallest = {"--original-message-id",         "ok",           "--bounce-sender", "s@x",
                         "--bounced-recipient-info-list", "Recipient=r@x"};

struct Help : ::testing::Test {
  int run_with(const Words& words) {
    World world = fake.world(words);
    return run(world);
  }
  testing::FakeWorld fake;
};

TEST_F(Help, IsTheManualAndNeedsNoConfiguration) {
  for (const Words& words :
       {Words{"help"}, Words{"--help"}, Words{"-h"}, Words{"--region", "x", "help"},
        Words{"help", "--region", "x"}, Words{"--debug", "-h", "more"}}) {
    fake.out.text.clear();
    EXPECT_EQ(run_with(words), 0);
    EXPECT_EQ(fake.out.text, as_text(command_manual())) << words[0];
  }
  EXPECT_THAT(fake.files.opened, IsEmpty());
}

TEST_F(Help, OnOneOptionMemberVariableOrSection) {
  for (const char* topic : {"--bounced-recipient-info-list", "bounced-recipient-info-list",
                            "--output", "--debug", "BounceType", "AWS_REGION", "exit-codes"}) {
    for (const char* help : {"help", "--help", "-h"}) {
      fake.out.text.clear();
      EXPECT_EQ(run_with({help, topic}), 0);
      EXPECT_EQ(fake.out.text, as_text(manual_about(topic).value())) << help << " " << topic;
    }
  }
}

// command-line.md row 32: there, the options that a bounce needs are missing.
TEST_F(Help, OnAnUnknownWordNamesTheNearestWithoutTheUsageBlock) {
  EXPECT_EQ(run_with({"help", "BounceTyp"}), 252);
  EXPECT_EQ(fake.out.text, "");
  EXPECT_EQ(fake.err.text,
            "send-bounce: [ERROR]: An error occurred (ParamValidation): There is no help on "
            "BounceTyp. Did you mean BounceType?\n");
}

TEST_F(Help, IsShownInPlaceOfABounceAndNothingIsSent) {
  for (const char* word : {"--help", "-h"}) {
    Words words = kSmallest;
    words.emplace_back(word);
    fake.out.text.clear();
    EXPECT_EQ(run_with(words), 0);
    EXPECT_THAT(fake.out.text, StartsWith("NAME\n"));
  }
  EXPECT_THAT(fake.transport.requests, IsEmpty());
}

// What a script puts behind an option may be anything; it must not turn a bounce into a success.
TEST_F(Help, IsNotAskedForByTheValueOfAnOption) {
  for (const char* word : {"--help", "-h"}) {
    Words words = kSmallest;
    words.insert(words.end(), {"--explanation", word});
    EXPECT_EQ(run_with(words), 252) << word;
    words = kSmallest;
    words.insert(words.end(), {"--", word});
    EXPECT_EQ(run_with(words), 252) << word;
  }
  EXPECT_EQ(fake.out.text, "");
}

TEST_F(Help, IsAsWideAsTheTerminal) {
  fake.out.terminal = true;
  fake.out.columns = 120;
  fake.out.rows = 1000;
  fake.variables.values["NO_COLOR"] = "1";
  EXPECT_EQ(run_with({"help"}), 0);
  EXPECT_EQ(fake.out.text, as_text(command_manual(), {.width = 120}));
}

TEST_F(Help, IsBoldOnATerminalThatCanShowIt) {
  fake.out.terminal = true;
  fake.out.rows = 1000;
  EXPECT_EQ(run_with({"help"}), 0);
  EXPECT_THAT(fake.out.text, StartsWith("\x1b[1mNAME\x1b[0m\n"));
  fake.variables.values["TERM"] = "dumb";
  fake.out.text.clear();
  EXPECT_EQ(run_with({"help"}), 0);
  EXPECT_THAT(fake.out.text, Not(HasSubstr("\x1b")));
}

// command-line.md §10.1.
TEST_F(Help, GoesThroughThePagerThatManWouldTake) {
  fake.out.terminal = true;
  EXPECT_EQ(run_with({"help"}), 0);
  fake.variables.values["PAGER"] = "p -a 'b c'";
  EXPECT_EQ(run_with({"help"}), 0);
  fake.variables.values["MANPAGER"] = "m";
  fake.variables.values["AWS_PAGER"] = "never";
  EXPECT_EQ(run_with({"help"}), 0);
  ASSERT_EQ(fake.viewers.shown.size(), 3U);
  EXPECT_THAT(fake.viewers.shown[0].words, ElementsAre("less", "-R"));
  EXPECT_THAT(fake.viewers.shown[0].variables, IsEmpty());
  EXPECT_THAT(fake.viewers.shown[1].words, ElementsAre("p", "-a", "b c"));
  EXPECT_THAT(fake.viewers.shown[2].words, ElementsAre("m"));
  EXPECT_EQ(fake.out.text, "");
}

TEST_F(Help, IsPlainWhereNoPagerIsWantedOrNeeded) {
  fake.out.terminal = true;
  EXPECT_EQ(run_with({"help", "--no-verify-ssl"}), 0);
  EXPECT_EQ(run_with({"--no-cli-pager", "help"}), 0);
  fake.variables.values["MANPAGER"] = "";
  EXPECT_EQ(run_with({"help"}), 0);
  EXPECT_THAT(fake.viewers.shown, IsEmpty());
}

}  // namespace
}  // namespace send_bounce
