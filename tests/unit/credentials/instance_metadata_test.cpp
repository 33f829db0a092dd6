#include "send_bounce/credentials/instance_metadata.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/credentials/one_provider.h"

namespace send_bounce {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::OneProvider;
using ::testing::Pair;
using testing::shown;

constexpr const char* kKeys =
    R"({"Code":"Success","AccessKeyId":"ASIAIMDS1","SecretAccessKey":"s","Token":"TOKIMDS",)"
    R"("Expiration":"2020-01-02T09:04:05Z"})";
const std::string kRoles = "http://169.254.169.254/latest/meta-data/iam/security-credentials/";

/// "PUT http://…", in order.
std::vector<std::string> asked(const OneProvider& provider) {
  std::vector<std::string> lines;
  for (const HttpRequest& request : provider.fake.transport.requests) {
    const auto* token = find_header(request.headers, "x-aws-ec2-metadata-token");
    lines.push_back(request.method + " " + url_of(request) + (token ? " with " + *token : ""));
  }
  return lines;
}

OneProvider answering(std::vector<std::pair<int, std::string>> answers,
                      std::map<std::string, std::string> variables = {}) {
  OneProvider provider;
  provider.fake.variables.values = std::move(variables);
  for (auto& [status, body] : answers) provider.fake.transport.answer(status, std::move(body));
  return provider;
}

// configuration-and-credentials.md §3.10 and row 194.
TEST(InstanceMetadata, GivesTheCredentialsOfTheRole) {
  OneProvider provider = answering({{200, "TOKEN"}, {200, "myrole"}, {200, kKeys}});
  Found found = provider.ask(instance_metadata);
  EXPECT_EQ(shown(found), "ASIAIMDS1/s+TOKIMDS until 2020-01-02T09:04:05Z");
  EXPECT_EQ((*found)->provider, "iam-role");
  EXPECT_THAT(asked(provider),
              ElementsAre("PUT http://169.254.169.254/latest/api/token",
                          "GET " + kRoles + " with TOKEN", "GET " + kRoles + "myrole with TOKEN"));
  EXPECT_THAT(provider.fake.transport.requests[0].headers,
              ElementsAre(Pair("User-Agent", "send-bounce"),
                          Pair("x-aws-ec2-metadata-token-ttl-seconds", "21600")));
  for (const TransportOptions& options : provider.fake.transport.options) {
    EXPECT_EQ(options.connect_timeout, 1);
    EXPECT_EQ(options.read_timeout, 1);
  }
}

TEST(InstanceMetadata, NeverGoesThroughAProxy) {
  OneProvider provider = answering({{200, "TOKEN"}, {200, "myrole"}, {200, kKeys}},
                                   {{"http_proxy", "http://proxy:3128"}});
  EXPECT_TRUE(provider.ask(instance_metadata));
  for (const auto& options : provider.fake.transport.options) EXPECT_FALSE(options.proxy);
}

TEST(InstanceMetadata, IsAskedWhereASettingSaysWithThePathItSays) {
  OneProvider provider =
      answering({{400, ""}}, {{"AWS_EC2_METADATA_SERVICE_ENDPOINT", "http://127.0.0.1:99/base"}});
  EXPECT_EQ(shown(provider.ask(instance_metadata)), "none");
  EXPECT_THAT(asked(provider), ElementsAre("PUT http://127.0.0.1:99/base/latest/api/token"));
}

TEST(InstanceMetadata, IsNotAskedWhereItIsSwitchedOff) {
  for (const auto& [name, value] : std::map<std::string, std::string>{
           {"AWS_EC2_METADATA_DISABLED", "TRUE"}, {"AWS_METADATA_SERVICE_NUM_ATTEMPTS", "0"}}) {
    OneProvider provider = answering({}, {{name, value}});
    EXPECT_EQ(shown(provider.ask(instance_metadata)), "none");
    EXPECT_THAT(asked(provider), IsEmpty()) << name;
  }
}

// configuration-and-credentials.md row 197: without a token, in version 1.
TEST(InstanceMetadata, AnswersInVersion1WhereThereIsNoToken) {
  for (const int status : {403, 404, 405, 500}) {
    OneProvider provider = answering({{status, ""}, {200, "myrole"}, {200, kKeys}});
    EXPECT_EQ(shown(provider.ask(instance_metadata)),
              "ASIAIMDS1/s+TOKIMDS until 2020-01-02T09:04:05Z");
    EXPECT_THAT(asked(provider), ElementsAre("PUT http://169.254.169.254/latest/api/token",
                                             "GET " + kRoles, "GET " + kRoles + "myrole"));
  }
}

TEST(InstanceMetadata, AnEmptyTokenIsNone) {
  OneProvider provider = answering({{200, ""}}, {{"AWS_EC2_METADATA_V1_DISABLED", "true"}});
  EXPECT_FALSE(provider.ask(instance_metadata));
  EXPECT_THAT(asked(provider), ElementsAre("PUT http://169.254.169.254/latest/api/token"));
}

TEST(InstanceMetadata, HalfATokenIsNone) {
  OneProvider provider;
  provider.fake.transport.answers.emplace_back(
      HttpResponse{200, {}, "TOK", "the connection ended after 3 of 9 bytes"});
  provider.fake.transport.answer(200, "myrole");
  provider.fake.transport.answer(200, kKeys);
  EXPECT_EQ(shown(provider.ask(instance_metadata)),
            "ASIAIMDS1/s+TOKIMDS until 2020-01-02T09:04:05Z");
  EXPECT_THAT(asked(provider), ElementsAre("PUT http://169.254.169.254/latest/api/token",
                                           "GET " + kRoles, "GET " + kRoles + "myrole"));
}

// The reference sends the header without a value.
TEST(InstanceMetadata, AnEmptyTokenIsSent) {
  OneProvider provider = answering({{200, ""}, {200, "myrole"}, {200, kKeys}});
  EXPECT_EQ(shown(provider.ask(instance_metadata)),
            "ASIAIMDS1/s+TOKIMDS until 2020-01-02T09:04:05Z");
  EXPECT_THAT(asked(provider),
              ElementsAre("PUT http://169.254.169.254/latest/api/token", "GET " + kRoles + " with ",
                          "GET " + kRoles + "myrole with "));
}

TEST(InstanceMetadata, ATokenThatWouldEndItsHeaderIsRefused) {
  OneProvider provider = answering({{200, "T\r\nX: y"}});
  EXPECT_EQ(shown(provider.ask(instance_metadata)),
            "The token of the metadata service is not a legal header value");
  EXPECT_EQ(provider.fake.transport.requests.size(), 1U);
}

// As the reference asks: two lines as one name, blanks escaped.
TEST(InstanceMetadata, TheNameOfTheRoleIsPutIntoTheUrlAsPythonDoes) {
  const std::pair<const char*, const char*> rows[] = {
      {"role\nrole2", "rolerole2"}, {"myrole\r\n", "myrole"}, {" my role ", "%20my%20role%20"}};
  for (const auto& [list, asked_for] : rows) {
    OneProvider provider = answering({{200, "T"}, {200, list}, {404, ""}});
    EXPECT_EQ(shown(provider.ask(instance_metadata)), "none");
    EXPECT_EQ(asked(provider).back(), "GET " + kRoles + asked_for + " with T");
  }
}

// A server that answers the keys where a name is asked for: a URL may be shown.
TEST(InstanceMetadata, WhatIsNoNameOfARoleNeverGetsIntoAUrl) {
  const std::string lists[] = {kKeys, "<html>", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
                               std::string(200, 'x')};
  for (const std::string& list : lists) {
    OneProvider provider = answering({{200, "T"}, {200, list}});
    EXPECT_EQ(shown(provider.ask(instance_metadata)), "none");
    EXPECT_EQ(provider.fake.transport.requests.size(), 2U);
  }
}

TEST(InstanceMetadata, AnExpirationThatIsNullIsRefused) {
  OneProvider provider =
      answering({{200, "T"},
                 {200, "r"},
                 {200, R"({"AccessKeyId":"A","SecretAccessKey":"THE-SECRET","Token":"t",)"
                       R"("Expiration":null})"}});
  EXPECT_EQ(
      shown(provider.ask(instance_metadata)),
      "Error when retrieving credentials from iam-role: Expiration in the answer is not a string");
  EXPECT_THAT(provider.log.hidden, ::testing::Contains("THE-SECRET"));
}

TEST(InstanceMetadata, ATokenThatIsLostOnItsWayIsNone) {
  OneProvider provider;
  provider.fake.transport.fail(TransportPhase::ReadTimeout);
  provider.fake.transport.answer(200, "myrole");
  provider.fake.transport.answer(200, kKeys);
  EXPECT_EQ(shown(provider.ask(instance_metadata)),
            "ASIAIMDS1/s+TOKIMDS until 2020-01-02T09:04:05Z");
}

// configuration-and-credentials.md row 199.
TEST(InstanceMetadata, VersionOneThatIsForbiddenIsAnError) {
  OneProvider provider = answering({{404, ""}}, {{"AWS_EC2_METADATA_V1_DISABLED", "true"}});
  EXPECT_EQ(shown(provider.ask(instance_metadata)),
            "Error retrieving metadata: Unable to retrieve token for use in IMDSv2 call and IMDSv1 "
            "has been disabled");
}

// configuration-and-credentials.md rows 198, 200, 201, 203: no credentials, and no error either.
TEST(InstanceMetadata, HasNoneQuietly) {
  const struct {
    const char* name;
    std::vector<std::pair<int, std::string>> answers;
    std::size_t requests;
  } rows[] = {
      {"the token is refused", {{400, ""}}, 1},
      {"nobody is there", {}, 1},
      {"no list of roles", {{200, "T"}, {500, ""}}, 2},
      {"an empty list of roles", {{200, "T"}, {200, ""}}, 2},
      {"no document", {{200, "T"}, {200, "r"}, {404, ""}}, 3},
      {"a document that is no JSON", {{200, "T"}, {200, "r"}, {200, "<html>"}}, 3},
      {"a document that is no object", {{200, "T"}, {200, "r"}, {200, "[]"}}, 3},
      {"a document that says why not",
       {{200, "T"}, {200, "r"}, {200, R"({"Code":"AssumeRoleUnauthorizedAccess","Message":"m"})"}},
       3},
  };
  for (const auto& row : rows) {
    OneProvider provider = answering(row.answers);
    EXPECT_EQ(shown(provider.ask(instance_metadata)), "none") << row.name;
    EXPECT_EQ(provider.fake.transport.requests.size(), row.requests) << row.name;
  }
}

TEST(InstanceMetadata, EachRequestIsTriedAsOftenAsASettingSays) {
  OneProvider provider =
      answering({{500, ""}, {200, "T"}, {500, ""}, {200, "r"}, {200, "<"}, {200, kKeys}},
                {{"AWS_METADATA_SERVICE_NUM_ATTEMPTS", "2"}});
  EXPECT_EQ(shown(provider.ask(instance_metadata)),
            "ASIAIMDS1/s+TOKIMDS until 2020-01-02T09:04:05Z");
  EXPECT_THAT(provider.fake.clock.sleeps, IsEmpty());
}

// Where there is no such service, one time-out for each attempt is all that a run waits.
TEST(InstanceMetadata, ThatCannotBeConnectedToIsAskedForNothingMore) {
  OneProvider provider = answering({}, {{"AWS_METADATA_SERVICE_NUM_ATTEMPTS", "2"}});
  provider.fake.transport.fail(TransportPhase::ConnectTimeout);
  provider.fake.transport.fail(TransportPhase::ConnectTimeout);
  EXPECT_EQ(shown(provider.ask(instance_metadata)), "none");
  EXPECT_EQ(provider.fake.transport.requests.size(), 2U);
}

TEST(InstanceMetadata, ATimeoutOfZeroIsAnErrorOnceItIsAsked) {
  OneProvider provider = answering({}, {{"AWS_METADATA_SERVICE_TIMEOUT", "0"}});
  EXPECT_EQ(shown(provider.ask(instance_metadata)),
            "An HTTP Client raised an unhandled exception: Attempted to set connect timeout to 0, "
            "but the timeout cannot be set to a value less than or equal to 0.");
}

// configuration-and-credentials.md row 202, and the rule of §3.10.
TEST(InstanceMetadata, CredentialsThatAreStaleAreTakenForGood) {
  const char* const stale[] = {"2020-01-02T02:04:05Z", "2020-01-02T03:15:05Z"};
  for (const char* expiration : stale) {
    OneProvider provider = answering(
        {{200, "T"},
         {200, "r"},
         {200, std::string(R"({"AccessKeyId":"ASIAOLD","SecretAccessKey":"s","Token":"t",)") +
                   R"("Expiration":")" + expiration + "\"}"}});
    Found found = provider.ask(instance_metadata);
    ASSERT_TRUE(found && *found);
    const auto credentials = redeem(**found, {}, provider.world());
    ASSERT_TRUE(credentials);
    EXPECT_EQ(credentials->access_key_id, "ASIAOLD");
    EXPECT_EQ(provider.fake.transport.requests.size(), 3U);
  }
}

