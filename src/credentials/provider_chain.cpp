#include "send_bounce/credentials/provider_chain.h"

#include "credentials/providers.h"
#include "send_bounce/words/redaction.h"

namespace send_bounce {
namespace {

struct Provider {
  std::string_view name;  // as the reference names it
  Found (*find)(const CredentialSources&);
};

// Configuration page §3.1. The metadata service of an instance would come last.
constexpr Provider kChain[] = {
    {"env", environment},
    {"assume-role", assume_role},
    {"assume-role-with-web-identity", web_identity},
    {"sso", sso},
    {"shared-credentials-file", shared_file},
    {"login", login},
    {"custom-process", process},
    {"config-file", config_file},
    {"ec2-credentials-file", ec2_file},
    {"boto-config", boto_config},
    {"container-role", container},
};

std::string outcome(const Found& found) {
  if (!found) return "failed: " + found.error().message;
  if (!*found) return "has none";
  return "gives the key id " + last_four((*found)->access_key_id) +
         ((*found)->session_token ? ", with a session token" : "");
}

constexpr std::string_view kSessionKeys[] = {"sso_start_url", "sso_region"};

}  // namespace

bool is_profile_typed(const CredentialSources& sources) {
  return sources.scope.profile.origin.source == Source::Option;
}

Result<std::optional<Credentials>> find_credentials(const CredentialSources& sources) {
  for (const auto& [name, find] : kChain) {
    auto found = find(sources);
    sources.world.log.note("credentials", std::string(name) + " " + outcome(found));
    if (!found || *found) return found;
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
