#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cerrno>

#include "send_bounce/text/json_text.h"
#include "unit/credentials/roles.h"

namespace send_bounce {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::RoleUser;

constexpr const char* kBase =
    "[profile base]\naws_access_key_id = AKIDBASE\naws_secret_access_key = s\n";
const std::string kRoleArn = "role_arn = arn:aws:iam::123456789012:role/r\n";
constexpr const char* kRoleKey =
    "6dc9e6e1e186b9f293814df3266de783142c48a2";  // configuration-and-credentials.md §3.4
constexpr const char* kBodyOfRole =
    "Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Fr&"
    "RoleSessionName=botocore-session-1577934245";

std::string cache_file(const std::string& key) {
  return "/home/user/.aws/cli/cache/" + key + ".json";
}

RoleUser user(const std::string& keys) {
  return RoleUser{.config = "[default]\n" + kRoleArn + keys + kBase};
}

// configuration-and-credentials.md rows 103 and 107, and the table of §3.4.
TEST(AssumeRole, AsksStsInTheCommandsRegionSignedBySourceProfile) {
  RoleUser who = user("source_profile = base\n");
  who.answer("AssumeRole", "ASIAROLE");
  EXPECT_EQ(who.shown(), "ASIAROLE+t of ASIAROLE by assume-role");
  ASSERT_EQ(who.outside.transport.requests.size(), 1U);
  const HttpRequest& request = who.outside.transport.requests[0];
  EXPECT_EQ(url_of(request), "https://sts.us-west-1.amazonaws.com/");
  EXPECT_EQ(request.body, kBodyOfRole);
  EXPECT_THAT(*find_header(request.headers, "Authorization"),
              HasSubstr("Credential=AKIDBASE/20200102/us-west-1/sts/aws4_request"));
}

// configuration-and-credentials.md row 108.
TEST(AssumeRole, PutsWhatIsConfiguredInTheReferencesOrder) {
  RoleUser who = user(
      "source_profile = base\nduration_seconds = 1800\nexternal_id = x1\nrole_session_name = "
      "sess\nmfa_serial = arn:aws:iam::1:mfa/m\n");
  who.outside.terminal.typed = "123456";
  who.answer("AssumeRole", "A");
  EXPECT_EQ(who.shown(), "A+t of A by assume-role");
  EXPECT_EQ(who.outside.transport.requests.at(0).body,
            "Action=AssumeRole&Version=2011-06-15&RoleSessionName=sess&ExternalId=x1&"
            "SerialNumber=arn%3Aaws%3Aiam%3A%3A1%3Amfa%2Fm&DurationSeconds=1800&"
            "RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Fr&TokenCode=123456");
  EXPECT_THAT(who.outside.terminal.prompts,
              ElementsAre("Enter MFA code for arn:aws:iam::1:mfa/m: "));
}

TEST(AssumeRole, AnEmptySessionNameIsReplacedAtItsPlace) {
  RoleUser who = user("source_profile = base\nrole_session_name =\n");
  who.answer("AssumeRole", "A");
  EXPECT_EQ(who.shown(), "A+t of A by assume-role");
  EXPECT_THAT(who.outside.transport.requests.at(0).body,
              HasSubstr("RoleSessionName=botocore-session-1577934245&RoleArn="));
  EXPECT_THAT(who.outside.private_files.written,
              ::testing::Contains(::testing::Key(cache_file(kRoleKey))));
}

// Keys: configuration-and-credentials.md §3.4. The content is what the AWS CLI reads back.
TEST(AssumeRole, CachesTheAnswerAsTheReferenceDoes) {
  RoleUser who = user("source_profile = base\n");
  who.answer("AssumeRole", "A");
  EXPECT_EQ(who.shown(), "A+t of A by assume-role");
  EXPECT_THAT(
      who.outside.private_files.written,
      ElementsAre(std::pair<std::string, std::string>(
          cache_file(kRoleKey),
          "{\"Credentials\": {\"AccessKeyId\": \"A\", \"SecretAccessKey\": \"s of A\", "
          "\"SessionToken\": \"t of A\", \"Expiration\": \"2020-01-02T04:04:05+00:00\", "
          "\"AccountId\": \"123456789012\"}, \"AssumedRoleUser\": {\"AssumedRoleId\": \"AROA:n\", "
          "\"Arn\": \"arn:aws:sts::123456789012:assumed-role/r/n\"}}")));
}

TEST(AssumeRole, TheKeyOfTheCacheIsMadeOfAllOptions) {
  RoleUser who = user(
      "source_profile = base\nduration_seconds = 1800\nexternal_id = ext/1\nrole_session_name = "
      "sess\n");
  who.answer("AssumeRole", "A");
  EXPECT_EQ(who.shown(), "A+t of A by assume-role");
  EXPECT_THAT(
      who.outside.private_files.written,
      ::testing::Contains(::testing::Key(cache_file("7a89d7f3589751f9a456c04d52e1763b03e948b7"))));
}

std::string cached(const std::string& expiration) {
  return "{\"Credentials\": {\"AccessKeyId\": \"CACHED\", \"SecretAccessKey\": \"s\", "
         "\"SessionToken\": \"TC\", \"Expiration\": \"" +
         expiration + "\"}}";
}

// configuration-and-credentials.md rows 105 and 106: used with at least 15 minutes left.
TEST(AssumeRole, UsesTheCacheForAsLongAs15MinutesAreLeft) {
  RoleUser who = user("source_profile = base\n");
  who.outside.files.files[cache_file(kRoleKey)] = cached("2020-01-02T03:19:05+00:00");
  EXPECT_EQ(who.shown(), "CACHED+TC by assume-role");
  EXPECT_THAT(who.outside.transport.requests, IsEmpty());
  who.outside.files.files[cache_file(kRoleKey)] = cached("2020-01-02T03:19:04+00:00");
  who.answer("AssumeRole", "NEW");
  EXPECT_EQ(who.shown(), "NEW+t of NEW by assume-role");
}

// A cache that cannot be understood is no cache (differences.md).
TEST(AssumeRole, ABrokenCacheIsReplaced) {
  const std::string good = cached("2020-01-02T05:00:00+00:00");
  const auto with = [](const std::string& member, const std::string& value) {
    Map keys{{"AccessKeyId", "CACHED"},
             {"SecretAccessKey", "s"},
             {"SessionToken", "TC"},
             {"Expiration", "2020-01-02T05:00:00Z"}};
    std::string text = json_text(Map{{"Credentials", keys}}, JsonSpacing::Python);
    const std::size_t at = text.find("\"" + member + "\": ") + member.size() + 4;
    const std::size_t end = text.find('"', at + 1) + 1;
    return text.replace(at, end - at, value);
  };
  const std::string texts[] = {
      "",
      "{",
      good.substr(0, good.size() - 1),
      std::string(100, '\0'),
      good + std::string(3, '\0'),
      "\xEF\xBB\xBF" + good,
      "null",
      "[]",
      "5",
      "\"" + std::string(20, 'x') + "\"",
      "{}",
      "{\"Credentials\": null}",
      "{\"Credentials\": []}",
      "{\"Credentials\": {}}",
      "{\"Credentials\": {\"Expiration\": \"2030-01-01T00:00:00Z\"}}",
      with("AccessKeyId", "null"),
      with("SecretAccessKey", "5"),
      with("SecretAccessKey", "\"\""),
      with("SecretAccessKey", "\"s\\n\""),
      with("SessionToken", "{}"),
      with("SessionToken", "\"\xff\""),
      with("Expiration", "\"soon\""),
      with("Expiration", "\"2030-01-01T00:00:00\""),
      with("Expiration", "1893553445"),
  };
  for (const std::string& text : texts) {
    RoleUser who = user("source_profile = base\n");
    who.outside.files.files[cache_file(kRoleKey)] = text;
    who.answer("AssumeRole", "NEW");
    EXPECT_EQ(who.shown(), "NEW+t of NEW by assume-role") << text;
    EXPECT_EQ(who.outside.transport.requests.size(), 1U) << text;
    EXPECT_THAT(who.outside.private_files.written.at(cache_file(kRoleKey)), HasSubstr("\"NEW\""));
    EXPECT_EQ(who.outside.err.text, "") << text;
  }
}

TEST(AssumeRole, ACacheThatMayNotBeReadIsReplaced) {
  RoleUser who = user("source_profile = base\n");
  who.outside.files.broken[cache_file(kRoleKey)] = SystemError{EACCES, "Permission denied"};
  who.answer("AssumeRole", "NEW");
  EXPECT_EQ(who.shown(), "NEW+t of NEW by assume-role");
  EXPECT_EQ(who.outside.private_files.written.size(), 1U);
}

// The role is used all the same (differences.md).
TEST(AssumeRole, ACacheThatCannotBeWrittenIsAWarning) {
  RoleUser who = user("source_profile = base\n");
  who.outside.private_files.failure = SystemError{EROFS, "Read-only file system"};
  who.answer("AssumeRole", "A");
  EXPECT_EQ(who.shown(), "A+t of A by assume-role");
  EXPECT_EQ(who.outside.transport.requests.size(), 1U);
  EXPECT_EQ(who.outside.err.text,
            "send-bounce: [WARNING]: cannot save the credentials of the role in " +
                cache_file(kRoleKey) +
                ": Read-only file system. This call continues. The next call asks for the role "
                "again.\n");
}

TEST(AssumeRole, OfAChainThatCannotBeCachedOneLineIsTold) {
  RoleUser who = user(
      "source_profile = a\n[profile a]\nrole_arn = arn:aws:iam::123456789012:role/a\n"
      "source_profile = base\n");
  who.outside.private_files.failure = SystemError{ENOSPC, "No space left on device"};
  who.answer("AssumeRole", "ASIAA");
  who.answer("AssumeRole", "ASIAR");
  EXPECT_EQ(who.shown(), "ASIAR+t of ASIAR by assume-role");
  EXPECT_EQ(std::count(who.outside.err.text.begin(), who.outside.err.text.end(), '\n'), 1);
}

// `~` stays as it is then: a folder of that name must not be made where the command runs.
TEST(AssumeRole, WithoutAHomeThereIsNoCache) {
  RoleUser who = user("source_profile = base\n");
  who.outside.variables.values = {{"AWS_CONFIG_FILE", "/home/user/.aws/config"},
                                  {"AWS_SHARED_CREDENTIALS_FILE", "/home/user/.aws/credentials"}};
  who.outside.files.homes.clear();
  who.outside.files.files["~/.aws/cli/cache/" + std::string(kRoleKey) + ".json"] =
      cached("2020-01-02T05:00:00+00:00");
  who.answer("AssumeRole", "A");
  EXPECT_EQ(who.shown(), "A+t of A by assume-role");
  EXPECT_THAT(who.outside.private_files.written, IsEmpty());
  EXPECT_THAT(who.outside.err.text, HasSubstr("the home directory is not known; set HOME"));
}

// The table of configuration-and-credentials.md §3.4, and rows 111 to 121.
TEST(AssumeRole, ConfigurationThatCannotBeIsRefusedWithNothingSent) {
  const struct {
    std::string config;
    const char* message;
  } rows[] = {
      {"[default]\n" + kRoleArn,
       "Partial credentials found in assume-role, missing: source_profile or credential_source"},
      {"[default]\n" + kRoleArn + "source_profile = base\ncredential_source = Environment\n",
       "The profile \"default\" contains both source_profile and credential_source."},
      {"[default]\n" + kRoleArn + "source_profile = nope\n",
       "The source_profile \"nope\" referenced in the profile \"default\" does not exist."},
      {"[default]\n" + kRoleArn + "source_profile = e\n[profile e]\noutput = json\n",
       "The source profile \"e\" must have credentials."},
      {"[default]\n" + kRoleArn + "source_profile = default\n",
       "Infinite loop in credential configuration detected. Attempting to load from profile "
       "default which has already been visited. Visited profiles: ['default']"},
      {"[default]\n" + kRoleArn + "source_profile = a\n[profile a]\n" + kRoleArn +
           "source_profile = default\n",
       "Infinite loop in credential configuration detected. Attempting to load from profile "
       "default which has already been visited. Visited profiles: ['default', 'a']"},
      {"[default]\n" + kRoleArn + "credential_source = environment\n",
       "The credential source \"environment\" referenced in profile \"default\" is not valid."},
      {"[default]\n" + kRoleArn + "credential_source = Environment\n",
       "Error when retrieving credentials from Environment: No credentials found in "
       "credential_source referenced in profile default"},
  };
  for (const auto& row : rows) {
    RoleUser who{.config = row.config + kBase};
    const auto got = who.get();
    ASSERT_FALSE(got) << row.message;
    EXPECT_EQ(got.error().message, row.message);
    EXPECT_EQ(got.error().kind, ErrorKind::General);
    EXPECT_THAT(who.outside.transport.requests, IsEmpty());
  }
}

// configuration-and-credentials.md row 118: every link is cached under its own key.
TEST(AssumeRole, AChainIsWalkedFromItsEnd) {
  RoleUser who = user(
      "source_profile = a\n[profile a]\nrole_arn = arn:aws:iam::123456789012:role/a\n"
      "source_profile = base\n");
  who.answer("AssumeRole", "ASIAA");
  who.answer("AssumeRole", "ASIAR");
  EXPECT_EQ(who.shown(), "ASIAR+t of ASIAR by assume-role");
  ASSERT_EQ(who.outside.transport.requests.size(), 2U);
  EXPECT_THAT(who.outside.transport.requests[0].body, HasSubstr("role%2Fa"));
  EXPECT_THAT(*find_header(who.outside.transport.requests[1].headers, "Authorization"),
              HasSubstr("Credential=ASIAA/"));
  EXPECT_EQ(*find_header(who.outside.transport.requests[1].headers, "X-Amz-Security-Token"),
            "t of ASIAA");
  EXPECT_EQ(who.outside.private_files.written.size(), 2U);
}

TEST(AssumeRole, AChainThatIsTooLongEnds) {
  std::string config = "[default]\n" + kRoleArn + "source_profile = p0\n";
  for (int i = 0; i < 400; ++i) {
    config += "[profile p" + std::to_string(i) + "]\n" + kRoleArn + "source_profile = p" +
              std::to_string(i + 1) + "\n";
  }
  RoleUser who{.config = config + "[profile p400]\n"};
  EXPECT_THAT(who.shown(), HasSubstr("The chain of source profiles is longer than 300"));
}

// configuration-and-credentials.md row 116; a source profile's static keys go before a role that it
// asks for itself.
TEST(AssumeRole, AProfileMayNameItselfForItsStaticKeys) {
  RoleUser who{.config = "[default]\n" + kRoleArn +
                         "source_profile = default\naws_access_key_id = OWN\n"
                         "aws_secret_access_key = s\n"};
  who.answer("AssumeRole", "A");
  EXPECT_EQ(who.shown(), "A+t of A by assume-role");
  EXPECT_THAT(*find_header(who.outside.transport.requests.at(0).headers, "Authorization"),
              HasSubstr("Credential=OWN/"));
}

TEST(AssumeRole, ASourceProfileDoesNotLookAtVariables) {
  RoleUser who = user("source_profile = e\n[profile e]\n");
  who.profile = "default";
  who.outside.variables.values = {{"AWS_ACCESS_KEY_ID", "ENV"},
                                  {"AWS_SECRET_ACCESS_KEY", "s"},
                                  {"AWS_WEB_IDENTITY_TOKEN_FILE", "/t"},
                                  {"AWS_ROLE_ARN", "r"}};
  EXPECT_EQ(who.shown(), "The source profile \"e\" must have credentials.");
}

// configuration-and-credentials.md row 119.
TEST(AssumeRole, TheVariablesAsANamedSourceCountUnderAProfileOptionToo) {
  RoleUser who{.config = "[profile x]\n" + kRoleArn + "credential_source = Environment\n",
               .profile = "x"};
  who.outside.variables.values = {{"AWS_ACCESS_KEY_ID", "ENV"}, {"AWS_SECRET_ACCESS_KEY", "s"}};
  who.answer("AssumeRole", "A");
  EXPECT_EQ(who.shown(), "A+t of A by assume-role");
  EXPECT_THAT(*find_header(who.outside.transport.requests.at(0).headers, "Authorization"),
              HasSubstr("Credential=ENV/"));
}

// configuration-and-credentials.md row 110 and §3.4; the lines stand in the order of the
// parameters.
TEST(AssumeRole, ParametersThatAreTooSmallAreReportedAtOnce) {
  RoleUser who{.config =
                   "[default]\nrole_arn = a\nsource_profile = base\nrole_session_name = x\n"
                   "external_id = y\nmfa_serial = z\nduration_seconds = 5\n" +
                   std::string(kBase)};
  who.outside.terminal.typed = "1";
  const auto got = who.get();
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().kind, ErrorKind::ParamValidation);
  EXPECT_EQ(got.error().message,
            "Parameter validation failed:\n"
            "Invalid length for parameter RoleSessionName, value: 1, valid min length: 2\n"
            "Invalid length for parameter ExternalId, value: 1, valid min length: 2\n"
            "Invalid length for parameter SerialNumber, value: 1, valid min length: 9\n"
            "Invalid value for parameter DurationSeconds, value: 5, valid min value: 900\n"
            "Invalid length for parameter RoleArn, value: 1, valid min length: 20\n"
            "Invalid length for parameter TokenCode, value: 1, valid min length: 6");
  EXPECT_THAT(who.outside.transport.requests, IsEmpty());
}

