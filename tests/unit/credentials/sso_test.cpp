#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>

#include "send_bounce/input/json_reader.h"
#include "unit/credentials/one_provider.h"

namespace send_bounce {
namespace {

using ::testing::HasSubstr;
using testing::OneProvider;

// The clock of these tests stands at 2020-01-02T03:04:05Z. Names of cache files and the requests:
// configuration-and-credentials.md §3.6.
const std::string kLegacy =
    "sso_start_url = https://d-1.awsapps.com/start\nsso_region = us-east-2\n"
    "sso_account_id = 111122223333\nsso_role_name = ReadOnly\n";
const std::string kSession =
    "sso_session = my\nsso_account_id = 111122223333\nsso_role_name = ReadOnly\n"
    "[sso-session my]\nsso_start_url = https://d-1.awsapps.com/start\nsso_region = us-east-2\n";
const std::string kTokens = "/home/user/.aws/sso/cache/";
const std::string kLegacyToken = kTokens + "0c54b6c27e90660baa89eaad85ac1d5dae26cb7d.json";
const std::string kSessionToken = kTokens + "3ece1471f44f63177cbc35ba0b904e0c096b6783.json";
const std::string kRoles = "/home/user/.aws/cli/cache/";
const std::string kLegacyRole = kRoles + "ba259380467ccb79765bf474d70b28a4fc170aad.json";
const std::string kSessionRole = kRoles + "93089865cc851ee73c72b5e3a6571c74aad66270.json";

constexpr const char* kFresh = R"({"accessToken": "oldtok", "expiresAt": "2020-01-02T05:04:05Z"})";
constexpr const char* kOldButRenewable =
    R"({"accessToken": "oldtok", "expiresAt": "2020-01-02T03:14:05UTC", "refreshToken": "rt",)"
    R"( "clientId": "cid", "clientSecret": "cs", "registrationExpiresAt": "2020-02-01T00:00:00Z",)"
    R"( "mine": 1})";
constexpr const char* kPortal =
    R"({"roleCredentials": {"accessKeyId": "ASIASSO1", "secretAccessKey": "s",)"
    R"( "sessionToken": "TOKSSO", "expiration": 1577938136000}})";  // 2020-01-02T04:08:56Z
constexpr const char* kRenewed =
    R"({"accessToken": "newtok", "expiresIn": 3600, "refreshToken": "rt2"})";

/// The provider, and what redeem() makes of its offer.
struct Sso : OneProvider {
  explicit Sso(std::string profile) { config = std::move(profile); }

  std::string redeemed() {
    Found found = ask(sso);
    if (!found || !*found) return testing::shown(found);
    SideCallSettings calls;
    calls.retries.max_attempts = 1;
    for (auto& url : calls.endpoint_urls) url = std::nullopt;
    calls.ca_bundle = "";
    const auto credentials = redeem(**found, calls, world());
    if (!credentials) {
      return (credentials.error().operation.empty() ? "" : credentials.error().operation + ": ") +
             credentials.error().message;
    }
    return credentials->access_key_id + "+" + credentials->session_token.value_or("");
  }

