#include "send_bounce/settings/side_calls.h"

#include "send_bounce/protocol/endpoint.h"
#include "send_bounce/text/encoding.h"
#include "send_bounce/text/redaction.h"
#include "settings/lookup.h"

namespace send_bounce {
namespace {

// By SideService.
constexpr std::array<EndpointUrlRow, kSideServices> kEndpointUrlRows = {
    {{{.variables = {"AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL"}, .empty_value_counts = false},
      "sts"},
     {{.variables = {"AWS_ENDPOINT_URL_SSO", "AWS_ENDPOINT_URL"}, .empty_value_counts = false},
      "sso"},
     {{.variables = {"AWS_ENDPOINT_URL_SSO_OIDC", "AWS_ENDPOINT_URL"}, .empty_value_counts = false},
      "sso_oidc"},
     {{.variables = {"AWS_ENDPOINT_URL_SIGNIN", "AWS_ENDPOINT_URL"}, .empty_value_counts = false},
      "signin"}}};

Result<std::string> ca_bundle(const SettingSources& sources, const std::string& profile,
                              const FileSystem& files) {
  ASSIGN_OR_RETURN(const auto bundle, resolve_ca_bundle(std::nullopt, sources, profile, files));
  return bundle ? bundle->value : std::string();
}

}  // namespace

SideCallSettings resolve_side_calls(const SettingSources& sources, const Settings& settings,
                                    const FileSystem& files) {
  const std::string& profile = settings.profile.value;
  SideCallSettings calls;
  calls.region = settings.region.value;
  calls.use_fips = settings.use_fips.value;
  calls.use_dual_stack = settings.use_dual_stack.value;
  calls.connect_timeout = settings.connect_timeout.value;
  calls.read_timeout = settings.read_timeout.value;
  calls.ca_bundle = ca_bundle(sources, profile, files);
  for (std::size_t i = 0; i < kSideServices; ++i) {
    calls.endpoint_urls[i] =
        resolve_endpoint_url(kEndpointUrlRows[i], std::nullopt, sources, profile);
  }
  calls.retries.max_attempts = settings.max_attempts.value;
  calls.retries.adaptive = settings.retry_mode.value == RetryMode::Adaptive;
  return calls;
}

namespace {

constexpr const char* kIpv4Endpoint = "http://169.254.169.254/";
constexpr const char* kIpv6Endpoint = "http://[fd00:ec2::254]/";

Result<Setting<std::int64_t>> look_up_integer(const SettingRow& row, const SettingSources& sources,
                                              const std::string& profile) {
  ASSIGN_OR_RETURN(const auto text, look_up_text(row, sources, profile));
  ASSIGN_OR_RETURN(const auto number, read_integer(text.value));
  return Setting<std::int64_t>{number, text.origin};
}

// The address that stands in where no endpoint is configured.
Result<Setting<std::string>> endpoint_of_mode(const SettingSources& sources,
                                              const std::string& profile) {
  ASSIGN_OR_RETURN(const auto mode, look_up(kMetadataModeRow, std::nullopt, sources.variables,
                                            sources.files, profile));
  if (mode) {
    const std::string name = to_lower(mode->value);
    if (name != "ipv4" && name != "ipv6") {
      return fail(ErrorKind::General,
                  "Invalid EC2 Instance Metadata endpoint mode: " + mode->value +
                      " Valid endpoint modes (case-insensitive): ('ipv4', 'ipv6').",
                  "It comes from: " + describe(mode->origin) + ".");
    }
    return Setting<std::string>{name == "ipv6" ? kIpv6Endpoint : kIpv4Endpoint, mode->origin};
  }
  ASSIGN_OR_RETURN(const auto ipv6, look_up_switch(kMetadataIpv6Row, sources, profile));
  return Setting<std::string>{ipv6.value ? kIpv6Endpoint : kIpv4Endpoint, ipv6.origin};
}

Result<Setting<std::string>> resolve_endpoint_setting(const SettingSources& sources,
                                                      const std::string& profile) {
  // A mode that is none is refused even where an endpoint makes it moot.
  ASSIGN_OR_RETURN(auto standard, endpoint_of_mode(sources, profile));
  ASSIGN_OR_RETURN(auto custom, look_up(kMetadataEndpointRow, std::nullopt, sources.variables,
                                        sources.files, profile));
  if (!custom) return standard;
  EndpointParameters where;
  where.endpoint_url = custom->value;
  if (!resolve_endpoint(where)) {
    return fail(
        ErrorKind::General,
        "Invalid endpoint EC2 Instance Metadata endpoint: " + without_url_secrets(custom->value),
        "It comes from: " + describe(custom->origin) + ".");
  }
  return *std::move(custom);
}

}  // namespace

Result<MetadataSettings> resolve_metadata_settings(const SettingSources& sources,
                                                   const std::string& profile) {
  MetadataSettings settings;
  ASSIGN_OR_RETURN(settings.timeout, look_up_integer(kMetadataTimeoutRow, sources, profile));
  ASSIGN_OR_RETURN(settings.attempts, look_up_integer(kMetadataAttemptsRow, sources, profile));
  ASSIGN_OR_RETURN(settings.endpoint, resolve_endpoint_setting(sources, profile));
  ASSIGN_OR_RETURN(settings.is_version_1_disabled,
                   look_up_switch(kMetadataVersion1Row, sources, profile));
  ASSIGN_OR_RETURN(settings.is_disabled, look_up_switch(kMetadataDisabledRow, sources, profile));
  return settings;
}

}  // namespace send_bounce
