#include "send_bounce/credentials/provider_chain.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/fake_world.h"
#include "unit/credentials/one_provider.h"

namespace send_bounce {
namespace {

using testing::FakeFileSystem;
using testing::FakeVariables;
using ::testing::HasSubstr;

constexpr Instant kNow{1577934245, 0};  // 2020-01-02T03:04:05Z

// What a user has, and who signs then: "AKID+TOKEN by provider", "none", or the error.
struct Case {
  const char* name;
  std::string config{};
  std::string credentials{};
  FakeVariables variables{};
  std::optional<std::string> profile{};  // --profile
  std::string expected{};
};

void PrintTo(const Case& row, std::ostream* out) { *out << row.name; }

Result<std::optional<Credentials>> find(const Case& row, const FakeFileSystem& disk) {
  ASSIGN_OR_RETURN(const auto files, load_config_files(row.variables, disk));
  SettingsOptions options;
  options.profile = row.profile;
  const SettingSources sources{options, row.variables, files};
  ASSIGN_OR_RETURN(const auto scope, select_profile(sources));
  testing::FakeWorld rest;
  rest.clock.time = kNow;
  SilentLog log;
  const CredentialWorld world{
      row.variables,  disk,          rest.private_files, rest.clock, rest.random,
      rest.transport, rest.programs, rest.terminal,      log,        OneWarning(rest.err)};
  ASSIGN_OR_RETURN(auto offer, find_credentials({scope, sources, world}));
  RETURN_IF_ERROR(check_sso_session(files, scope.profile.value));
  if (!offer) return std::nullopt;
  return redeem(*offer, SideCallSettings(), world);
}

FakeFileSystem disk_of(const Case& row) {
  return {{"/home/user/.aws/config", row.config}, {"/home/user/.aws/credentials", row.credentials}};
}

std::string shown(const Result<std::optional<Credentials>>& found) {
  if (!found) return found.error().message;
  if (!*found) return "none";
  const Credentials& credentials = **found;
  return credentials.access_key_id + "/" + credentials.secret_access_key +
         (credentials.session_token ? "+" + *credentials.session_token : "") + " by " +
         credentials.provider;
}

const std::string kKeysF = "aws_access_key_id = AKIDF\naws_secret_access_key = s\n";
const std::string kKeysConf = "aws_access_key_id = AKIDCONF\naws_secret_access_key = s\n";

FakeVariables keys_and(std::initializer_list<std::pair<const std::string, std::string>> more = {}) {
  FakeVariables variables{{"AWS_ACCESS_KEY_ID", "AKIDENV"}, {"AWS_SECRET_ACCESS_KEY", "s"}};
  variables.values.insert(more);
  return variables;
}

// configuration-and-credentials.md §3.1 to §3.3; a number in a case's name is a row of it.
const Case kCases[] = {
    {.name = "NothingAnywhere", .expected = "none"},
    {.name = "FromVariables_93",
     .config = "[default]\n" + kKeysF,
     .variables = keys_and(),
     .expected = "AKIDENV/s by env"},
    {.name = "TheOldTokenVariableWins_90",
     .variables = keys_and({{"AWS_SESSION_TOKEN", "T1"}, {"AWS_SECURITY_TOKEN", "T2"}}),
     .expected = "AKIDENV/s+T2 by env"},
    {.name = "EmptyTokenVariablesAreSkipped",
     .variables = keys_and({{"AWS_SESSION_TOKEN", "T1"}, {"AWS_SECURITY_TOKEN", ""}}),
     .expected = "AKIDENV/s+T1 by env"},
    {.name = "AKeyVariableAlone_91",
     .variables = {{"AWS_ACCESS_KEY_ID", "AKIDENV"}},
     .expected = "Partial credentials found in env, missing: AWS_SECRET_ACCESS_KEY"},
    {.name = "AKeyVariableWithAnEmptySecret",
     .variables = {{"AWS_ACCESS_KEY_ID", "AKIDENV"}, {"AWS_SECRET_ACCESS_KEY", ""}},
     .expected = "Partial credentials found in env, missing: AWS_SECRET_ACCESS_KEY"},
    {.name = "ASecretVariableAlone_92",
     .variables = {{"AWS_SECRET_ACCESS_KEY", "s"}},
     .expected = "none"},
    {.name = "AnEmptyKeyVariableIsNotSet",
     .credentials = "[default]\n" + kKeysF,
     .variables = {{"AWS_ACCESS_KEY_ID", ""}, {"AWS_SECRET_ACCESS_KEY", "s"}},
     .expected = "AKIDF/s by shared-credentials-file"},
    {.name = "BlanksInVariablesStay",
     .variables = {{"AWS_ACCESS_KEY_ID", " A "}, {"AWS_SECRET_ACCESS_KEY", " s "}},
     .expected = " A / s  by env"},
    {.name = "OtherSpellingsOfVariablesAreNotRead",
     .variables = {{"AWS_ACCESS_KEY", "A"}, {"AWS_SECRET_KEY", "s"}},
     .expected = "none"},

    {.name = "AProfileOptionRulesVariablesOut_94",
     .config = "[profile x]\n" + kKeysF,
     .variables = keys_and(),
     .profile = "x",
     .expected = "AKIDF/s by config-file"},
    {.name = "AProfileOptionWithoutKeysFindsNothing_96",
     .config = "[profile x]\nregion = us-west-1\n",
     .variables = keys_and(),
     .profile = "x",
     .expected = "none"},
    {.name = "AProfileVariableDoesNot_95",
     .config = "[profile x]\n" + kKeysF,
     .variables = keys_and({{"AWS_PROFILE", "x"}}),
     .expected = "AKIDENV/s by env"},
    {.name = "AnEmptyProfileOptionDoesNot_24",
     .config = "[default]\n",
     .variables = keys_and(),
     .profile = "",
     .expected = "AKIDENV/s by env"},

    {.name = "FromTheCredentialsFile_4",
     .credentials = "[default]\n" + kKeysF,
     .expected = "AKIDF/s by shared-credentials-file"},
    {.name = "TheCredentialsFileBeatsTheConfigFile_5",
     .config = "[default]\n" + kKeysConf,
     .credentials = "[default]\n" + kKeysF,
     .expected = "AKIDF/s by shared-credentials-file"},
    {.name = "ATokenOfTheOtherFileIsNotJoined_7",
     .config = "[default]\naws_session_token = TC\n",
     .credentials = "[default]\n" + kKeysF,
     .expected = "AKIDF/s by shared-credentials-file"},
    {.name = "TheOldTokenKeyWins_8",
     .credentials = "[default]\n" + kKeysF + "aws_session_token = T1\naws_security_token = T2\n",
     .expected = "AKIDF/s+T2 by shared-credentials-file"},
    {.name = "AnEmptyTokenIsNone",
     .credentials = "[default]\n" + kKeysF + "aws_session_token = T1\naws_security_token =\n",
     .expected = "AKIDF/s by shared-credentials-file"},
    {.name = "AKeyAloneInTheCredentialsFile_9",
     .credentials = "[default]\naws_access_key_id = AKIDF\n",
     .expected = "Partial credentials found in shared-credentials-file, missing: "
                 "aws_secret_access_key"},
    {.name = "ASecretAloneIsIgnored_10",
     .config = "[default]\n" + kKeysConf,
     .credentials = "[default]\naws_secret_access_key = x\n",
     .expected = "AKIDCONF/s by config-file"},
    {.name = "EmptyKeysAreUsed_11",
     .credentials = "[default]\naws_access_key_id =\naws_secret_access_key =\n",
     .expected = "/ by shared-credentials-file"},
    {.name = "AKeyAloneInTheConfigFile_12",
     .config = "[default]\naws_access_key_id = AKIDCONF\n",
     .expected = "Partial credentials found in config-file, missing: aws_secret_access_key"},
    {.name = "AProfileHeaderInTheCredentialsFile_13",
     .credentials = "[profile default]\n" + kKeysF,
     .expected = "none"},
    {.name = "KeysOfAnotherProfile",
     .config = "[profile x]\n" + kKeysConf,
     .credentials = "[y]\n" + kKeysF,
     .expected = "none"},
    {.name = "InheritedKeys",
     .credentials = "[DEFAULT]\n" + kKeysF + "[default]\n",
     .expected = "AKIDF/s by shared-credentials-file"},
    {.name = "AColonAndCapitals_28",
     .config = "[default] ; note\nAWS_ACCESS_KEY_ID:AKIDF\naws_secret_access_key = s\n",
     .expected = "AKIDF/s by config-file"},

    {.name = "ExpiredVariables_97",
     .variables = keys_and({{"AWS_CREDENTIAL_EXPIRATION", "2020-01-01T00:00:00Z"}}),
     .expected = "Credentials were refreshed, but the refreshed credentials are still expired."},
    {.name = "VariablesThatExpireLater",
     .variables = keys_and({{"AWS_CREDENTIAL_EXPIRATION", "2099-01-01T00:00:00+02:00"}}),
     .expected = "AKIDENV/s by env"},
    {.name = "AnEmptyExpirationIsNone",
     .variables = keys_and({{"AWS_CREDENTIAL_EXPIRATION", ""}}),
     .expected = "AKIDENV/s by env"},
    {.name = "AnExpirationWithoutAZone_98",
     .variables = keys_and({{"AWS_CREDENTIAL_EXPIRATION", "2099-01-01T00:00:00"}}),
     .expected = "can't subtract offset-naive and offset-aware datetimes"},
    {.name = "AnExpirationThatIsNoTime",
     .variables = keys_and({{"AWS_CREDENTIAL_EXPIRATION", "soon: Z"}}),
     .expected = "Unknown string format: soon: Z"},

    {.name = "AMissingSsoSessionEndsTheSearch",
     .config = "[default]\nsso_session = nope\n",
     .variables = keys_and(),
     .expected = "The profile \"default\" is configured to use the SSO token provider but the "
                 "\"nope\" sso_session configuration does not exist."},
    {.name = "AnIncompleteSsoSessionEndsTheSearch",
     .config = "[default]\nsso_session = my\n[sso-session my]\nsso_start_url = u\n",
     .variables = keys_and(),
     .expected = "The profile \"default\" is configured to use the SSO token provider but is "
                 "missing the following configuration: ['sso_region']."},
    {.name = "AnEmptySsoSessionEndsTheSearch",
     .config = "[default]\nsso_session = my\n[sso-session my]\n",
     .variables = keys_and(),
     .expected = "The profile \"default\" is configured to use the SSO token provider but is "
                 "missing the following configuration: ['sso_start_url', 'sso_region']."},
};

class ProviderChain : public ::testing::TestWithParam<Case> {};

TEST_P(ProviderChain, AnswersAsTheReferenceDoes) {
  const FakeFileSystem disk = disk_of(GetParam());
  EXPECT_EQ(shown(find(GetParam(), disk)), GetParam().expected);
  EXPECT_THAT(disk.opened, ::testing::SizeIs(2));
}

INSTANTIATE_TEST_SUITE_P(Rows, ProviderChain, ::testing::ValuesIn(kCases),
                         [](const auto& test) { return std::string(test.param.name); });

// configuration-and-credentials.md §3.1: of two that are asked for, the one that comes first
// answers or fails.
TEST(ProviderOrder, IsTheReferences) {
  const Case rows[] = {
      {.name = "SSO beats the credentials file",
       .config = "[default]\nsso_account_id = 1\n",
       .credentials = "[default]\n" + kKeysF,
       .expected = "The profile \"default\" is configured to use SSO but is missing required "
                   "configuration: sso_role_name, sso_start_url, sso_region"},
      {.name = "A region of SSO alone asks for nothing",
       .config = "[default]\nsso_region = us-east-1\nsso_start_url = u\n",
       .credentials = "[default]\n" + kKeysF,
       .expected = "AKIDF/s by shared-credentials-file"},
      {.name = "The credentials file beats a login session",
       .config = "[default]\nlogin_session = l\n",
       .credentials = "[default]\n" + kKeysF,
       .expected = "AKIDF/s by shared-credentials-file"},
      {.name = "A login session beats the config file",
       .config = "[default]\nlogin_session = l\n" + kKeysConf,
       .expected = "Error loading login session token: Unable to load a existing login session for "
                   "session l, Please reauthenticate with 'aws login'."},
      {.name = "The credentials file beats a process",
       .config = "[default]\ncredential_process = p\n",
       .credentials = "[default]\n" + kKeysF,
       .expected = "AKIDF/s by shared-credentials-file"},
      {.name = "Keys beat the container",
       .credentials = "[default]\n" + kKeysF,
       .variables = {{"AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://x"}},
       .expected = "AKIDF/s by shared-credentials-file"},
      {.name = "A process beats the config file",
       .config = "[default]\ncredential_process = p\n" + kKeysConf,
       .expected = "[Errno 2] No such file or directory: 'p'"},
      {.name = "The config file beats the EC2 file",
       .config = "[default]\n" + kKeysConf,
       .variables = {{"AWS_CREDENTIAL_FILE", "/f"}},
       .expected = "AKIDCONF/s by config-file"},
      {.name = "The EC2 file beats the boto file",
       .variables = {{"AWS_CREDENTIAL_FILE", "/f"}, {"BOTO_CONFIG", "/b"}},
       .expected = "The specified config file (/f) could not be found."},
      {.name = "The boto file beats the container",
       .config = "nonsense, but as a boto file",
       .variables = {{"AWS_CONFIG_FILE", "/none"},
                     {"BOTO_CONFIG", "~/.aws/config"},
                     {"AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://x"}},
       .expected = "Unable to parse config file: /home/user/.aws/config"},
      {.name = "The container beats the instance",
       .variables = {{"AWS_CONTAINER_CREDENTIALS_FULL_URI", ""}},
       .expected = "Unsupported host 'None'.  Can only retrieve metadata from a loopback address "
                   "or one of these hosts: 169.254.170.2, 169.254.170.23, fd00:ec2::23, localhost"},
  };
  for (const Case& row : rows) {
    EXPECT_EQ(shown(find(row, disk_of(row))), row.expected) << row.name;
  }
}

TEST(NoCredentials, IsSaidInTheReferencesWords) {
  const Error error = no_credentials();
  EXPECT_EQ(error.kind, ErrorKind::NoCredentials);
  EXPECT_EQ(error.code, "NoCredentials");
  EXPECT_EQ(
      error.message,
      "Unable to locate credentials. You can configure credentials by running \"aws login\".");
}

TEST(NoCredentials, AdviceNamesTheSourcesThatWereLookedAt) {
  const struct {
    std::map<std::string, std::string> variables;
    Source profile_from;
    const char* advice;
  } rows[] = {
      {{{"AWS_EC2_METADATA_DISABLED", "true"}},
       Source::Default,
       "Looked at: the variables AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, the profile \"mail\" "
       "in /c and /k.\nSet those variables, or put aws_access_key_id and aws_secret_access_key "
       "into the profile."},
      {{{"AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://x"}},
       Source::Variable,
       "Looked at: the variables AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, the profile \"mail\" "
       "in /c and /k, the container's credentials endpoint, the instance metadata service.\n"
       "Set those variables, or put aws_access_key_id and aws_secret_access_key into the profile."},
      {{{"AWS_EC2_METADATA_DISABLED", "true"}, {"AWS_ACCESS_KEY_ID", "AKIDSECRET"}},
       Source::Option,
       "The variables AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are ignored, because --profile "
       "is "
       "given.\nLooked at: the profile \"mail\" in /c and /k.\nPut aws_access_key_id and "
       "aws_secret_access_key into the profile."},
  };
  for (const auto& row : rows) {
    testing::OneProvider provider;
    provider.fake.variables.values = row.variables;
    provider.files.config.path = "/c";
    provider.files.credentials.path = "/k";
    ProfileScope scope;
    scope.profile = {"mail", Origin{row.profile_from, "x", {}, {}}};
    const SettingSources settings{provider.options, provider.fake.variables, provider.files};
    const CredentialWorld world = provider.world();
    EXPECT_EQ(advice_on_no_credentials({scope, settings, world}),
              row.advice + std::string(" To see all settings: send-bounce configure list"));
  }
}

}  // namespace
}  // namespace send_bounce