  const HttpRequest& request(std::size_t number) { return fake.transport.requests.at(number); }
};

std::string header(const HttpRequest& request, std::string_view name) {
  const std::string* value = find_header(request.headers, name);
  return value == nullptr ? "none" : *value;
}

TEST(SsoProvider, AsksThePortalForTheRoleAndKeepsIt) {
  Sso sso(kLegacy);
  sso.fake.files.files[kLegacyToken] = kFresh;
  sso.fake.transport.answer(200, kPortal);
  EXPECT_EQ(sso.redeemed(), "ASIASSO1+TOKSSO");
  EXPECT_EQ(url_of(sso.request(0)),
            "https://portal.sso.us-east-2.amazonaws.com/federation/credentials?role_name=ReadOnly&"
            "account_id=111122223333");
  EXPECT_EQ(header(sso.request(0), "x-amz-sso_bearer_token"), "oldtok");
  EXPECT_EQ(header(sso.request(0), "Authorization"), "none");
  EXPECT_EQ(sso.fake.private_files.written[kLegacyRole],
            R"({"ProviderType": "sso", "Credentials": {"AccessKeyId": "ASIASSO1", )"
            R"("SecretAccessKey": "s", "SessionToken": "TOKSSO", )"
            R"("Expiration": "2020-01-02T04:08:56Z", "AccountId": "111122223333"}})");
}

TEST(SsoProvider, TakesACachedRoleWithoutLookingForAToken) {
  Sso sso(kSession);
  sso.fake.files.files[kSessionRole] =
      R"({"Credentials": {"AccessKeyId": "ASIAC", "SecretAccessKey": "s", "SessionToken": "t",)"
      R"( "Expiration": "2020-01-02T03:20:00Z"}})";
  EXPECT_EQ(sso.redeemed(), "ASIAC+t");
  EXPECT_TRUE(sso.fake.transport.requests.empty());
}

TEST(SsoProvider, RenewsTheTokenOfASessionAndKeepsWhatElseTheFileHas) {
  Sso sso(kSession);
  sso.fake.files.files[kSessionToken] = kOldButRenewable;
  sso.fake.transport.answer(200, kRenewed);
  sso.fake.transport.answer(200, kPortal);
  EXPECT_EQ(sso.redeemed(), "ASIASSO1+TOKSSO");
  EXPECT_EQ(url_of(sso.request(0)), "https://oidc.us-east-2.amazonaws.com/token");
  EXPECT_EQ(sso.request(0).body,
            R"({"grantType": "refresh_token", "clientId": "cid", "clientSecret": "cs", )"
            R"("refreshToken": "rt"})");
  EXPECT_EQ(header(sso.request(0), "Content-Type"), "application/json");
  EXPECT_EQ(header(sso.request(1), "x-amz-sso_bearer_token"), "newtok");
  EXPECT_EQ(read_json(sso.fake.private_files.written[kSessionToken]).value(),
            read_json(R"({"accessToken": "newtok", "expiresAt": "2020-01-02T04:04:05Z",)"
                      R"( "refreshToken": "rt2", "clientId": "cid", "clientSecret": "cs",)"
                      R"( "registrationExpiresAt": "2020-02-01T00:00:00Z", "mine": 1,)"
                      R"( "startUrl": "https://d-1.awsapps.com/start", "region": "us-east-2"})")
                .value());
}

TEST(SsoProvider, DoesWithTheOldTokenWhereARenewalIsRefused) {
  Sso sso(kSession);
  sso.fake.files.files[kSessionToken] = kOldButRenewable;
  sso.fake.transport.answer(400, R"({"error": "invalid_grant"})");
  sso.fake.transport.answer(200, kPortal);
  EXPECT_EQ(sso.redeemed(), "ASIASSO1+TOKSSO");
  EXPECT_EQ(header(sso.request(1), "x-amz-sso_bearer_token"), "oldtok");
}

TEST(SsoProvider, DoesNotAskForARenewalThatCannotBe) {
  for (
      const char* file :
      {R"({"accessToken": "oldtok", "expiresAt": "2020-01-02T03:14:05Z"})",
       R"({"accessToken": "oldtok", "expiresAt": "2020-01-02T03:14:05Z", "refreshToken": "rt",)"
       R"( "clientId": "c", "clientSecret": "s", "registrationExpiresAt": "2020-01-01T00:00:00Z"})"}) {
    Sso sso(kSession);
    sso.fake.files.files[kSessionToken] = file;
    sso.fake.transport.answer(200, kPortal);
    EXPECT_EQ(sso.redeemed(), "ASIASSO1+TOKSSO");
    EXPECT_EQ(sso.fake.transport.requests.size(), 1U);
  }
}

TEST(SsoProvider, AnUnreachableTokenServiceIsTheError) {
  Sso sso(kSession);
  sso.fake.files.files[kSessionToken] = kOldButRenewable;
  EXPECT_EQ(
      sso.redeemed(),
      "Could not connect to the endpoint URL: \"https://oidc.us-east-2.amazonaws.com/token\"");
}

struct Refusal {
  const char* name;
  int status;
  std::string body;
  std::string expected;
};

TEST(SsoProvider, TellsWhatThePortalAnswers) {
  const Refusal rows[] = {
      {"unauthorized", 401, R"({"__type": "com.amazonaws#UnauthorizedException"})",
       "The SSO session associated with this profile has expired or is otherwise invalid. To "
       "refresh this SSO session run aws sso login with the corresponding profile."},
      {"forbidden", 403, R"({"__type": "ForbiddenException", "message": "No access"})",
       "GetRoleCredentials: No access"},
      {"a load balancer", 503, "<html>", "GetRoleCredentials: Service Unavailable"},
      {"no JSON", 200, "oops",
       "The answer to GetRoleCredentials (HTTP status 200, 4 bytes) is not a JSON object: the "
       "fault "
       "is at byte 1"},
      {"no object", 200, "[]",
       "The answer to GetRoleCredentials (HTTP status 200, 2 bytes) is not a JSON object"},
      {"not UTF-8", 200, "{\"roleCredentials\": \"\x83\"}",
       "The answer to GetRoleCredentials (HTTP status 200, 24 bytes) is not a JSON object: it is "
       "not "
       "UTF-8"},
      {"another answer", 200, "{}", "The answer to GetRoleCredentials has no roleCredentials"},
  };
  for (const Refusal& row : rows) {
    Sso sso(kLegacy);
    sso.fake.files.files[kLegacyToken] = kFresh;
    sso.fake.transport.answer(row.status, row.body);
    EXPECT_EQ(sso.redeemed(), row.expected) << row.name;
    EXPECT_TRUE(sso.fake.private_files.written.empty()) << row.name;
  }
}

std::string portal_with(const std::string& expiration) {
  return R"({"roleCredentials": {"accessKeyId": "ASIASSO1", "secretAccessKey": "THE-SECRET",)"
         R"( "sessionToken": "TOKSSO", "expiration": )" +
         expiration + "}}";
}

// Python's int() of what JSON has there.
TEST(SsoProvider, ReadsTheExpirationAsPythonDoes) {
  for (const char* expiration :
       {"4070908800000", R"("4070908800000")", "4070908800000.5", R"(" 4_070_908_800_000\n")",
        R"("+4070908800000")", "4.0709088e12"}) {
    Sso sso(kLegacy);
    sso.fake.files.files[kLegacyToken] = kFresh;
    sso.fake.transport.answer(200, portal_with(expiration));
    EXPECT_EQ(sso.redeemed(), "ASIASSO1+TOKSSO") << expiration;
    EXPECT_THAT(sso.fake.private_files.written[kLegacyRole], HasSubstr("2099-01-01T00:00:00Z"));
  }
  for (const char* expiration : {"null", R"("soon")", R"("4070908800000.5")", R"("")", "[]",
                                 "1e300", "99999999999999999999", "9e17"}) {
    Sso sso(kLegacy);
    sso.fake.files.files[kLegacyToken] = kFresh;
    sso.fake.transport.answer(200, portal_with(expiration));
    EXPECT_EQ(sso.redeemed(),
              "The answer to GetRoleCredentials has no usable expiration in roleCredentials")
        << expiration;
    EXPECT_THAT(sso.log.hidden, ::testing::Contains("THE-SECRET"));
  }
}

// Python's json module takes them for numbers, RFC 8259 does not.
TEST(SsoProvider, TakesNoAnswerForJsonThatIsNone) {
  for (const char* expiration : {"NaN", "Infinity"}) {
    Sso sso(kLegacy);
    sso.fake.files.files[kLegacyToken] = kFresh;
    sso.fake.transport.answer(200, portal_with(expiration));
    EXPECT_THAT(sso.redeemed(), HasSubstr(" is not a JSON object: the fault is at byte 122"));
  }
}

TEST(SsoProvider, ReadsTheLifetimeOfATokenAsPythonDoes) {
  for (const char* lifetime : {"3600", R"("3600")", "3600.9", R"(" 3_600 ")"}) {
    Sso sso(kSession);
    sso.fake.files.files[kSessionToken] = kOldButRenewable;
    sso.fake.transport.answer(
        200, R"({"accessToken": "newtok", "expiresIn": )" + std::string(lifetime) + "}");
    sso.fake.transport.answer(200, kPortal);
    EXPECT_EQ(sso.redeemed(), "ASIASSO1+TOKSSO") << lifetime;
    EXPECT_THAT(sso.fake.private_files.written[kSessionToken], HasSubstr("2020-01-02T04:04:05Z"));
  }
}

// Whatever is wrong with what is answered, it is not quoted.
TEST(SsoProvider, NoAnswerIsQuoted) {
  const std::string keys = R"("accessKeyId": "A", "secretAccessKey": "THE-SECRET")";
  const std::pair<int, std::string> answers[] = {
      {200, R"({"roleCredentials": {)" + keys},
      {200, R"({"roleCredentials": {)" + keys + "}}"},
      {200, R"({"roleCredentials": "THE-SECRET"})"},
      {200, "<html>" + keys},
      {200, "\"THE-SECRET\""},
      {200, keys + "\xff"},
      {400, "{" + keys + "}"},
      {500, "THE-SECRET"},
  };
  for (const auto& [status, body] : answers) {
    Sso sso(kLegacy);
    sso.fake.files.files[kLegacyToken] = kFresh;
    sso.fake.transport.answer(status, body);
    EXPECT_THAT(sso.redeemed(), ::testing::Not(HasSubstr("THE-"))) << body;
    for (const std::string& line : sso.log.lines) {
      EXPECT_THAT(line, ::testing::Not(HasSubstr("THE-")));
    }
  }
}

TEST(SsoProvider, ATokenThatIsBrokenIsNotQuotedAndTheRemedyIsTold) {
  for (const char* file :
       {"", "{\"accessToken\": \"THE-SECRET\"", "null", "[]", "{}", "\"THE-SECRET\"",
        "\xEF\xBB\xBF{}", "{\"accessToken\": [\"THE-SECRET\"], \"expiresAt\": \"x\"}",
        "{\"accessToken\": \"THE-SECRET\", \"expiresAt\": \"THE-SECRET\"}"}) {
    Sso sso(kSession);
    sso.fake.files.files[kSessionToken] = file;
    Found found = sso.ask(send_bounce::sso);
    ASSERT_TRUE(found && *found);
    const auto credentials = redeem(**found, {}, sso.world());
    ASSERT_FALSE(credentials) << file;
    EXPECT_EQ(credentials.error().kind, ErrorKind::General);
    EXPECT_THAT(credentials.error().advice, HasSubstr("aws sso login --sso-session my")) << file;
    EXPECT_THAT(credentials.error().message + credentials.error().advice,
                ::testing::Not(HasSubstr("THE-")));
    EXPECT_TRUE(sso.fake.transport.requests.empty());
  }
}

TEST(SsoProvider, ARegistrationThatCannotBeReadIsNone) {
  Sso sso(kSession);
  sso.fake.files.files[kSessionToken] =
      R"({"accessToken": "oldtok", "expiresAt": "2020-01-02T03:14:05Z", "refreshToken": "rt",)"
      R"( "clientId": "c", "clientSecret": "s", "registrationExpiresAt": "x"})";
  sso.fake.transport.answer(200, kPortal);
  EXPECT_EQ(sso.redeemed(), "ASIASSO1+TOKSSO");
}

// One line, of the file that cannot be made again without a person.
TEST(SsoProvider, ATokenThatCannotBeSavedIsAWarning) {
  Sso sso(kSession);
  sso.fake.files.files[kSessionToken] = kOldButRenewable;
  sso.fake.private_files.failure = SystemError{EROFS, "Read-only file system"};
  sso.fake.transport.answer(200, kRenewed);
  sso.fake.transport.answer(200, kPortal);
  EXPECT_EQ(sso.redeemed(), "ASIASSO1+TOKSSO");
  EXPECT_EQ(sso.fake.err.text, "send-bounce: [WARNING]: cannot save the renewed SSO token in " +
                                   kSessionToken +
                                   ": Read-only file system. This call continues. If the next call "
                                   "is refused, run: aws sso login --sso-session my\n");
}

TEST(SsoProvider, ARoleThatCannotBeSavedIsAWarningAndABrokenOneIsReplaced) {
  Sso sso(kLegacy);
  sso.fake.files.files[kLegacyToken] = kFresh;
  sso.fake.files.files[kLegacyRole] = "";
  sso.fake.private_files.failure = SystemError{EACCES, "Permission denied"};
  sso.fake.transport.answer(200, kPortal);
  EXPECT_EQ(sso.redeemed(), "ASIASSO1+TOKSSO");
  EXPECT_THAT(sso.fake.err.text, HasSubstr("[WARNING]: cannot save the credentials of the role"));
}

TEST(SsoProvider, AsksThePortalAnewForTheSourceOfARole) {
  Sso sso(kLegacy);
  sso.fake.files.files[kLegacyToken] = kFresh;
  sso.fake.files.files["/home/user/.aws/config"] = "";
  sso.fake.transport.answer(200, kPortal);
  const auto as_source = [](const CredentialSources& sources) {
    return send_bounce::sso({sources.scope, sources.settings, sources.world, true});
  };
  Found (*look)(const CredentialSources&) = as_source;
  Found found = sso.ask(look);
  ASSERT_TRUE(found && *found);
  SideCallSettings calls;
  for (auto& url : calls.endpoint_urls) url = std::nullopt;
  calls.ca_bundle = "";
  EXPECT_TRUE((*found)->fetch(calls));
  EXPECT_TRUE(sso.fake.private_files.written.empty());
}

TEST(SsoProvider, TellsTheLogWhatIsSecret) {
  Sso sso(kSession);
  sso.fake.files.files[kSessionToken] = kOldButRenewable;
  sso.fake.transport.answer(200, kRenewed);
  sso.fake.transport.answer(200, kPortal);
  EXPECT_EQ(sso.redeemed(), "ASIASSO1+TOKSSO");
  EXPECT_THAT(sso.log.hidden, ::testing::IsSupersetOf({"oldtok", "cs", "rt", "newtok", "rt2"}));
}

}  // namespace
}  // namespace send_bounce
