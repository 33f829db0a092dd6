#include <gtest/gtest.h>

#include "unit/settings/user_side.h"

namespace send_bounce {
namespace {

using testing::FakeFileSystem;
using testing::FakeVariables;
using testing::shown;
using testing::UserSide;

constexpr const char* kInvalidBundle =
    "Invalid CA bundle: the configured value (ca_bundle, AWS_CA_BUNDLE, REQUESTS_CA_BUNDLE, or "
    "verify) resolved to an empty or whitespace-only string. Provide a valid path to a CA bundle "
    "file.";
constexpr const char* kNoRegion =
    "You must specify a region. You can also configure your region by running \"aws configure\".";

// Every other setting, beside a region that is there: configuration-and-credentials.md §2.1.
struct SettingRow {
  const char* name;
  std::string config;  // of the default profile
  FakeVariables variables;
  SettingsOptions options;
  std::string (*shown)(const Result<Settings>&);
  std::string expected;
};

void PrintTo(const SettingRow& row, std::ostream* out) { *out << row.name; }

template <auto Member>
std::string show(const Result<Settings>& settings) {
  return shown(settings, Member);
}

SettingsOptions timeouts(const char* connect, const char* read) {
  SettingsOptions options;
  options.connect_timeout = connect;
  options.read_timeout = read;
  return options;
}

SettingsOptions trust(std::optional<std::string> bundle, bool no_verify = false) {
  SettingsOptions options;
  options.ca_bundle = std::move(bundle);
  options.no_verify_ssl = no_verify;
  return options;
}

SettingsOptions without_pager() {
  SettingsOptions options;
  options.no_pager = true;
  return options;
}

const SettingRow kSettingRows[] = {
    {"OutputDefaultsToJson", "", {}, {}, show<&Settings::output>, "json from default"},
    {"OutputFromTheFile",
     "output = text\n",
     {},
     {},
     show<&Settings::output>,
     "text from \"output\" of profile \"default\" in /home/user/.aws/config"},
    {"OutputFromTheVariable",
     "output = text\n",
     {{"AWS_DEFAULT_OUTPUT", "yaml"}, {"AWS_OUTPUT", "table"}},
     {},
     show<&Settings::output>,
     "yaml from variable AWS_DEFAULT_OUTPUT"},
    {"AnEmptyVariableHidesTheFile",
     "output = text\n",
     {{"AWS_DEFAULT_OUTPUT", ""}},
     {},
     show<&Settings::output>,
     " from variable AWS_DEFAULT_OUTPUT"},

    // command-line.md §6.
    {"LessIsThePagerByDefault", "", {}, {}, show<&Settings::pager>, "less from default"},
    {"APagerOfTheSystemIsLast",
     "",
     {{"PAGER", "more"}},
     {},
     show<&Settings::pager>,
     "more from variable PAGER"},
    {"APagerOfTheFileBeatsTheSystems",
     "cli_pager = p cfg\n",
     {{"PAGER", "more"}},
     {},
     show<&Settings::pager>,
     "p cfg from \"cli_pager\" of profile \"default\" in /home/user/.aws/config"},
    {"AnEmptyPagerOfTheFileIsNone",
     "cli_pager =\n",
     {{"PAGER", "more"}},
     {},
     show<&Settings::pager>,
     " from \"cli_pager\" of profile \"default\" in /home/user/.aws/config"},
    {"AnEmptyPagerVariableIsNone",
     "cli_pager = p\n",
     {{"AWS_PAGER", ""}, {"PAGER", "more"}},
     {},
     show<&Settings::pager>,
     " from variable AWS_PAGER"},
    {"TheOptionIsNoPager",
     "cli_pager = p\n",
     {{"AWS_PAGER", "q"}},
     without_pager(),
     show<&Settings::pager>,
     " from option --no-cli-pager"},

    {"FipsIsOffByDefault", "", {}, {}, show<&Settings::use_fips>, "0 from default"},
    {"FipsTrueInAnyCase",
     "",
     {{"AWS_USE_FIPS_ENDPOINT", "TRUE"}},
     {},
     show<&Settings::use_fips>,
     "1 from variable AWS_USE_FIPS_ENDPOINT"},
    {"FipsOneIsFalse",
     "use_fips_endpoint = true\n",
     {{"AWS_USE_FIPS_ENDPOINT", "1"}},
     {},
     show<&Settings::use_fips>,
     "0 from variable AWS_USE_FIPS_ENDPOINT"},
    {"DualStackFromTheFile",
     "use_dualstack_endpoint = true\n",
     {},
     {},
     show<&Settings::use_dual_stack>,
     "1 from \"use_dualstack_endpoint\" of profile \"default\" in /home/user/.aws/config"},

    {"ParameterValidationIsOnByDefault",
     "",
     {},
     {},
     show<&Settings::parameter_validation>,
     "1 from default"},
    {"ParameterValidationFalse",
     "parameter_validation = false\n",
     {},
     {},
     show<&Settings::parameter_validation>,
     "0 from \"parameter_validation\" of profile \"default\" in /home/user/.aws/config"},
    {"ParameterValidationYesIsFalse",
     "parameter_validation = yes\n",
     {},
     {},
     show<&Settings::parameter_validation>,
     "0 from \"parameter_validation\" of profile \"default\" in /home/user/.aws/config"},

    {"ThreeAttemptsByDefault", "", {}, {}, show<&Settings::max_attempts>, "3 from default"},
    {"AttemptsFromTheFile",
     "max_attempts = 2\n",
     {},
     {},
     show<&Settings::max_attempts>,
     "2 from \"max_attempts\" of profile \"default\" in /home/user/.aws/config"},
    {"AttemptsWithBlanksAndUnderscores",
     "",
     {{"AWS_MAX_ATTEMPTS", " 1_0 "}},
     {},
     show<&Settings::max_attempts>,
     "10 from variable AWS_MAX_ATTEMPTS"},
    {"NoAttempts",
     "",
     {{"AWS_MAX_ATTEMPTS", "0"}},
     {},
     show<&Settings::max_attempts>,
     "Value provided to \"max_attempts\": 0 must be an integer greater than or equal to one."},
    {"AttemptsThatAreNoNumber",
     "",
     {{"AWS_MAX_ATTEMPTS", "abc"}},
     {},
     show<&Settings::max_attempts>,
     "invalid literal for int() with base 10: 'abc'"},
    {"EmptyAttempts",
     "",
     {{"AWS_MAX_ATTEMPTS", ""}},
     {},
     show<&Settings::max_attempts>,
     "invalid literal for int() with base 10: ''"},
    {"AdaptiveRetries",
     "retry_mode = adaptive\n",
     {},
     {},
     show<&Settings::retry_mode>,
     "1 from \"retry_mode\" of profile \"default\" in /home/user/.aws/config"},
    {"LegacyRetriesAreGone",
     "",
     {{"AWS_RETRY_MODE", "legacy"}},
     {},
     show<&Settings::retry_mode>,
     "Invalid value provided to \"mode\": \"legacy\" must be one of: \"standard\" or \"adaptive\""},
    {"TheRetryModeIsCaseSensitive",
     "",
     {{"AWS_RETRY_MODE", "Standard"}},
     {},
     show<&Settings::retry_mode>,
     "Invalid value provided to \"mode\": \"Standard\" must be one of: \"standard\" or "
     "\"adaptive\""},
    {"AnEmptyRetryMode",
     "",
     {{"AWS_RETRY_MODE", ""}},
     {},
     show<&Settings::retry_mode>,
     "Invalid value provided to \"mode\": \"\" must be one of: \"standard\" or \"adaptive\""},

    {"SixtySecondsByDefault", "", {}, {}, show<&Settings::read_timeout>, "60 from default"},
    {"TheFilesTimeoutIsIgnored",
     "read_timeout = 5\n",
     {},
     {},
     show<&Settings::read_timeout>,
     "60 from default"},
    {"TimeoutsAsPythonReadsThem",
     "",
     {},
     timeouts("+3", " 1_0 "),
     show<&Settings::read_timeout>,
     "10 from option --cli-read-timeout"},
    {"ZeroMeansNoLimit",
     "",
     {},
     timeouts("-0", "00"),
     show<&Settings::connect_timeout>,
     "0 from option --cli-connect-timeout"},
    {"ATimeoutBeyondReachIsTheLongestOne",
     "",
     {},
     timeouts("99999999999999999999", "2147483648"),
     show<&Settings::connect_timeout>,
     "2147483 from option --cli-connect-timeout"},
    {"ATimeoutPast32BitsIsTheLongestOne",
     "",
     {},
     timeouts("1", "2147483648"),
     show<&Settings::read_timeout>,
     "2147483 from option --cli-read-timeout"},
    {"ANegativeReadTimeout",
     "",
     {},
     timeouts("1", "-1"),
     show<&Settings::read_timeout>,
     "Attempted to set read timeout to -1, but the timeout cannot be set to a value less than or "
     "equal to 0."},
    {"ANegativeConnectTimeout",
     "",
     {},
     timeouts("-5", "-1"),
     show<&Settings::connect_timeout>,
     "Attempted to set connect timeout to -5, but the timeout cannot be set to a value less than "
     "or equal to 0."},

    {"TheSystemsStoreByDefault", "", {}, {}, show<&Settings::ca_bundle>, " from default"},
    {"TheOldestBundleVariableIsTheLast",
     "ca_bundle = /file.pem\n",
     {{"REQUESTS_CA_BUNDLE", "/r.pem"}},
     {},
     show<&Settings::ca_bundle>,
     "/file.pem from \"ca_bundle\" of profile \"default\" in /home/user/.aws/config"},
    {"ABundleFromTheOldestVariable",
     "",
     {{"REQUESTS_CA_BUNDLE", "/r.pem"}, {"SSL_CERT_FILE", "/s.pem"}},
     {},
     show<&Settings::ca_bundle>,
     "/r.pem from variable REQUESTS_CA_BUNDLE"},
    {"ABundleFromTheVariable",
     "ca_bundle = /file.pem\n",
     {{"AWS_CA_BUNDLE", "~/a.pem"}},
     {},
     show<&Settings::ca_bundle>,
     "/home/user/a.pem from variable AWS_CA_BUNDLE"},
    {"ABundleFromTheOption",
     "",
     {{"AWS_CA_BUNDLE", "/a.pem"}},
     trust("/o.pem"),
     show<&Settings::ca_bundle>,
     "/o.pem from option --ca-bundle"},
    {"NoVerificationBeatsEveryBundle",
     "",
     {{"AWS_CA_BUNDLE", ""}},
     trust("", true),
     show<&Settings::verify_tls>,
     "0 from option --no-verify-ssl"},
    {"AnEmptyBundleOption", "", {}, trust(""), show<&Settings::ca_bundle>, kInvalidBundle},
    {"ABlankBundleVariable",
     "",
     {{"AWS_CA_BUNDLE", " \t"}},
     {},
     show<&Settings::ca_bundle>,
     kInvalidBundle},
    {"AnEmptyBundleInTheFile", "ca_bundle =\n", {}, {}, show<&Settings::ca_bundle>, kInvalidBundle},

    {"TheApplicationId",
     "sdk_ua_app_id = my app\n",
     {},
     {},
     show<&Settings::app_id>,
     "my app from \"sdk_ua_app_id\" of profile \"default\" in /home/user/.aws/config"},
    {"AnEmptyApplicationIdHidesTheFile",
     "sdk_ua_app_id = my app\n",
     {{"AWS_SDK_UA_APP_ID", ""}},
     {},
     show<&Settings::app_id>,
     " from variable AWS_SDK_UA_APP_ID"},
};

class EachSetting : public ::testing::TestWithParam<SettingRow> {};

TEST_P(EachSetting, HasItsValueItsOriginAndItsFaults) {
  const SettingRow& row = GetParam();
  const UserSide user_side{.config = "[default]\nregion = us-west-1\n" + row.config,
                           .variables = row.variables,
                           .options = row.options};
  EXPECT_EQ(row.shown(user_side.resolve()), row.expected);
}

INSTANTIATE_TEST_SUITE_P(Rows, EachSetting, ::testing::ValuesIn(kSettingRows),
                         [](const auto& test) { return std::string(test.param.name); });

TEST(OptionValues, AnEndpointWithoutASchemeIsRefusedWhateverElseIsWrong) {
  SettingsOptions options = timeouts("x", "y");
  options.endpoint_url = "localhost";
  const auto checked = check_option_values(options);
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().kind, ErrorKind::ParamValidation);
  EXPECT_EQ(checked.error().message,
            "Bad value for --endpoint-url \"localhost\": scheme is missing.  Must be of the form "
            "http://<hostname>/ or https://<hostname>/");
  options.endpoint_url = "//user:secret@h";
  EXPECT_EQ(check_option_values(options).error().message,
            "Bad value for --endpoint-url \"***@h\": scheme is missing.  Must be of the form "
            "http://<hostname>/ or https://<hostname>/");
}

TEST(OptionValues, ATimeoutMustBeAnInteger) {
  const auto checked = check_option_values(timeouts("1", "1.5"));
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().message, "invalid literal for int() with base 10: '1.5'");
}

