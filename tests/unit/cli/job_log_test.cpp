#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cerrno>

#include "send_bounce/cli/run.h"
#include "support/fake_world.h"

namespace send_bounce {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;
using Words = std::vector<std::string>;

constexpr const char* kAccepted =
    "<SendBounceResponse xmlns=\"http://ses.amazonaws.com/doc/2010-12-01/\"><SendBounceResult>"
    "<MessageId>0102-000000</MessageId></SendBounceResult></SendBounceResponse>";

constexpr const char* kRejected =
    "<ErrorResponse xmlns=\"http://ses.amazonaws.com/doc/2010-12-01/\"><Error><Type>Sender</Type>"
    "<Code>MessageRejected</Code><Message>No ann@example.com.</Message></Error>"
    "<RequestId>r-2</RequestId></ErrorResponse>";

/// The program in a world with credentials and a region, called with a log.
struct JobLogTest : ::testing::Test {
  JobLogTest() {
    fake.variables.values = {{"AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"},
                             {"AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI/K7MDENG"},
                             {"AWS_REGION", "us-east-1"},
                             {"AWS_EC2_METADATA_DISABLED", "true"},
                             {"AWS_MAX_ATTEMPTS", "1"},
                             {"HOME", "/home/user"},
                             {"SEND_BOUNCE_LOG", "log"}};
  }

  int run_with(const Words& more, const std::string& id = "id-1") {
    Words words = {"--original-message-id",
                   id,
                   "--bounce-sender",
                   "mta@example.com",
                   "--bounced-recipient-info-list",
                   "Recipient=ann@example.com,BounceType=Undefined"};
    words.insert(words.end(), more.begin(), more.end());
    return run_words(words);
  }
  int run_words(const Words& words) {
    World world = fake.world(words);
    return run(world);
  }
  std::string log() const {
    const auto found = fake.shared_files.logs.find("log");
    return found == fake.shared_files.logs.end() ? "" : found->second;
  }

  std::ptrdiff_t lines() const {
    const std::string text = log();
    return std::count(text.begin(), text.end(), '\n');
  }

