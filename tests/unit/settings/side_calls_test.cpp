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

}  // namespace
}  // namespace send_bounce