TEST(InstanceMetadata, StaleCredentialsWithAnUnusualTimeAreAskedForAgain) {
  OneProvider provider =
      answering({{200, "T"},
                 {200, "r"},
                 {200, R"({"AccessKeyId":"ASIAOLD","SecretAccessKey":"s","Token":"t",)"
                       R"("Expiration":"2020-01-02T02:04:05+00:00"})"},
                 {200, "T"},
                 {200, "r"},
                 {200, kKeys}});
  Found found = provider.ask(instance_metadata);
  ASSERT_TRUE(found && *found);
  const auto credentials = redeem(**found, {}, provider.world());
  ASSERT_TRUE(credentials);
  EXPECT_EQ(credentials->access_key_id, "ASIAIMDS1");
}

// The region, or "none", or the error.
std::string region_of(OneProvider& provider) {
  const auto files = load_config_files(provider.fake.variables, provider.fake.files);
  const SettingSources sources{provider.options, provider.fake.variables, *files};
  const auto region = region_of_instance(sources, "default", provider.world());
  if (!region) return region.error().message;
  return *region ? (*region)->value + " from " + describe((*region)->origin) : "none";
}

// configuration-and-credentials.md row 195.
TEST(RegionOfInstance, IsItsZoneWithoutTheLetter) {
  OneProvider provider = answering({{200, "TOKEN"}, {200, "us-east-2b"}});
  EXPECT_EQ(region_of(provider),
            "us-east-2 from instance metadata service http://169.254.169.254/");
  EXPECT_THAT(
      asked(provider),
      ElementsAre(
          "PUT http://169.254.169.254/latest/api/token",
          "GET http://169.254.169.254/latest/meta-data/placement/availability-zone/ with TOKEN"));
}