  testing::FakeWorld fake;
};

TEST_F(JobLogTest, HasALineForABounceThatWasAccepted) {
  fake.transport.answer(200, kAccepted);
  EXPECT_EQ(run_with({}), 0);
  EXPECT_EQ(log(),
            "{\"Time\":\"2020-01-02T03:04:05.000Z\",\"State\":\"sent\",\"Exit\":0,"
            "\"Region\":\"us-east-1\",\"OriginalMessageId\":\"id-1\",\"MessageId\":\"0102-000000\","
            "\"InvocationId\":\"00010203-0405-4607-8809-0a0b0c0d0e0f\","
            "\"Attempts\":1,\"DurationMs\":0}\n");
  EXPECT_EQ(fake.err.text, "");
}

TEST_F(JobLogTest, IsAppendedToAndNamesTheCodeOfAnError) {
  fake.transport.answer(400, kRejected);
  fake.transport.answer(200, kAccepted);
  EXPECT_EQ(run_with({}), 254);
  EXPECT_EQ(run_with({}), 0);
  EXPECT_THAT(log(), HasSubstr("\"State\":\"rejected\",\"Exit\":254,\"Code\":\"MessageRejected\""));
  EXPECT_THAT(log(), HasSubstr("\"RequestId\":\"r-2\",\"Attempts\":1,\"DurationMs\":0}\n{"));
}

TEST_F(JobLogTest, HasErrorsThatComeBeforeAnythingIsSent) {
  EXPECT_EQ(run_words({"--regoin", "x"}), 252);
  EXPECT_THAT(log(), HasSubstr("\"State\":\"invalid\",\"Exit\":252,\"Code\":\"ParamValidation\","
                               "\"Attempts\":0"));
  fake.variables.values.erase("AWS_REGION");
  EXPECT_EQ(run_with({}), 253);
  EXPECT_THAT(log(), HasSubstr("\"State\":\"failed\",\"Exit\":253,\"Code\":\"NoRegion\","
                               "\"OriginalMessageId\":\"id-1\",\"Attempts\":0"));
  EXPECT_EQ(run_with({}), 253);
  fake.transport.fail(TransportPhase::ReadTimeout);
  fake.variables.values["AWS_REGION"] = "us-east-1";
  EXPECT_EQ(run_with({}), 255);
  EXPECT_THAT(log(), HasSubstr("\"State\":\"unknown\",\"Exit\":255,\"Code\":\"ConnectionError\""));
}

TEST_F(JobLogTest, TakesItsPlaceFromTheOptionEvenIfTheOthersCannotBeRead) {
  EXPECT_EQ(run_words({"--regoin", "x", "--log-file", "other"}), 252);
  EXPECT_EQ(run_words({"--regoin", "x", "--log-file=third"}), 252);
  EXPECT_EQ(run_words({"--regoin", "x", "--log-file", "off"}), 252);
  EXPECT_THAT(fake.shared_files.logs["other"], HasSubstr("invalid"));
  EXPECT_THAT(fake.shared_files.logs["third"], HasSubstr("invalid"));
  EXPECT_EQ(log(), "");
  EXPECT_EQ(run_with({"--log-file", "file://~/bounces.log"}), 255);
  EXPECT_THAT(fake.shared_files.logs["/home/user/bounces.log"], HasSubstr("\"State\":\"failed\""));
}

TEST_F(JobLogTest, HasNothingOfWhatIsNoBounce) {
  run_words({"help"});
  run_words({"--version"});
  run_words({"configure", "list"});
  run_words({"--generate-cli-skeleton"});
  run_with({"--dry-run"});
  run_with({"--generate-cli-skeleton", "output"});
  EXPECT_THAT(fake.shared_files.logs, IsEmpty());
}

TEST_F(JobLogTest, HasNoAddressesUnlessTheyAreAskedForAndNoSecrets) {
  fake.transport.answer(400, kRejected);
  run_with({}, "<bob@sender.example>");
  EXPECT_THAT(log(), Not(HasSubstr("@")));
  EXPECT_THAT(log(), HasSubstr("\"OriginalMessageId\":\"<***>\""));
  run_with({"--log-addresses"}, "wJalrXUtnFEMI/K7MDENG");
  EXPECT_THAT(log(), EndsWith(",\"Recipients\":[\"ann@example.com\"]}\n"));
  EXPECT_THAT(log(), Not(HasSubstr("wJalr")));
}

TEST_F(JobLogTest, KeepsToOneLineWhateverAServerAnswers) {
  fake.transport.answer(400, "<ErrorResponse><Error><Code>a\nb" + std::string(5000, 'x') +
                                 "</Code></Error></ErrorResponse>");
  run_with({});
  EXPECT_EQ(lines(), 1);
  EXPECT_LT(log().size(), 1000U);
}

TEST_F(JobLogTest, ThatCannotBeWrittenIsOneWarningAndNothingElse) {
  fake.transport.answer(200, kAccepted);
  fake.shared_files.log_failure = SystemError{ENOSPC, "No space left on device"};
  EXPECT_EQ(run_with({}), 0);
  EXPECT_THAT(fake.out.text, HasSubstr("0102-000000"));
  EXPECT_EQ(fake.err.text,
            "send-bounce: [WARNING]: the log \"log\" cannot be written: No space left on device. "
            "The bounce and the exit code are not affected.\n");
}

TEST_F(JobLogTest, InAPlaceThatIsNoneIsOneWarning) {
  for (const char* place : {"https://user:pw@host/log", "-", "syslog://host"}) {
    fake.transport.answer(200, kAccepted);
    fake.err.text.clear();
    EXPECT_EQ(run_with({"--log-file", place}), 0) << place;
    EXPECT_THAT(fake.err.text, EndsWith("give a file, \"syslog\" or \"off\". The bounce and the "
                                        "exit code are not affected.\n"));
    EXPECT_THAT(fake.err.text, Not(HasSubstr("pw")));
  }
  EXPECT_THAT(fake.shared_files.logs, IsEmpty());
}

TEST_F(JobLogTest, GoesToTheSystemsLogAsMail) {
  fake.transport.answer(200, kAccepted);
  fake.transport.answer(400, kRejected);
  fake.zone.offset = 3600;
  run_with({"--log-file", "syslog"});
  run_with({"--log-file", "syslog"});
  const std::string lines = fake.shared_files.logs["/dev/log"];
  EXPECT_THAT(lines, StartsWith("<22>Jan  2 04:04:05 send-bounce: {\"Time\":\"2020-01-02T03:"));
  EXPECT_THAT(lines, HasSubstr("}\n<19>Jan  2 04:04:05 send-bounce: {\"Time\":"));
}

TEST_F(JobLogTest, HasALineForEachItemOfABatchAndOneWarningForAll) {
  const std::string entry =
      R"("BounceSender":"mta@example.com","BouncedRecipientInfoList":[{"Recipient":"ann@example.com","BounceType":"Undefined"}]})";
  fake.files.files["in"] = R"({"OriginalMessageId":"one",)" + entry + "\nnonsense\n" +
                           R"({"OriginalMessageId":"one",)" + entry + "\n";
  fake.transport.answer(200, kAccepted);
  run_words({"--batch", "in", "--rate", "0"});
  EXPECT_THAT(log(), HasSubstr("\"State\":\"sent\",\"Exit\":0,\"Line\":1,"));
  EXPECT_THAT(log(), HasSubstr("\"State\":\"unreadable\",\"Exit\":65,\"Line\":2,"));
  EXPECT_THAT(log(),
              HasSubstr("\"State\":\"already\",\"Exit\":0,\"Line\":3,\"Region\":\"us-east-1\","
                        "\"OriginalMessageId\":\"one\",\"MessageId\":\"0102-000000\""));
  EXPECT_EQ(lines(), 3);

  fake.shared_files.log_failure = SystemError{EROFS, "Read-only file system"};
  fake.err.text.clear();
  run_words({"--batch", "in", "--rate", "0"});
  EXPECT_EQ(fake.err.text.find("Read-only"), fake.err.text.rfind("Read-only"));
  EXPECT_THAT(fake.err.text, HasSubstr("Read-only"));
}

TEST_F(JobLogTest, HasABatchThatCannotStart) {
  EXPECT_EQ(run_words({"--batch", "nowhere"}), 252);
  EXPECT_THAT(log(), HasSubstr("\"State\":\"invalid\",\"Exit\":252"));
}

TEST_F(JobLogTest, HasWhatTheJournalAnswered) {
  fake.transport.answer(200, kAccepted);
  EXPECT_EQ(run_with({"--once"}), 0);
  EXPECT_EQ(run_with({"--once"}), 0);
  EXPECT_THAT(log(), HasSubstr("\"State\":\"sent\""));
  EXPECT_THAT(log(), HasSubstr("\"State\":\"already\",\"Exit\":0"));
}

TEST_F(JobLogTest, SaysThatABounceIsOutWhoseAnswerWasLost) {
  fake.transport.answer(200, kAccepted);
  fake.out.failure = SystemError{ENOSPC, "No space left on device"};
  EXPECT_EQ(run_with({}), 74);
  EXPECT_THAT(log(), HasSubstr("\"State\":\"sent\",\"Exit\":74,\"Code\":\"OutputLost\""));
  EXPECT_THAT(log(), HasSubstr("\"MessageId\":\"0102-000000\""));
}

}  // namespace
}  // namespace send_bounce
