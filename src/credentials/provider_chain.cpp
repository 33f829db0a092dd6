#include "send_bounce/credentials/provider_chain.h"

#include "credentials/providers.h"

namespace send_bounce {
namespace {

using Provider = Found (*)(const CredentialSources&);

// Configuration page §3.1. The metadata service of an instance would come last.
constexpr Provider kChain[] = {environment, assume_role, web_identity, sso,
                               shared_file, login,       process,      config_file,
                               ec2_file,    boto_config, container};

constexpr std::string_view kSessionKeys[] = {"sso_start_url", "sso_region"};

}  // namespace

bool is_profile_typed(const CredentialSources& sources) {
  return sources.scope.profile.origin.source == Source::Option;
}

Result<std::optional<Credentials>> find_credentials(const CredentialSources& sources) {
  for (const Provider provider : kChain) {
    ASSIGN_OR_RETURN(auto found, provider(sources));
    if (found) return found;
  }
  return std::nullopt;
}

Error no_credentials() {
  Error error;
  error.kind = ErrorKind::NoCredentials;
  error.code = "NoCredentials";
  error.message =
      "Unable to locate credentials. You can configure credentials by running \"aws login\".";
  return error;
}

Result<void> check_sso_session(const ConfigFiles& files, const std::string& profile) {
  ASSIGN_OR_RETURN(const auto name, text_in_profile(files, profile, "sso_session"));
  if (!name) return {};
  const std::string start = "The profile \"" + profile +
                            "\" is configured to use the SSO token "
                            "provider but ";
  const auto session = files.sso_sessions.find(name->text);
  if (session == files.sso_sessions.end()) {
    return fail(ErrorKind::General,
                start + "the \"" + name->text + "\" sso_session configuration does not exist.");
  }
  std::string missing;
  for (const std::string_view key : kSessionKeys) {
    if (session->second.contains(key)) continue;
    missing += (missing.empty() ? "'" : ", '") + std::string(key) + "'";
  }
  if (missing.empty()) return {};
  return fail(ErrorKind::General,
              start + "is missing the following configuration: [" + missing + "].");
}

}  // namespace send_bounce