// configuration-and-credentials.md row 126.
TEST(AssumeRole, ARefusalNamesTheOperationAndWhoAsked) {
  RoleUser who = user("source_profile = base\n");
  who.outside.transport.answer(
      403,
      "<ErrorResponse><Error><Code>AccessDenied</Code><Message>nope</Message></Error>"
      "</ErrorResponse>");
  const auto got = who.get();
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().kind, ErrorKind::Service);
  EXPECT_EQ(got.error().operation, "AssumeRole");
  EXPECT_THAT(got.error().advice,
              HasSubstr("The trust policy of arn:aws:iam::123456789012:role/r must allow"));
}

// configuration-and-credentials.md row 127.
TEST(AssumeRole, ARoleThatIsExpiredAlreadyIsRefused) {
  RoleUser who = user("source_profile = base\n");
  who.answer("AssumeRole", "A", "2020-01-02T03:04:04Z");
  EXPECT_EQ(who.shown(),
            "Credentials were refreshed, but the refreshed credentials are still expired.");
}

TEST(AssumeRole, AnAnswerWithoutCredentialsIsNoAnswer) {
  RoleUser who = user("source_profile = base\n");
  who.outside.transport.answer(200, "<AssumeRoleResponse><AssumeRoleResult/></AssumeRoleResponse>");
  const auto got = who.get();
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().kind, ErrorKind::BadReply);
  EXPECT_EQ(got.error().message,
            "The answer of sts.us-west-1.amazonaws.com to AssumeRole contains no credentials.");
}

