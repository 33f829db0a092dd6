#include "send_bounce/cli/run.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "support/fake_world.h"

namespace send_bounce {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;
using Words = std::vector<std::string>;

constexpr const char* kAnswer =
    "<SendBounceResponse xmlns=\"http://ses.amazonaws.com/doc/2010-12-01/\"><SendBounceResult>"
    "<MessageId>0100018f-mock-000000</MessageId></SendBounceResult></SendBounceResponse>";

const Words kSmallest = {"--original-message-id",
                         "ok",
                         "--bounce-sender",
                         "s@x",
                         "--bounced-recipient-info-list",
                         "Recipient=r@x,BounceType=DoesNotExist"};

Words smallest_and(const Words& more) {
  Words words = kSmallest;
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

/// The program in a world with credentials, a region, and a service that accepts one bounce.
struct Run : ::testing::Test {
  Run() {
    fake.variables.values = {{"AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"},
                             {"AWS_SECRET_ACCESS_KEY", "secret"},
                             {"AWS_REGION", "us-east-1"},
                             {"AWS_EC2_METADATA_DISABLED", "true"},
                             {"HOME", "/home/user"}};
    fake.transport.answer(200, kAnswer);
  }

  int run_with(const Words& words) {
    World world = fake.world(words);
    return run(world);
  }

  testing::FakeWorld fake;
};

TEST_F(Run, SendsABounceAndPrintsItsId) {
  EXPECT_EQ(run_with(kSmallest), 0);
  EXPECT_EQ(fake.out.text, "{\n    \"MessageId\": \"0100018f-mock-000000\"\n}\n");
  EXPECT_EQ(fake.err.text, "");
  ASSERT_EQ(fake.transport.requests.size(), 1U);
  EXPECT_EQ(fake.transport.requests[0].host, "email.us-east-1.amazonaws.com");
  EXPECT_EQ(fake.transport.requests[0].body,
            "Action=SendBounce&Version=2010-12-01&OriginalMessageId=ok&BounceSender=s%40x&"
            "BouncedRecipientInfoList.member.1.Recipient=r%40x&"
            "BouncedRecipientInfoList.member.1.BounceType=DoesNotExist");
}

// configuration-and-credentials.md §2.6 and command-line.md §7.1: of several faults, this one is
// told.
TEST_F(Run, TellsTheFaultThatTheReferenceTells) {
  const struct {
    const char* name;
    std::vector<std::string> unset;
    Words words;
    int exit_code;
    const char* text;
  } rows[] = {
      {"a value before the region", {"AWS_REGION"}, {"--message-dsn", "x"}, 252, "Expected: '='"},
      {"the region before the report", {"AWS_REGION"}, {"--message-dsn", "{}"}, 253, "(NoRegion)"},
      {"the report before credentials",
       {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"},
       {"--message-dsn", "{}"},
       252,
       "Missing required parameter in MessageDsn: \"ReportingMta\""},
      {"the region before credentials",
       {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION"},
       {},
       253,
       "(NoRegion)"},
      {"no credentials",
       {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"},
       {},
       253,
       "(NoCredentials)"},
      {"half a pair of keys", {"AWS_SECRET_ACCESS_KEY"}, {}, 255, "Partial credentials"},
      {"a profile that is not there", {}, {"--profile", "nope"}, 255, "profile (nope) could not"},
  };
  for (const auto& row : rows) {
    testing::FakeWorld fresh;
    fresh.variables.values = fake.variables.values;
    for (const std::string& name : row.unset) fresh.variables.values.erase(name);
    World world = fresh.world(smallest_and(row.words));
    EXPECT_EQ(run(world), row.exit_code) << row.name;
    EXPECT_THAT(fresh.err.text, HasSubstr(row.text)) << row.name;
    EXPECT_EQ(fresh.out.text, "") << row.name;
    EXPECT_TRUE(fresh.transport.requests.empty()) << row.name;
  }
}

// configuration-and-credentials.md §3.10 and rows 195 and 204: asked for a region even where
// nothing is signed.
TEST_F(Run, TakesItsRegionFromTheMachineWhereNothingNamesOne) {
  fake.variables.values.erase("AWS_REGION");
  fake.variables.values.erase("AWS_EC2_METADATA_DISABLED");
  fake.transport.answers.clear();
  fake.transport.answer(200, "TOKEN");
  fake.transport.answer(200, "us-east-2b");
  fake.transport.answer(200, kAnswer);
  EXPECT_EQ(run_with(smallest_and({"--no-sign-request"})), 0);
  ASSERT_EQ(fake.transport.requests.size(), 3U);
  EXPECT_EQ(fake.transport.requests[2].host, "email.us-east-2.amazonaws.com");
}

TEST_F(Run, AsksNoMachineWhereARegionIsNamed) {
  fake.variables.values.erase("AWS_EC2_METADATA_DISABLED");
  EXPECT_EQ(run_with(kSmallest), 0);
  EXPECT_EQ(fake.transport.requests.size(), 1U);
}

TEST_F(Run, OpensTheTwoFilesAndNoOtherWhereVariablesAreSet) {
  fake.files.files = {{"/home/user/.aws/config", "[default]\noutput = json\n"},
                      {"/home/user/.aws/credentials", ""},
                      {"/home/user/.boto", "nonsense"},
                      {"/etc/boto.cfg", "nonsense"}};
  EXPECT_EQ(run_with(kSmallest), 0);
  EXPECT_THAT(fake.files.opened, ::testing::UnorderedElementsAre("/home/user/.aws/config",
                                                                 "/home/user/.aws/credentials"));
  EXPECT_EQ(fake.transport.requests.size(), 1U);
}

// One request, one time-out: all that a run waits where there is no such service.
TEST_F(Run, AsksAMachineThatIsNotThereOnce) {
  for (const char* name : {"AWS_REGION", "AWS_EC2_METADATA_DISABLED", "AWS_ACCESS_KEY_ID"}) {
    fake.variables.values.erase(name);
  }
  fake.transport.answers.clear();
  EXPECT_EQ(run_with(kSmallest), 253);
  EXPECT_THAT(fake.err.text, HasSubstr("(NoRegion)"));
  EXPECT_EQ(fake.transport.requests.size(), 1U);
}

// configuration-and-credentials.md §2.6: providers that act at once, the region, the parameters,
// then those that are deferred.
TEST_F(Run, AsksForARoleOnlyWhenAllElseIsSettled) {
  const std::string role = "[default]\nrole_arn = arn:aws:iam::123456789012:role/r\n";
  const std::string base =
      "source_profile = base\n[profile base]\naws_access_key_id = A\naws_secret_access_key = s\n";
  const struct {
    std::string config;
    std::vector<std::string> unset;
    Words words;
    int exit_code;
    const char* told;
    std::size_t requests;
  } rows[] = {
      {role, {"AWS_REGION"}, kSmallest, 255, "missing: source_profile or credential_source", 0},
      {role + base, {"AWS_REGION"}, kSmallest, 253, "(NoRegion)", 0},
      {role + base, {}, smallest_and({"--message-dsn", "{}"}), 252, "(ParamValidation)", 0},
      {role + base, {}, smallest_and({"--generate-cli-skeleton", "output"}), 0, "", 0},
      {role + base, {}, smallest_and({"--no-sign-request"}), 0, "", 1},
      {role + base, {}, kSmallest, 255, "has no AssumeRoleResult element", 1},
  };
  for (const auto& row : rows) {
    testing::FakeWorld outside;
    outside.files.files["/home/user/.aws/config"] = row.config;
    outside.variables.values = {
        {"AWS_REGION", "us-east-1"}, {"AWS_EC2_METADATA_DISABLED", "true"}, {"HOME", "/home/user"}};
    for (const std::string& name : row.unset) outside.variables.values.erase(name);
    outside.transport.answer(200, kAnswer);
    World world = outside.world(row.words);
    EXPECT_EQ(run(world), row.exit_code) << row.told;
    EXPECT_THAT(outside.err.text, HasSubstr(row.told));
    EXPECT_EQ(outside.transport.requests.size(), row.requests) << row.told;
  }
}

// The expired variables of configuration-and-credentials.md row 97 are read at once, and told when
// the request is signed.
TEST_F(Run, TellsExpiredVariablesBehindTheParameters) {
  fake.variables.values["AWS_CREDENTIAL_EXPIRATION"] = "2020-01-01T00:00:00Z";
  EXPECT_EQ(run_with(smallest_and({"--message-dsn", "{}"})), 252);
  EXPECT_EQ(run_with(kSmallest), 255);
  EXPECT_THAT(fake.err.text, HasSubstr("the refreshed credentials are still expired."));
  EXPECT_TRUE(fake.transport.requests.empty());
}

TEST_F(Run, TellsAMalformedFileBeforeAnUnknownOption) {
  fake.files.files["/home/user/.aws/config"] = "nonsense";
  EXPECT_EQ(run_with(smallest_and({"--foo"})), 255);
  EXPECT_THAT(
      fake.err.text,
      StartsWith("send-bounce: [ERROR]: Unable to parse config file: /home/user/.aws/config"));
}

// configuration-and-credentials.md §2.6, steps 5 to 8 and 10.
TEST_F(Run, TellsASettingThatCannotBeBeforeAnUnknownOption) {
  const struct {
    const char* setting;
    int exit_code;
    const char* text;
  } rows[] = {
      {"cli_timestamp_format = x", 253, "Unknown cli_timestamp_format value: x"},
      {"cli_binary_format = x", 255, "[ERROR]: 'x'"},
      {"metadata_service_timeout = x", 255, "invalid literal for int() with base 10: 'x'"},
  };
  for (const auto& row : rows) {
    for (const char* word : {"--foo", "--message-dsn={", "--message-dsn=file:///nope"}) {
      testing::FakeWorld fresh;
      fresh.variables.values = fake.variables.values;
      fresh.files.files["/home/user/.aws/config"] = std::string("[default]\n") + row.setting;
      World world = fresh.world(smallest_and({word}));
      EXPECT_EQ(run(world), row.exit_code) << word;
      EXPECT_THAT(fresh.err.text, HasSubstr(row.text)) << word;
    }
  }
}

TEST_F(Run, TellsAGlobalOptionBeforeASettingThatCannotBe) {
  fake.files.files["/home/user/.aws/config"] = "[default]\ncli_timestamp_format = x\n";
  EXPECT_EQ(run_with(smallest_and({"--endpoint-url", "localhost"})), 252);
  EXPECT_THAT(fake.err.text, HasSubstr("Bad value for --endpoint-url"));
}

TEST_F(Run, GivesAnInputSkeletonWhateverTheFilesAreLike) {
  fake.files.files["/home/user/.aws/config"] = "nonsense";
  EXPECT_EQ(run_with({"--generate-cli-skeleton"}), 0);
  EXPECT_TRUE(fake.files.opened.empty());
}

TEST_F(Run, TakesTheFormOfErrorsFromTheProfile) {
  fake.files.files["/home/user/.aws/config"] = "[default]\ncli_error_format = json\n";
  EXPECT_EQ(run_with(smallest_and({"--message-dsn", "{}"})), 252);
  EXPECT_THAT(fake.err.text, StartsWith("{\n    \"Code\": \"ParamValidation\","));
}

TEST_F(Run, FindsAnUnknownOutputFormatBeforeSending) {
  fake.variables.values["AWS_DEFAULT_OUTPUT"] = "bogus";
  EXPECT_EQ(run_with(kSmallest), 255);
  EXPECT_THAT(fake.err.text, StartsWith("send-bounce: [ERROR]: Unknown output type: bogus\n"));
  EXPECT_TRUE(fake.transport.requests.empty());
}

TEST_F(Run, WritesTheAnswerInTheFormatThatAVariableAsksFor) {
  fake.variables.values["AWS_DEFAULT_OUTPUT"] = "yaml-stream";
  EXPECT_EQ(run_with(kSmallest), 0);
  EXPECT_EQ(fake.out.text, "- MessageId: 0100018f-mock-000000\n");
}

TEST_F(Run, TellsTheAnswerWhereItsFormatHasNoFormForIt) {
  EXPECT_EQ(run_with(smallest_and({"--query", "[@,`1`]", "--output", "table"})), 255);
  EXPECT_THAT(fake.err.text, StartsWith("send-bounce: [ERROR]: --output table cannot show"));
  EXPECT_THAT(fake.err.text, HasSubstr("0100018f-mock-000000"));
  EXPECT_EQ(fake.out.text, "");
}

constexpr const char* kPlainRow = "|  MessageId |  0100018f-mock-000000  |";
constexpr const char* kColouredRow = "|  \x1b[1m\x1b[34mMessageId\x1b[0m |";

// command-line.md §5.3; NO_COLOR and TERM=dumb are ours.
TEST_F(Run, ColoursATableOnATerminalOrWhenTold) {
  const struct {
    const char* name;
    bool terminal;
    Words words;
    std::map<std::string, std::string> variables;
    const char* row;
  } rows[] = {
      {"a file", false, {}, {}, kPlainRow},
      {"a terminal", true, {}, {}, kColouredRow},
      {"auto", true, {"--color", "auto"}, {}, kColouredRow},
      {"told to", false, {"--color", "on"}, {}, kColouredRow},
      {"told not to", true, {"--color", "off"}, {}, kPlainRow},
      {"NO_COLOR", true, {}, {{"NO_COLOR", "1"}}, kPlainRow},
      {"an empty NO_COLOR", true, {}, {{"NO_COLOR", ""}}, kColouredRow},
      {"told to in spite of NO_COLOR", true, {"--color", "on"}, {{"NO_COLOR", "1"}}, kColouredRow},
      {"a terminal without colours", true, {}, {{"TERM", "dumb"}}, kPlainRow},
  };
  for (const auto& row : rows) {
    testing::FakeWorld fresh;
    fresh.variables.values = fake.variables.values;
    fresh.variables.values.insert(row.variables.begin(), row.variables.end());
    fresh.transport.answer(200, kAnswer);
    fresh.out.terminal = row.terminal;
    Words words = smallest_and({"--output", "table"});
    words.insert(words.end(), row.words.begin(), row.words.end());
    World world = fresh.world(words);
    EXPECT_EQ(run(world), 0) << row.name;
    EXPECT_THAT(fresh.out.text, HasSubstr(row.row)) << row.name;
    EXPECT_THAT(fresh.out.text, ::testing::EndsWith(row.row == kPlainRow ? "+\n"
                                                    : row.terminal       ? "\n\x1b[0m\x1b[0m"
                                                                   : "+\x1b[0m\x1b[0m\n\x1b[0m"))
        << row.name;
  }
}

TEST_F(Run, AsksStdoutForTheWidthOfATableOfAnError) {
  fake.transport.answers.clear();
  fake.transport.answer(400,
                        "<ErrorResponse><Error><Code>MessageRejected</Code><Message>no</Message>"
                        "</Error></ErrorResponse>");
  EXPECT_EQ(run_with(smallest_and({"--cli-error-format", "table", "--color", "on"})), 254);
  EXPECT_THAT(fake.err.text, HasSubstr("\n|  \x1b[1m\x1b[34mCode\x1b[0m        |  "
                                       "\x1b[1m\x1b[34mMessageRejected\x1b[0m "));
  fake.out.columns = 400;
  fake.err.text.clear();
  fake.transport.answer(400,
                        "<ErrorResponse><Error><Code>MessageRejected</Code><Message>no</Message>"
                        "</Error></ErrorResponse>");
  EXPECT_EQ(run_with(smallest_and({"--cli-error-format", "table"})), 254);
  EXPECT_THAT(fake.err.text, ::testing::ContainsRegex("\\| +Attempts +\\| +Code +\\| "));
}

TEST_F(Run, OpensNothingAndAsksNobodyForASkeleton) {
  fake.variables.values.clear();
  EXPECT_EQ(run_with({"--generate-cli-skeleton"}), 0);
  EXPECT_THAT(fake.out.text, StartsWith("{\n    \"OriginalMessageId\": \"\","));
  EXPECT_TRUE(fake.files.opened.empty());
  EXPECT_TRUE(fake.transport.requests.empty());
}

TEST_F(Run, ChecksTheRequestForAnOutputSkeletonButNeedsNoCredentials) {
  fake.variables.values.erase("AWS_ACCESS_KEY_ID");
  fake.variables.values.erase("AWS_SECRET_ACCESS_KEY");
  EXPECT_EQ(run_with(smallest_and({"--generate-cli-skeleton", "output"})), 0);
  EXPECT_EQ(fake.out.text, "{\n    \"MessageId\": \"MessageId\"\n}\n");
  EXPECT_TRUE(fake.transport.requests.empty());
}

TEST_F(Run, PicksFromTheAnswerWithAQuery) {
  EXPECT_EQ(run_with(smallest_and({"--query", "MessageId", "--output", "text"})), 0);
  EXPECT_EQ(fake.out.text, "0100018f-mock-000000\n");
}

// command-line.md row 277: the id is not lost with the fault.
TEST_F(Run, TellsTheAnswerWhereAQueryFailsAfterTheCall) {
  EXPECT_EQ(run_with(smallest_and({"--query", "nofunc(@)"})), 255);
  EXPECT_THAT(fake.err.text, StartsWith("send-bounce: [ERROR]: Unknown function: nofunc()\n"));
  EXPECT_THAT(fake.err.text, HasSubstr("0100018f-mock-000000"));
  EXPECT_EQ(fake.transport.requests.size(), 1U);
}

// command-line.md rows 280 and 281.
TEST_F(Run, WritesInTheEncodingThatAVariableAsksFor) {
  const struct {
    const char* encoding;
    int exit_code;
    const char* out;
    const char* err;
    std::size_t requests;
  } rows[] = {
      {"latin-1", 0, "\"\xE9\"\n", "", 1},
      {"ascii", 255, "",
       "send-bounce: [ERROR]: 'ascii' codec can't encode character '\\xe9' in position 1: "
       "ordinal "
       "not in range(128)\nThe call itself succeeded; its answer: {'MessageId': "
       "'0100018f-mock-000000'}\n",
       1},
      {"nope", 255, "",
       "send-bounce: [ERROR]: Unknown codec `nope` specified for AWS_CLI_OUTPUT_ENCODING.\n"
       "Valid encodings are utf-8, ascii, latin-1, iso8859-2 to -16, cp1250 to cp1258, koi8-r and "
       "koi8-u. "
       "Nothing was sent.\n",
       0},
      {"", 0, "\"\u00e9\"\n", "", 1},
  };
  for (const auto& row : rows) {
    testing::FakeWorld fresh;
    fresh.variables.values = fake.variables.values;
    fresh.variables.values["AWS_CLI_OUTPUT_ENCODING"] = row.encoding;
    fresh.transport.answer(200, kAnswer);
    World world = fresh.world(smallest_and({"--query", "`\"\u00e9\"`"}));
    EXPECT_EQ(run(world), row.exit_code) << row.encoding;
    EXPECT_EQ(fresh.out.text, row.out) << row.encoding;
    EXPECT_EQ(fresh.err.text, row.err) << row.encoding;
    EXPECT_EQ(fresh.transport.requests.size(), row.requests) << row.encoding;
  }
}

TEST_F(Run, WritesErrorsInTheEncodingThatAVariableAsksFor) {
  fake.variables.values["AWS_CLI_OUTPUT_ENCODING"] = "latin-1";
  EXPECT_EQ(run_with(smallest_and({"--profile", "\u00e9"})), 255);
  EXPECT_EQ(fake.err.text, "send-bounce: [ERROR]: The config profile (\xE9) could not be found\n");
}

TEST_F(Run, SendsNothingWithAQueryThatCannotBeRead) {
  EXPECT_EQ(run_with(smallest_and({"--query", "x["})), 252);
  EXPECT_TRUE(fake.transport.requests.empty());
}

TEST_F(Run, SendsUnsignedWithoutCredentials) {
  fake.variables.values.erase("AWS_ACCESS_KEY_ID");
  EXPECT_EQ(run_with(smallest_and({"--no-sign-request"})), 0);
  ASSERT_EQ(fake.transport.requests.size(), 1U);
  EXPECT_EQ(find_header(fake.transport.requests[0].headers, "Authorization"), nullptr);
}

TEST_F(Run, TakesAReaderOfStdoutThatLeftForDone) {
  fake.out.failure = SystemError{EPIPE, "Broken pipe"};
  EXPECT_EQ(run_with(kSmallest), 0);
  EXPECT_EQ(fake.err.text, "");
}

// Whatever the form of errors is, the id is in it, and a queue worker knows by the code that it is
// done.
TEST_F(Run, SaysThatTheResultIsLostOnAFullDisk) {
  fake.out.failure = SystemError{ENOSPC, "No space left on device"};
  for (const char* format : {"legacy", "json", "yaml", "text"}) {
    fake.transport.answers.clear();
    fake.transport.answer(200, kAnswer);
    fake.err.text.clear();
    EXPECT_EQ(run_with(smallest_and({"--cli-error-format", format})), 74) << format;
    EXPECT_THAT(fake.err.text, HasSubstr("0100018f-mock-000000")) << format;
  }
  fake.transport.answer(200, kAnswer);
  EXPECT_EQ(run_with(kSmallest), 74);
  EXPECT_THAT(fake.err.text, HasSubstr("No space left on device"));
  EXPECT_THAT(fake.err.text, HasSubstr("0100018f-mock-000000"));
}

// A signal may come before the words are read.
TEST_F(Run, HasWordsForASignalInTheFormThatIsAskedForFromTheStart) {
  struct FirstWords : testing::FakeInterrupts {
    void release(LastWords words) override {
      if (first.empty()) first = words.interrupted;
    }
    std::string first;
  };
  const auto first_words = [&](const Words& words) {
    FirstWords interrupts;
    World from = fake.world(words);
    World world{from.arguments, from.variables, from.files,    from.private_files,
                from.clock,     from.zone,      from.random,   from.transport,
                from.programs,  from.viewers,   from.terminal, interrupts,
                from.out,       from.err,       from.screens,  from.directories,
                from.shared_files};
    run(world);
    return interrupts.first;
  };
  EXPECT_EQ(first_words({"--version"}), "send-bounce: [ERROR]: Interrupted. Nothing was sent.\n");
  EXPECT_THAT(first_words({"--version", "--cli-error-format", "json"}), StartsWith("{"));
  fake.variables.values["AWS_CLI_ERROR_FORMAT"] = "text";
  EXPECT_THAT(first_words({"--version"}),
              StartsWith("Interrupted\tInterrupted. Nothing was sent."));
}

// Every error of the program has the structured form, also where the words that ask for it or the
// files that might cannot be read.
TEST_F(Run, HasStructuredErrorsWhereTheCommandLineOrTheFilesAreBroken) {
  const std::vector<std::string> rows[] = {{"--cli-error-format", "json", "--region"},
                                           {"--cli-error-format=json", "--output", "xml"},
                                           {"--color", "loud", "--cli-error-format", "json"}};
  for (const auto& words : rows) {
    fake.err.text.clear();
    EXPECT_EQ(run_with(words), 252);
    EXPECT_TRUE(fake.err.text.starts_with("{")) << fake.err.text;
  }
  fake.files.files["/home/user/.aws/config"] = "junk\n";
  fake.err.text.clear();
  EXPECT_EQ(run_with(smallest_and({"--cli-error-format", "json"})), 255);
  EXPECT_TRUE(fake.err.text.starts_with("{")) << fake.err.text;
  fake.err.text.clear();
  fake.variables.values["AWS_CLI_ERROR_FORMAT"] = "json";
  EXPECT_EQ(run_with(kSmallest), 255);
  EXPECT_TRUE(fake.err.text.starts_with("{")) << fake.err.text;
}

TEST_F(Run, LosesNothingWhereAFullDiskKeepsOutWhatCanBeAskedForAgain) {
  fake.out.failure = SystemError{ENOSPC, "No space left on device"};
  for (const char* word : {"--version", "help", "--generate-cli-skeleton"}) {
    fake.err.text.clear();
    EXPECT_EQ(run_with({word}), 255) << word;
    EXPECT_EQ(fake.err.text,
              "send-bounce: [ERROR]: The result could not be written to stdout: No space left on "
              "device\n");
  }
}

TEST_F(Run, SaysThatTheBounceMayHaveBeenSentWhenTheAnswerIsLost) {
  fake.transport.answers.clear();
  for (int attempt = 0; attempt < 3; ++attempt) fake.transport.fail(TransportPhase::Closed);
  EXPECT_EQ(run_with(kSmallest), 255);
  EXPECT_THAT(fake.err.text,
              HasSubstr("Connection was closed before we received a valid response"));
  EXPECT_THAT(fake.err.text, HasSubstr("may have been accepted"));
  EXPECT_THAT(fake.err.text, Not(HasSubstr("othing was sent")));
}

TEST_F(Run, AtMostOnceByOptionVariableOrProfileEndsWith75) {
  const auto run_once = [&](std::vector<std::string> words) {
    fake.transport.requests.clear();
    fake.transport.answers.clear();
    fake.transport.fail(TransportPhase::Closed);
    words.insert(words.end(), kSmallest.begin(), kSmallest.end());
    EXPECT_EQ(run_with(words), 75);
    EXPECT_EQ(fake.transport.requests.size(), 1U);
    EXPECT_THAT(fake.err.text, HasSubstr("may have been accepted"));
  };
  run_once({"--at-most-once"});
  fake.variables.values["SEND_BOUNCE_AT_MOST_ONCE"] = "true";
  run_once({});
  fake.variables.values.erase("SEND_BOUNCE_AT_MOST_ONCE");
  fake.files.files["/home/user/.aws/config"] = "[default]\nsend_bounce_at_most_once = true\n";
  run_once({});
}

TEST_F(Run, RefusesTextThatIsNotUtf8) {
  EXPECT_EQ(run_with(smallest_and({"--explanation", "caf\xE9"})), 255);
  EXPECT_THAT(fake.err.text, HasSubstr("Explanation"));
  EXPECT_THAT(fake.err.text, HasSubstr("UTF-8"));
  EXPECT_TRUE(fake.transport.requests.empty());
}

TEST_F(Run, NeverShowsASecret) {
  fake.variables.values["AWS_SECRET_ACCESS_KEY"] = "s3cr3t\nX-Evil: 1";
  fake.variables.values["AWS_SESSION_TOKEN"] = "t0k3n";
  EXPECT_EQ(run_with(kSmallest), 255);
  EXPECT_THAT(fake.err.text, ::testing::Not(HasSubstr("s3cr3t")));
  EXPECT_THAT(fake.err.text, ::testing::Not(HasSubstr("t0k3n")));
  EXPECT_TRUE(fake.transport.requests.empty());
}

TEST_F(Run, WarnsOfAServerThatIsNotVerifiedOnHttpsAlone) {
  EXPECT_EQ(run_with(smallest_and({"--no-verify-ssl"})), 0);
  EXPECT_EQ(fake.err.text,
            "send-bounce: [WARNING]: the certificate of email.us-east-1.amazonaws.com is not "
            "verified (--no-verify-ssl)\n");
  fake.err.text.clear();
  fake.transport.answer(200, kAnswer);
  EXPECT_EQ(run_with(smallest_and({"--no-verify-ssl", "--endpoint-url", "http://127.0.0.1:1"})), 0);
  EXPECT_EQ(fake.err.text, "");
}

TEST_F(Run, WarnsOfAZoneThatItDoesNotKnow) {
  EXPECT_EQ(run_with(smallest_and(
                {"--message-dsn", "ReportingMta=dns,ArrivalDate='2020-01-01T00:00:00 EST'"})),
            0);
  EXPECT_THAT(fake.err.text, HasSubstr("time zone EST"));
  EXPECT_THAT(fake.transport.requests[0].body, HasSubstr("ArrivalDate=2020-01-01T00%3A00%3A00Z"));
}

// What the skeleton printed and nobody filled in is refused before anything goes out.
TEST_F(Run, RefusesADocumentThatStillHoldsPlaceholders) {
  const std::string in_recipient = "BouncedRecipientInfoList[0].";
  const std::vector<std::string> unfilled = {
      "OriginalMessageId",
      "BounceSender",
      "MessageDsn.ArrivalDate",
      "MessageDsn.ExtensionFields[0].Name",
      in_recipient + "Recipient",
      in_recipient + "RecipientDsnFields.FinalRecipient",
      in_recipient + "RecipientDsnFields.RemoteMta",
      in_recipient + "RecipientDsnFields.Status",
      in_recipient + "RecipientDsnFields.DiagnosticCode",
      in_recipient + "RecipientDsnFields.LastAttemptDate",
      in_recipient + "RecipientDsnFields.ExtensionFields[0].Name"};
  for (const std::string kind : {"input", "yaml-input"}) {
    ASSERT_EQ(run_with({"--generate-cli-skeleton", kind}), 0);
    const std::string skeleton = std::exchange(fake.out.text, "");
    const std::string option = kind == "input" ? "--cli-input-json" : "--cli-input-yaml";
    fake.err.text.clear();
    EXPECT_EQ(run_with({option, skeleton}), 252) << kind;
    for (const std::string& path : unfilled) {
      EXPECT_THAT(fake.err.text, HasSubstr("\nInvalid value for parameter " + path + ", value: "));
    }
    const auto lines = std::count(fake.err.text.begin(), fake.err.text.end(), '\n');
    EXPECT_EQ(static_cast<std::size_t>(lines), unfilled.size() + 1) << fake.err.text;
    EXPECT_TRUE(fake.transport.requests.empty());

    // A sample answer is printed all the same: nothing is sent for it.
    EXPECT_EQ(run_with({option, skeleton, "--generate-cli-skeleton", "output"}), 0) << kind;
    fake.out.text.clear();
  }
}

TEST_F(Run, TellsPlaceholdersTogetherWithAllOtherFaults) {
  EXPECT_EQ(
      run_with(
          {"--cli-input-json",
           R"({"OriginalMessageId":"","Nope":1,"BouncedRecipientInfoList":[{"Recipient":"r@x"}]})"}),
      252);
  EXPECT_EQ(fake.err.text,
            "send-bounce: [ERROR]: An error occurred (ParamValidation): Parameter validation "
            "failed:\nMissing required parameter in input: \"BounceSender\"\nUnknown parameter in "
            "input: \"Nope\", must be one of: OriginalMessageId, BounceSender, Explanation, "
            "MessageDsn, BouncedRecipientInfoList, BounceSenderArn\nInvalid value for parameter "
            "OriginalMessageId, value: '': still the placeholder of the skeleton. Fill it in.\n"
            "Invalid value for parameter BouncedRecipientInfoList[0]: neither BounceType nor "
            "RecipientDsnFields is given. Add one of them: SES has nothing else to say why the "
            "message bounces.\n");
}

TEST_F(Run, SendsWhatLooksLikeAPlaceholderWhereItIsMeant) {
  const std::string document = R"({"OriginalMessageId":"","MessageDsn":{"ReportingMta":"a",)"
                               R"("ArrivalDate":"1970-01-01T00:00:00"}})";
  const Words dates = {"--message-dsn", "ReportingMta=a,ArrivalDate=1970-01-01T00:00:00"};
  Words words = smallest_and(dates);
  EXPECT_EQ(run_with(words), 0) << fake.err.text;

  // Options replace whole members of a document.
  words.insert(words.end(), {"--cli-input-json", document});
  fake.transport.answer(200, kAnswer);
  EXPECT_EQ(run_with(words), 0) << fake.err.text;

  // An empty id is an option's to give.
  words = smallest_and({"--original-message-id="});
  fake.transport.answer(200, kAnswer);
  EXPECT_EQ(run_with(words), 0) << fake.err.text;

  fake.files.files["/home/user/.aws/config"] = "[default]\nparameter_validation = false\n";
  fake.transport.answer(200, kAnswer);
  EXPECT_EQ(run_with({"--cli-input-json", document}), 0) << fake.err.text;
}

// Asked for in aws/aws-cli#2565 and #2763.
TEST_F(Run, NamesAFileThatCannotBeRead) {
  fake.files.broken["/home/user/.aws/credentials"] = {EACCES, "Permission denied"};
  const std::string where =
      " may be in a file that cannot be read: /home/user/.aws/credentials (Permission denied)\n";
  EXPECT_EQ(run_with(smallest_and({"--profile", "x"})), 255);
  EXPECT_EQ(fake.err.text,
            "send-bounce: [ERROR]: The config profile (x) could not be found\nThe profile" + where);

  fake.variables.values.erase("AWS_ACCESS_KEY_ID");
  fake.variables.values.erase("AWS_SECRET_ACCESS_KEY");
  fake.err.text.clear();
  EXPECT_EQ(run_with(kSmallest), 253);
  EXPECT_THAT(fake.err.text, HasSubstr("Unable to locate credentials."));
  EXPECT_THAT(fake.err.text, HasSubstr("\nCredentials" + where));

  fake.variables.values.erase("AWS_REGION");
  fake.err.text.clear();
  EXPECT_EQ(run_with(kSmallest), 253);
  EXPECT_THAT(fake.err.text, HasSubstr("\nThe region" + where));

  fake.err.text.clear();
  EXPECT_EQ(run_with(smallest_and({"--profile", "x", "--cli-error-format", "legacy"})), 255);
  EXPECT_EQ(fake.err.text, "send-bounce: [ERROR]: The config profile (x) could not be found\n");
}

TEST_F(Run, AProfileThatDoesNotExistLeavesTheFormToTheVariable) {
  fake.variables.values["AWS_CLI_ERROR_FORMAT"] = "json";
  EXPECT_EQ(run_with(smallest_and({"--profile", "nope", "--query", "["})), 252);
  EXPECT_THAT(fake.err.text, StartsWith("{\n    \"Code\": \"ParamValidation\""));
}

TEST_F(Run, ShowsNoTokenOfAnEndpoint) {
  EXPECT_EQ(run_with(smallest_and({"--endpoint-url", "http://h:1/p?token=s3cret", "--debug"})), 0);
  EXPECT_EQ(fake.err.text.find("s3cret"), std::string::npos) << fake.err.text;
  fake.transport.fail(TransportPhase::Connect, "Connection refused");
  fake.err.text.clear();
  EXPECT_EQ(run_with(smallest_and({"--endpoint-url", "http://h:1/p?token=s3cret"})), 255);
  EXPECT_THAT(fake.err.text, HasSubstr("\"http://h:1/p?token=***\""));
}

// Python's \d knows the digits of every script, and its $ a line end.
TEST_F(Run, TakesANegativeNumberForAValue) {
  for (const char* number : {"-1", "-.5", "-\u0661", "-\u0661.\uff12", "-1\n"}) {
    fake.transport.answer(200, kAnswer);
    EXPECT_EQ(run_with(smallest_and({"--explanation", number})), 0) << number;
  }
  for (const char* word : {"-\u00b2", "-1e3", "-\u0661x",
                           "-"
                           "\n"}) {
    EXPECT_EQ(run_with(smallest_and({"--explanation", word})), 252) << word;
  }
}

}  // namespace
}  // namespace send_bounce
