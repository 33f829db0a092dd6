#include "send_bounce/settings/side_calls.h"

#include <gtest/gtest.h>

#include "support/fake_world.h"

namespace send_bounce {
namespace {

using testing::FakeFileSystem;
using testing::FakeVariables;

/// What a user has: the config file, variables and options.
struct User {
  std::string config = "[default]\nregion = us-west-1\n";
  FakeVariables variables{};
  SettingsOptions options{};
};

SideCallSettings resolve(const User& user) {
  const FakeFileSystem disk{{"/home/user/.aws/config", user.config}};
  const auto files = load_config_files(user.variables, disk);
  EXPECT_TRUE(files);
  const SettingSources sources{user.options, user.variables, *files};
  const auto scope = select_profile(sources);
  EXPECT_TRUE(scope);
  const auto settings = resolve_settings(sources, *scope, disk);
  EXPECT_TRUE(settings);
  return resolve_side_calls(sources, *settings, disk);
}

std::string url(const SideCallSettings& calls, SideService service) {
  const auto& found = calls.endpoint_urls.at(static_cast<std::size_t>(service));
  if (!found) return found.error().message;
  return *found ? (*found)->value : "none";
}

// configuration-and-credentials.md §2.5.
TEST(SideCalls, TakeTheirTrustFromVariablesAndProfileAlone) {
  User user;
  user.options.ca_bundle = "/typed";
  EXPECT_EQ(resolve(user).ca_bundle, "");
  user.options.no_verify_ssl = true;
  user.variables.values = {{"REQUESTS_CA_BUNDLE", "~/last"}};
  EXPECT_EQ(resolve(user).ca_bundle, "/home/user/last");
  user.config += "ca_bundle = /profile\n";
  EXPECT_EQ(resolve(user).ca_bundle, "/profile");
  user.variables.values["AWS_CA_BUNDLE"] = "/variable";
  EXPECT_EQ(resolve(user).ca_bundle, "/variable");
}

TEST(SideCalls, KeepABlankBundleForTheCallThatMeetsIt) {
  User user;
  user.options.ca_bundle = "/typed";
  user.variables.values = {{"AWS_CA_BUNDLE", " "}};
  const auto bundle = resolve(user).ca_bundle;
  ASSERT_FALSE(bundle);
  EXPECT_EQ(bundle.error().message.substr(0, 18), "Invalid CA bundle:");
}

// configuration-and-credentials.md §2.3.
TEST(SideCalls, HaveAnEndpointOfTheirOwnInVariableAndServicesSection) {
  const std::string section =
      "services = sv\nendpoint_url = http://profile\n"
      "[services sv]\nsts =\n  endpoint_url = http://block\n";
  User user;
  EXPECT_EQ(url(resolve(user), SideService::Sts), "none");
  user.config += section;
  EXPECT_EQ(url(resolve(user), SideService::Sts), "http://block");
  EXPECT_EQ(url(resolve(user), SideService::Sso), "http://profile");
  user.variables.values = {{"AWS_ENDPOINT_URL", "http://all"}};
  EXPECT_EQ(url(resolve(user), SideService::Sts), "http://all");
  user.variables.values["AWS_ENDPOINT_URL_STS"] = "http://sts";
  user.variables.values["AWS_ENDPOINT_URL_SSO"] = "http://sso";
  user.variables.values["AWS_ENDPOINT_URL_SSO_OIDC"] = "http://oidc";
  user.variables.values["AWS_ENDPOINT_URL_SIGNIN"] = "http://signin";
  const SideCallSettings calls = resolve(user);
  EXPECT_EQ(url(calls, SideService::Sts), "http://sts");
  EXPECT_EQ(url(calls, SideService::Sso), "http://sso");
  EXPECT_EQ(url(calls, SideService::SsoOidc), "http://oidc");
  EXPECT_EQ(url(calls, SideService::Signin), "http://signin");
  user.variables.values["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"] = "true";
  EXPECT_EQ(url(resolve(user), SideService::Sts), "none");
}

TEST(SideCalls, AreNotMovedByTheOption) {
  User user;
  user.options.endpoint_url = "http://typed";
  EXPECT_EQ(url(resolve(user), SideService::Sts), "none");
}

TEST(SideCalls, KeepABadServicesSectionForTheCallThatMeetsIt) {
  User user;
  user.config += "services = nope\n";
  user.options.endpoint_url = "http://typed";
  EXPECT_EQ(url(resolve(user), SideService::Sts),
            "The profile is configured to use the services section but the \"nope\" services "
            "configuration does not exist.");
}

TEST(SideCalls, ShareRegionVariantsTimeOutsAndAttempts) {
  User user;
  user.options.region = "eu-west-3";
  user.options.connect_timeout = "7";
  user.options.read_timeout = "8";
  user.variables.values = {{"AWS_USE_FIPS_ENDPOINT", "true"},
                           {"AWS_USE_DUALSTACK_ENDPOINT", "true"},
                           {"AWS_RETRY_MODE", "adaptive"},
                           {"AWS_MAX_ATTEMPTS", "5"}};
  user.options.at_most_once = true;
  const SideCallSettings calls = resolve(user);
  EXPECT_EQ(calls.region, "eu-west-3");
  EXPECT_TRUE(calls.use_fips);
  EXPECT_TRUE(calls.use_dual_stack);
  EXPECT_EQ(calls.connect_timeout, 7);
  EXPECT_EQ(calls.read_timeout, 8);
  EXPECT_EQ(calls.retries.max_attempts, 5);
  EXPECT_TRUE(calls.retries.adaptive);
  EXPECT_FALSE(calls.retries.at_most_once);
}

Result<MetadataSettings> resolve(const std::string& config, const FakeVariables& variables) {
  const FakeFileSystem disk{{"/home/user/.aws/config", "[default]\n" + config}};
  ASSIGN_OR_RETURN(const auto files, load_config_files(variables, disk));
  const SettingsOptions options;
  return resolve_metadata_settings({options, variables, files}, "default");
}

// configuration-and-credentials.md §3.10: which server is asked, or the error.
struct EndpointRow {
  const char* name;
  std::string config;
  FakeVariables variables;
  std::string expected;
};

void PrintTo(const EndpointRow& row, std::ostream* out) { *out << row.name; }

const EndpointRow kEndpointRows[] = {
    {"TheLinkLocalAddress", "", {}, "http://169.254.169.254/ from default"},
    {"Ipv6ByMode",
     "ec2_metadata_service_endpoint_mode = IPv6\n",
     {},
     "http://[fd00:ec2::254]/ from \"ec2_metadata_service_endpoint_mode\" of profile \"default\" "
     "in /home/user/.aws/config"},
    {"Ipv6ByTheOlderSwitch",
     "",
     {{"AWS_IMDS_USE_IPV6", "TRUE"}},
     "http://[fd00:ec2::254]/ from variable AWS_IMDS_USE_IPV6"},
    {"TheModeBeatsTheOlderSwitch",
     "ec2_metadata_service_endpoint_mode = ipv4\nimds_use_ipv6 = true\n",
     {},
     "http://169.254.169.254/ from \"ec2_metadata_service_endpoint_mode\" of profile \"default\" "
     "in /home/user/.aws/config"},
    {"AnEndpointBeatsTheMode",
     "ec2_metadata_service_endpoint_mode = ipv6\n",
     {{"AWS_EC2_METADATA_SERVICE_ENDPOINT", "http://127.0.0.1:9/base"}},
     "http://127.0.0.1:9/base from variable AWS_EC2_METADATA_SERVICE_ENDPOINT"},
    {"AnEmptyEndpointIsNone",
     "",
     {{"AWS_EC2_METADATA_SERVICE_ENDPOINT", ""}},
     "http://169.254.169.254/ from default"},
    {"AModeThatIsNone_83",
     "",
     {{"AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", "x"}},
     "Invalid EC2 Instance Metadata endpoint mode: x Valid endpoint modes (case-insensitive): "
     "('ipv4', 'ipv6')."},
    {"AModeThatIsNoneBesideAnEndpoint",
     "ec2_metadata_service_endpoint_mode = x\nec2_metadata_service_endpoint = http://h\n",
     {},
     "Invalid EC2 Instance Metadata endpoint mode: x Valid endpoint modes (case-insensitive): "
     "('ipv4', 'ipv6')."},
    {"AnEndpointThatIsNoUrl",
     "ec2_metadata_service_endpoint = nonsense\n",
     {},
     "Invalid endpoint EC2 Instance Metadata endpoint: nonsense"},
};

struct MetadataEndpoint : ::testing::TestWithParam<EndpointRow> {};

TEST_P(MetadataEndpoint, IsResolved) {
  const auto settings = resolve(GetParam().config, GetParam().variables);
  EXPECT_EQ(settings ? settings->endpoint.value + " from " + describe(settings->endpoint.origin)
                     : settings.error().message,
            GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(Rows, MetadataEndpoint, ::testing::ValuesIn(kEndpointRows),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(MetadataSettings, OneSecondAndOneAttemptUnlessConfigured) {
  const auto standard = resolve("", {});
  ASSERT_TRUE(standard);
  EXPECT_EQ(standard->timeout.value, 1);
  EXPECT_EQ(standard->attempts.value, 1);

  const auto configured =
      resolve("metadata_service_timeout = 5\n", {{"AWS_METADATA_SERVICE_NUM_ATTEMPTS", " 1_0 "}});
  ASSERT_TRUE(configured);
  EXPECT_EQ(configured->timeout.value, 5);
  EXPECT_EQ(configured->attempts.value, 10);
}

TEST(MetadataSettings, SwitchesAreTrueInAnyCaseAndNothingElse) {
  const auto on =
      resolve("ec2_metadata_v1_disabled = TRUE\n", {{"AWS_EC2_METADATA_DISABLED", "True"}});
  ASSERT_TRUE(on);
  EXPECT_TRUE(on->is_disabled.value);
  EXPECT_TRUE(on->is_version_1_disabled.value);

  const auto off = resolve("ec2_metadata_v1_disabled = 1\n", {{"AWS_EC2_METADATA_DISABLED", "1"}});
  ASSERT_TRUE(off);
  EXPECT_FALSE(off->is_disabled.value);
  EXPECT_FALSE(off->is_version_1_disabled.value);
}

}  // namespace

}  // namespace send_bounce
