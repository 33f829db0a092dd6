#include "stand_in/option_rows.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "stand_in/option_rows.h"
#include "stand_in/temporary_folder.h"

namespace send_bounce::stand_in {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using Names = std::vector<std::string>;

Names at(const std::string& line, const std::string& rest = "", const std::string& home = "") {
  const std::string word = shell::word_at_end(line).text;
  Names names;
  for (const shell::Candidate& one :
       option_candidates({shell::Kind::Bash, line, rest, ""},
                         [&](const char*) { return std::optional<std::string>(home); })) {
    if (shell::fits(one, word)) names.push_back(word.substr(0, one.start) + one.text);
  }
  return names;
}

TEST(OptionCandidates, AreTheCommandsAndEveryOption) {
  EXPECT_EQ(at(" ").size(), option_rows().size() + 4);
  EXPECT_THAT(at(" ru"), ElementsAre("run"));
  EXPECT_THAT(at(" serve "), Not(Contains("run")));
}

TEST(OptionCandidates, LeaveOutWhatIsGivenButForWhatMayBeRepeated) {
  EXPECT_THAT(at(" --tls --tl"), IsEmpty());
  EXPECT_THAT(at(" --tl", " --tls"), IsEmpty());
  EXPECT_THAT(at(" --port=1 --por"), IsEmpty());
  EXPECT_THAT(at(" --identity a --ident"), ElementsAre("--identity"));
}

TEST(OptionCandidates, AreValues) {
  EXPECT_THAT(at(" --address "), ElementsAre("127.0.0.1", "::1", "0.0.0.0", "::"));
  EXPECT_THAT(at(" --address=1"), ElementsAre("--address=127.0.0.1"));
  EXPECT_THAT(at(" --dsn-from "), ElementsAre("bounce-sender", "mailer-daemon"));
  EXPECT_THAT(at(" --region mx"), ElementsAre("mx-central-1"));
  EXPECT_THAT(at(" --fault 503,reset"), ElementsAre("503,reset", "503,reset-before"));
  EXPECT_THAT(at(" --port "), IsEmpty());
  EXPECT_THAT(at(" --event "), ElementsAre("receipt", "lambda", "sns", "sqs", "eventbridge"));
  EXPECT_THAT(at(" --received-at "), ElementsAre("now", "-2h"));
  EXPECT_THAT(
      at(" --verdict dmarc=FAIL"),
      ElementsAre("dmarc=FAIL", "dmarc=FAIL:none", "dmarc=FAIL:quarantine", "dmarc=FAIL:reject"));
}

TEST(OptionCandidates, AreFoldersAlone) {
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder.path() + "/mail");
  std::filesystem::create_directory(folder.path() + "/.hidden");
  std::filesystem::create_directory_symlink("mail", folder.path() + "/main");
  folder.write("mark", "");
  EXPECT_THAT(at(" --inbox " + folder.path() + "/"),
              ElementsAre(folder.path() + "/mail/", folder.path() + "/main/"));
  EXPECT_THAT(at(" --inbox ~/.h", "", folder.path()), ElementsAre("~/.hidden/"));
  EXPECT_THAT(at(" --inbox /nowhere/"), IsEmpty());
}

TEST(OptionCandidates, AreNoneInTheCommandOfRun) {
  EXPECT_THAT(at(" run --inbox a -- send-bounce --in"), IsEmpty());
}

}  // namespace
}  // namespace send_bounce::stand_in