TEST(AssumeRole, AnAnswerThatCannotBeReadIsNotQuoted) {
  for (const char* body :
       {"<AssumeRoleResponse><SecretAccessKey>THE-SECRET</SecretAccessKey>", "THE-SECRET",
        "<AssumeRoleResponse><AssumeRoleResult><Credentials><SecretAccessKey>THE-SECRET"
        "</SecretAccessKey></Credentials></AssumeRoleResult></AssumeRoleResponse>"}) {
    RoleUser who = user("source_profile = base\n");
    who.outside.transport.answer(200, body);
    const auto got = who.get();
    ASSERT_FALSE(got);
    EXPECT_THAT(got.error().message + got.error().advice, ::testing::Not(HasSubstr("THE-")));
    for (const std::string& line : who.log.lines) {
      EXPECT_THAT(line, ::testing::Not(HasSubstr("THE-")));
    }
  }
}

TEST(AssumeRole, WithoutATerminalNobodyWaitsForACode) {
  RoleUser who = user("source_profile = base\nmfa_serial = arn:aws:iam::1:mfa/m\n");
  const auto got = who.get();
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().kind, ErrorKind::General);
  EXPECT_EQ(got.error().message,
            "The role arn:aws:iam::123456789012:role/r needs a code from the MFA device "
            "arn:aws:iam::1:mfa/m, but there is no terminal to ask for it: No such device or "
            "address");
  EXPECT_THAT(who.outside.transport.requests, IsEmpty());
}

TEST(AssumeRole, NoSecretOfARoleReachesTheLog) {
  RoleUser who = user("source_profile = base\nmfa_serial = arn:aws:iam::1:mfa/m\n");
  who.outside.terminal.typed = "123456";
  who.answer("AssumeRole", "ASIAROLE");
  EXPECT_EQ(who.shown(), "ASIAROLE+t of ASIAROLE by assume-role");
  for (const std::string& line : who.log.lines) {
    EXPECT_THAT(line, ::testing::Not(HasSubstr("123456&")));
    EXPECT_THAT(line, ::testing::Not(HasSubstr("of ASIAROLE")));
  }
  EXPECT_THAT(who.log.hidden,
              ::testing::IsSupersetOf({"123456", "s of ASIAROLE", "t of ASIAROLE"}));
}

}  // namespace
}  // namespace send_bounce
