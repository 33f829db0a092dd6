#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>

#include "send_bounce/cli/run.h"
#include "support/fake_world.h"

namespace send_bounce {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::Pair;
using ::testing::StartsWith;
using Words = std::vector<std::string>;

constexpr const char* kAnswer =
    "<SendBounceResponse><SendBounceResult><MessageId>0100018f-mock-000000</MessageId>"
    "</SendBounceResult></SendBounceResponse>";
constexpr const char* kJson = "{\n    \"MessageId\": \"0100018f-mock-000000\"\n}\n";

/// The program on a terminal whose three rows hold the answer, but not the cursor below it.
struct Pager : ::testing::Test {
  Pager() {
    fake.variables.values = {{"AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"},
                             {"AWS_SECRET_ACCESS_KEY", "secret"},
                             {"AWS_REGION", "us-east-1"},
                             {"HOME", "/home/user"}};
    fake.transport.answer(200, kAnswer);
    fake.out.terminal = true;
    fake.out.rows = 3;
  }

  int run_with(const Words& more = {}) {
    Words words = {"--original-message-id",
                   "ok",
                   "--bounce-sender",
                   "s@x",
                   "--bounced-recipient-info-list",
                   "Recipient=r@x,BounceType=DoesNotExist"};
    words.insert(words.end(), more.begin(), more.end());
    World world = fake.world(words);
    return run(world);
  }

