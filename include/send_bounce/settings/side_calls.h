#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "send_bounce/retry/retry_policy.h"
#include "send_bounce/settings/settings.h"

/// What the settings say of calls to other services than SES, on the way to credentials
/// (configuration-and-credentials.md §2.3 and §2.5).
namespace send_bounce {

enum class SideService : std::uint8_t { Sts, Sso, SsoOidc, Signin };
inline constexpr std::size_t kSideServices = 4;

/// Faults are kept where they were found, since they matter only to a call that is made.
struct SideCallSettings {
  std::string region;  ///< the command's; a service may have one of its own
  bool use_fips = false;
  bool use_dual_stack = false;
  std::int64_t connect_timeout = 60;  ///< seconds, 0 = none
  std::int64_t read_timeout = 60;
  /// "~" expanded; empty: the system's store. --ca-bundle and --no-verify-ssl are for SES alone.
  Result<std::string> ca_bundle;
  /// By SideService: the URL that stands in for the region's endpoint, if one is configured.
  std::array<Result<std::optional<Setting<std::string>>>, kSideServices> endpoint_urls;
  RetrySettings retries;
  std::string user_agent;
};

/// All but retries.at_most_once and user_agent, which are the caller's. --endpoint-url moves SES
/// alone; the profile that counts is the selected one, never a source profile.
SideCallSettings resolve_side_calls(const SettingSources& sources, const Settings& settings,
                                    const FileSystem& files);

/// How the instance metadata service (IMDS) of this machine is asked
/// (configuration-and-credentials.md §3.10).
struct MetadataSettings {
  Setting<bool> is_disabled;
  Setting<bool> is_version_1_disabled;  ///< without a token it is then not asked at all
  Setting<std::string> endpoint;        ///< base URL, with a path where one was given
  Setting<std::int64_t> timeout;        ///< seconds; below 1 only where it was set so
  Setting<std::int64_t> attempts;       ///< of each request, below 1: none
};

/// General, with the reference's text, for a time-out or a number that is no integer, an endpoint
/// that is no URL, and a mode that is neither ipv4 nor ipv6. The profile need not exist.
Result<MetadataSettings> resolve_metadata_settings(const SettingSources& sources,
                                                   const std::string& profile);

}  // namespace send_bounce
