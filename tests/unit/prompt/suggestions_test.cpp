#include "prompt/suggestions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "send_bounce/settings/profiles.h"
#include "send_bounce/world/paths.h"
#include "support/fake_world.h"

namespace send_bounce::prompt {
namespace {

using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;
using Names = std::vector<std::string>;

struct Suggestions : ::testing::Test {
  std::vector<Suggestion> at(std::string line) {
    const std::size_t mark = line.find('|');
    line.erase(mark, 1);
    const SuggestionSources sources{.for_menu = for_menu,
                                    .profiles = profiles,
                                    .directories = directories,
                                    .variables = variables,
                                    .files = files};
    return find_suggestions(find_cursor_context(line, mark), sources);
  }

  Names names(const std::string& line) {
    Names found;
    for (const Suggestion& suggestion : at(line)) found.push_back(suggestion.name);
    return found;
  }

  /// The line up to the cursor, once the first suggestion is in it.
  std::string with_first(const std::string& line) {
    const Suggestion first = at(line).at(0);
    const shell::LineWord word = shell::word_at_end(line.substr(0, line.find('|')));
    return line.substr(0, word.places[first.start]) +
           shell::typed_form(first.value, word.open_quote);
  }

  bool for_menu = true;
  Names profiles{"default", "mail", "production"};
  testing::FakeDirectories directories;
  testing::FakeVariables variables{{"HOME", "/home/user"}};
  testing::FakeFileSystem files;
};

// command-line.md §9.2.
TEST_F(Suggestions, NameTheRequiredOptionsFirst) {
  const Names all = names("|");
  ASSERT_GT(all.size(), 20U);
  EXPECT_THAT(
      Names(all.begin(), all.begin() + 7),
      ElementsAre("--original-message-id", "--bounce-sender", "--bounced-recipient-info-list",
                  "--explanation", "--message-dsn", "--bounce-sender-arn", "--cli-input-json"));
  EXPECT_THAT(all, Not(Contains("--cli-auto-prompt")));
  EXPECT_THAT(all, Not(Contains("--no-cli-auto-prompt")));
  EXPECT_TRUE(at("|")[0].required);
  EXPECT_FALSE(at("|")[3].required);
}

// command-line.md §9.3, with the reference's own examples.
TEST_F(Suggestions, AreFoundByAFewLetters) {
  EXPECT_EQ(names("--bsa|").at(0), "--bounce-sender-arn");
  EXPECT_EQ(names("--rcp|").at(0), "--bounced-recipient-info-list");
  EXPECT_EQ(names("rcp|").at(0), "--bounced-recipient-info-list");
  EXPECT_THAT(names("--bounced-recipient-info-list R|"),
              ElementsAre("Recipient=", "RecipientArn=", "RecipientDsnFields={"));
  EXPECT_THAT(names("--xyz|"), IsEmpty());
}

TEST_F(Suggestions, OptionsOfOurOwnComeFirstForTheirOwnBeginningAlone) {
  EXPECT_EQ(names("--recip|").at(0), "--recipient");
  EXPECT_EQ(names("--rec|").at(0), "--received");
  EXPECT_THAT(names("--recipient a@b |"), Contains("--recipient"));
  EXPECT_THAT(names("--all-recipients |"), Not(Contains("--all-recipients")));
}

TEST_F(Suggestions, AreTheReasonsThatCanBeAllowed) {
  EXPECT_THAT(names("--allow |"), Contains("auto-reply"));
  EXPECT_THAT(names("--allow |"), Not(Contains("null-sender")));
  EXPECT_EQ(at("--allow sta|")[0].value, "stale");
}

TEST_F(Suggestions, LeaveOutWhatIsOnTheLineAlready) {
  EXPECT_THAT(names("--bounce-sender a |"), Not(Contains("--bounce-sender")));
  EXPECT_THAT(names("--bounced-recipient-info-list Recipient=a,|"),
              ElementsAre("RecipientArn=", "BounceType=", "RecipientDsnFields={"));
  EXPECT_THAT(names("--output|"), Not(Contains("--output")));
}

TEST_F(Suggestions, AreTheValuesOfAnOption) {
  EXPECT_THAT(names("--output |"),
              ElementsAre("json", "text", "table", "yaml", "yaml-stream", "off"));
  EXPECT_THAT(names("--output=ya|"), ElementsAre("yaml", "yaml-stream"));
  EXPECT_THAT(names("--color o|"), ElementsAre("off", "on", "auto"));
  EXPECT_THAT(names("--profile |"), ElementsAre("default", "mail", "production"));
  EXPECT_THAT(names("--region euw3|"), ElementsAre("eu-west-3"));
  EXPECT_THAT(names("--region |"), Not(Contains("aws-global")));
  EXPECT_THAT(names("--query |"), ElementsAre("MessageId"));
  EXPECT_THAT(names("--explanation |"), IsEmpty());
  EXPECT_THAT(names("--generate-cli-skeleton |"), ElementsAre("input", "output", "yaml-input"));
}

TEST_F(Suggestions, AreTheValuesOfAMember) {
  EXPECT_THAT(names("--bounced-recipient-info-list BounceType=|"),
              ElementsAre("DoesNotExist", "MessageTooLarge", "ExceededQuota", "ContentRejected",
                          "Undefined", "TemporaryFailure"));
  EXPECT_EQ(names("--bounced-recipient-info-list RecipientDsnFields={Action=f|").at(0), "failed");
  EXPECT_THAT(names("--bounced-recipient-info-list Recipient=|"), IsEmpty());
}

TEST_F(Suggestions, CloseWhatIsOpen) {
  const auto found = at("--message-dsn ReportingMta=a,ExtensionFields=[{Name=b,Value=c|");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].name, "Autoclose brackets");
  EXPECT_EQ(with_first("--message-dsn ReportingMta=a,ExtensionFields=[{Name=b,Value=c|"),
            "--message-dsn ReportingMta=a,ExtensionFields=[{Name=b,Value=c}]");
  EXPECT_THAT(names("--message-dsn ReportingMta=a,ExtensionFields=[|"),
              ElementsAre("{", "Autoclose brackets"));
  EXPECT_THAT(names("--message-dsn ReportingMta=a,ExtensionFields=[{Nam|"), ElementsAre("Name="));
}