TEST(Faults, AMissingServicesSectionComesBeforeNoRegion) {
  const UserSide user_side{.config = "[default]\nservices = nope\n"};
  EXPECT_EQ(shown(user_side.resolve(), &Settings::region),
            "The profile is configured to use the services section but the \"nope\" services "
            "configuration does not exist.");
}

TEST(Faults, NoRegionComesBeforeBadRetries) {
  const UserSide user_side{.variables = {{"AWS_MAX_ATTEMPTS", "0"}}};
  EXPECT_EQ(shown(user_side.resolve(), &Settings::region), kNoRegion);
}

TEST(OutputFormat, IsCheckedBeforeAnythingIsSent) {
  for (const char* known : {"json", "text", "table", "yaml", "yaml-stream", "off"}) {
    EXPECT_TRUE(check_output_format({known, {}})) << known;
  }
  const auto unknown =
      check_output_format({"bogus", {Source::Variable, "AWS_DEFAULT_OUTPUT", {}, {}}});
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().kind, ErrorKind::General);
  EXPECT_EQ(unknown.error().message, "Unknown output type: bogus");
  EXPECT_EQ(unknown.error().advice,
            "It comes from: variable AWS_DEFAULT_OUTPUT. Valid values are json, text, table, yaml, "
            "yaml-stream and off. Nothing was sent.");
  EXPECT_FALSE(check_output_format({"JSON", {}}));
}

