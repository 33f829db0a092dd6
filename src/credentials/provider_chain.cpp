#include "send_bounce/credentials/provider_chain.h"

#include "credentials/providers.h"
#include "credentials/secrets.h"

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
  const auto& current = (*found)->current;
  return current ? shown(current->credentials) : "will be asked when the request is signed";
}

constexpr std::string_view kSessionKeys[] = {"sso_start_url", "sso_region"};

}  // namespace

bool may_use_variables(const CredentialSources& sources) {
  return !sources.is_source_of_role && sources.scope.profile.origin.source != Source::Option;
}

CredentialOffer static_offer(Credentials credentials) {
  CredentialOffer offer;
  offer.provider = credentials.provider;
  offer.current = ExpiringCredentials{std::move(credentials), std::nullopt};
  return offer;
}

Found find_credentials(const CredentialSources& sources) {
  for (const auto& [name, find] : kChain) {
    auto found = find(sources);
    if (found && *found && (*found)->current) {
      hide(sources.world.log, (*found)->current->credentials);
    }
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
