#pragma once

#include <optional>
#include <string>

#include "send_bounce/settings/profiles.h"
#include "send_bounce/words/error.h"

namespace send_bounce {

/// What a profile says about IAM Identity Center (configuration-and-credentials.md §3.6).
struct SsoProfile {
  std::string start_url;
  std::string region;
  std::string account_id;
  std::string role_name;
  /// The `[sso-session NAME]` that start URL and region come from; nullopt in the legacy form,
  /// where all four stand in the profile.
  std::optional<std::string> session;
};

/// nullopt for a profile with neither `sso_account_id` nor `sso_role_name`. General for a session
/// that is not there or contradicts the profile, and for keys that are missing.
Result<std::optional<SsoProfile>> sso_profile(const ConfigFiles& files, const std::string& profile);

}  // namespace send_bounce