TEST(ErrorFormat, IsFoundWithoutAnyFault) {
  const struct {
    const char* config;
    FakeVariables variables;
    std::optional<std::string> option;
    std::optional<std::string> profile;
    const char* expected;
  } rows[] = {
      {"", {}, {}, {}, "enhanced"},
      {"", {}, "json", {}, "json"},
      {"[default]\ncli_error_format = JSON\n", {}, {}, {}, "json"},
      {"[default]\ncli_error_format = json\n", {{"AWS_CLI_ERROR_FORMAT", "Text"}}, {}, {}, "text"},
      {"[default]\ncli_error_format = json\n", {{"AWS_CLI_ERROR_FORMAT", "?"}}, {}, {}, "enhanced"},
      {"[default]\ncli_error_format = json\n", {{"AWS_CLI_ERROR_FORMAT", ""}}, {}, {}, "enhanced"},
      {"[default]\ncli_error_format = json\n", {}, {}, "nope", "legacy"},
      {"", {{"AWS_CLI_ERROR_FORMAT", "json"}}, {}, "nope", "json"},
      {"", {{"AWS_CLI_ERROR_FORMAT", "?"}}, {}, "nope", "enhanced"},
      {"[profile p]\ncli_error_format = table\n", {}, {}, "p", "table"},
  };
  for (const auto& row : rows) {
    const FakeFileSystem disk{{"/home/user/.aws/config", row.config}};
    const auto files = load_config_files(row.variables, disk);
    ASSERT_TRUE(files);
    SettingsOptions options;
    options.error_format = row.option;
    options.profile = row.profile;
    EXPECT_EQ(error_format({options, row.variables, *files}, ErrorKind::ParamValidation),
              row.expected)
        << row.config;
  }
}

}  // namespace
}  // namespace send_bounce
