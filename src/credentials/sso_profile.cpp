#include "credentials/sso_profile.h"

#include <string_view>
#include <utility>

namespace send_bounce {
namespace {

struct Key {
  std::string_view name;
  std::string SsoProfile::*member;
};

// In the order in which missing ones are told.
constexpr Key kKeys[] = {
    {"sso_role_name", &SsoProfile::role_name},
    {"sso_account_id", &SsoProfile::account_id},
    {"sso_start_url", &SsoProfile::start_url},
    {"sso_region", &SsoProfile::region},
};

using Text = std::optional<std::string>;

Result<Text> in_profile(const ConfigFiles& files, const std::string& profile,
                        std::string_view key) {
  ASSIGN_OR_RETURN(auto found, text_in_profile(files, profile, key));
  return found ? Text(std::move(found->text)) : std::nullopt;
}

Text in_session(const ConfigSection* session, std::string_view key) {
  if (session == nullptr) return std::nullopt;
  const auto found = session->find(key);
  return found == session->end() ? std::nullopt : Text(found->second.text);
}

Failure contradiction(std::string_view key, const std::string& profile_value,
                      const std::string& session_value) {
  return fail(ErrorKind::General, "The value for " + std::string(key) +
                                      " is inconsistent between profile (" + profile_value +
                                      ") and sso-session (" + session_value + ").");
}

// Whatever stands in both places must be the same, also keys that nobody needs here.
Result<void> check_agreement(const ConfigFiles& files, const std::string& profile,
                             const ConfigSection& session) {
  for (const auto& [key, value] : session) {
    ASSIGN_OR_RETURN(const Text text, in_profile(files, profile, key));
    if (text && *text != value.text) return contradiction(key, *text, value.text);
  }
  return {};
}

}  // namespace

Result<std::optional<SsoProfile>> sso_profile(const ConfigFiles& files,
                                              const std::string& profile) {
  if (!find_in_profile(files, profile, "sso_role_name") &&
      !find_in_profile(files, profile, "sso_account_id")) {
    return std::nullopt;
  }
  SsoProfile found;
  ASSIGN_OR_RETURN(found.session, in_profile(files, profile, "sso_session"));
  const ConfigSection* session = nullptr;
  if (found.session) {
    const auto at = files.sso_sessions.find(*found.session);
    if (at == files.sso_sessions.end()) {
      return fail(ErrorKind::General,
                  "The specified sso-session does not exist: \"" + *found.session + "\"");
    }
    session = &at->second;
    RETURN_IF_ERROR(check_agreement(files, profile, *session));
  }
  std::string missing;
  for (const auto& [name, member] : kKeys) {
    ASSIGN_OR_RETURN(Text text, in_profile(files, profile, name));
    if (!text) text = in_session(session, name);
    if (text) {
      found.*member = *std::move(text);
    } else {
      missing += (missing.empty() ? "" : ", ") + std::string(name);
    }
  }
  if (missing.empty()) return found;
  return fail(ErrorKind::General,
              "The profile \"" + profile +
                  "\" is configured to use SSO but is missing required configuration: " + missing);
}

}  // namespace send_bounce
