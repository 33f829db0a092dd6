#include "settings/lookup.h"

#include <gtest/gtest.h>

#include "support/fake_world.h"

namespace send_bounce {
namespace {

using testing::FakeFileSystem;
using testing::FakeVariables;

constexpr const char* kBoth =
    "[default]\nendpoint_url = http://h/conf\nservices = sv\n"
    "[services sv]\nses =\n  endpoint_url = http://h/sect\n";
constexpr const char* kProfileOnly = "[default]\nendpoint_url = http://h/conf\n";

struct Row {
  const char* name;
  const char* config;
  FakeVariables variables;
  std::optional<std::string> option;
  const char* expected;  // URL and origin, "" for none, or the error
};

// configuration-and-credentials.md rows 55 to 64, and the sentences of §2.3.
const Row kRows[] = {
    {"NothingIsConfigured", "", {}, {}, ""},
    {"TheOptionBeatsTheVariables",
     kBoth,
     {{"AWS_ENDPOINT_URL", "http://h/glob"}, {"AWS_ENDPOINT_URL_SES", "http://h/svc"}},
     "http://h/cli",
     "http://h/cli from option --endpoint-url"},
    {"TheServicesVariableBeatsTheGlobalOne",
     kBoth,
     {{"AWS_ENDPOINT_URL", "http://h/glob"}, {"AWS_ENDPOINT_URL_SES", "http://h/svc"}},
     {},
     "http://h/svc from variable AWS_ENDPOINT_URL_SES"},
    {"TheGlobalVariableBeatsTheServicesSection",
     kBoth,
     {{"AWS_ENDPOINT_URL", "http://h/glob"}},
     {},
     "http://h/glob from variable AWS_ENDPOINT_URL"},
    {"TheServicesSectionBeatsTheProfile",
     kBoth,
     {},
     {},
     "http://h/sect from \"services sv: endpoint_url\" of profile \"default\" in "
     "/home/user/.aws/config"},
    {"AnEmptyVariableIsNotSet",
     kProfileOnly,
     {{"AWS_ENDPOINT_URL_SES", ""}, {"AWS_ENDPOINT_URL", ""}},
     {},
     "http://h/conf from \"endpoint_url\" of profile \"default\" in /home/user/.aws/config"},
    {"AnEmptyKeyIsNotSet", "[default]\nendpoint_url =\n", {}, {}, ""},
    {"TheBlockNameHasAnyCase",
     "[default]\nservices = sv\n[services sv]\nSES =\n  endpoint_url = http://h/sect\n",
     {},
     {},
     "http://h/sect from \"services sv: endpoint_url\" of profile \"default\" in "
     "/home/user/.aws/config"},
    {"TheKeyInTheBlockIsLowerCase",
     "[default]\nservices = sv\n[services sv]\nses =\n  ENDPOINT_URL = http://h/sect\n",
     {},
     {},
     ""},
    {"ABlockInTheProfileIsNoSource",
     "[default]\nses =\n  endpoint_url = http://h/sect\n",
     {},
     {},
     ""},
    {"AMissingServicesSection",
     "[default]\nservices = nope\n",
     {},
     {},
     "error: The profile is configured to use the services section but the \"nope\" services "
     "configuration does not exist."},
    {"AnEmptyServicesSection",
     "[default]\nservices = sv\n[services sv]\n",
     {},
     {},
     "error: The profile is configured to use the services section but the \"sv\" services "
     "configuration does not exist."},
    {"AMissingServicesSectionIsNotLookedForBelowAVariable",
     "[default]\nservices = nope\n",
     {{"AWS_ENDPOINT_URL", "http://h/glob"}},
     {},
     "http://h/glob from variable AWS_ENDPOINT_URL"},
    {"TheServiceKeyWithAValueOfItsOwn",
     "[default]\nservices = sv\n[services sv]\nses = x\n",
     {},
     {},
     "error: In the section [services sv] of /home/user/.aws/config the key \"ses\" must have no "
     "value of its own, but indented lines such as endpoint_url = URL below it."},
    {"TheIgnoreVariableDropsVariablesAndFiles",
     kBoth,
     {{"AWS_ENDPOINT_URL_SES", "http://h/svc"}, {"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "True"}},
     {},
     ""},
    {"TheIgnoreVariableLeavesTheOption",
     kBoth,
     {{"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true"}},
     "http://h/cli",
     "http://h/cli from option --endpoint-url"},
    {"TheIgnoreKey",
     "[default]\nendpoint_url = http://h\nignore_configured_endpoint_urls = true\n",
     {},
     {},
     ""},
    {"OneIsNotTrue",
     kProfileOnly,
     {{"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "1"}},
     {},
     "http://h/conf from \"endpoint_url\" of profile \"default\" in /home/user/.aws/config"},
};

void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

class EndpointUrl : public ::testing::TestWithParam<Row> {};

TEST_P(EndpointUrl, ComesFromTheFirstSourceThatHasOne) {
  const Row& row = GetParam();
  const FakeFileSystem disk{{"/home/user/.aws/config", row.config}};
  const auto files = load_config_files(row.variables, disk);
  ASSERT_TRUE(files);
  SettingsOptions options;
  options.endpoint_url = row.option;

  const auto found = resolve_endpoint_url(kSesEndpointUrlRow, row.option,
                                          {options, row.variables, *files}, "default");

  std::string shown;
  if (!found) {
    shown = "error: " + found.error().message;
  } else if (*found) {
    shown = (*found)->value + " from " + describe((*found)->origin);
  }
  EXPECT_EQ(shown, row.expected);
}

INSTANTIATE_TEST_SUITE_P(Rows, EndpointUrl, ::testing::ValuesIn(kRows),
                         [](const auto& test) { return std::string(test.param.name); });

TEST(UrlScheme, IsWhatPythonsUrlparseSees) {
  for (const char* url :
       {"http://h", "HTTP:", "localhost:80", "ftp://h", "a+b-c.1:x", " http://h", "ht\ntp://h"}) {
    EXPECT_TRUE(has_url_scheme(url)) << url;
  }
  for (const char* url : {"", "localhost", "127.0.0.1:80", "//h/", ":80", "h_t:x", "[::1]:80"}) {
    EXPECT_FALSE(has_url_scheme(url)) << url;
  }
}

}  // namespace
}  // namespace send_bounce
