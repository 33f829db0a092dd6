#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>

#include "send_bounce/input/json_reader.h"
#include "unit/credentials/one_provider.h"

namespace send_bounce {
namespace {

using testing::OneProvider;

// The clock of these tests stands at 2020-01-02T03:04:05Z. Texts, requests and the name of the
// file: configuration-and-credentials.md §3.7. The key is that of RFC 7515 §A.3.
const std::string kSession = "arn:aws:iam::123456789012:user/me";
const std::string kName = "286187707741fc2ccb93cf9e56dbd0ee0a16208feed5fbc8ae1baa86d44c283f.json";
const std::string kFile = "/home/user/.aws/login/cache/" + kName;
const std::string kKey =
    R"(-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEII6bEJ5xkJi/mASH3x9dd+nLKWBuvtImO19XwhPfhPSyoAoGCCqGSM49\n)"
    R"(AwEHoUQDQgAEf83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEXH8UTNG72b\n)"
    R"(focs3+257rn0s2ldbqkLJK2KRiMohYjlrQ==\n-----END EC PRIVATE KEY-----\n)";

std::string file_until(const std::string& expires_at,
                       const std::string& rest = R"("refreshToken": "rt1", )") {
  return R"({"accessToken": {"accessKeyId": "ASIALOGIN1", "secretAccessKey": "s1",)"
         R"( "sessionToken": "TL1", "accountId": "123456789012", "expiresAt": ")" +
         expires_at + R"("}, "tokenType": "urn:aws:params:oauth:token-type:access_token_sigv4", )" +
         rest + R"("clientId": "arn:aws:signin:::devtools/same-device", "dpopKey": ")" + kKey +
         R"(", "idToken": "id"})";
}

constexpr const char* kRenewed =
    R"({"accessToken": {"accessKeyId": "ASIALOGIN2", "secretAccessKey": "s2",)"
    R"( "sessionToken": "TL2"}, "expiresIn": 900, "refreshToken": "rt2"})";

SideCallSettings calls_in(const std::string& region) {
  SideCallSettings calls;
  calls.region = region;
  calls.ca_bundle = "";
  for (auto& url : calls.endpoint_urls) url = std::nullopt;
  calls.retries.max_attempts = 1;
  return calls;
}

struct Login : OneProvider {
  explicit Login(const std::string& file) {
    config = "login_session = " + kSession + "\n";
    if (!file.empty()) fake.files.files[kFile] = file;
  }

  std::string redeemed(const std::string& region = "us-east-1") {
    Found found = ask(login);
    if (!found || !*found) return testing::shown(found);
    const auto credentials = redeem(**found, calls_in(region), world());
    if (!credentials) return credentials.error().message;
    return credentials->access_key_id + "+" + credentials->session_token.value_or("");
  }
};

TEST(LoginProvider, TakesKeysWithMoreThanFiveMinutesLeft) {
  for (const char* end : {"2020-01-02T04:04:05Z", "2020-01-02T03:09:06Z"}) {
    Login login(file_until(end));
    EXPECT_EQ(login.redeemed(), "ASIALOGIN1+TL1") << end;
    EXPECT_TRUE(login.fake.transport.requests.empty()) << end;
  }
}

TEST(LoginProvider, RenewsTheRestAndWritesTheFileBack) {
  Login login(file_until("2020-01-02T03:08:05Z"));
  login.fake.transport.answer(200, kRenewed);
  EXPECT_EQ(login.redeemed(), "ASIALOGIN2+TL2");
  ASSERT_EQ(login.fake.transport.requests.size(), 1U);
  const HttpRequest& request = login.fake.transport.requests[0];
  EXPECT_EQ(url_of(request), "https://us-east-1.signin.aws.amazon.com/v1/token");
  EXPECT_EQ(request.body,
            R"({"clientId": "arn:aws:signin:::devtools/same-device", "refreshToken": "rt1", )"
            R"("grantType": "refresh_token"})");
  EXPECT_NE(find_header(request.headers, "DPoP"), nullptr);
  const auto written = read_json(login.fake.private_files.written[kFile]);
  ASSERT_TRUE(written);
  auto expected = read_json(file_until("2020-01-02T03:19:05Z", R"("refreshToken": "rt2", )"));
  Map& keys = *expected->get<Map>()->find("accessToken")->get<Map>();
  keys.set("accessKeyId", "ASIALOGIN2");
  keys.set("secretAccessKey", "s2");
  keys.set("sessionToken", "TL2");
  EXPECT_EQ(*written, *expected);
}

TEST(LoginProvider, EachPartitionHasHostsOfItsOwn) {
  const std::pair<const char*, const char*> rows[] = {
      {"eu-west-1", "eu-west-1.signin.aws.amazon.com"},
      {"cn-north-1", "cn-north-1.signin.amazonaws.cn"},
      {"us-gov-west-1", "us-gov-west-1.signin.amazonaws-us-gov.com"},
      {"us-iso-east-1", "signin.us-iso-east-1.c2s.ic.gov"},
  };
  for (const auto& [region, host] : rows) {
    Login login(file_until("2020-01-02T03:04:06Z"));
    login.fake.transport.answer(200, kRenewed);
    login.redeemed(region);
    ASSERT_EQ(login.fake.transport.requests.size(), 1U);
    EXPECT_EQ(login.fake.transport.requests[0].host, host);
  }
}

