#include "send_bounce/prompt/tab_candidates.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "send_bounce/model/option_table.h"
#include "support/fake_world.h"

namespace send_bounce {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using Names = std::vector<std::string>;

const std::string kList = "--bounced-recipient-info-list ";

struct TabCandidates : ::testing::Test {
  /// Those at the "|" that go on from what is typed, as the word would then be.
  Names at(std::string line) {
    const std::size_t mark = line.find('|');
    const std::string rest = line.substr(mark + 1);
    line.resize(mark);
    const std::string word = shell::word_at_end(line).text;
    found = tab_candidates(line, rest, {profiles, directories, variables, files});
    Names names;
    for (const shell::Candidate& one : found) {
      if (shell::fits(one, word)) names.push_back(word.substr(0, one.start) + one.text);
    }
    return names;
  }

  std::vector<shell::Candidate> found;
  int asked = 0;
  std::function<Names()> profiles = [this] {
    ++asked;
    return Names{"default", "two words"};
  };
  testing::FakeDirectories directories;
  testing::FakeVariables variables{{"HOME", "/home/user"}};
  testing::FakeFileSystem files;
};

TEST_F(TabCandidates, AreAllOptionsTheRequiredOnesFirst) {
  const Names names = at("|");
  EXPECT_EQ(names.size(), all_options().size() + 2);
  EXPECT_EQ(names[0], "help");
  EXPECT_EQ(names[2], "--original-message-id");
  EXPECT_THAT(names, AllOf(Contains("--cli-auto-prompt"), Contains("--at-most-once")));
  for (const shell::Candidate& one : found) EXPECT_FALSE(one.help.empty()) << one.text;
}

TEST_F(TabCandidates, AreTheGlobalOptionsForConfigureList) {
  EXPECT_THAT(at("configure list |"),
              AllOf(Contains("--profile"), Contains("--region"), Not(Contains("--received")),
                    Not(Contains("--explanation"))));
  EXPECT_THAT(at("--profile mail configure list --expl|"), IsEmpty());
  EXPECT_THAT(at("configure list --profile tw|"), ElementsAre("two words"));
}

TEST_F(TabCandidates, LeaveOutWhatIsGivenOnEitherSide) {
  EXPECT_THAT(at("--expl x |"), Not(Contains("--explanation")));
  EXPECT_THAT(at("--deb| --debug"), IsEmpty());
  EXPECT_THAT(at("--debug|"), ElementsAre("--debug"));
}

TEST_F(TabCandidates, AreWordsBehindHelpAndConfigure) {
  EXPECT_THAT(at("he|"), ElementsAre("help"));
  EXPECT_THAT(at("help exit|"), ElementsAre("exit-codes"));
  EXPECT_THAT(at("configure |"), ElementsAre("list"));
  EXPECT_THAT(at("configure list --prof|"), ElementsAre("--profile"));
  EXPECT_THAT(at("--debug he|"), IsEmpty());
}

TEST_F(TabCandidates, AskForProfilesOnlyWhereOneMayStand) {
  EXPECT_THAT(at("--output |"), Contains("yaml-stream"));
  EXPECT_EQ(asked, 0);
  EXPECT_THAT(at("--profile=tw|"), ElementsAre("--profile=two words"));
  EXPECT_EQ(asked, 1);
}

TEST_F(TabCandidates, AreMembersAndTheirValues) {
  EXPECT_THAT(at(kList + "Recipient=a,Rec|"),
              ElementsAre("Recipient=a,RecipientArn=", "Recipient=a,RecipientDsnFields="));
  EXPECT_TRUE(found[0].goes_on);
  EXPECT_THAT(at(kList + "BounceType=Do|"), ElementsAre("BounceType=DoesNotExist"));
  EXPECT_THAT(at(kList + "BounceType=DoesNotExist|"), ElementsAre("BounceType=DoesNotExist,"));
  EXPECT_THAT(at(kList + "'{\"Rec|"), IsEmpty());
}

TEST_F(TabCandidates, HaveNoBracketAlone) {
  EXPECT_THAT(at("--message-dsn ExtensionFields=|"),
              ElementsAre("ExtensionFields=[{Name=", "ExtensionFields=[{Value="));
  EXPECT_THAT(at("--message-dsn ExtensionFields=[|"),
              ElementsAre("ExtensionFields=[{Name=", "ExtensionFields=[{Value="));
  EXPECT_THAT(at("--message-dsn ExtensionFields=[{Name=a|"),
              ElementsAre("ExtensionFields=[{Name=a}]"));
  EXPECT_THAT(
      at(kList + "RecipientDsnFields={Action=failed|"),
      ElementsAre("RecipientDsnFields={Action=failed,", "RecipientDsnFields={Action=failed}"));
  EXPECT_THAT(at(kList + "RecipientDsnFields={Action=fail|"),
              ElementsAre("RecipientDsnFields={Action=failed"));
}

TEST_F(TabCandidates, AreFilesWhereTheyMayStand) {
  directories.folders["."] = {{"ca.pem", DirectoryEntry::Kind::File},
                              {"certificates", DirectoryEntry::Kind::Directory}};
  EXPECT_THAT(at("--ca-bundle c|"), ElementsAre("ca.pem", "certificates/"));
  EXPECT_FALSE(found[0].goes_on);
  EXPECT_TRUE(found[1].goes_on);
  EXPECT_THAT(at("--ca-bundle=ca.|"), ElementsAre("--ca-bundle=ca.pem"));
  EXPECT_THAT(at("--explanation fileb://ca.|"), ElementsAre("fileb://ca.pem"));
  EXPECT_THAT(at(kList + "Recipient@=file://ca.|"), ElementsAre("Recipient@=file://ca.pem"));
}

TEST_F(TabCandidates, NameSchemesWhereAValueMayComeFromAFile) {
  EXPECT_THAT(at("--cli-input-yaml |"), ElementsAre("file://", "fileb://"));
  EXPECT_THAT(at("--explanation fileb|"), ElementsAre("fileb://"));
  EXPECT_THAT(at("--explanation |"), IsEmpty());
  EXPECT_THAT(at(kList + "Recipient@=|"), ElementsAre("Recipient@=file://", "Recipient@=fileb://"));
  EXPECT_THAT(at("--region f|"), IsEmpty());
  EXPECT_THAT(at("--generate-cli-skeleton f|"), IsEmpty());
}

}  // namespace
}  // namespace send_bounce
