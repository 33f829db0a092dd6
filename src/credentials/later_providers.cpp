#include "credentials/providers.h"

namespace send_bounce {
namespace {

Failure refuse(const CredentialSources& sources, const std::string& how, const std::string& cause) {
  return fail(
      ErrorKind::Unavailable,
      "The credentials are to come " + how + " (" + cause + "), which this version cannot do yet.",
      "The AWS CLI can hand them over in variables: eval \"$(aws configure "
      "export-credentials --profile '" +
          sources.scope.profile.value + "' --format env)\"");
}

Found refuse_key(const CredentialSources& sources, const std::string& how, std::string_view key) {
  const auto found = find_in_profile(sources.settings.files, sources.scope.profile.value, key);
  if (!found) return std::nullopt;
  return refuse(sources, how,
                describe({Source::Profile, std::string(key), sources.scope.profile.value,
                          std::string(found->path)}));
}

bool has_key(const CredentialSources& sources, std::string_view key) {
  return find_in_profile(sources.settings.files, sources.scope.profile.value, key).has_value();
}

}  // namespace

Found sso(const CredentialSources& sources) {
  const std::string how = "from IAM Identity Center (SSO)";
  if (has_key(sources, "sso_account_id")) return refuse_key(sources, how, "sso_account_id");
  return refuse_key(sources, how, "sso_role_name");
}

Found login(const CredentialSources& sources) {
  return refuse_key(sources, "from a login session", "login_session");
}

}  // namespace send_bounce