  testing::FakeWorld fake;
};

TEST_F(Pager, GetsTheAnswerThatTheScreenDoesNotHold) {
  EXPECT_EQ(run_with(), 0);
  ASSERT_EQ(fake.viewers.shown.size(), 1U);
  EXPECT_THAT(fake.viewers.shown[0].words, ElementsAre("less"));
  EXPECT_THAT(fake.viewers.shown[0].variables, ElementsAre(Pair("LESS", "FRX")));
  EXPECT_EQ(fake.viewers.shown[0].text, kJson);
  EXPECT_EQ(fake.out.text, "");
}

TEST_F(Pager, IsLeftOutWhereTheScreenHoldsTheAnswer) {
  fake.out.rows = 4;
  fake.variables.values["AWS_PAGER"] = "pager-that-never-quits";
  EXPECT_EQ(run_with(), 0);
  EXPECT_THAT(fake.viewers.shown, IsEmpty());
  EXPECT_EQ(fake.out.text, kJson);
}

TEST_F(Pager, TakesATerminalWithoutASizeForAUsualOne) {
  fake.out.rows = 0;
  fake.out.columns = 0;
  EXPECT_EQ(run_with(), 0);
  EXPECT_THAT(fake.viewers.shown, IsEmpty());
}

TEST_F(Pager, CountsWrappedLines) {
  fake.out.rows = 4;
  fake.out.columns = 20;
  EXPECT_EQ(run_with(), 0);
  EXPECT_EQ(fake.viewers.shown.size(), 1U);
}

// command-line.md rows P2 and P7.
TEST_F(Pager, IsSplitAsAShellDoesAndKeepsTheUsersLess) {
  fake.variables.values["AWS_PAGER"] = "p a \"b c\"";
  fake.variables.values["LESS"] = "";
  EXPECT_EQ(run_with(), 0);
  ASSERT_EQ(fake.viewers.shown.size(), 1U);
  EXPECT_THAT(fake.viewers.shown[0].words, ElementsAre("p", "a", "b c"));
  EXPECT_THAT(fake.viewers.shown[0].variables, IsEmpty());
}

TEST_F(Pager, IsNotEvenLookedForWhereNobodyWantsOne) {
  const struct {
    const char* name;
    std::string pager;
    Words words;
    bool terminal;
  } rows[] = {
      {"no terminal", "p", {}, false},
      {"told not to", "p", {"--no-cli-pager"}, true},
      {"an empty variable", "", {}, true},
      {"a blank variable", " ", {}, true},
      {"no output", "p", {"--output", "off"}, true},
  };
  for (const auto& row : rows) {
    fake.transport.answer(200, kAnswer);
    fake.variables.values["AWS_PAGER"] = row.pager;
    fake.out.terminal = row.terminal;
    EXPECT_EQ(run_with(row.words), 0) << row.name;
    EXPECT_THAT(fake.viewers.sought, IsEmpty()) << row.name;
    EXPECT_THAT(fake.viewers.shown, IsEmpty()) << row.name;
  }
}

TEST_F(Pager, IsUsedForTheSkeletonOfTheAnswer) {
  EXPECT_EQ(run_with({"--generate-cli-skeleton", "output"}), 0);
  EXPECT_EQ(fake.viewers.shown.size(), 1U);
}

// command-line.md row P15.
TEST_F(Pager, GetsColoursInCellsAlone) {
  EXPECT_EQ(run_with({"--output", "table"}), 0);
  ASSERT_EQ(fake.viewers.shown.size(), 1U);
  EXPECT_EQ(fake.viewers.shown[0].text,
            "---------------------------------------\n"
            "|             SendBounce              |\n"
            "+------------+------------------------+\n"
            "|  \x1b[1m\x1b[34mMessageId\x1b[0m |  \x1b[1m\x1b[34m0100018f-mock-000000\x1b[0m  |\n"
            "+------------+------------------------+\n");
  EXPECT_EQ(fake.out.text, "\x1b[0m");
}

TEST_F(Pager, ThatCannotStartIsAWarningBeforeAnythingIsSent) {
  fake.viewers.fault = SystemError{ENOENT, "No such file or directory"};
  fake.variables.values["AWS_PAGER"] = "/nope/pager -x";
  fake.transport.answers.clear();
  fake.transport.fail(TransportPhase::Connect);
  EXPECT_EQ(run_with(), 255);
  EXPECT_THAT(
      fake.err.text,
      StartsWith(
          "send-bounce: [WARNING]: the pager \"/nope/pager\" (variable AWS_PAGER) "
          "cannot be started: No such file or directory; the output is written without it\n"));
}

TEST_F(Pager, ThatCannotStartIsDoneWithout) {
  fake.viewers.fault = SystemError{ENOENT, "No such file or directory"};
  fake.variables.values["PAGER"] = "nope";
  EXPECT_EQ(run_with(), 0);
  EXPECT_THAT(fake.err.text, HasSubstr("(variable PAGER)"));
  EXPECT_EQ(fake.out.text, kJson);
}

TEST_F(Pager, ThatIsOnlyTheDefaultIsNotMissed) {
  fake.viewers.fault = SystemError{ENOENT, "No such file or directory"};
  EXPECT_EQ(run_with(), 0);
  EXPECT_EQ(fake.err.text, "");
  EXPECT_EQ(fake.out.text, kJson);
}

TEST_F(Pager, ThatFailsOnlyWhenItIsStartedLosesNoAnswer) {
  fake.viewers.late_fault = SystemError{ENOEXEC, "Exec format error"};
  EXPECT_EQ(run_with(), 0);
  EXPECT_THAT(fake.err.text, HasSubstr("the pager \"less\" cannot be started: Exec format error"));
  EXPECT_EQ(fake.out.text, kJson);
}

// command-line.md row P10, found before the bounce is sent.
TEST_F(Pager, WithAnOpenQuoteIsRefusedBeforeSending) {
  fake.variables.values["AWS_PAGER"] = "p \"x";
  EXPECT_EQ(run_with(), 255);
  EXPECT_THAT(fake.err.text, StartsWith("send-bounce: [ERROR]: No closing quotation\n"));
  EXPECT_THAT(fake.err.text, HasSubstr("variable AWS_PAGER"));
  EXPECT_THAT(fake.transport.requests, IsEmpty());
}

TEST_F(Pager, DoesNotGetErrors) {
  fake.transport.answers.clear();
  fake.transport.answer(400, "<E><Error><Code>A</Code><Message>b</Message></Error></E>");
  EXPECT_EQ(run_with(), 254);
  EXPECT_THAT(fake.viewers.shown, IsEmpty());
  EXPECT_THAT(fake.err.text, Not(HasSubstr("WARNING")));
}

}  // namespace
}  // namespace send_bounce
