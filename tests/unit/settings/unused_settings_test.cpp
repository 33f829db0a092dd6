#include "settings/unused_settings.h"

#include <gtest/gtest.h>

#include "unit/settings/user_side.h"

namespace send_bounce {
namespace {

using testing::FakeVariables;
using testing::UserSide;

// The message, or "fine".
std::string verdict(const Result<void>& checked) {
  return checked ? "fine" : checked.error().message;
}

struct Row {
  const char* name;
  std::string config;  // of the default profile
  FakeVariables variables;
  std::string expected;
};

void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

std::string early_verdict(const Row& row, const SettingsOptions& options = {}) {
  const testing::FakeFileSystem disk{{"/home/user/.aws/config", "[default]\n" + row.config}};
  const auto files = load_config_files(row.variables, disk);
  return files ? verdict(check_early_settings({options, row.variables, *files}))
               : files.error().message;
}

// configuration-and-credentials.md §2.1; a number in a case's name is a row of it.
const Row kEarlyRows[] = {
    {"NothingIsSet", "", {}, "fine"},
    {"TheWireFormat", "cli_timestamp_format = wire\n", {}, "fine"},
    {"AnUnknownTimestampFormat_78",
     "cli_timestamp_format = x\n",
     {},
     "Unknown cli_timestamp_format value: x, valid values are \"wire\" or \"iso8601\""},
    {"TheOtherBinaryFormat", "cli_binary_format = raw-in-base64-out\n", {}, "fine"},
    {"AnUnknownBinaryFormat", "cli_binary_format = x\n", {}, "'x'"},
    {"TheTimestampFormatComesFirst",
     "cli_binary_format = x\ncli_timestamp_format = y\n",
     {},
     "Unknown cli_timestamp_format value: y, valid values are \"wire\" or \"iso8601\""},
    {"AMetadataTimeoutThatIsNoInteger",
     "metadata_service_timeout = abc\n",
     {},
     "invalid literal for int() with base 10: 'abc'"},
    {"MetadataAttemptsThatAreNoInteger",
     "",
     {{"AWS_METADATA_SERVICE_NUM_ATTEMPTS", "1.5"}},
     "invalid literal for int() with base 10: '1.5'"},
    {"TheBinaryFormatComesBeforeMetadata",
     "cli_binary_format = x\nmetadata_service_timeout = abc\n",
     {},
     "'x'"},
    {"AProfileThatIsMissingHasNoSettings",
     "cli_timestamp_format = x\n",
     {{"AWS_PROFILE", "nope"}},
     "fine"},
};

struct EarlySettings : ::testing::TestWithParam<Row> {};

TEST_P(EarlySettings, AreCheckedThoughTheyHaveNoPart) {
  EXPECT_EQ(early_verdict(GetParam()), GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(Rows, EarlySettings, ::testing::ValuesIn(kEarlyRows),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(EarlySettings, ABinaryFormatThatWasTypedHidesTheFile) {
  SettingsOptions options;
  options.binary_format = "base64";
  EXPECT_EQ(early_verdict({"", "cli_binary_format = x\n", {}, ""}, options), "fine");
}

TEST(EarlySettings, ATimestampFormatIsAFaultOfTheConfiguration) {
  const testing::FakeFileSystem disk{
      {"/home/user/.aws/config", "[default]\ncli_timestamp_format = x\n"}};
  const FakeVariables variables;
  const SettingsOptions options;
  const auto files = load_config_files(variables, disk);
  const auto checked = check_early_settings({options, variables, *files});
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().kind, ErrorKind::Configuration);
  EXPECT_EQ(checked.error().code, "Configuration");
}

const Row kClientRows[] = {
    {"NothingIsSet", "", {}, "fine"},
    {"ASizeOfCompression", "request_min_compression_size_bytes = 1048576\n", {}, "fine"},
    {"ASizeTooSmall_82",
     "",
     {{"AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES", "0"}},
     "Invalid value \"0\" for request_min_compression_size_bytes. Value must be between 1 and "
     "1048576."},
    {"ASizeThatIsNoNumber",
     "request_min_compression_size_bytes = abc\n",
     {},
     "Invalid value \"abc\" for request_min_compression_size_bytes. Value must be an integer. "
     "Received <class 'str'> instead."},
    {"AChecksumInAnyCase",
     "request_checksum_calculation = WHEN_REQUIRED\nresponse_checksum_validation = when_required\n",
     {},
     "fine"},
    {"AnUnknownChecksum",
     "request_checksum_calculation = X\n",
     {},
     "Unsupported configuration value for request_checksum_calculation. Expected one of "
     "('when_supported', 'when_required') but got x."},
    {"AnUnknownChecksumOfAnswers",
     "",
     {{"AWS_RESPONSE_CHECKSUM_VALIDATION", "never"}},
     "Unsupported configuration value for response_checksum_validation. Expected one of "
     "('when_supported', 'when_required') but got never."},
    {"AnAccountIdModeInAnyCase", "account_id_endpoint_mode = Required\n", {}, "fine"},
    {"AnUnknownAccountIdMode_80",
     "account_id_endpoint_mode = x\n",
     {},
     "The configured value 'x' for 'account_id_endpoint_mode' is invalid. Valid values are: "
     "('preferred', 'disabled', 'required')."},
    {"AnEmptyVariableHidesTheFile",
     "account_id_endpoint_mode = required\n",
     {{"AWS_ACCOUNT_ID_ENDPOINT_MODE", ""}},
     "The configured value '' for 'account_id_endpoint_mode' is invalid. Valid values are: "
     "('preferred', 'disabled', 'required')."},
    {"AnUnknownExpressSetting",
     "",
     {{"AWS_S3_DISABLE_EXPRESS_SESSION_AUTH", "Yes"}},
     "Invalid value \"Yes\" for s3_disable_express_session_auth. Value must be a boolean"},
    {"AnAddressingStyle", "s3 =\n  addressing_style = path\n", {}, "fine"},
    {"AnUnknownAddressingStyle_81",
     "s3 =\n  addressing_style = x\n",
     {},
     "S3 addressing style x is invalid. Valid options are: 'auto', 'virtual', and 'path'"},
    {"AnS3SettingWithoutABlock", "s3 = x\n", {}, "fine"},
    // Read by nobody: configuration-and-credentials.md §2.1.
    {"SettingsWithoutACheck",
     "defaults_mode = x\nsigv4a_signing_region_set = x\nauth_scheme_preference = x\n"
     "disable_request_compression = x\n",
     {},
     "fine"},
};

struct ClientSettings : ::testing::TestWithParam<Row> {};

TEST_P(ClientSettings, AreCheckedThoughTheyHaveNoPart) {
  const UserSide user_side{.config = "[default]\nregion = us-west-1\n" + GetParam().config,
                           .variables = GetParam().variables};
  const auto settings = user_side.resolve();
  EXPECT_EQ(settings ? "fine" : settings.error().message, GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(Rows, ClientSettings, ::testing::ValuesIn(kClientRows),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(ClientSettings, AccountsDoNotCountInAnUnsignedRequest) {
  UserSide user_side{.config = "[default]\nregion = us-west-1\naccount_id_endpoint_mode = x\n"};
  user_side.options.no_sign_request = true;
  EXPECT_TRUE(user_side.resolve());
}

TEST(ClientSettings, SayWhereTheValueComesFrom) {
  const UserSide user_side{.config =
                               "[default]\nregion = us-west-1\naccount_id_endpoint_mode = x\n"};
  const auto settings = user_side.resolve();
  ASSERT_FALSE(settings);
  EXPECT_EQ(settings.error().advice,
            "It comes from: \"account_id_endpoint_mode\" of profile \"default\" in "
            "/home/user/.aws/config.");
}

}  // namespace
}  // namespace send_bounce
