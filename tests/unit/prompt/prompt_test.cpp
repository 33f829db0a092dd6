#include "send_bounce/prompt/prompt.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>

#include "send_bounce/text/encoding.h"
#include "support/fake_world.h"

namespace send_bounce {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;
using ::testing::StartsWith;
using Kind = Key::Kind;

int columns_of(char32_t character) {
  if (character < U' ') return -1;
  return character >= 0x4E00 && character < 0xA000 ? 2 : 1;
}

/// A prompt, and keys for it.
struct PromptOnAScreen : ::testing::Test {
  void open(std::string line = "", std::vector<std::string> history = {}) {
    prompt = std::make_unique<Prompt>(PromptSetup{
        .line = std::move(line),
        .profiles = {"default", "mail"},
        .history = std::move(history),
        .output_format = "json",
        .check = [this](const std::vector<std::string>& words) { return check(words); },
        .columns_of = columns_of,
        .variables = variables,
        .files = files,
        .directories = directories,
    });
  }

  // A command that has one fault to find: the value "wrong".
  std::optional<Error> check(const std::vector<std::string>& words) {
    checked.push_back(words);
    if (std::find(words.begin(), words.end(), "wrong") == words.end()) return std::nullopt;
    return invalid_parameter(fault).value();
  }

  void type(std::string_view text) {
    for (const char c : text) press(Kind::Character, static_cast<char32_t>(c));
  }
  void press(Kind kind, char32_t character = 0) { prompt->press({kind, character}); }

  std::vector<std::string> screen(int columns = 80, int rows = 24) {
    std::vector<std::string> lines;
    frame = prompt->frame({rows, columns});
    for (const std::vector<StyledText>& row : frame.rows) {
      std::string& line = lines.emplace_back();
      for (const StyledText& run : row) line += run.text;
    }
    return lines;
  }

  std::string chosen(int columns = 80, int rows = 24) {
    for (const std::vector<StyledText>& row : prompt->frame({rows, columns}).rows) {
      for (const StyledText& run : row) {
        if (run.style == Style::Chosen) return run.text.substr(1, run.text.find(' ', 1) - 1);
      }
    }
    return "";
  }

