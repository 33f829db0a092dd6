#include "cli/plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "send_bounce/cli/run.h"
#include "support/fake_world.h"

namespace send_bounce {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using Words = std::vector<std::string>;

/// A message that was received five minutes before the fake clock's time. Its function's ARN is
/// strong evidence of the region, awsRegion is weak; an empty text leaves one out.
std::string event(const std::string& arn, const std::string& aws_region) {
  return R"({"Records":[{"awsRegion":")" + aws_region +
         R"(","ses":{"mail":{"messageId":"o3vr","timestamp":"2020-01-02T02:59:05Z",)"
         R"("source":"bob@sender.example","headers":[{"name":"Subject","value":"Lunch"}]},)"
         R"("receipt":{"recipients":["ann@example.com"],"spamVerdict":{"status":"PASS"},)"
         R"("virusVerdict":{"status":"PASS"},"spfVerdict":{"status":"PASS"},)"
         R"("dkimVerdict":{"status":"PASS"},"action":{"functionArn":")" +
         arn + R"("}}}}]})";
}

std::string function_in(const std::string& region) {
  return "arn:aws:lambda:" + region + ":1:function:f";
}

struct RegionRow {
  const char* name;
  std::string received;
  std::map<std::string, std::string> variables;
  Words words;
  const char* region;    ///< its value and where it is from
  std::string warnings;  ///< stderr
};

class RegionOfAPlan : public ::testing::TestWithParam<RegionRow> {};

TEST_P(RegionOfAPlan, IsThatOfTheBestEvidence) {
  const RegionRow& row = GetParam();
  testing::FakeWorld fake;
  fake.variables.values = row.variables;
  fake.variables.values.insert({{"HOME", "/home/user"},
                                {"AWS_EC2_METADATA_DISABLED", "true"},
                                {"AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"},
                                {"AWS_SECRET_ACCESS_KEY", "secret"}});
  fake.files.files = {
      {"/home/user/.aws/config",
       "[profile there]\nregion = ap-south-1\naws_access_key_id = A\naws_secret_access_key = s\n"},
      {"event.json", row.received}};
  Words words = {"--received",   "event.json", "--bounce-type",
                 "DoesNotExist", "--dry-run",  "--output",
                 "text",         "--query",    "[Region.Value, Region.From]"};
  words.insert(words.end(), row.words.begin(), row.words.end());
  World world = fake.world(words);
  EXPECT_EQ(run(world), 0) << fake.err.text;
  EXPECT_EQ(fake.out.text, std::string(row.region) + "\n");
  EXPECT_EQ(fake.err.text, row.warnings);
}

const std::string kStrong = event(function_in("eu-west-1"), "us-west-2");
const std::string kWeak = event("", "us-west-2");

INSTANTIATE_TEST_SUITE_P(
    Table, RegionOfAPlan,
    ::testing::Values(
        RegionRow{"strong_alone", kStrong, {}, {}, "eu-west-1\treceived", ""},
        RegionRow{"strong_before_the_variable",
                  kStrong,
                  {{"AWS_REGION", "us-east-1"}},
                  {},
                  "eu-west-1\treceived",
                  ""},
        RegionRow{"strong_before_the_profile",
                  kStrong,
                  {},
                  {"--profile", "there"},
                  "eu-west-1\treceived",
                  ""},
        RegionRow{"weak_alone", kWeak, {}, {}, "us-west-2\treceived", ""},
        RegionRow{"weak_after_the_variable",
                  kWeak,
                  {{"AWS_REGION", "us-east-1"}},
                  {},
                  "us-east-1\tenv",
                  ""},
        RegionRow{"weak_after_an_empty_variable",
                  kWeak,
                  {{"AWS_REGION", ""}},
                  {},
                  "us-west-2\treceived",
                  ""},
        RegionRow{"weak_after_the_profile",
                  kWeak,
                  {},
                  {"--profile", "there"},
                  "ap-south-1\tconfig-file",
                  ""},
        RegionRow{
            "the_option_against_strong",
            kStrong,
            {},
            {"--region", "us-east-1"},
            "us-east-1\tmanual",
            "send-bounce: [WARNING]: the region us-east-1 is used, but the message was received in "
            "eu-west-1 (receipt.action.functionArn), and SES knows its id only there\n"},
        RegionRow{"the_option_that_says_the_same",
                  kStrong,
                  {},
                  {"--region", "eu-west-1"},
                  "eu-west-1\tmanual",
                  ""},
        RegionRow{"the_option_against_weak",
                  kWeak,
                  {},
                  {"--region", "us-east-1"},
                  "us-east-1\tmanual",
                  ""},
        RegionRow{"no_region_in_an_arn",
                  event(function_in("evil.example/"), "us-west-2"),
                  {{"AWS_REGION", "us-east-1"}},
                  {"--strict"},
                  "us-east-1\tenv",
                  "send-bounce: [WARNING]: ignored-region: receipt.action.functionArn does not "
                  "name a region and is ignored: \"arn:aws:lambda:evil.example/:1:function:f\"\n"}),
    [](const auto& row) { return std::string(row.param.name); });

// The host gets the signed request, so a stranger's text must not become a part of it.
TEST(Plan, BuildsNoHostOfEvidenceThatIsNoRegion) {
  testing::FakeWorld fake;
  fake.variables.values = {{"HOME", "/home/user"}, {"AWS_EC2_METADATA_DISABLED", "true"}};
  World world = fake.world({"--received", event(function_in("evil.example/"), "x@evil"),
                            "--bounce-type", "DoesNotExist", "--dry-run"});
  EXPECT_EQ(run(world), 253);
  EXPECT_THAT(fake.out.text + fake.err.text, Not(HasSubstr("evil")));
  EXPECT_TRUE(fake.transport.requests.empty());
}

}  // namespace
}  // namespace send_bounce
