#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/debug_log.h"
#include "send_bounce/cli/run.h"
#include "support/fake_world.h"

namespace send_bounce {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;
using Words = std::vector<std::string>;

constexpr const char* kAnswer =
    "<SendBounceResponse><SendBounceResult><MessageId>0100018f-mock-000000</MessageId>"
    "</SendBounceResult></SendBounceResponse>";
constexpr const char* kFiles =
    "[profile dev]\naws_access_key_id = AKIDOFTHECONFIG\n"
    "aws_secret_access_key = config-s3cr3t\naws_session_token = config-t0k3n\n";

const Words kCommand = {"--debug",
                        "--original-message-id",
                        "ok",
                        "--bounce-sender",
                        "s@x",
                        "--bounced-recipient-info-list",
                        "Recipient=r@x,BounceType=DoesNotExist"};

Words command_and(const Words& more) {
  Words words = kCommand;
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

/// The program where everything that can be secret is, and is recognised by "s3cr3t" or "t0k3n".
struct Debug : ::testing::Test {
  Debug() {
    fake.variables.values = {{"AWS_ACCESS_KEY_ID", "AKIDOFVARIABLES"},
                             {"AWS_SECRET_ACCESS_KEY", "variable-s3cr3t"},
                             {"AWS_SESSION_TOKEN", "variable-t0k3n"},
                             {"AWS_REGION", "us-east-1"},
                             {"HOME", "/home/user"},
                             {"https_proxy", "http://ann:proxy-s3cr3t@proxy.example:3128"},
                             {"http_proxy", "http://ann:proxy-s3cr3t@proxy.example:3128"}};
    fake.files.files["/home/user/.aws/config"] = kFiles;
    fake.transport.answers.emplace_back(
        HttpResponse{200, {{"x-amzn-RequestId", "1-2-3"}, {"Set-Cookie", "t0k3n"}}, kAnswer});
  }

  int run_with(const Words& words) {
    World world = fake.world(words);
    return run(world);
  }
  bool shows_a_secret() const {
    const std::string all = fake.out.text + fake.err.text;
    return all.find("s3cr3t") != std::string::npos || all.find("t0k3n") != std::string::npos;
  }

  testing::FakeWorld fake;
};

TEST_F(Debug, ShowsTheStepsOfABounce) {
  EXPECT_EQ(run_with(kCommand), 0);
  for (const char* step : {
           "2020-01-02T03:04:05Z +0.000s version: send-bounce/",
           " argument: '--bounce-sender'\n",
           " parameters: {'OriginalMessageId': 'ok', 'BounceSender': 's@x', ",
           " files: /home/user/.aws/config: 121 bytes\n",
           " files: /home/user/.aws/credentials: no file\n",
           " credentials: env gives the key id ****BLES, with a session token\n",
           " settings: region = us-east-1 (variable AWS_REGION)\n",
           " settings: max_attempts = 3 (default)\n",
           " signing: canonical request:\n    POST\n    /\n    \n    content-type:application/"
           "x-www-form-urlencoded; charset=utf-8\n",
           "\n    x-amz-security-token:***\n",
           " signing: string to sign:\n    AWS4-HMAC-SHA256\n    20200102T030405Z\n"
           "    20200102/us-east-1/ses/aws4_request\n",
           " request: to https://email.us-east-1.amazonaws.com/ through proxy "
           "http://***:***@proxy.example:3128\n    POST / HTTP/1.1\n"
           "    Host: email.us-east-1.amazonaws.com\n    Accept-Encoding: identity\n",
           ", Signature=***\n",
           "\n    \n    Action=SendBounce&Version=2010-12-01&OriginalMessageId=ok&",
           " reply: status 200 after 0 ms\n    x-amzn-RequestId: 1-2-3\n    Set-Cookie: ***\n"
           "    \n    <SendBounceResponse>",
           " end: exit code 0\n",
       }) {
    EXPECT_THAT(fake.err.text, HasSubstr(step));
  }
  EXPECT_EQ(fake.out.text, "{\n    \"MessageId\": \"0100018f-mock-000000\"\n}\n");
  EXPECT_FALSE(shows_a_secret()) << fake.err.text;
}

TEST_F(Debug, IsSilentWhereNobodyAskedForIt) {
  EXPECT_EQ(run_with({kCommand.begin() + 1, kCommand.end()}), 0);
  EXPECT_EQ(fake.err.text, "");
}

TEST_F(Debug, NeverShowsASecretWhateverHappens) {
  const struct {
    const char* name;
    Words words;
    const char* seen;
  } rows[] = {
      {"keys of the config file", {"--profile", "dev"}, "config-file gives the key id ****NFIG"},
      {"user information of an endpoint",
       {"--endpoint-url", "http://ann:s3cr3t@host:1"},
       "endpoint_url = http://***@host:1 (option --endpoint-url)"},
      {"an endpoint attached", {"--endpoint-url=http://ann:s3cr3t@host"}, "url=http://***@host'"},
      {"an unknown option", {"--nope"}, "Unknown options: --nope"},
      {"an unknown format", {"--output", "xml"}, "argument: 'xml'"},
      {"a bad region", {"--region", "a b"}, "argument: 'a b'"},
      {"an endpoint that is none", {"--endpoint-url", "http://ann:s3cr3t@/"}, "end: exit code 255"},
  };
  for (const auto& row : rows) {
    fake.err.text.clear();
    fake.transport.answers.clear();
    fake.transport.fail(TransportPhase::Connect, "Connection refused");
    EXPECT_NE(run_with(command_and(row.words)), 0) << row.name;
    EXPECT_THAT(fake.err.text, HasSubstr(row.seen)) << row.name;
    EXPECT_FALSE(shows_a_secret()) << row.name << "\n" << fake.err.text;
  }
}

TEST_F(Debug, TellsWhyThereIsNoReply) {
  fake.transport.answers.clear();
  fake.transport.fail(TransportPhase::ReadTimeout, "Operation timed out");
  EXPECT_EQ(run_with(kCommand), 255);
  EXPECT_THAT(fake.err.text,
              HasSubstr(" reply: none after 0 ms: waiting for the answer: Operation timed out\n"));
}

TEST_F(Debug, NotesEveryProviderThatIsTried) {
  EXPECT_EQ(run_with(command_and({"--profile", "dev"})), 0);
  for (const char* step : {" credentials: env has none\n", " credentials: sso has none\n",
                           " credentials: shared-credentials-file has none\n"}) {
    EXPECT_THAT(fake.err.text, HasSubstr(step));
  }
}

TEST_F(Debug, WorksBeforeTheCommandLineIsUnderstood) {
  EXPECT_EQ(run_with({"--debug", "--region"}), 252);
  EXPECT_THAT(fake.err.text, HasSubstr(" argument: '--region'\n"));
  EXPECT_THAT(fake.err.text, HasSubstr("argument --region: expected one argument"));
}

TEST_F(Debug, IsNoValueOfAnotherOption) {
  EXPECT_EQ(run_with({kCommand.begin() + 1, kCommand.end()}), 0);
  EXPECT_EQ(run_with({"--explanation=--debug", "--version"}), 0);
  EXPECT_EQ(fake.err.text, "");
}

TEST(DebugLog, IndentsLinesAndEscapesWhatATerminalActsOn) {
  testing::StringOutput err;
  StderrGate gate(err);
  testing::FakeClock clock;
  DebugLog log(gate, clock, true);
  clock.running = std::chrono::milliseconds(1234);
  log.note("reply", "a\x1b[2Jb\r\n2020-01-02T03:04:05Z +0.000s end: exit code 0\n\xff");
  EXPECT_EQ(err.text,
            "2020-01-02T03:04:05Z +1.234s reply: a\\x1b[2Jb\n"
            "    2020-01-02T03:04:05Z +0.000s end: exit code 0\n    \uFFFD\n");
}

TEST(DebugLog, TakesOutWhatItWasToldToHide) {
  testing::StringOutput err;
  StderrGate gate(err);
  const testing::FakeClock clock;
  DebugLog log(gate, clock, true);
  log.hide("t0k3n");
  log.hide("t0k3n-and-more");
  log.hide("abc");
  log.note("x", "abc t0k3n-and-more t0k3n");
  EXPECT_THAT(err.text, HasSubstr("x: abc *** ***\n"));
}

TEST(DebugLog, ShowsTheBeginningOfWhatIsVeryLong) {
  testing::StringOutput err;
  StderrGate gate(err);
  const testing::FakeClock clock;
  DebugLog log(gate, clock, true);
  log.note("x", std::string(100'000, 'y'));
  EXPECT_LT(err.text.size(), 70'000U);
  EXPECT_THAT(err.text, HasSubstr("(and 34464 bytes more)"));
}

}  // namespace
}  // namespace send_bounce
