#include "send_bounce/settings/side_calls.h"

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

}  // namespace send_bounce
