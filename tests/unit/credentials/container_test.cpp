#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/credentials/one_provider.h"

namespace send_bounce {
namespace {

using ::testing::ElementsAre;
using testing::FakeVariables;
using testing::OneProvider;
using ::testing::Pair;
using testing::shown;
using namespace std::chrono_literals;

constexpr const char* kRelative = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI";
constexpr const char* kFull = "AWS_CONTAINER_CREDENTIALS_FULL_URI";
constexpr const char* kToken = "AWS_CONTAINER_AUTHORIZATION_TOKEN";
constexpr const char* kTokenFile = "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE";

constexpr const char* kAnswer =
    R"({"AccessKeyId":"ASIAECS1","SecretAccessKey":"s","Token":"TOKECS",)"
    R"("Expiration":"2020-01-02T09:04:05Z"})";
const std::string kStart =
    "Error when retrieving credentials from container-role: Error retrieving metadata: ";

OneProvider in_container(std::map<std::string, std::string> variables) {
  OneProvider provider;
  provider.fake.variables.values = std::move(variables);
  return provider;
}

TEST(Container, IsNotAskedWhereNoVariableAsks) {
  OneProvider provider;
  EXPECT_EQ(shown(provider.ask(container)), "none");
  EXPECT_TRUE(provider.fake.transport.requests.empty());
}

// configuration-and-credentials.md §3.9 and row 185.
TEST(Container, GivesTheCredentialsOfItsTask) {
  OneProvider provider = in_container({{kFull, "http://127.0.0.1:99/c?x=1"}});
  provider.fake.transport.answer(200, kAnswer);
  Found found = provider.ask(container);
  EXPECT_EQ(shown(found), "ASIAECS1/s+TOKECS until 2020-01-02T09:04:05Z");
  EXPECT_EQ((*found)->provider, "container-role");
  ASSERT_EQ(provider.fake.transport.requests.size(), 1U);
  const HttpRequest& request = provider.fake.transport.requests[0];
  EXPECT_EQ(request.method, "GET");
  EXPECT_EQ(url_of(request), "http://127.0.0.1:99/c?x=1");
  EXPECT_THAT(request.headers, ElementsAre(Pair("Accept", "application/json")));
  EXPECT_EQ(provider.fake.transport.options[0].connect_timeout, 2);
  EXPECT_EQ(provider.fake.transport.options[0].read_timeout, 2);
}

TEST(Container, NeverGoesThroughAProxy) {
  OneProvider provider = in_container(
      {{kRelative, "/v2/x"}, {"http_proxy", "http://proxy:3128"}, {"https_proxy", "http://proxy"}});
  provider.fake.transport.answer(200, kAnswer);
  EXPECT_TRUE(provider.ask(container));
  ASSERT_EQ(provider.fake.transport.options.size(), 1U);
  EXPECT_FALSE(provider.fake.transport.options[0].proxy);
}

TEST(Container, TheRelativeUriWins) {
  OneProvider provider = in_container({{kRelative, "/v2/x"}, {kFull, "http://localhost/c"}});
  provider.fake.transport.answer(200, kAnswer);
  EXPECT_TRUE(provider.ask(container));
  EXPECT_EQ(url_of(provider.fake.transport.requests[0]), "http://169.254.170.2/v2/x");
}

// configuration-and-credentials.md §3.9: who may hand out credentials.
TEST(Container, OnlyNearOrSecureHostsAreAsked) {
  for (const char* url :
       {"https://anywhere.example/c", "http://127.0.0.1/", "http://127.255.0.9:80/",
        "http://[::1]:80/", "http://[0:0:0:0:0:0:0:1]/", "http://169.254.170.2/",
        "http://169.254.170.23/", "http://[fd00:ec2::23]/", "http://LocalHost:1/"}) {
    OneProvider provider = in_container({{kFull, url}});
    provider.fake.transport.answer(200, kAnswer);
    EXPECT_TRUE(provider.ask(container)) << url;
  }
  const struct {
    const char* url;
    const char* host;
  } rows[] = {
      {"http://10.0.0.1/x", "10.0.0.1"},
      {"http://127.0.0.1.example.com/", "127.0.0.1.example.com"},
      {"http://127.1/", "127.1"},
      {"http://127.0.0.256/", "127.0.0.256"},
      {"http://127.0.0.1@evil.example/", "evil.example"},
      {"http://[::2]/", "::2"},
      {"http://[1::1]/", "1::1"},
      {"http://a_b/", "a_b"},
      {"http://user:pw@Far.Example:80/", "far.example"},
      {"localhost/c", "None"},
      {"localhost:80/c", "None"},
      {"", "None"},
  };
  for (const auto& row : rows) {
    OneProvider provider = in_container({{kFull, row.url}});
    EXPECT_EQ(shown(provider.ask(container)),
              "Unsupported host '" + std::string(row.host) +
                  "'.  Can only retrieve metadata from a loopback address or one of these hosts: "
                  "169.254.170.2, 169.254.170.23, fd00:ec2::23, localhost");
    EXPECT_TRUE(provider.fake.transport.requests.empty()) << row.url;
  }
}

// configuration-and-credentials.md rows 186 to 188: what stands in the header, or the error.
TEST(Container, IsHandedTheTokenAsItIs) {
  const struct {
    const char* name;
    std::map<std::string, std::string> variables;
    std::string file;
    std::string expected;
  } rows[] = {
      {"none", {}, "", "no header"},
      {"from the variable", {{kToken, "Basic abc"}}, "", "Basic abc"},
      {"empty", {{kToken, ""}}, "", ""},
      {"the file wins", {{kToken, "etok"}, {kTokenFile, "/t"}}, "ftok", "ftok"},
      {"a line end in the file",
       {{kTokenFile, "/t"}},
       "ftok\n",
       "Auth token value is not a legal header value"},
      {"a NUL",
       {{kTokenFile, "/t"}},
       std::string("f\0k", 3),
       "Auth token value is not a legal header value"},
      {"no file", {{kTokenFile, "~/t"}}, "", "[Errno 2] No such file or directory: '~/t'"},
  };
  for (const auto& row : rows) {
    OneProvider provider = in_container(row.variables);
    provider.fake.variables.values[kFull] = "http://localhost/c";
    provider.fake.files.files["/t"] = row.file;
    provider.fake.transport.answer(200, kAnswer);
    Found found = provider.ask(container);
    if (!found) {
      EXPECT_EQ(found.error().message, row.expected) << row.name;
      EXPECT_TRUE(provider.fake.transport.requests.empty()) << row.name;
      continue;
    }
    const auto* header = find_header(provider.fake.transport.requests[0].headers, "Authorization");
    EXPECT_EQ(header == nullptr ? "no header" : *header, row.expected) << row.name;
  }
}

// configuration-and-credentials.md §3.9: what its answer comes to.
TEST(Container, AnswersThatHoldNoCredentials) {
  const struct {
    std::string body;
    std::string expected;
  } rows[] = {
      {R"({"AccessKeyId":"x"})", "'SecretAccessKey'"},
      {R"({"SecretAccessKey":"x"})", "'AccessKeyId'"},
      {R"({"AccessKeyId":"x","SecretAccessKey":"s"})", "'Token'"},
      {R"({"AccessKeyId":"x","SecretAccessKey":"s","Token":"t"})", "'Expiration'"},
      {"[]",
       "Error when retrieving credentials from container-role: the answer is not a JSON object"},
      {R"({"AccessKeyId":"x","SecretAccessKey":"s","Token":"t","Expiration":"2099-01-01T00:00:00"})",
       "can't subtract offset-naive and offset-aware datetimes"},
  };
  for (const auto& row : rows) {
    OneProvider provider = in_container({{kFull, "http://localhost/c"}});
    provider.fake.transport.answer(200, row.body);
    EXPECT_EQ(shown(provider.ask(container)), row.expected);
    EXPECT_EQ(provider.fake.transport.requests.size(), 1U) << row.body;
  }
}

// The reference's parser takes no null for a time.
TEST(Container, AnExpirationThatIsNullIsRefused) {
  OneProvider provider = in_container({{kFull, "http://localhost/c"}});
  provider.fake.transport.answer(
      200, R"({"AccessKeyId":"x","SecretAccessKey":"s","Token":"t","Expiration":null})");
  EXPECT_EQ(shown(provider.ask(container)),
            "Error when retrieving credentials from container-role: Expiration in the answer is "
            "not a string");
}

// Python takes tabs and line ends out of a URL.
TEST(Container, LineEndsInItsUrlAreTakenOff) {
  for (const char* url :
       {"http://127.0.0.1:99/c\n", "http://127.0.0.1:99/c\r\n", "http://127.0.0.1:99\t/\nc"}) {
    OneProvider provider = in_container({{kFull, url}});
    provider.fake.transport.answer(200, kAnswer);
    EXPECT_TRUE(provider.ask(container)) << url;
    EXPECT_EQ(url_of(provider.fake.transport.requests.at(0)), "http://127.0.0.1:99/c");
  }
  OneProvider relative = in_container({{kRelative, "/v2/x\n"}});
  relative.fake.transport.answer(200, kAnswer);
  EXPECT_TRUE(relative.ask(container));
  EXPECT_EQ(url_of(relative.fake.transport.requests.at(0)), "http://169.254.170.2/v2/x");
}

TEST(Container, AUrlThatIsNoneIsNotShown) {
  OneProvider provider = in_container({{kFull, "http://localhost:x/c?token=THE-SECRET"}});
  EXPECT_EQ(shown(provider.ask(container)),
            "The variable AWS_CONTAINER_CREDENTIALS_FULL_URI does not contain a valid URL.");
}

// S-3: whatever is wrong with the answer.
TEST(Container, IsNeverQuoted) {
  const std::string keys =
      R"("AccessKeyId":"A","SecretAccessKey":"THE-SECRET","Token":"THE-TOKEN")";
  const std::pair<int, std::string> answers[] = {
      {200, "{" + keys},
      {200, "<html>{" + keys + "}"},
      {200, "{" + keys + R"(,"Expiration":"THE-SECRET"})"},
      {200, "{" + keys + R"(,"Expiration":["THE-SECRET"]})"},
      {200, "{" + keys + "}\xff"},
      {200, R"(["THE-SECRET"])"},
      {403, "{" + keys + "}"},
      {500, "\x1b]2;THE-SECRET\x07"},
      {500, R"({"message":"THE-SECRET"})"},
  };
  for (const auto& [status, body] : answers) {
    OneProvider provider = in_container({{kFull, "http://localhost/c"}});
    for (int i = 0; i < 3; ++i) provider.fake.transport.answer(status, body);
    Found found = provider.ask(container);
    ASSERT_FALSE(found) << body;
    EXPECT_THAT(found.error().message + found.error().advice,
                ::testing::Not(::testing::HasSubstr("THE-")))
        << body;
    for (const std::string& line : provider.log.lines) {
      EXPECT_THAT(line, ::testing::Not(::testing::HasSubstr("THE-")));
    }
  }
}

TEST(Container, AnErrorDocumentIsTold) {
  OneProvider provider = in_container({{kFull, "http://localhost/c"}});
  for (int i = 0; i < 3; ++i) {
    provider.fake.transport.answer(
        400, R"({"code":"NoRole","message":"no role is attached","HTTPErrorCode":400})");
  }
  EXPECT_EQ(shown(provider.ask(container)),
            kStart +
                "Received non 200 response 400 from container metadata: NoRole: no role is "
                "attached");
}

// As the reference has it, at once and whatever the status is.
TEST(Container, AnAnswerThatIsNotUtf8IsRefused) {
  for (const int status : {200, 500}) {
    OneProvider provider = in_container({{kFull, "http://localhost/c"}});
    provider.fake.transport.answer(status, "{\"SecretAccessKey\":\"s\xe9\"}");
    EXPECT_EQ(shown(provider.ask(container)),
              "'utf-8' codec can't decode byte 0xe9 in position 21: invalid continuation byte");
    EXPECT_EQ(provider.fake.transport.requests.size(), 1U);
  }
}

TEST(Container, TellsTheLogItsSecrets) {
  OneProvider provider =
      in_container({{kFull, "http://localhost/c"}, {kToken, " Bearer THE-AUTHORIZATION "}});
  provider.fake.transport.answer(200, R"({"SecretAccessKey":"THE-SECRET","Token":"THE-TOKEN"})");
  EXPECT_FALSE(provider.ask(container));
  EXPECT_THAT(provider.log.hidden,
              ::testing::IsSupersetOf(
                  {"Bearer THE-AUTHORIZATION", "THE-AUTHORIZATION", "THE-SECRET", "THE-TOKEN"}));
}

// configuration-and-credentials.md row 190.
TEST(Container, IsAskedThreeTimesWithASecondBetween) {
  OneProvider provider = in_container({{kFull, "http://localhost/c"}});
  for (int i = 0; i < 3; ++i) provider.fake.transport.answer(500, "oops");
  EXPECT_EQ(shown(provider.ask(container)),
            kStart + "Received non 200 response 500 from container metadata (4 bytes, not shown)");
  EXPECT_EQ(provider.fake.transport.requests.size(), 3U);
  EXPECT_THAT(provider.fake.clock.sleeps, ElementsAre(1000ms, 1000ms));
}

// configuration-and-credentials.md row 191.
TEST(Container, ASecondAnswerMayBeTheRightOne) {
  OneProvider provider = in_container({{kFull, "http://localhost/c"}});
  provider.fake.transport.answer(404, "");
  provider.fake.transport.answer(200, kAnswer);
  EXPECT_EQ(shown(provider.ask(container)), "ASIAECS1/s+TOKECS until 2020-01-02T09:04:05Z");
}

TEST(Container, OtherFailuresThatMayPass) {
  OneProvider no_json = in_container({{kFull, "http://localhost/c"}});
  for (int i = 0; i < 3; ++i) no_json.fake.transport.answer(200, "<html>");
  EXPECT_EQ(shown(no_json.ask(container)),
            kStart + "Unable to parse JSON returned from container metadata services");

  OneProvider nobody = in_container({{kFull, "http://localhost/c"}});
  EXPECT_EQ(shown(nobody.ask(container)),
            kStart +
                "Received error when attempting to retrieve container metadata: Could not "
                "connect to the endpoint URL: \"http://localhost/c\"");
  EXPECT_EQ(nobody.fake.transport.requests.size(), 3U);

  OneProvider silent = in_container({{kFull, "http://localhost/c"}});
  for (int i = 0; i < 3; ++i) silent.fake.transport.fail(TransportPhase::ReadTimeout);
  EXPECT_EQ(shown(silent.ask(container)),
            kStart +
                "Received error when attempting to retrieve container metadata: Read timeout "
                "on endpoint URL: \"http://localhost/c\"");
}

TEST(Container, ACertificateThatIsNotTrustedEndsItAtOnce) {
  OneProvider provider = in_container({{kFull, "https://far.example/c"}});
  provider.fake.transport.fail(TransportPhase::Tls, "self-signed certificate");
  EXPECT_EQ(shown(provider.ask(container)),
            "SSL validation failed for https://far.example/c self-signed certificate");
  EXPECT_EQ(provider.fake.transport.requests.size(), 1U);
}

TEST(Container, ASignalEndsTheWaiting) {
  OneProvider provider = in_container({{kFull, "http://localhost/c"}});
  provider.fake.clock.is_interrupted = true;
  Found found = provider.ask(container);
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().kind, ErrorKind::Interrupted);
}

TEST(Container, IsAskedAgainWhereItsCredentialsAreShortLived) {
  OneProvider provider = in_container({{kFull, "http://localhost/c"}});
  provider.fake.transport.answer(200, R"({"AccessKeyId":"A1","SecretAccessKey":"s","Token":"t",)"
                                      R"("Expiration":"2020-01-02T03:16:05Z"})");  // in 12 minutes
  Found found = provider.ask(container);
  ASSERT_TRUE(found && *found);
  // The refresh fails, but is not needed yet.
  const auto credentials = redeem(**found, {}, provider.world());
  ASSERT_TRUE(credentials);
  EXPECT_EQ(credentials->access_key_id, "A1");
  EXPECT_EQ(provider.fake.transport.requests.size(), 4U);
}

}  // namespace
}  // namespace send_bounce