TEST(LoginProvider, TheVariableNamesAnotherFolder) {
  Login login("");
  login.fake.variables.values = {{"AWS_LOGIN_CACHE_DIRECTORY", "$D/cache"}, {"D", "/data"}};
  login.fake.files.files["/data/cache/" + kName] = file_until("2020-01-02T04:04:05Z");
  EXPECT_EQ(login.redeemed(), "ASIALOGIN1+TL1");
}

TEST(LoginProvider, TellsWhatIsWrongWithTheFile) {
  EXPECT_EQ(
      Login("").redeemed(),
      "Error loading login session token: Unable to load a existing login session for session " +
          kSession + ", Please reauthenticate with 'aws login'.");
  EXPECT_EQ(Login(file_until("2020-01-02T04:04:05Z", "")).redeemed(),
            "Error loading login session token: Failed to load access token from token cache, "
            "missing one or more required fields.");
  EXPECT_EQ(Login("{").redeemed(), "'" + kName.substr(0, 64) + "'");
  // Found by a fuzz target: a byte that is no text would be written back as half a surrogate pair.
  EXPECT_EQ(Login("{\"idToken\": \"\x83\"}").redeemed(), "'" + kName.substr(0, 64) + "'");
}

TEST(LoginProvider, AFileThatIsBrokenIsNotQuotedAndTheRemedyIsTold) {
  for (const std::string& file :
       {std::string("{"), std::string("null"), file_until("THE-SECRET"),
        file_until("2020-01-02T04:04:05Z", ""), std::string("{\"idToken\": \"THE-SECRET")}) {
    Login login(file);
    Found found = login.ask(send_bounce::login);
    ASSERT_FALSE(found) << file;
    EXPECT_THAT(found.error().message + found.error().advice,
                ::testing::Not(::testing::HasSubstr("THE-")));
    EXPECT_THAT(found.error().advice, ::testing::HasSubstr("aws login"));
  }
}

TEST(LoginProvider, ASessionThatCannotBeSavedIsAWarning) {
  Login login(file_until("2020-01-02T03:08:05Z"));
  login.fake.private_files.failure = SystemError{ENOSPC, "No space left on device"};
  login.fake.transport.answer(200, kRenewed);
  EXPECT_EQ(login.redeemed(), "ASIALOGIN2+TL2");
  EXPECT_EQ(login.fake.err.text,
            "send-bounce: [WARNING]: cannot save the renewed login session in " + kFile +
                ": No space left on device. This call continues. If the next call is refused, run: "
                "aws login\n");
  EXPECT_THAT(login.log.hidden, ::testing::IsSupersetOf({"rt1", "rt2", "s2", "TL2"}));
}

TEST(LoginProvider, TellsWhySigninRefuses) {
  const std::pair<std::string, const char*> rows[] = {
      {"TOKEN_EXPIRED", "Your session has expired. Please reauthenticate using 'aws login'."},
      {"USER_CREDENTIALS_CHANGED",
       "Unable to refresh login credentials because of a change in your password. Please "
       "reauthenticate with your new password using 'aws login'."},
      {"INSUFFICIENT_PERMISSIONS",
       "Unable to create or refresh login credentials due to insufficient permissions. You may be "
       "missing permission for the 'signin:CreateOAuth2Token' action."},
      {"ELSE",
       "An unspecified error happened when resolving AWS credentials or refreshing a login session "
       "profile."},
  };
  for (const auto& [cause, expected] : rows) {
    Login login(file_until("2020-01-02T03:00:00Z"));
    login.fake.transport.answer(
        403, R"({"__type": "AccessDeniedException", "error": ")" + cause + R"("})");
    EXPECT_EQ(login.redeemed(), expected);
  }
}

// The refresh token is good once: the file has what another process was given for it.
TEST(LoginProvider, TakesTheKeysThatAnotherProcessHasRenewedMeanwhile) {
  Login login(file_until("2020-01-02T03:00:00Z"));
  Found found = login.ask(send_bounce::login);
  ASSERT_TRUE(found && *found);
  login.fake.files.files[kFile] = file_until("2020-01-02T03:19:05Z");
  const auto credentials = redeem(**found, calls_in("us-east-1"), login.world());
  ASSERT_TRUE(credentials) << credentials.error().message;
  EXPECT_TRUE(login.fake.transport.requests.empty());
}

TEST(LoginProvider, AKeyThatCannotSignIsToldWithoutShowingIt) {
  std::string file = file_until("2020-01-02T03:00:00Z");
  file.replace(file.find("MHcC"), 4, "XXXX");
  EXPECT_EQ(Login(file).redeemed(), "The key is not an unencrypted private key on the curve P-256");
}

}  // namespace
}  // namespace send_bounce