  testing::FakeVariables variables;
  testing::FakeFileSystem files;
  testing::FakeDirectories directories;
  std::vector<std::vector<std::string>> checked;
  std::string fault = "the value is wrong";
  std::unique_ptr<Prompt> prompt;
  Frame frame;
};

TEST_F(PromptOnAScreen, OpensWithTheLineAndAListOfWhatMayFollow) {
  open("--output json");
  EXPECT_EQ(prompt->line(), "--output json ");
  const auto lines = screen();
  ASSERT_EQ(lines.size(), 24U);
  EXPECT_EQ(lines[0], "> send-bounce --output json ");
  EXPECT_THAT(lines[1], StartsWith(" --original-message-id (required)"));
  EXPECT_EQ(frame.cursor_row, 0);
  EXPECT_EQ(frame.cursor_column, 28);
}

// command-line.md §9.3, "Keys".
TEST_F(PromptOnAScreen, TabPutsTheEntryInAndEnterTakesIt) {
  open();
  type("--bsa");
  press(Kind::Tab);
  EXPECT_EQ(prompt->line(), "--bounce-sender-arn");
  EXPECT_EQ(chosen(), "--bounce-sender-arn");
  press(Kind::Enter);
  EXPECT_EQ(prompt->end(), Prompt::End::Open);
  EXPECT_EQ(chosen(), "");
  press(Kind::Enter);
  EXPECT_EQ(prompt->end(), Prompt::End::Run);
}

TEST_F(PromptOnAScreen, MovesInTheListAndComesBackToWhatWasTyped) {
  open();
  type("--output y");
  press(Kind::Down);
  EXPECT_EQ(prompt->line(), "--output yaml");
  press(Kind::Down);
  EXPECT_EQ(prompt->line(), "--output yaml-stream");
  press(Kind::Down);
  EXPECT_EQ(prompt->line(), "--output y");
  press(Kind::Up);
  EXPECT_EQ(prompt->line(), "--output yaml-stream");
  press(Kind::Escape);
  EXPECT_EQ(prompt->line(), "--output y");
  EXPECT_EQ(chosen(), "");
}

TEST_F(PromptOnAScreen, TypingGoesOnBehindTheEntry) {
  open();
  type("--rcp");
  press(Kind::Tab);
  type(" R");
  EXPECT_EQ(prompt->line(), "--bounced-recipient-info-list R");
  EXPECT_THAT(screen()[1], StartsWith(" Recipient= (required)"));
}

TEST_F(PromptOnAScreen, SaysWhatTheCommandWouldSay) {
  open();
  type("--explanation wrong");
  EXPECT_THAT(screen(), Contains("If run now: the value is wrong"));
  press(Kind::Backspace);
  EXPECT_THAT(screen(), Contains("Ready. Enter runs the command."));
}

TEST_F(PromptOnAScreen, ChecksTheValueAtTheCursorWithTheRestFilledIn) {
  open();
  checked.clear();
  type("--region wrong");
  ASSERT_FALSE(checked.empty());
  EXPECT_THAT(checked.back(), Contains("--bounced-recipient-info-list"));
}

TEST_F(PromptOnAScreen, DoesNotRunALineWithAnOpenQuote) {
  open();
  type("--explanation 'No such");
  EXPECT_THAT(screen(), Contains("If run now: No closing quotation"));
  press(Kind::Enter);
  EXPECT_EQ(prompt->end(), Prompt::End::Open);
}

TEST_F(PromptOnAScreen, ExplainsTheEntryAndThePlaceOfTheCursor) {
  open();
  press(Kind::Down);
  EXPECT_THAT(screen(), Contains(StartsWith("--original-message-id <id> (required)")));
  press(Kind::Escape);
  type("--bounced-recipient-info-list Recipient=a,BounceType=");
  EXPECT_THAT(screen(), Contains(StartsWith("Recipient 1 (* required)")));
  EXPECT_THAT(screen(), Contains(StartsWith("[x] Recipient*          [ ] RecipientArn")));
  EXPECT_THAT(screen(), Contains(StartsWith("[>] BounceType          [ ] RecipientDsnFields")));
  EXPECT_THAT(screen(), Contains(StartsWith("  Why the message bounces. SES derives the status")));
}

TEST_F(PromptOnAScreen, ShowsTheOutputAsItWillBe) {
  open();
  type("--output text");
  EXPECT_THAT(screen(), Contains(HasSubstr("│MessageId")));
}

TEST_F(PromptOnAScreen, FunctionKeysShowAndHidePanels) {
  open();
  press(Kind::Function, 5);
  EXPECT_THAT(screen(), Not(Contains(HasSubstr("Output panel"))));
  EXPECT_THAT(screen(), Contains(HasSubstr("Doc panel")));
  press(Kind::Function, 3);
  EXPECT_THAT(screen(), Not(Contains(HasSubstr("Doc panel"))));
  press(Kind::Function, 1);
  EXPECT_THAT(screen(), Contains(HasSubstr("Prompt panel help")));
  press(Kind::Function, 1);
  press(Kind::Function, 4);
  EXPECT_THAT(screen(160)[1], MatchesRegex(" --original-message-id .required. +--.* +--.*"));
  EXPECT_THAT(screen(160)[1], Not(HasSubstr("[string]")));
}

TEST_F(PromptOnAScreen, PanelsTakeTheKeysInTurn) {
  open("--message-dsn x");
  press(Kind::Function, 2);
  EXPECT_THAT(screen().back(), HasSubstr("q back to the line"));
  type("/");
  EXPECT_THAT(screen().back(), StartsWith("I-search: "));
  press(Kind::Escape);
  press(Kind::Function, 2);
  press(Kind::Function, 2);
  type("a");
  EXPECT_EQ(prompt->line(), "--message-dsn x a");
  press(Kind::Function, 2);
  type("q");
  type("b");
  EXPECT_EQ(prompt->line(), "--message-dsn x ab");
}

TEST_F(PromptOnAScreen, CtrlCAndCtrlDLeave) {
  for (const char letter : {'c', 'd'}) {
    open("--debug");
    press(Kind::Control, static_cast<char32_t>(letter));
    EXPECT_EQ(prompt->end(), Prompt::End::Quit);
    EXPECT_EQ(prompt->line(), "--debug ");
  }
}

// command-line.md §9.5.
TEST_F(PromptOnAScreen, FindsEarlierLines) {
  open("", {"--explanation newest", "--output text", "--explanation oldest"});
  press(Kind::Control, U'r');
  EXPECT_EQ(screen()[1], " --explanation newest");
  EXPECT_THAT(screen().back(), StartsWith("bck-i-search"));
  type("old");
  EXPECT_EQ(screen()[1], " --explanation oldest");
  press(Kind::Down);
  press(Kind::Enter);
  EXPECT_EQ(prompt->line(), "--explanation oldest");
  EXPECT_EQ(prompt->end(), Prompt::End::Open);
  EXPECT_THAT(screen().back(), StartsWith("Enter take/run"));
}

TEST_F(PromptOnAScreen, EscapeLeavesTheEarlierLines) {
  open("", {"--output text"});
  press(Kind::Control, U'r');
  press(Kind::Down);
  press(Kind::Escape);
  EXPECT_EQ(prompt->line(), "");
  EXPECT_THAT(screen()[1], StartsWith(" --original-message-id"));
}

TEST_F(PromptOnAScreen, OpensAFolderThatIsTaken) {
  directories.folders["/"] = {{"tmp", DirectoryEntry::Kind::Directory}};
  directories.folders["/tmp/"] = {{"bounce.json", DirectoryEntry::Kind::File}};
  open();
  type("--cli-input-json file:///t");
  press(Kind::Tab);
  press(Kind::Enter);
  EXPECT_EQ(prompt->line(), "--cli-input-json file:///tmp/");
  EXPECT_EQ(screen()[1], " bounce.json");
}

// Any size from one cell on, with wide characters at the edges: no row is wider than the screen,
// and the cursor is on it.
TEST_F(PromptOnAScreen, FitsEveryScreen) {
  open("--explanation '\xE4\xB8\x96\xE7\x95\x8C\xE4\xB8\x96\xE7\x95\x8C \x1b[31m \xFF'");
  type("--bounced-recipient-info-list Recipient=ann@example.com,BounceType=DoesNotExist,");
  for (const bool keys : {false, true}) {
    if (keys) press(Kind::Function, 1);
    for (const int rows : {1, 2, 3, 4, 7, 8, 15, 16, 23, 24, 25, 60}) {
      for (const int columns : {1, 2, 3, 5, 13, 14, 40, 69, 70, 71, 79, 80, 81, 132}) {
        screen(columns, rows);
        ASSERT_LE(frame.rows.size(), static_cast<std::size_t>(rows)) << columns << " x " << rows;
        ASSERT_LT(frame.cursor_row, rows);
        ASSERT_LT(frame.cursor_column, columns);
        for (const std::vector<StyledText>& row : frame.rows) {
          int width = 0;
          for (const StyledText& run : row) {
            for (std::size_t at = 0; at < run.text.size();) {
              const auto code_point = next_code_point(run.text, at);
              ASSERT_TRUE(code_point);
              ASSERT_GE(columns_of(*code_point), 0);
              width += columns_of(*code_point);
            }
          }
          // A character of two columns has no place on a screen of one.
          ASSERT_LE(width, std::max(columns, 2)) << columns << " x " << rows;
        }
      }
    }
  }
}

// Whatever a small screen does not show, it says so.
TEST_F(PromptOnAScreen, MarksWhatASmallScreenCuts) {
  open();
  for (const auto& [columns, rows] : {std::pair{40, 10}, std::pair{60, 14}, std::pair{40, 5}}) {
    EXPECT_THAT(screen(columns, rows), Contains(MatchesRegex(".*[0-9]+ more")));
    press(Kind::Function, 4);  // names alone
    EXPECT_THAT(screen(columns, rows), Contains(MatchesRegex(".*[0-9]+ more")));
    press(Kind::Function, 4);
  }
  // A name and what it must have need no room for a remark of three letters.
  EXPECT_EQ(screen(40, 10)[1], " --original-message-id (required)");
}

TEST_F(PromptOnAScreen, MarksAFaultThatIsLongerThanItsRows) {
  open();
  fault = "the following arguments are required: --one, --two, --three, --four, --five, --six";
  type("--output wrong ");
  const auto lines = screen(40, 10);
  EXPECT_EQ(lines[7], "If run now: the following arguments are");
  EXPECT_EQ(lines[8], "required: --one, --two, --three, --fo...");
}

TEST_F(PromptOnAScreen, MarksALineThatIsLongerThanItsRows) {
  open();
  type("--explanation '" + std::string(200, 'x') + "' ");
  auto lines = screen(40, 10);
  EXPECT_EQ(lines[0], "..." + std::string(37, 'x'));
  press(Kind::Home);
  lines = screen(40, 10);
  EXPECT_EQ(lines[0].substr(0, 31), "> send-bounce --explanation 'xx");
  EXPECT_EQ(lines[2], std::string(37, 'x') + "...");
}

TEST_F(PromptOnAScreen, MarksAPanelThatGoesOn) {
  open("--message-dsn");
  EXPECT_THAT(screen(60, 16), Contains(MatchesRegex(".*\\|Doc panel\\|.* [0-9]+ more .*")));
}

// With no room for both, F1 and F2 show what they are for in the place of the list.
TEST_F(PromptOnAScreen, ShowsKeysAndPanelsOnASmallScreen) {
  open();
  press(Kind::Function, 1);
  EXPECT_EQ(screen(40, 10)[1], " Prompt panel help");
  EXPECT_THAT(screen(40, 10)[5], MatchesRegex(" [0-9]+ more"));
  press(Kind::Function, 1);
  press(Kind::Function, 2);
  EXPECT_THAT(screen(40, 10)[1], HasSubstr("|Doc panel|"));
  press(Kind::Function, 2);
  EXPECT_THAT(screen(40, 10)[1], HasSubstr("|Output panel|"));
  press(Kind::Function, 2);
  EXPECT_THAT(screen(40, 10)[1], StartsWith(" --original-message-id"));
}

TEST(PromptLine, SplitsIntoTheSameWords) {
  EXPECT_EQ(prompt_line({"--explanation", "No such user", "--debug"}),
            "--explanation 'No such user' --debug");
}

}  // namespace
}  // namespace send_bounce
