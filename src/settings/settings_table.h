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
};

// Configuration page §2.1.
inline constexpr SettingRow kRegionRow = {.option = "--region",
                                          .variables = {"AWS_REGION", "AWS_DEFAULT_REGION"},
                                          .key = "region",
                                          .empty_option_counts = false};
inline constexpr SettingRow kProfileRow = {.option = "--profile",
                                           .variables = {"AWS_PROFILE", "AWS_DEFAULT_PROFILE"},
                                           .fallback = "default",
                                           .empty_option_counts = false};
inline constexpr SettingRow kOutputRow = {
    .option = "--output", .variables = {"AWS_DEFAULT_OUTPUT"}, .key = "output", .fallback = "json"};
inline constexpr SettingRow kPagerRow = {.option = "--no-cli-pager",
                                         .variables = {"AWS_PAGER"},
                                         .key = "cli_pager",
                                         .last_variable = "PAGER",
                                         .fallback = "less"};
inline constexpr SettingRow kErrorFormatRow = {.option = "--cli-error-format",
                                               .variables = {"AWS_CLI_ERROR_FORMAT"},
                                               .key = "cli_error_format",
                                               .fallback = "enhanced"};
inline constexpr SettingRow kEndpointVariablesRow = {
    .option = "--endpoint-url",
    .variables = {"AWS_ENDPOINT_URL_SES", "AWS_ENDPOINT_URL"},
    .empty_value_counts = false};
inline constexpr SettingRow kEndpointProfileRow = {.key = "endpoint_url",
                                                   .empty_value_counts = false};
inline constexpr SettingRow kServicesRow = {.key = "services"};
inline constexpr SettingRow kIgnoreEndpointsRow = {
    .variables = {"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"},
    .key = "ignore_configured_endpoint_urls",
    .fallback = "false"};
inline constexpr SettingRow kFipsRow = {
    .variables = {"AWS_USE_FIPS_ENDPOINT"}, .key = "use_fips_endpoint", .fallback = "false"};
inline constexpr SettingRow kDualStackRow = {.variables = {"AWS_USE_DUALSTACK_ENDPOINT"},
                                             .key = "use_dualstack_endpoint",
                                             .fallback = "false"};
inline constexpr SettingRow kCaBundleRow = {.option = "--ca-bundle",
                                            .variables = {"AWS_CA_BUNDLE"},
                                            .key = "ca_bundle",
                                            .last_variable = "REQUESTS_CA_BUNDLE"};
inline constexpr SettingRow kConnectTimeoutRow = {.option = "--cli-connect-timeout",
                                                  .fallback = "60"};
inline constexpr SettingRow kReadTimeoutRow = {.option = "--cli-read-timeout", .fallback = "60"};
inline constexpr SettingRow kParameterValidationRow = {.key = "parameter_validation",
                                                       .fallback = "true"};
inline constexpr SettingRow kRetryModeRow = {
    .variables = {"AWS_RETRY_MODE"}, .key = "retry_mode", .fallback = "standard"};
inline constexpr SettingRow kMaxAttemptsRow = {
    .variables = {"AWS_MAX_ATTEMPTS"}, .key = "max_attempts", .fallback = "3"};
// Ours; the reference has no such setting.
inline constexpr SettingRow kAtMostOnceRow = {.variables = {"SEND_BOUNCE_AT_MOST_ONCE"},
                                              .key = "send_bounce_at_most_once",
                                              .fallback = "false"};
inline constexpr SettingRow kAppIdRow = {.variables = {"AWS_SDK_UA_APP_ID"},
                                         .key = "sdk_ua_app_id"};

}  // namespace send_bounce
