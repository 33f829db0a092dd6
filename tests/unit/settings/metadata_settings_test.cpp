#include <gtest/gtest.h>

#include "send_bounce/settings/side_calls.h"
#include "support/fake_world.h"

namespace send_bounce {
namespace {

using testing::FakeFileSystem;
using testing::FakeVariables;

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