TEST_F(Suggestions, GoOnBehindAWholeRecipient) {
  const Names found = names("--bounced-recipient-info-list Recipient=a |");
  ASSERT_GT(found.size(), 6U);
  EXPECT_EQ(found[0], "Recipient=");
  EXPECT_EQ(found[4], "--original-message-id");
  EXPECT_THAT(found, Not(Contains("--bounced-recipient-info-list")));
}

TEST_F(Suggestions, ListFilesBehindFile) {
  directories.folders["/home/user/mail/"] = {{".hidden", DirectoryEntry::Kind::File},
                                             {"bounce.json", DirectoryEntry::Kind::File},
                                             {"inbox", DirectoryEntry::Kind::Directory},
                                             {"two words", DirectoryEntry::Kind::File}};
  directories.folders["."] = {{"here.yaml", DirectoryEntry::Kind::File}};
  EXPECT_THAT(names("--cli-input-json file://~/mail/|"),
              ElementsAre("bounce.json", "inbox/", "two words"));
  EXPECT_THAT(names("--cli-input-json file://~/mail/.h|"), ElementsAre(".hidden"));
  EXPECT_EQ(with_first("--cli-input-json file://~/mail/tw|"),
            "--cli-input-json file://~/mail/two\\ words");
  EXPECT_EQ(with_first("--cli-input-json 'file://~/mail/tw|"),
            "--cli-input-json 'file://~/mail/two words");
  EXPECT_THAT(names("--message-dsn fileb://|"), ElementsAre("here.yaml"));
  EXPECT_THAT(names("--message-dsn file:///nowhere/|"), IsEmpty());
}

TEST_F(Suggestions, ListFilesForAnOptionThatTakesAPath) {
  directories.folders["."] = {{"ca.pem", DirectoryEntry::Kind::File}};
  EXPECT_THAT(names("--ca-bundle |"), ElementsAre("ca.pem"));
  EXPECT_THAT(names("--bounced-recipient-info-list Recipient@=file://c|"), ElementsAre("ca.pem"));
}

TEST_F(Suggestions, OfATabHaveWhatIsTypedInFullAndThePromptsOwnOptions) {
  EXPECT_THAT(names("--output json|"), IsEmpty());
  EXPECT_THAT(names("--debug|"), IsEmpty());
  for_menu = false;
  EXPECT_THAT(names("--output json|"), ElementsAre("json"));
  EXPECT_THAT(names("--debug|"), ElementsAre("--debug"));
  EXPECT_THAT(names("--cli-au|"), Contains("--cli-auto-prompt"));
}

TEST_F(Suggestions, ReplaceOnlyWhatIsTypedOfThem) {
  EXPECT_EQ(with_first("--region x --rcp|"), "--region x --bounced-recipient-info-list");
  EXPECT_EQ(with_first("--bounced-recipient-info-list Recipient=a,Bou|"),
            "--bounced-recipient-info-list Recipient=a,BounceType=");
  EXPECT_EQ(with_first("--bounced-recipient-info-list 'Recipient=\"a b\",Bou|"),
            "--bounced-recipient-info-list 'Recipient=\"a b\",BounceType=");
  EXPECT_EQ(with_first("--bounced-recipient-info-list BounceType=\"Doe|"),
            "--bounced-recipient-info-list BounceType=\"DoesNotExist");
}

TEST_F(Suggestions, SayWhatTheyAre) {
  const auto found = at("--message-dsn |");
  ASSERT_EQ(found.size(), 3U);
  EXPECT_EQ(found[0].type, "string");
  EXPECT_EQ(found[1].type, "timestamp");
  EXPECT_EQ(found[2].type, "list");
  EXPECT_THAT(found[0].help, StartsWith("The mail server that reports the failure."));
}

// command-line.md §9.3: a subsequence, whatever the case; the shortest stretch, then the first.
TEST(FuzzyMatch, FindsTheShortestStretchThatHoldsTheLettersInOrder) {
  const struct {
    const char* typed;
    const char* name;
    std::optional<FuzzyMatch> match;
  } rows[] = {
      {"bsa", "bounce-sender-arn", FuzzyMatch{15, 0}},
      {"rcp", "bounced-recipient-info-list", FuzzyMatch{5, 8}},
      {"RCP", "recipient", FuzzyMatch{5, 0}},
      {"aa", "banana", FuzzyMatch{3, 1}},
      {"an", "ca-banan", FuzzyMatch{2, 4}},
      {"", "anything", FuzzyMatch{0, 0}},
      {"x", "bounce", std::nullopt},
      {"ecnuob", "bounce", std::nullopt},
      {"bounces", "bounce", std::nullopt},
  };
  for (const auto& row : rows) {
    const auto match = fuzzy_match(row.typed, row.name);
    ASSERT_EQ(match.has_value(), row.match.has_value()) << row.typed << " in " << row.name;
    if (!match) continue;
    EXPECT_EQ(match->length, row.match->length) << row.typed << " in " << row.name;
    EXPECT_EQ(match->start, row.match->start) << row.typed << " in " << row.name;
  }
}

}  // namespace

}  // namespace send_bounce::prompt
