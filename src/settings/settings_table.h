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
    .documentation =
        "The region that received the message. With `--received`, the region that SES names in the "
        "message takes precedence over the variables and the profile. If nothing sets the region, "
        "the EC2 instance metadata service is asked."};
inline constexpr SettingRow kProfileRow = {
    .option = "--profile",
    .variables = {"AWS_PROFILE", "AWS_DEFAULT_PROFILE"},
    .fallback = "default",
    .empty_option_counts = false,
    .documentation =
        "The profile that settings and credentials are read from. If you name a profile, it must "
        "exist in the config file or the credentials file."};
inline constexpr SettingRow kOutputRow = {.option = "--output",
                                          .variables = {"AWS_DEFAULT_OUTPUT"},
                                          .key = "output",
                                          .fallback = "json",
                                          .documentation =
                                              "The format of the answer on stdout: `json`, `text`, "
                                              "`table`, `yaml`, `yaml-stream` or `off`."};
inline constexpr SettingRow kPagerRow = {
    .option = "--no-cli-pager",
    .variables = {"AWS_PAGER"},
    .key = "cli_pager",
    .last_variable = "PAGER",
    .fallback = "less",
    .documentation =
        "The program that shows an answer that is longer than the screen. `--no-cli-pager` or an "
        "empty value means no pager."};
inline constexpr SettingRow kErrorFormatRow = {
    .option = "--cli-error-format",
    .variables = {"AWS_CLI_ERROR_FORMAT"},
    .key = "cli_error_format",
    .fallback = "enhanced",
    .documentation =
        "The format of errors on stderr: `legacy`, `json`, `yaml`, `text`, `table` or `enhanced`."};
inline constexpr SettingRow kAutoPromptRow = {
    .variables = {"AWS_CLI_AUTO_PROMPT"},
    .key = "cli_auto_prompt",
    .fallback = "off",
    .documentation =
        "When the prompt opens. `on` always opens it, `on-partial` only if the command line has an "
        "error, and `off` never. The prompt never opens unless stdin and stdout are terminals."};
inline constexpr SettingRow kEndpointVariablesRow = {
    .option = "--endpoint-url",
    .variables = {"AWS_ENDPOINT_URL_SES", "AWS_ENDPOINT_URL"},
    .empty_value_counts = false,
    .documentation =
        "The URL that requests are sent to instead of the region's endpoint. `--endpoint-url` and "
        "`AWS_ENDPOINT_URL_SES` apply to SES only. `AWS_ENDPOINT_URL` applies to every AWS "
        "service."};
inline constexpr SettingRow kEndpointProfileRow = {
    .key = "endpoint_url",
    .empty_value_counts = false,
    .documentation =
        "The URL that requests are sent to instead of the region's endpoint. `--endpoint-url`, the "
        "endpoint variables and the profile's `services` section take precedence over it."};
inline constexpr SettingRow kServicesRow = {
    .key = "services",
    .documentation =
        "The name of a `[services NAME]` section in the config file. `endpoint_url`, indented "
        "below `ses =` in that section, is the endpoint of SES only."};
inline constexpr SettingRow kIgnoreEndpointsRow = {
    .variables = {"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"},
    .key = "ignore_configured_endpoint_urls",
    .fallback = "false",
    .documentation =
        "`true` ignores the endpoint URLs of variables and profiles. `--endpoint-url` still "
        "works."};
inline constexpr SettingRow kFipsRow = {
    .variables = {"AWS_USE_FIPS_ENDPOINT"},
    .key = "use_fips_endpoint",
    .fallback = "false",
    .documentation = "`true` uses the region's FIPS 140 endpoint."};
inline constexpr SettingRow kDualStackRow = {
    .variables = {"AWS_USE_DUALSTACK_ENDPOINT"},
    .key = "use_dualstack_endpoint",
    .fallback = "false",
    .documentation = "`true` uses the region's dual-stack endpoint, for IPv4 and IPv6."};
inline constexpr SettingRow kCaBundleRow = {
    .option = "--ca-bundle",
    .variables = {"AWS_CA_BUNDLE"},
    .key = "ca_bundle",
    .last_variable = "REQUESTS_CA_BUNDLE",
    .documentation =
        "A file of PEM certificates to trust instead of the system's, or a folder of PEM "
        "certificates whose files are named by hash."};
inline constexpr SettingRow kConnectTimeoutRow = {
    .option = "--cli-connect-timeout",
    .fallback = "60",
    .documentation = "The longest time that connecting may take, in seconds. 0 means no limit."};
