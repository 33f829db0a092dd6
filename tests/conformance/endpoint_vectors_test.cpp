#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <ostream>
#include <regex>

#include "conformance/shared_data.h"
#include "send_bounce/protocol/endpoint.h"
#include "send_bounce/protocol/partitions.h"

/// The published endpoint tests of SES, and our table of partitions against the published one.
namespace send_bounce::conformance {
namespace {

const std::string kTestsFile = "vectors/endpoints/ses-endpoint-tests.json";
const std::string kPartitionsFile = "vectors/endpoints/partitions.json";

/// Cases that no command line of the reference reaches, by their documentation text.
const std::map<std::string, std::string> kUnreachable = {
    {"For custom endpoint with fips enabled and dualstack disabled",
     "the command never hands FIPS and a custom endpoint to the rule set: the endpoint wins"},
    {"For custom endpoint with fips disabled and dualstack enabled",
     "the command never hands dual stack and a custom endpoint to the rule set: the endpoint wins"},
    {"Missing region", "the command asks for a region before it asks for an endpoint"}};

struct EndpointCase {
  std::string name;
  Json vector;
};

void PrintTo(const EndpointCase& endpoint_case, std::ostream* out) { *out << endpoint_case.name; }

std::vector<EndpointCase> endpoint_cases() {
  std::vector<EndpointCase> cases;
  const Json& file = shared_json(kTestsFile);
  if (file.is_null()) return {{"absent", Json()}};
  for (const Json& vector : file.at("testCases")) {
    cases.push_back({vector.at("documentation").get<std::string>(), vector});
  }
  return cases;
}

class EndpointVector : public testing::TestWithParam<EndpointCase> {};

TEST_P(EndpointVector, ResolvesToThePublishedUrl) {
  SKIP_UNLESS_SHARED(kTestsFile);
  const auto reason = kUnreachable.find(GetParam().name);
  if (reason != kUnreachable.end()) GTEST_SKIP() << reason->second;
  const Json& given = GetParam().vector.at("params");
  EndpointParameters parameters;
  parameters.region = given.value("Region", "");
  parameters.use_fips = given.value("UseFIPS", false);
  parameters.use_dual_stack = given.value("UseDualStack", false);
  if (given.contains("Endpoint")) parameters.endpoint_url = given.at("Endpoint").get<std::string>();

  const auto endpoint = resolve_endpoint(parameters);

  ASSERT_TRUE(endpoint) << endpoint.error().message;
  EXPECT_EQ(endpoint->scheme + "://" + endpoint->host,
            GetParam().vector.at("expect").at("endpoint").at("url").get<std::string>());
  EXPECT_EQ(endpoint->path, "/");
  EXPECT_EQ(endpoint->signing_region, parameters.region);
}

INSTANTIATE_TEST_SUITE_P(Suite, EndpointVector, testing::ValuesIn(endpoint_cases()),
                         [](const auto& row) { return test_name(row.param.name); });

TEST(EndpointVectors, TheSuiteIsWhole) {
  SKIP_UNLESS_SHARED(kTestsFile);
  EXPECT_EQ(shared_json(kTestsFile).at("testCases").size(), 43U);
}

TEST(Partitions, AreThePublishedOnes) {
  SKIP_UNLESS_SHARED(kPartitionsFile);
  const Json& published = shared_json(kPartitionsFile).at("partitions");
  ASSERT_EQ(partitions().size(), published.size());
  for (std::size_t i = 0; i < published.size(); ++i) {
    const Partition& ours = partitions()[i];
    EXPECT_EQ(ours.id, published[i].at("id").get<std::string>());
    const Json& outputs = published[i].at("outputs");
    EXPECT_EQ(ours.suffix, outputs.at("dnsSuffix").get<std::string>()) << ours.id;
    EXPECT_EQ(ours.dual_stack_suffix, outputs.at("dualStackDnsSuffix").get<std::string>())
        << ours.id;
    // Our table has no column for these, since they are the same everywhere.
    EXPECT_TRUE(outputs.at("supportsFIPS").get<bool>()) << ours.id;
    EXPECT_TRUE(outputs.at("supportsDualStack").get<bool>()) << ours.id;
    std::vector<std::string> regions;
    for (const auto& [region, description] : published[i].at("regions").items()) {
      regions.push_back(region);
    }
    // Two regions that Amazon announced after the list was published.
    if (ours.id == "aws") regions.insert(regions.end(), {"me-west-1", "sa-west-1"});
    std::sort(regions.begin(), regions.end());
    regions.erase(std::unique(regions.begin(), regions.end()), regions.end());
    EXPECT_EQ(std::vector<std::string>(ours.regions.begin(), ours.regions.end()), regions);
  }
}

/// Every prefix of every partition, right and slightly wrong.
std::vector<std::string> invented_regions() {
  std::vector<std::string> regions = {"foo", "us", "us-", "us--1", "mars-1", "", "US-EAST-9"};
  for (const Partition& partition : partitions()) {
    for (const std::string_view prefix : partition.prefixes) {
      for (const char* tail : {"-north-9", "-no_1-12", "-north-9x", "-north", "-north-9-1", "-9",
                               "north-9", "--9", "-x-"}) {
        regions.push_back(std::string(prefix) + tail);
      }
    }
  }
  return regions;
}

TEST(Partitions, TakeUnknownRegionsAsThePublishedPatternsDo) {
  SKIP_UNLESS_SHARED(kPartitionsFile);
  const Json& published = shared_json(kPartitionsFile).at("partitions");
  for (const std::string& region : invented_regions()) {
    std::string expected = "aws";
    for (const Json& partition : published) {
      const std::regex pattern(partition.at("regionRegex").get<std::string>());
      if (!std::regex_search(region, pattern)) continue;
      expected = partition.at("id").get<std::string>();
      break;
    }
    EXPECT_EQ(partition_of(region).id, expected) << region;
  }
}

TEST(Partitions, KnowTheirOwnRegions) {
  for (const Partition& partition : partitions()) {
    for (const std::string_view region : partition.regions) {
      EXPECT_EQ(partition_of(region).id, partition.id) << region;
    }
  }
}

}  // namespace
}  // namespace send_bounce::conformance
