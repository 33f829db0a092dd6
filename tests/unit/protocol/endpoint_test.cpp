#include "send_bounce/protocol/endpoint.h"

#include <gtest/gtest.h>

namespace send_bounce {
namespace {

Result<Endpoint> resolve(const std::string& region, bool fips = false, bool dual_stack = false) {
  EndpointParameters parameters;
  parameters.region = region;
  parameters.use_fips = fips;
  parameters.use_dual_stack = dual_stack;
  return resolve_endpoint(parameters);
}

Result<Endpoint> resolve_url(const std::string& url) {
  EndpointParameters parameters;
  parameters.region = "us-east-1";
  parameters.endpoint_url = url;
  return resolve_endpoint(parameters);
}

std::string shown(const Result<Endpoint>& endpoint) {
  if (!endpoint) return endpoint.error().message;
  const std::string query = endpoint->query.empty() ? "" : "?" + endpoint->query;
  return endpoint->scheme + "://" + endpoint->host + endpoint->path + query;
}

struct RegionRow {
  std::string region;
  bool fips;
  bool dual_stack;
  std::string host;
};

// Hosts as a proxy was asked for them (wire-protocol.md §4; recorded cases of the group
// "endpoints").
TEST(Endpoint, TheHostFollowsFromRegionAndVariant) {
  const RegionRow kRows[] = {
      {"eu-west-1", false, false, "email.eu-west-1.amazonaws.com"},
      {"us-east-1", true, false, "email-fips.us-east-1.amazonaws.com"},
      {"us-west-2", false, true, "email.us-west-2.api.aws"},
      {"eu-west-1", true, true, "email-fips.eu-west-1.api.aws"},
      {"cn-north-1", false, false, "email.cn-north-1.amazonaws.com.cn"},
      {"cn-north-1", true, true, "email-fips.cn-north-1.api.amazonwebservices.com.cn"},
      {"us-gov-west-1", true, false, "email-fips.us-gov-west-1.amazonaws.com"},
      {"us-iso-east-1", true, true, "email-fips.us-iso-east-1.api.aws.ic.gov"},
      {"us-isob-east-1", false, true, "email.us-isob-east-1.api.aws.scloud"},
      {"eu-isoe-west-1", true, false, "email-fips.eu-isoe-west-1.cloud.adc-e.uk"},
      {"us-isof-south-1", false, false, "email.us-isof-south-1.csp.hci.ic.gov"},
      {"eusc-de-east-1", true, false, "email-fips.eusc-de-east-1.amazonaws.eu"},
      {"mars-1", true, true, "email-fips.mars-1.api.aws"},
      {"xx-fake-9", false, true, "email.xx-fake-9.api.aws"},
      {"foo", false, false, "email.foo.amazonaws.com"},
      {"aws-global", false, false, "email.aws-global.amazonaws.com"},
      {"US-EAST-1", false, false, "email.us-east-1.amazonaws.com"}};
  for (const RegionRow& row : kRows) {
    const auto endpoint = resolve(row.region, row.fips, row.dual_stack);
    EXPECT_EQ(shown(endpoint), "https://" + row.host + "/") << row.region;
    ASSERT_TRUE(endpoint);
    EXPECT_EQ(endpoint->signing_region, row.region);
  }
}

// configuration-and-credentials.md §3.4; botocore's rule set of STS for us-gov.
TEST(Endpoint, StsHasAGlobalHostAndPlainNamesForFipsInUsGov) {
  struct Row {
    RegionRow given;
    std::string signing_region;
  };
  const Row kRows[] = {
      {{"eu-west-1", false, false, "sts.eu-west-1.amazonaws.com"}, "eu-west-1"},
      {{"us-east-1", true, false, "sts-fips.us-east-1.amazonaws.com"}, "us-east-1"},
      {{"cn-north-1", false, false, "sts.cn-north-1.amazonaws.com.cn"}, "cn-north-1"},
      {{"us-west-2", false, true, "sts.us-west-2.api.aws"}, "us-west-2"},
      {{"us-west-2", true, true, "sts-fips.us-west-2.api.aws"}, "us-west-2"},
      {{"us-gov-west-1", true, false, "sts.us-gov-west-1.amazonaws.com"}, "us-gov-west-1"},
      {{"us-gov-west-1", true, true, "sts-fips.us-gov-west-1.api.aws"}, "us-gov-west-1"},
      {{"aws-global", false, false, "sts.amazonaws.com"}, "us-east-1"},
      {{"aws-global", true, false, "sts-fips.aws-global.amazonaws.com"}, "aws-global"}};
  for (const auto& [given, signing_region] : kRows) {
    const auto endpoint =
        resolve_endpoint({given.region, given.fips, given.dual_stack, {}}, kStsEndpoints);
    EXPECT_EQ(shown(endpoint), "https://" + given.host + "/") << given.region;
    ASSERT_TRUE(endpoint);
    EXPECT_EQ(endpoint->signing_region, signing_region);
    EXPECT_EQ(endpoint->signing_name, "sts");
  }
}

TEST(Endpoint, OlderFipsNamesMeanTheRegionWithFips) {
  for (const char* name : {"fips-us-east-1", "us-east-1-fips"}) {
    const auto endpoint = resolve(name);
    EXPECT_EQ(shown(endpoint), "https://email-fips.us-east-1.amazonaws.com/") << name;
    ASSERT_TRUE(endpoint);
    EXPECT_EQ(endpoint->signing_region, "us-east-1") << name;
  }
}

TEST(Endpoint, TwoPartitionsHaveNoDualStack) {
  EXPECT_EQ(shown(resolve("us-isof-south-1", false, true)),
            "Unable to construct a modeled endpoint with the following variant(s) ['dualstack']:");
  EXPECT_EQ(shown(resolve("eu-isoe-north-7", true, true)),
            "Unable to construct a modeled endpoint with the following variant(s) "
            "['dualstack', 'fips']:");
}

// wire-protocol.md §4: the reference looks before it takes the endpoint that is given.
TEST(Endpoint, TwoPartitionsHaveNoDualStackWhateverTheEndpoint) {
  for (const char* region : {"eu-isoe-west-1", "us-isof-south-1", "eu-isoe-north-7"}) {
    EXPECT_EQ(shown(resolve_endpoint({region, false, true, "http://h"})),
              "Unable to construct a modeled endpoint with the following variant(s) "
              "['dualstack']:");
    EXPECT_EQ(shown(resolve_endpoint({region, true, false, "http://h"})), "http://h/");
  }
  for (const char* region : {"us-iso-east-1", "us-isob-east-1", "aws-iso-e-global", "us-east-1"}) {
    EXPECT_EQ(shown(resolve_endpoint({region, false, true, "http://h"})), "http://h/") << region;
  }
}

TEST(Endpoint, ARegionThatCannotBeOneIsRefused) {
  for (const std::string region : {"us_east_1", "-a", "a-", "12345", "a.b", " us-east-1",
                                   "us-east-1 ", "us-east-1\n", "é", "eu-west-1 ; c"}) {
    EXPECT_FALSE(is_valid_region(region)) << region;
    const auto endpoint = resolve(region);
    ASSERT_FALSE(endpoint) << region;
    EXPECT_EQ(endpoint.error().kind, ErrorKind::General);
    EXPECT_EQ(endpoint.error().message,
              "Provided region_name '" + region + "' doesn't match a supported format.");
  }
  EXPECT_TRUE(is_valid_region(std::string(63, 'a')));
  EXPECT_FALSE(is_valid_region(std::string(64, 'a')));
  EXPECT_TRUE(is_valid_region("1a"));
}

TEST(Endpoint, AnEmptyRegionServesACustomEndpointOnly) {
  EXPECT_EQ(shown(resolve("")), "Invalid endpoint: https://email..amazonaws.com");
  EndpointParameters parameters;
  parameters.endpoint_url = "http://h";
  EXPECT_EQ(shown(resolve_endpoint(parameters)), "http://h/");
}

TEST(Endpoint, ACustomEndpointWinsOverTheVariants) {
  EndpointParameters parameters;
  parameters.region = "fips-us-east-1";
  parameters.use_fips = true;
  parameters.use_dual_stack = true;
  parameters.endpoint_url = "http://127.0.0.1:8080";
  const auto endpoint = resolve_endpoint(parameters);
  EXPECT_EQ(shown(endpoint), "http://127.0.0.1:8080/");
  EXPECT_EQ(endpoint->signing_region, "us-east-1");
}

struct UrlRow {
  std::string given;
  std::string expected;
};

// wire-protocol.md §4, table of custom endpoints, and what botocore's and urllib3's URL functions
// make of the rest.
TEST(Endpoint, CustomUrlsAreTakenApart) {
  const UrlRow kRows[] = {{"http://h:8000", "http://h:8000/"},
                          {"HTTP://Example.COM/", "http://example.com/"},
                          {"https://h:443/x", "https://h/x"},
                          {"http://h:0080/", "http://h/"},
                          {"https://h:80", "https://h:80/"},
                          {"http://h:", "http://h/"},
                          {"http://user:pw@h:1/p#f", "http://h:1/p"},
                          {"http://127.1:9", "http://127.1:9/"},
                          {"http://h.:9", "http://h.:9/"},
                          {"http://[::1]:8000/a", "http://[::1]:8000/a"},
                          {"http://[FE80::A]:80", "http://[fe80::a]/"},
                          {"http://[1::127.0.0.1]", "http://[1::127.0.0.1]/"},
                          {"http://[fe80::1%25eth0]/", "http://[fe80::1%25eth0]/"},
                          {"http://h?b=2&a=1", "http://h/?b=2&a=1"},
                          {"http://h/?", "http://h/"},
                          {"http://h/a b", "http://h/a%20b"},
                          {"http://h/a%20b%c3", "http://h/a%20b%C3"},
                          {"http://h/a%zz%41", "http://h/a%25zz%2541"},
                          {"http://h/\xC3\xA9?\xC3\xA9=1", "http://h/%C3%A9?%C3%A9=1"},
                          {"http://h/a//b/../c;d", "http://h/a//b/../c;d"},
                          {" http://h", "http://h/"}};
  for (const UrlRow& row : kRows)
    EXPECT_EQ(shown(resolve_url(row.given)), row.expected) << row.given;
}

// As botocore under urllib3 2.7 asks a proxy for it.
TEST(Endpoint, AProxyForPlainHttpIsGivenTheWholeUrl) {
  const UrlRow kRows[] = {
      {"http://m", "http://m/"},
      {"http://m:80", "http://m:80/"},
      {"http://M:080/", "http://m:80/"},
      {"http://m:/", "http://m/"},
      {"http://u:p@m:80/", "http://u:p@m:80/"},
      {"http://u@m/", "http://u@m/"},
      {"http://:p@m/", "http://:p@m/"},
      {"http://[::1]:80/x", "http://[::1]:80/x"},
      {"http://m/a//b/../c", "http://m/a//c"},
      {"http://m/a/%7eb/./x?b=2&a=%2f#frag", "http://m/a/%7Eb/x?b=2&a=%2F#frag"},
      {"http://m/..", "http://m/"},
      {"http://m/a/..", "http://m/"},
      {"http://m/a/.", "http://m/a/"},
      {"http://m/../..//x", "http://m/x"},
      {"http://m/.", "http://m/"},
      {"http://m/../%2e%2e/x", "http://m/%2E%2E/x"},
      {"http://m?x=../y", "http://m/?x=../y"},
      {"http://m/\xC3\xA9 b", "http://m/%C3%A9%20b"},
      {"http://m/a;b", "http://m/a;b"},
      {"https://m/a/../b", ""}};
  for (const UrlRow& row : kRows)
    EXPECT_EQ(resolve_url(row.given)->forward_url, row.expected) << row.given;
}

TEST(Endpoint, UrlsThatCannotBeOneAreRefused) {
  for (const std::string url :
       {"127.0.0.1:1",     "foo",         "//h",        "",          "localhost:1", "http://",
        "http:///x",       "http:h",      "http://a_b", "http://-a", "http://a-",   "http://a b",
        "http://\xC3\xA9", "http://h/\t", "http://h\n", "unix:///x", "http://a..b", "http://:80",
        "http://[foo]",    "http://::1/"}) {
    EXPECT_EQ(shown(resolve_url(url)), "Invalid endpoint: " + url);
  }
  const std::string too_long = "http://" + std::string(64, 'a');
  EXPECT_EQ(shown(resolve_url(too_long)), "Invalid endpoint: " + too_long);
}

TEST(Endpoint, FaultsInPartsOfAUrlHaveTheirOwnTexts) {
  const UrlRow kRows[] = {
      {"http://h:abc", "Port could not be cast to integer value as 'abc'"},
      {"http://h:1:2", "Port could not be cast to integer value as '1:2'"},
      {"http://h:99999", "Port out of range 0-65535"},
      {"http://h:99999999999999999999", "Port out of range 0-65535"},
      {"http://[::1", "Invalid IPv6 URL"},
      {"ftp://h", "An HTTP Client raised an unhandled exception: Not supported URL scheme ftp"}};
  for (const UrlRow& row : kRows)
    EXPECT_EQ(shown(resolve_url(row.given)), row.expected) << row.given;
}

TEST(Endpoint, APasswordInAUrlIsNotShown) {
  EXPECT_EQ(shown(resolve_url("http://user:secret@a_b/x")),
            "Invalid endpoint: http://***:***@a_b/x");
  EXPECT_EQ(shown(resolve_url("user:secret@h")), "Invalid endpoint: ***@h");
  EXPECT_EQ(shown(resolve_url("http:/user:secret@h")), "Invalid endpoint: ***@h");
  EXPECT_EQ(shown(resolve_url("http://user:sec/ret@h")),
            "Port could not be cast to integer value as '***'");
}

}  // namespace
}  // namespace send_bounce
