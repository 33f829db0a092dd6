#pragma once

#include <string_view>

namespace send_bounce {

/// Where one setting is looked for, in this order. An empty name means that there is no such
/// source.
struct SettingRow {
  std::string_view option = {};         ///< as it is typed: "--region"
  std::string_view variables[2] = {};   ///< the first that is set counts
  std::string_view key = {};            ///< of the profile
  std::string_view last_variable = {};  ///< below the profile
  std::string_view fallback = {};       ///< the default
  bool empty_option_counts = true;      ///< --region "" is as if not given
  bool empty_value_counts = true;       ///< an empty variable still hides what lies below it
  std::string_view documentation = {};  ///< our own words, for the manual
};

// Configuration page §2.1.
inline constexpr SettingRow kRegionRow = {
    .option = "--region",
    .variables = {"AWS_REGION", "AWS_DEFAULT_REGION"},
    .key = "region",
    .empty_option_counts = false,
    .documentation = "The region that received the mail. There is no default."};
inline constexpr SettingRow kProfileRow = {.option = "--profile",
                                           .variables = {"AWS_PROFILE", "AWS_DEFAULT_PROFILE"},
                                           .fallback = "default",
                                           .empty_option_counts = false,
                                           .documentation =
                                               "The profile of the two files to take settings and "
                                               "credentials from. One that is named must exist."};
inline constexpr SettingRow kOutputRow = {.option = "--output",
                                          .variables = {"AWS_DEFAULT_OUTPUT"},
                                          .key = "output",
                                          .fallback = "json",
                                          .documentation = "The form of the answer."};
inline constexpr SettingRow kPagerRow = {
    .option = "--no-cli-pager",
    .variables = {"AWS_PAGER"},
    .key = "cli_pager",
    .last_variable = "PAGER",
    .fallback = "less",
    .documentation =
        "The program that shows an answer which is longer than the screen. An empty one is none."};
inline constexpr SettingRow kErrorFormatRow = {.option = "--cli-error-format",
                                               .variables = {"AWS_CLI_ERROR_FORMAT"},
                                               .key = "cli_error_format",
                                               .fallback = "enhanced",
                                               .documentation = "The form of errors."};
inline constexpr SettingRow kEndpointVariablesRow = {
    .option = "--endpoint-url",
    .variables = {"AWS_ENDPOINT_URL_SES", "AWS_ENDPOINT_URL"},
    .empty_value_counts = false,
    .documentation =
        "Where the request goes instead of to the region's own endpoint. The first is for SES "
        "alone."};
inline constexpr SettingRow kEndpointProfileRow = {
    .key = "endpoint_url",
    .empty_value_counts = false,
    .documentation = "The same in a profile, below its services section."};
inline constexpr SettingRow kServicesRow = {
    .key = "services",
    .documentation =
        "The name of a `[services NAME]` section, in which `endpoint_url` below `ses =` is the "
        "endpoint of SES alone."};
inline constexpr SettingRow kIgnoreEndpointsRow = {
    .variables = {"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"},
    .key = "ignore_configured_endpoint_urls",
    .fallback = "false",
    .documentation = "Whether endpoints that are not given by `--endpoint-url` are passed over."};
inline constexpr SettingRow kFipsRow = {
    .variables = {"AWS_USE_FIPS_ENDPOINT"},
    .key = "use_fips_endpoint",
    .fallback = "false",
    .documentation = "Whether the region's endpoint for FIPS 140 is called."};
inline constexpr SettingRow kDualStackRow = {
    .variables = {"AWS_USE_DUALSTACK_ENDPOINT"},
    .key = "use_dualstack_endpoint",
    .fallback = "false",
    .documentation = "Whether the region's endpoint for IPv4 and IPv6 is called."};
inline constexpr SettingRow kCaBundleRow = {.option = "--ca-bundle",
                                            .variables = {"AWS_CA_BUNDLE"},
                                            .key = "ca_bundle",
                                            .last_variable = "REQUESTS_CA_BUNDLE",
                                            .documentation =
                                                "A file of PEM certificates, or a folder of them "
                                                "by hash, to trust instead of the system's."};
inline constexpr SettingRow kConnectTimeoutRow = {
    .option = "--cli-connect-timeout",
    .fallback = "60",
    .documentation = "The longest time for connecting, in seconds; 0 waits without end."};
inline constexpr SettingRow kReadTimeoutRow = {
    .option = "--cli-read-timeout",
    .fallback = "60",
    .documentation =
        "The longest silence of the server to wait for, in seconds; 0 waits without end."};
inline constexpr SettingRow kParameterValidationRow = {
    .key = "parameter_validation",
    .fallback = "true",
    .documentation = "Whether the request is checked before it is sent."};
inline constexpr SettingRow kRetryModeRow = {
    .variables = {"AWS_RETRY_MODE"},
    .key = "retry_mode",
    .fallback = "standard",
    .documentation =
        "`standard`, or `adaptive`, which sends more slowly once the service has throttled."};
inline constexpr SettingRow kMaxAttemptsRow = {
    .variables = {"AWS_MAX_ATTEMPTS"},
    .key = "max_attempts",
    .fallback = "3",
    .documentation = "How many times a request is sent at the most."};
// Ours; the reference has no such setting.
inline constexpr SettingRow kAtMostOnceRow = {
    .variables = {"SEND_BOUNCE_AT_MOST_ONCE"},
    .key = "send_bounce_at_most_once",
    .fallback = "false",
    .documentation = "Whether nothing is sent again that the service may have accepted."};
inline constexpr SettingRow kAppIdRow = {
    .variables = {"AWS_SDK_UA_APP_ID"},
    .key = "sdk_ua_app_id",
    .documentation = "A name for your application in the User-Agent."};

/// In the order in which the manual has them.
inline constexpr const SettingRow* kAllSettings[] = {
    &kRegionRow,          &kProfileRow,
    &kOutputRow,          &kErrorFormatRow,
    &kPagerRow,           &kEndpointVariablesRow,
    &kEndpointProfileRow, &kServicesRow,
    &kIgnoreEndpointsRow, &kFipsRow,
    &kDualStackRow,       &kCaBundleRow,
    &kConnectTimeoutRow,  &kReadTimeoutRow,
    &kRetryModeRow,       &kMaxAttemptsRow,
    &kAtMostOnceRow,      &kParameterValidationRow,
    &kAppIdRow,
};

}  // namespace send_bounce
