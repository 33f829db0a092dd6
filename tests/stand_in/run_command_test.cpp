#include "stand_in/run_command.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace send_bounce::stand_in {
namespace {

using ::testing::Contains;
using ::testing::IsSupersetOf;
using ::testing::Not;
using ::testing::StartsWith;
using ::testing::UnorderedElementsAre;

CommandFacts facts() {
  CommandFacts facts;
  facts.client.endpoint = "http://127.0.0.1:4000";
  facts.client.region = "eu-west-1";
  facts.client.credentials = {"ID", "SECRET", std::nullopt, "generated"};
  facts.client.outbox = "/out";
  return facts;
}

TEST(CommandEnvironment, TellsTheToolsOfAwsWhereTheStandInIs) {
  EXPECT_THAT(command_environment({}, facts()),
              UnorderedElementsAre("AWS_ENDPOINT_URL_SES=http://127.0.0.1:4000",
                                   "AWS_REGION=eu-west-1", "AWS_DEFAULT_REGION=eu-west-1",
                                   "AWS_ACCESS_KEY_ID=ID", "AWS_SECRET_ACCESS_KEY=SECRET",
                                   "AWS_EC2_METADATA_DISABLED=true", "NO_PROXY=127.0.0.1,::1",
                                   "no_proxy=127.0.0.1,::1", "SES_STAND_IN_OUTBOX=/out",
                                   "SEND_BOUNCE_JOURNAL=/out/send-bounce-journal.ndjson"));
}

// A command may call S3 at another stand-in, or at AWS.
TEST(CommandEnvironment, LeavesTheEndpointOfOtherServicesAlone) {
  EXPECT_THAT(command_environment({"AWS_ENDPOINT_URL=http://localstack:4566"}, facts()),
              Contains("AWS_ENDPOINT_URL=http://localstack:4566"));
}

TEST(CommandEnvironment, LeadsEveryServiceHereWhereThatIsAskedFor) {
  auto all = facts();
  all.client.all_services = true;
  EXPECT_THAT(command_environment({"AWS_ENDPOINT_URL=http://localstack:4566"}, all),
              Contains("AWS_ENDPOINT_URL=http://127.0.0.1:4000"));
}

TEST(CommandEnvironment, LeavesTheRestAlone) {
  EXPECT_THAT(command_environment({"PATH=/bin", "AWS_REGION_X=1", "EMPTY=", "odd"}, facts()),
              IsSupersetOf({"PATH=/bin", "AWS_REGION_X=1", "EMPTY=", "odd"}));
}

TEST(CommandEnvironment, ReplacesAndRemovesWhatLeadsPastTheStandIn) {
  const auto variables =
      command_environment({"AWS_PROFILE=prod", "AWS_DEFAULT_PROFILE=prod", "AWS_ACCESS_KEY_ID=REAL",
                           "AWS_SESSION_TOKEN=REAL", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=true",
                           "AWS_USE_FIPS_ENDPOINT=true", "AWS_USE_DUALSTACK_ENDPOINT=true",
                           "SES_STAND_IN_MESSAGE_ID=old", "SES_STAND_IN_OPTIONS=--tls"},
                          facts());
  EXPECT_THAT(variables, Contains("AWS_ACCESS_KEY_ID=ID"));
  for (const char* name :
       {"AWS_PROFILE=", "AWS_DEFAULT_PROFILE=", "AWS_SESSION_TOKEN=", "AWS_ACCESS_KEY_ID=REAL",
        "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=", "AWS_USE_FIPS_ENDPOINT=",
        "AWS_USE_DUALSTACK_ENDPOINT=", "SES_STAND_IN_MESSAGE_ID=", "SES_STAND_IN_OPTIONS="}) {
    EXPECT_THAT(variables, Not(Contains(StartsWith(name))));
  }
}

TEST(CommandEnvironment, NamesTokenAndCertificateWhereThereAreSuch) {
  auto with_both = facts();
  with_both.client.credentials.session_token = "TOKEN";
  with_both.client.trust_path = "/out/trust.pem";
  EXPECT_THAT(command_environment({"AWS_CA_BUNDLE=/other", "SSL_CERT_FILE=/other"}, with_both),
              IsSupersetOf({"AWS_SESSION_TOKEN=TOKEN", "AWS_CA_BUNDLE=/out/trust.pem",
                            "REQUESTS_CA_BUNDLE=/out/trust.pem", "CURL_CA_BUNDLE=/out/trust.pem",
                            "NODE_EXTRA_CA_CERTS=/out/trust.pem", "SSL_CERT_FILE=/out/trust.pem"}));
}

TEST(ExportLines, AreForAShellAndShowASecretOnlyIfItWasMadeUp) {
  auto client = facts().client;
  client.outbox = "/my bounces";
  EXPECT_EQ(export_lines(client),
            "export AWS_ENDPOINT_URL_SES=http://127.0.0.1:4000\n"
            "export AWS_REGION=eu-west-1\n"
            "export AWS_DEFAULT_REGION=eu-west-1\n"
            "export AWS_ACCESS_KEY_ID=ID\n"
            "export AWS_SECRET_ACCESS_KEY=SECRET\n"
            "export SES_STAND_IN_OUTBOX='/my bounces'\n");
  client.credentials = {"ID", "SECRET", "TOKEN", "option"};
  EXPECT_EQ(export_lines(client).find("SECRET"), std::string::npos);
  EXPECT_EQ(export_lines(client).find("TOKEN"), std::string::npos);
}

TEST(CommandEnvironment, NamesTheNewestMail) {
  auto with_mail = facts();
  auto& mail = with_mail.newest_mail.emplace();
  mail.message_id = "abc";
  mail.recipients = {"bob@example.net", "carl@example.net"};
  mail.notification_path = "/in/a.notification.json";
  EXPECT_THAT(command_environment({}, with_mail),
              IsSupersetOf({"SES_STAND_IN_MESSAGE_ID=abc", "SES_STAND_IN_RECIPIENT=bob@example.net",
                            "SES_STAND_IN_NOTIFICATION=/in/a.notification.json",
                            "SES_STAND_IN_NOTIFICATIONS=/in"}));
}

TEST(CommandEnvironment, AddsLoopbackToTheExceptionsFromProxies) {
  EXPECT_THAT(
      command_environment({"NO_PROXY=example.com"}, facts()),
      IsSupersetOf({"NO_PROXY=example.com,127.0.0.1,::1", "no_proxy=example.com,127.0.0.1,::1"}));
  EXPECT_THAT(command_environment({"no_proxy=*"}, facts()),
              IsSupersetOf({"NO_PROXY=*", "no_proxy=*"}));
}

}  // namespace
}  // namespace send_bounce::stand_in
