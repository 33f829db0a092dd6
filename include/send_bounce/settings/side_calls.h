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

}  // namespace send_bounce
