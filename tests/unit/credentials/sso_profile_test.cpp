#include "credentials/sso_token.h"

#include <gtest/gtest.h>

#include "support/fake_world.h"

namespace send_bounce {
namespace {

// A config file, and what it says about IAM Identity Center: "account role at url in region", with
// "for session", or "none", or the error. Texts: configuration-and-credentials.md §3.6; a number in
// a case's name is a row of it.
struct Case {
  const char* name;
  std::string config;
  std::string expected;
  std::string credentials{};
};

void PrintTo(const Case& row, std::ostream* out) { *out << row.name; }

const std::string kSession =
    "[sso-session my]\nsso_start_url = https://d-1.awsapps.com/start\nsso_region = us-east-2\n";
const std::string kRole = "sso_account_id = 111122223333\nsso_role_name = ReadOnly\n";

const Case kCases[] = {
    {"LegacyForm_143",
     "[default]\nsso_start_url = https://d-1.awsapps.com/start\nsso_region = us-east-2\n" + kRole,
     "111122223333 ReadOnly at https://d-1.awsapps.com/start in us-east-2"},
    {"SessionForm_148", "[default]\nsso_session = my\n" + kRole + kSession,
     "111122223333 ReadOnly at https://d-1.awsapps.com/start in us-east-2 for my"},
    {"AKeyMayStandInTheCredentialsFile",
     "[default]\nsso_session = my\nsso_role_name = r\n" + kSession,
     "1 r at https://d-1.awsapps.com/start in us-east-2 for my", "[default]\nsso_account_id = 1\n"},
    {"PlacesThatAgree", "[default]\nsso_session = my\nsso_region = us-east-2\n" + kRole + kSession,
     "111122223333 ReadOnly at https://d-1.awsapps.com/start in us-east-2 for my"},
    {"StartUrlAndRegionAloneAskForNothing_158",
     "[default]\nsso_start_url = u\nsso_region = us-east-2\n", "none"},
    {"ASessionAloneAsksForNothing", "[default]\nsso_session = my\n" + kSession, "none"},
    {"NoSuchProfile", "[profile x]\n" + kRole, "none"},
    {"MissingKeys_157", "[default]\nsso_account_id = 1\n",
     "The profile \"default\" is configured to use SSO but is missing required configuration: "
     "sso_role_name, sso_start_url, sso_region"},
    {"MissingInTheSession",
     "[default]\nsso_session = my\n" + kRole + "[sso-session my]\nsso_region = us-east-2\n",
     "The profile \"default\" is configured to use SSO but is missing required configuration: "
     "sso_start_url"},
    {"NoSuchSession_159", "[default]\nsso_session = nope\nsso_account_id = 1\nsso_role_name = r\n",
     "The specified sso-session does not exist: \"nope\""},
    {"PlacesThatDisagree_161",
     "[default]\nsso_region = eu-west-1\nsso_session = my\n" + kRole + kSession,
     "The value for sso_region is inconsistent between profile (eu-west-1) and sso-session "
     "(us-east-2)."},
};

std::string shown(const Result<std::optional<SsoProfile>>& found) {
  if (!found) return found.error().message;
  if (!*found) return "none";
  const SsoProfile& sso = **found;
  return sso.account_id + " " + sso.role_name + " at " + sso.start_url + " in " + sso.region +
         (sso.session ? " for " + *sso.session : "");
}

class SsoProfileCases : public ::testing::TestWithParam<Case> {};

TEST_P(SsoProfileCases, AreReadAsTheReferenceReadsThem) {
  const testing::FakeFileSystem disk{{"/home/user/.aws/config", GetParam().config},
                                     {"/home/user/.aws/credentials", GetParam().credentials}};
  const auto files = load_config_files(testing::FakeVariables(), disk);
  ASSERT_TRUE(files) << files.error().message;
  EXPECT_EQ(shown(sso_profile(*files, "default")), GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(Page, SsoProfileCases, ::testing::ValuesIn(kCases),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(SsoProfileHint, NamesTheSessionThatWasMeant) {
  const struct {
    const char* name;
    const char* advice;
  } rows[] = {
      {"myy", "There is no section [sso-session myy] in /home/user/.aws/config. Did you mean my?"},
      {"nope",
       "There is no section [sso-session nope] in /home/user/.aws/config. The existing sessions "
       "are: my."},
  };
  for (const auto& row : rows) {
    const testing::FakeFileSystem disk{
        {"/home/user/.aws/config",
         "[default]\nsso_session = " + std::string(row.name) + "\n" + kRole + kSession}};
    const auto files = load_config_files(testing::FakeVariables(), disk);
    ASSERT_TRUE(files) << files.error().message;
    const auto profile = sso_profile(*files, "default");
    ASSERT_FALSE(profile);
    EXPECT_EQ(profile.error().advice, row.advice);
    const auto checked = check_sso_session(*files, "default");
    ASSERT_FALSE(checked);
    EXPECT_EQ(checked.error().advice, row.advice);
  }
}

TEST(SsoLogin, IsOfTheSessionOrTheProfile) {
  SsoProfile sso;
  sso.profile = "default";
  EXPECT_EQ(sso_login_expired(sso).advice, "Sign in with: aws sso login");
  sso.profile = "my mail";
  EXPECT_EQ(sso_login_expired(sso).advice, "Sign in with: aws sso login --profile 'my mail'");
  sso.session = "corp";
  EXPECT_EQ(sso_login_expired(sso).advice, "Sign in with: aws sso login --sso-session corp");
}

}  // namespace
}  // namespace send_bounce
