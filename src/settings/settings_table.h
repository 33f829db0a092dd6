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

// configuration-and-credentials.md §2.1.
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
inline constexpr SettingRow kAutoPromptRow = {
    .variables = {"AWS_CLI_AUTO_PROMPT"},
    .key = "cli_auto_prompt",
    .fallback = "off",
    .documentation =
        "When the prompt opens: `on` for always, `on-partial` for a command line with a fault. "
        "Never where stdin or stdout is no terminal."};
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
inline constexpr SettingRow kBounceSenderRow = {
    .variables = {"SEND_BOUNCE_SENDER"},
    .key = "send_bounce_sender",
    .empty_value_counts = false,
    .documentation =
        "The address that bounces what `--received` gives, in the place of "
        "`mailer-daemon@` the recipient's domain."};
inline constexpr SettingRow kAppIdRow = {
    .variables = {"AWS_SDK_UA_APP_ID"},
    .key = "sdk_ua_app_id",
    .documentation = "A name for your application in the User-Agent."};

inline constexpr SettingRow kTcpKeepAliveRow = {
    .key = "tcp_keepalive",
    .fallback = "false",
    .documentation = "Whether a silent connection is probed."};

// The instance metadata service (configuration-and-credentials.md §3.10).
inline constexpr SettingRow kMetadataTimeoutRow = {
    .variables = {"AWS_METADATA_SERVICE_TIMEOUT"},
    .key = "metadata_service_timeout",
    .fallback = "1",
    .documentation = "How long the instance metadata service is waited for, in seconds."};
inline constexpr SettingRow kMetadataAttemptsRow = {
    .variables = {"AWS_METADATA_SERVICE_NUM_ATTEMPTS"},
    .key = "metadata_service_num_attempts",
    .fallback = "1",
    .documentation = "How often the instance metadata service is asked."};
inline constexpr SettingRow kMetadataEndpointRow = {
    .variables = {"AWS_EC2_METADATA_SERVICE_ENDPOINT"},
    .key = "ec2_metadata_service_endpoint",
    .empty_value_counts = false,
    .documentation = "The URL of the instance metadata service."};
inline constexpr SettingRow kMetadataModeRow = {
    .variables = {"AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE"},
    .key = "ec2_metadata_service_endpoint_mode",
    .documentation =
        "`ipv4` or `ipv6`: at which of its addresses the instance metadata service is asked."};
inline constexpr SettingRow kMetadataIpv6Row = {
    .variables = {"AWS_IMDS_USE_IPV6"},
    .key = "imds_use_ipv6",
    .fallback = "false",
    .documentation = "The older form of the same: whether it is asked at its IPv6 address."};
inline constexpr SettingRow kMetadataVersion1Row = {
    .variables = {"AWS_EC2_METADATA_V1_DISABLED"},
    .key = "ec2_metadata_v1_disabled",
    .fallback = "false",
    .documentation = "Whether the instance metadata service is not asked in version 1."};
inline constexpr SettingRow kMetadataDisabledRow = {
    .variables = {"AWS_EC2_METADATA_DISABLED"},
    .fallback = "false",
    .documentation = "Whether the instance metadata service is not asked at all."};

// Without effect on this command, but not without a check (settings/unused_settings.h).
inline constexpr SettingRow kTimestampFormatRow = {.key = "cli_timestamp_format",
                                                   .fallback = "iso8601"};
inline constexpr SettingRow kBinaryFormatRow = {
    .option = "--cli-binary-format", .key = "cli_binary_format", .fallback = "base64"};
inline constexpr SettingRow kCompressionSizeRow = {
    .variables = {"AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES"},
    .key = "request_min_compression_size_bytes",
    .fallback = "10240"};
inline constexpr SettingRow kRequestChecksumRow = {
    .variables = {"AWS_REQUEST_CHECKSUM_CALCULATION"},
    .key = "request_checksum_calculation",
    .fallback = "when_supported"};
inline constexpr SettingRow kResponseChecksumRow = {
    .variables = {"AWS_RESPONSE_CHECKSUM_VALIDATION"},
    .key = "response_checksum_validation",
    .fallback = "when_supported"};
inline constexpr SettingRow kAccountIdModeRow = {.variables = {"AWS_ACCOUNT_ID_ENDPOINT_MODE"},
                                                 .key = "account_id_endpoint_mode",
                                                 .fallback = "preferred"};
inline constexpr SettingRow kS3ExpressRow = {.variables = {"AWS_S3_DISABLE_EXPRESS_SESSION_AUTH"},
                                             .key = "s3_disable_express_session_auth"};

/// In the order in which the manual has them.
inline constexpr const SettingRow* kAllSettings[] = {
    &kRegionRow,
    &kProfileRow,
    &kOutputRow,
    &kErrorFormatRow,
    &kPagerRow,
    &kAutoPromptRow,
    &kEndpointVariablesRow,
    &kEndpointProfileRow,
    &kServicesRow,
    &kIgnoreEndpointsRow,
    &kFipsRow,
    &kDualStackRow,
    &kCaBundleRow,
    &kConnectTimeoutRow,
    &kReadTimeoutRow,
    &kRetryModeRow,
    &kMaxAttemptsRow,
    &kAtMostOnceRow,
    &kBounceSenderRow,
    &kParameterValidationRow,
    &kAppIdRow,
    &kTcpKeepAliveRow,
    &kMetadataDisabledRow,
    &kMetadataEndpointRow,
    &kMetadataModeRow,
    &kMetadataIpv6Row,
    &kMetadataTimeoutRow,
    &kMetadataAttemptsRow,
    &kMetadataVersion1Row,
};

}  // namespace send_bounce