// aws/aws-cli#7043: Local and Wavelength Zones are below a region.
TEST(RegionOfInstance, IsTheRegionThatAZoneOfItsOwnKindIsBelow) {
  const struct {
    const char* zone;
    const char* region;
  } rows[] = {
      {"us-west-2-lax-1a", "us-west-2"},         {"us-east-1-wl1-bos-wlz-1", "us-east-1"},
      {"us-east-2-sbn-1a", "us-east-2"},         {"us-gov-west-1a", "us-gov-west-1"},
      {"us-iso-east-1a", "us-iso-east-1"},       {"us-isob-east-1-xyz-1a", "us-isob-east-1"},
      {"eusc-de-east-1b", "eusc-de-east-1"},     {"ap-southeast-12c", "ap-southeast-12"},
      {"us-gov-west-1-abc-2b", "us-gov-west-1"},
  };
  for (const auto& row : rows) {
    OneProvider provider = answering({{200, "TOKEN"}, {200, row.zone}});
    EXPECT_EQ(region_of(provider),
              std::string(row.region) + " from instance metadata service http://169.254.169.254/");
  }
}

TEST(RegionOfInstance, IsNoneWhereTheServiceHasNoAnswer) {
  const std::vector<std::vector<std::pair<int, std::string>>> rows = {
      {}, {{400, ""}}, {{200, "T"}, {404, ""}}, {{404, ""}, {500, ""}}};
  for (const auto& answers : rows) {
    OneProvider provider = answering(answers);
    EXPECT_EQ(region_of(provider), "none");
  }
}

TEST(RegionOfInstance, AZoneThatIsNoneIsAnError) {
  OneProvider provider = answering({{200, "T"}, {200, "<html>?"}});
  EXPECT_EQ(region_of(provider), "Provided region_name '<html>' doesn't match a supported format.");
}

}  // namespace
}  // namespace send_bounce
