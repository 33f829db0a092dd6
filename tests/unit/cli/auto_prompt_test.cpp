#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cerrno>
#include <nlohmann/json.hpp>

#include "send_bounce/cli/run.h"
#include "support/fake_world.h"

namespace send_bounce {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;
using Kind = Key::Kind;
using Words = std::vector<std::string>;

constexpr const char* kAnswer =
    "<SendBounceResponse><SendBounceResult><MessageId>0100018f-mock-000000</MessageId>"
    "</SendBounceResult></SendBounceResponse>";
constexpr const char* kLine =
    "--original-message-id ok --bounce-sender s@x --bounced-recipient-info-list "
    "Recipient=r@x,BounceType=DoesNotExist";
constexpr const char* kHistory = "/home/user/.aws/cli/cache/prompt_history.json";

const Words kWords = {"--original-message-id",
                      "ok",
                      "--bounce-sender",
                      "s@x",
                      "--bounced-recipient-info-list",
                      "Recipient=r@x,BounceType=DoesNotExist"};

Words smallest_and(const Words& more) {
  Words words = kWords;
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

/// The program at a terminal, with somebody who types from a list.
struct AutoPrompt : ::testing::Test {
  AutoPrompt() {
    fake.variables.values = {{"AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"},
                             {"AWS_SECRET_ACCESS_KEY", "secret"},
                             {"AWS_REGION", "us-east-1"},
                             {"HOME", "/home/user"}};
    fake.transport.answer(200, kAnswer);
    fake.screens.terminal = true;
  }

  int run_with(const Words& words) {
    World world = fake.world(words);
    return run(world);
  }

  bool has_opened() const { return fake.screens.opened > 0; }

  testing::FakeWorld fake;
};

TEST_F(AutoPrompt, RunsTheLineThatWasTyped) {
  fake.screens.type(kLine);
  fake.screens.press(Kind::Enter);
  EXPECT_EQ(run_with({"--cli-auto-prompt"}), 0);
  EXPECT_EQ(fake.out.text, "> send-bounce " + std::string(kLine) +
                               "\n{\n    \"MessageId\": \"0100018f-mock-000000\"\n}\n");
  ASSERT_EQ(fake.transport.requests.size(), 1U);
  EXPECT_THAT(fake.transport.requests[0].body, HasSubstr("OriginalMessageId=ok"));
}

TEST_F(AutoPrompt, BeginsWithTheGivenWords) {
  fake.screens.press(Kind::Enter);
  EXPECT_EQ(run_with(smallest_and({"--cli-auto-prompt", "--explanation", "No such user"})), 0);
  EXPECT_THAT(fake.out.text, StartsWith("> send-bounce " + std::string(kLine) +
                                        " --explanation 'No such user' \n"));
  EXPECT_EQ(fake.transport.requests.size(), 1U);
}

TEST_F(AutoPrompt, LeavesWithoutSendingAfterCtrlC) {
  fake.screens.press(Kind::Control, U'c');
  EXPECT_EQ(run_with(smallest_and({"--cli-auto-prompt"})), 130);
  EXPECT_EQ(fake.err.text, "> send-bounce " + std::string(kLine) + " \n");
  EXPECT_EQ(fake.out.text, "");
  EXPECT_THAT(fake.transport.requests, IsEmpty());
  EXPECT_THAT(fake.private_files.written, IsEmpty());
}

// command-line.md §9.1.
TEST_F(AutoPrompt, OpensAsOptionVariableAndProfileSay) {
  const struct {
    const char* name;
    Words words;
    const char* variable;  // of AWS_CLI_AUTO_PROMPT
    const char* config;
    bool opens;
  } rows[] = {
      {"nothing", kWords, nullptr, "", false},
      {"the option", smallest_and({"--cli-auto-prompt"}), nullptr, "", true},
      {"the variable", kWords, "on", "", true},
      {"the variable in capitals", kWords, "ON", "", true},
      {"a variable that is no mode", kWords, "yes", "", false},
      {"the profile", kWords, nullptr, "[default]\ncli_auto_prompt = on\n", true},
      {"the variable over the profile", kWords, "off", "[default]\ncli_auto_prompt = on\n", false},
      {"another profile", kWords, nullptr, "[profile x]\ncli_auto_prompt = on\n", false},
      {"another profile, by option", smallest_and({"--profile", "x"}), nullptr,
       "[profile x]\ncli_auto_prompt = on\n", false},
      {"the option against it", smallest_and({"--no-cli-auto-prompt"}), "on", "", false},
      {"help", {"help"}, "on", "", false},
      {"the version", {"--version"}, "on", "", false},
      {"a complete command, partially", kWords, "on-partial", "", false},
      {"an incomplete command, partially", {"--debug"}, "on-partial", "", true},
      {"a faulty value, partially", smallest_and({"--message-dsn", "x"}), "on-partial", "", true},
      {"a request with faults, partially", smallest_and({"--message-dsn", "{}"}), "on-partial", "",
       true},
  };
  for (const auto& row : rows) {
    fake.screens.opened = 0;
    fake.variables.values.erase("AWS_CLI_AUTO_PROMPT");
    if (row.variable != nullptr) fake.variables.values["AWS_CLI_AUTO_PROMPT"] = row.variable;
    fake.files.files["/home/user/.aws/config"] = row.config;
    fake.screens.keys.clear();
    fake.screens.press(Kind::Control, U'c');
    run_with(row.words);
    EXPECT_EQ(has_opened(), row.opens) << row.name;
  }
}

TEST_F(AutoPrompt, OpensAfterAnIncompleteCommandWithoutAWordOfIt) {
  fake.variables.values["AWS_CLI_AUTO_PROMPT"] = "on-partial";
  fake.screens.type("--region us-west-2");
  fake.screens.press(Kind::Enter);
  EXPECT_EQ(run_with({"--original-message-id", "ok"}), 252);
  EXPECT_EQ(fake.screens.opened, 1);
  // The second run speaks, and opens no other prompt.
  const std::string said = "the following arguments are required: --bounce-sender";
  EXPECT_THAT(fake.err.text, HasSubstr(said));
  EXPECT_EQ(fake.err.text.find(said), fake.err.text.rfind(said));
}

TEST_F(AutoPrompt, LetsUnknownOptionsBeSeenBeforeItOpens) {
  fake.variables.values["AWS_CLI_AUTO_PROMPT"] = "on-partial";
  fake.screens.press(Kind::Control, U'c');
  EXPECT_EQ(run_with(smallest_and({"--nonsense"})), 130);
  EXPECT_THAT(fake.err.text, HasSubstr("Unknown options: --nonsense"));
}

TEST_F(AutoPrompt, DoesNotOpenOverAFaultThatIsNotOfTheLine) {
  fake.variables.values["AWS_CLI_AUTO_PROMPT"] = "on-partial";
  fake.variables.values.erase("AWS_ACCESS_KEY_ID");
  EXPECT_EQ(run_with(kWords), 253);
  EXPECT_FALSE(has_opened());
}

TEST_F(AutoPrompt, NeverOpensWithoutATerminal) {
  fake.screens.terminal = false;
  EXPECT_EQ(run_with(smallest_and({"--cli-auto-prompt"})), 255);
  EXPECT_THAT(fake.err.text, HasSubstr("stdin or stdout is not a terminal"));
  EXPECT_THAT(fake.transport.requests, IsEmpty());
  fake.variables.values["AWS_CLI_AUTO_PROMPT"] = "on";
  EXPECT_EQ(run_with(kWords), 0);
  fake.variables.values["AWS_CLI_AUTO_PROMPT"] = "on-partial";
  EXPECT_EQ(run_with({"--debug"}), 252);
  EXPECT_FALSE(has_opened());
}

TEST_F(AutoPrompt, IsPassedOverOnATerminalThatCannotShowIt) {
  fake.screens.failure = SystemError{ENOTSUP, "Operation not supported"};
  fake.variables.values["AWS_CLI_AUTO_PROMPT"] = "on";
  EXPECT_EQ(run_with(kWords), 0);
  EXPECT_EQ(run_with(smallest_and({"--cli-auto-prompt"})), 255);
  EXPECT_THAT(fake.err.text, HasSubstr("does not support this terminal (variable TERM)"));
}

TEST_F(AutoPrompt, RefusesBothOptionsAtOnce) {
  EXPECT_EQ(run_with(smallest_and({"--cli-auto-prompt", "--no-cli-auto-prompt"})), 252);
  EXPECT_FALSE(has_opened());
}

TEST_F(AutoPrompt, EndsWithATerminalThatIsGone) {
  EXPECT_EQ(run_with({"--cli-auto-prompt"}), 255);
  EXPECT_THAT(fake.err.text, HasSubstr("Cannot read from the terminal: Input/output error"));
}

TEST_F(AutoPrompt, RemembersTheLinesThatRan) {
  fake.files.files[kHistory] = R"({"version": 1, "commands": ["ses send-bounce --debug"]})";
  fake.screens.press(Kind::Control, U'r');
  fake.screens.press(Kind::Down);
  fake.screens.press(Kind::Enter);
  fake.screens.type(" --version");
  fake.screens.press(Kind::Enter);
  EXPECT_EQ(run_with({"--cli-auto-prompt"}), 0);
  EXPECT_THAT(fake.out.text, StartsWith("> send-bounce --debug --version\nsend-bounce/"));
  EXPECT_EQ(nlohmann::json::parse(fake.private_files.written.at(kHistory))["commands"],
            (Words{"ses send-bounce --debug", "ses send-bounce --debug --version"}));
}

TEST_F(AutoPrompt, LeavesAHistoryAloneThatItCannotRead) {
  fake.files.broken[kHistory] = SystemError{EACCES, "Permission denied"};
  fake.screens.type("--version");
  fake.screens.press(Kind::Enter);
  EXPECT_EQ(run_with({"--cli-auto-prompt"}), 0);
  EXPECT_THAT(fake.private_files.written, IsEmpty());
}

TEST_F(AutoPrompt, ShowsTheOutputInTheFormatOfTheProfile) {
  fake.variables.values.erase("AWS_REGION");
  fake.files.files["/home/user/.aws/config"] = "[default]\noutput = yaml\n";
  fake.screens.press(Kind::Control, U'c');
  run_with({"--cli-auto-prompt"});
  std::string shown;
  for (const auto& row : fake.screens.frames.at(0).rows) {
    for (const StyledText& text : row) shown += text.text;
  }
  EXPECT_THAT(shown, HasSubstr("MessageId: MessageId"));
}

/// What the prompt says about a line before it runs.
struct LiveCheck : AutoPrompt {
  std::string said_to(const std::string& line) {
    fake.screens.keys.clear();
    fake.screens.frames.clear();
    fake.screens.size.columns = 300;
    fake.screens.press(Kind::Paste);
    fake.screens.keys.back().text = line;
    fake.screens.press(Kind::Control, U'c');
    run_with({"--cli-auto-prompt"});
    std::string said;
    for (const auto& row : fake.screens.frames.back().rows) {
      for (const StyledText& text : row) {
        if (text.style == Style::Fault || text.style == Style::Good) said += text.text + "\n";
      }
    }
    return said;
  }
};

TEST_F(LiveCheck, HasTheWordsOfTheCommand) {
  const struct {
    std::string line;
    const char* said;
  } rows[] = {
      {"", "the following arguments are required"},
      {kLine, "Ready. Enter runs the command."},
      {"--output bogus", "argument --output: Found invalid choice 'bogus'"},
      {"--message-dsn x", "Expected: '=', received: 'EOF'"},
      {"--message-dsn ReportingMta=dns;x,ArrivalDate=yesteryear",
       "Invalid type for parameter MessageDsn.ArrivalDate"},
      {"--bounced-recipient-info-list Recipient=a,BounceType=Nope", "not a value of BounceType"},
      {"--message-dsn {}", "Missing required parameter in MessageDsn: \"ReportingMta\""},
      {"--region no_such", "doesn't match a supported format"},
      {"--profile nobody", "The config profile (nobody) could not be found"},
      {"--query '!!'", "Bad value for --query"},
      {"--cli-read-timeout x", "invalid literal for int()"},
      {"--endpoint-url nowhere", "Bad value for --endpoint-url"},
      {"--cli-input-json {", "Invalid JSON received"},
      {"--cli-input-json '{}'", "Missing required parameter in input"},
      {R"(--cli-input-json '{"MessageDsn":{"ReportingMta":"a",)"
       R"("ArrivalDate":"1970-01-01T00:00:00"}}' )" +
           std::string(kLine),
       "Invalid value for parameter MessageDsn.ArrivalDate"},
      {"--explanation file:///nowhere", "No such file or directory"},
      {"--generate-cli-skeleton", "Ready. Enter runs the command."},
      {"--batch in.ndjson --bounce-type DoesNotExist", "Ready. Enter runs the command."},
      {"--batch in.ndjson --dry-run curl", "--dry-run curl shows a single bounce"},
      {"--batch in.ndjson --rate often", "--rate"},
      {"--nonsense x " + std::string(kLine), "Unknown options: --nonsense"},
      {"--original-message-id a --bounce-sender b --regoin us-east-1",
       "If run now: Unknown option --regoin. Did you mean --region?\nthe following arguments"},
      {"--recieved x.json", "If run now: Unknown option --recieved. Did you mean --received?"},
  };
  for (const auto& row : rows) EXPECT_THAT(said_to(row.line), HasSubstr(row.said)) << row.line;
}

TEST_F(LiveCheck, ReadsNoPipesAndDevices) {
  fake.directories.folders["/dev/"] = {{"stdin", DirectoryEntry::Kind::Other}};
  said_to("--explanation file:///dev/stdin --original-message-id file:///dev/null/x");
  EXPECT_EQ(std::count(fake.files.opened.begin(), fake.files.opened.end(), "/dev/stdin"), 0);
}

}  // namespace
}  // namespace send_bounce