inline constexpr SettingRow kReadTimeoutRow = {
    .option = "--cli-read-timeout",
    .fallback = "60",
    .documentation =
        "The longest time that the server may send nothing, in seconds. 0 means no limit."};
inline constexpr SettingRow kParameterValidationRow = {
    .key = "parameter_validation",
    .fallback = "true",
    .documentation =
        "`true` checks the request before it is sent. `false` leaves the check to SES."};
inline constexpr SettingRow kRetryModeRow = {
    .variables = {"AWS_RETRY_MODE"},
    .key = "retry_mode",
    .fallback = "standard",
    .documentation =
        "How failed requests are repeated: `standard`, or `adaptive`, which also slows down after "
        "the service has throttled a request."};
inline constexpr SettingRow kMaxAttemptsRow = {
    .variables = {"AWS_MAX_ATTEMPTS"},
    .key = "max_attempts",
    .fallback = "3",
    .documentation =
        "The maximum number of times that a request is sent, including the first attempt."};
// Ours; the reference has no such setting.
inline constexpr SettingRow kAtMostOnceRow = {
    .variables = {"SEND_BOUNCE_AT_MOST_ONCE"},
    .key = "send_bounce_at_most_once",
    .fallback = "false",
    .documentation =
        "`true` never repeats a request that SES may have accepted. If such a request fails, the "
        "exit code is 75. The option `--at-most-once` does this for one call."};
inline constexpr SettingRow kBounceSenderRow = {
    .variables = {"SEND_BOUNCE_SENDER"},
    .key = "send_bounce_sender",
    .empty_value_counts = false,
    .documentation =
        "The sender address of the bounces of `--received` and `--batch`. Default: "
        "`mailer-daemon@` followed by the recipient's domain."};
inline constexpr SettingRow kAppIdRow = {
    .variables = {"AWS_SDK_UA_APP_ID"},
    .key = "sdk_ua_app_id",
    .documentation = "A name for your application, which is added to the User-Agent header."};

inline constexpr SettingRow kTcpKeepAliveRow = {
    .key = "tcp_keepalive",
    .fallback = "false",
    .documentation = "`true` sends TCP keep-alive probes on a silent connection."};

// The instance metadata service (configuration-and-credentials.md §3.10).
inline constexpr SettingRow kMetadataTimeoutRow = {
    .variables = {"AWS_METADATA_SERVICE_TIMEOUT"},
    .key = "metadata_service_timeout",
    .fallback = "1",
    .documentation =
        "How long each attempt waits for the EC2 instance metadata service, in seconds."};
inline constexpr SettingRow kMetadataAttemptsRow = {
    .variables = {"AWS_METADATA_SERVICE_NUM_ATTEMPTS"},
    .key = "metadata_service_num_attempts",
    .fallback = "1",
    .documentation = "How many times the EC2 instance metadata service is asked."};
inline constexpr SettingRow kMetadataEndpointRow = {
    .variables = {"AWS_EC2_METADATA_SERVICE_ENDPOINT"},
    .key = "ec2_metadata_service_endpoint",
    .empty_value_counts = false,
    .documentation =
        "The URL of the EC2 instance metadata service. Default: `http://169.254.169.254/`, or "
        "`http://[fd00:ec2::254]/` if the IPv6 address is chosen."};
inline constexpr SettingRow kMetadataModeRow = {
    .variables = {"AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE"},
    .key = "ec2_metadata_service_endpoint_mode",
    .documentation =
        "Whether the EC2 instance metadata service is asked at its `ipv4` or its `ipv6` address. "
        "Default: `ipv4`."};
inline constexpr SettingRow kMetadataIpv6Row = {
    .variables = {"AWS_IMDS_USE_IPV6"},
    .key = "imds_use_ipv6",
    .fallback = "false",
    .documentation =
        "`true` asks the EC2 instance metadata service at its IPv6 address. This is the older form "
        "of `ec2_metadata_service_endpoint_mode = ipv6`."};
inline constexpr SettingRow kMetadataVersion1Row = {
    .variables = {"AWS_EC2_METADATA_V1_DISABLED"},
    .key = "ec2_metadata_v1_disabled",
    .fallback = "false",
    .documentation = "`true` disables version 1 of the EC2 instance metadata service (IMDSv1)."};
inline constexpr SettingRow kMetadataDisabledRow = {
    .variables = {"AWS_EC2_METADATA_DISABLED"},
    .fallback = "false",
    .documentation = "`true` disables the EC2 instance metadata service altogether."};

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
