#include "send_bounce/manual/command_manual.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "manual/sections.h"
#include "send_bounce/cli/error_report.h"
#include "send_bounce/model/option_table.h"
#include "send_bounce/received/guards.h"
#include "settings/settings_table.h"

namespace send_bounce {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

std::string manual_text() { return as_text(command_manual()); }
std::string about(std::string_view word) {
  return as_text(manual_about(word).value_or(Document{}));
}

TEST(CommandManual, OpensWithWhatTheCommandDoesAndSevenRecipes) {
  const std::string text = manual_text();
  EXPECT_THAT(text, StartsWith("NAME\n  send-bounce - bounce a message"));
  EXPECT_LT(text.find("\nEXAMPLES\n"), text.find("\nOPTIONS\n"));
  const Document recipes = manual_about("examples").value();
  EXPECT_EQ(std::count_if(recipes.begin(), recipes.end(),
                          [](const Block& block) { return block.kind == BlockKind::Code; }),
            7);
}

TEST(CommandManual, NamesEveryOptionRequiredOnesFirst) {
  const std::string text = manual_text();
  std::size_t last_required = 0;
  for (const Option& option : all_options()) {
    const std::string term = "\n  --" + std::string(option.name);
    EXPECT_THAT(text, HasSubstr(term)) << option.name;
    if (option.required) last_required = std::max(last_required, text.find(term));
  }
  EXPECT_LT(last_required, text.find("\n  --explanation"));
}

TEST(CommandManual, NamesEveryVariableAndKeyOfASetting) {
  const std::string text = manual_text();
  for (const SettingRow* row : kAllSettings) {
    EXPECT_NE(row->documentation, "") << row->option << row->key;
    for (const std::string_view name :
         {row->variables[0], row->variables[1], row->key, row->last_variable, row->fallback}) {
      EXPECT_THAT(text, HasSubstr(std::string(name)));
    }
  }
}

TEST(CommandManual, NamesEveryExitCode) {
  std::vector<std::string> named;
  for (const Note& note : exit_code_notes()) named.emplace_back(note.names);
  EXPECT_THAT(named, Contains("0"));
  for (int kind = 0; kind <= static_cast<int>(ErrorKind::General); ++kind) {
    EXPECT_THAT(named, Contains(std::to_string(exit_code(static_cast<ErrorKind>(kind)))));
  }
}

TEST(CommandManual, NamesEveryGuardWithItsLevelAndEveryLateCheck) {
  const std::string text = about("guards");
  EXPECT_THAT(manual_text(), HasSubstr(text));
  for (const Guard& guard : all_guards()) {
    EXPECT_THAT(text, HasSubstr("\n  " + std::string(guard.word) + " (" +
                                std::string(level_word(guard.level)) + ")\n"));
  }
  for (const LateCheck& check : all_late_checks()) {
    EXPECT_THAT(text, HasSubstr("\n  " + std::string(check.word) + "\n"));
  }
}

TEST(CommandManual, IsAsciiWhateverTheTerminalCanShow) {
  const std::string text = manual_text();
  EXPECT_TRUE(std::all_of(text.begin(), text.end(),
                          [](char c) { return c == '\n' || (c >= 0x20 && c < 0x7f); }));
  EXPECT_THAT(text, Not(HasSubstr("`")));
}

TEST(CommandManual, FitsTheTerminal) {
  for (const int width : {80, 100, 132}) {
    const std::string text = as_text(command_manual(), {.width = width});
    std::size_t longest = 0;
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = text.find('\n', at);
      longest = std::max(longest, end - at);
      at = end + 1;
    }
    EXPECT_LE(longest, static_cast<std::size_t>(width)) << text;
  }
}

TEST(ManualAbout, AnOptionWithOrWithoutItsDashes) {
  EXPECT_EQ(about("--bounce-sender"), about("bounce-sender"));
  EXPECT_THAT(about("--bounce-sender"), StartsWith("  --bounce-sender <address> (required)\n"));
  EXPECT_THAT(about("--bounce-sender"), Not(HasSubstr("--explanation")));
}

TEST(ManualAbout, AnOptionWithTheSettingThatItChanges) {
  EXPECT_THAT(about("--region"), AllOf(HasSubstr("AWS_DEFAULT_REGION"), HasSubstr("SETTINGS")));
}

TEST(ManualAbout, AMemberInEveryPlace) {
  EXPECT_THAT(about("BounceType"), AllOf(HasSubstr("DoesNotExist, MessageTooLarge"),
                                         HasSubstr("BouncedRecipientInfoList[].BounceType")));
  EXPECT_THAT(about("ExtensionFields"),
              AllOf(HasSubstr("Path in the request: MessageDsn.ExtensionFields."),
                    HasSubstr("BouncedRecipientInfoList[].RecipientDsnFields.ExtensionFields.")));
}

TEST(ManualAbout, AMemberThatAnOptionGives) {
  EXPECT_EQ(about("BouncedRecipientInfoList"), about("--bounced-recipient-info-list"));
}

TEST(ManualAbout, VariablesKeysExitCodesAndSections) {
  EXPECT_THAT(about("AWS_DEFAULT_OUTPUT"), HasSubstr("The format of the answer on stdout: json"));
  EXPECT_THAT(about("cli_error_format"), HasSubstr("The format of errors on stderr: legacy"));
  EXPECT_THAT(about("NO_PROXY"), HasSubstr("without a proxy"));
  EXPECT_THAT(about("PAGER"), AllOf(HasSubstr("AWS_PAGER"), HasSubstr("MANPAGER")));
  EXPECT_THAT(about("75"), HasSubstr("--at-most-once"));
  EXPECT_THAT(about("exit-codes"), StartsWith("EXIT CODES\n  0\n"));
}

TEST(ManualAbout, AReasonOfAGuardOrALateCheck) {
  EXPECT_THAT(about("auto-reply"),
              AllOf(StartsWith("  auto-reply (refuse)\n"), HasSubstr("Auto-Submitted is")));
  EXPECT_THAT(about("null-sender"), StartsWith("  null-sender (never)\n"));
  EXPECT_THAT(about("bad-status"),
              AllOf(StartsWith("  bad-status\n"), HasSubstr("for example 5.1.1")));
}

TEST(ManualAbout, NothingElse) {
  for (const char* word : {"", "--", "-", "x", "help", "--bounce", "bouncetype", "NAME", "AWS_"}) {
    EXPECT_FALSE(manual_about(word).has_value()) << word;
  }
}

TEST(ManualTopics, AreAllKnownAndNamedOnce) {
  std::vector<std::string> topics = manual_topics();
  for (const std::string& topic : topics) {
    EXPECT_THAT(about(topic), Not(IsEmpty())) << topic;
  }
  std::sort(topics.begin(), topics.end());
  EXPECT_EQ(std::adjacent_find(topics.begin(), topics.end()), topics.end());
}

TEST(CommandManual, FitsEightyColumns) {
  const std::string text = as_text(command_manual());
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = text.find('\n', start);
    EXPECT_LE(end - start, 80U) << text.substr(start, end - start);
    start = end + 1;
  }
}

}  // namespace
}  // namespace send_bounce
