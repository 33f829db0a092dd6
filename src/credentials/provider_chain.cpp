#include "send_bounce/credentials/provider_chain.h"

#include "credentials/causes.h"
#include "credentials/providers.h"
#include "credentials/secrets.h"

namespace send_bounce {
namespace {

struct Provider {
  std::string_view name;  // as the reference names it
  Found (*find)(const CredentialSources&);
  Cause cause;
  /// Whether it asks a server or runs a program: then find() is for calls that are made.
  bool asks_others = false;
  bool serves_source_of_role = false;
};

// Without a region the service has been asked for one in vain, and the call ends for want of it.
Found instance_with_region(const CredentialSources& sources) {
  return sources.scope.region ? instance_metadata(sources) : std::nullopt;
}

constexpr bool kAsksOthers = true;
constexpr bool kServesSourceOfRole = true;

// Configuration page §3.1.
constexpr Provider kChain[] = {
    {"env", environment, cause_of_environment},
    {"assume-role", assume_role, cause_of_assume_role, kAsksOthers},
    {"assume-role-with-web-identity", web_identity, cause_of_web_identity, kAsksOthers,
     kServesSourceOfRole},
    {"sso", sso, cause_of_sso, kAsksOthers, kServesSourceOfRole},
    {"shared-credentials-file", shared_file, cause_of_shared_file, !kAsksOthers,
     kServesSourceOfRole},
    {"login", login, cause_of_login, kAsksOthers, kServesSourceOfRole},
    {"custom-process", process, cause_of_process, kAsksOthers, kServesSourceOfRole},
    {"config-file", config_file, cause_of_config_file, !kAsksOthers, kServesSourceOfRole},
    {"ec2-credentials-file", ec2_file, cause_of_ec2_file},
    {"boto-config", boto_config, cause_of_boto_config},
    {"container-role", container, cause_of_container, kAsksOthers},
    {"iam-role", instance_with_region, cause_of_instance_metadata, kAsksOthers},
};

std::string outcome(const Found& found) {
  if (!found) return "failed: " + found.error().message;
  if (!*found) return "has none";
  const auto& current = (*found)->current;
  return current ? shown(current->credentials) : "will be asked when the request is signed";
}

Found ask_provider(const Provider& provider, const CredentialSources& sources) {
  auto found = provider.find(sources);
  if (found && *found && (*found)->current) {
    hide(sources.world.log, (*found)->current->credentials);
  }
  sources.world.log.note("credentials", std::string(provider.name) + " " + outcome(found));
  return found;
}

constexpr std::string_view kSessionKeys[] = {"sso_start_url", "sso_region"};

}  // namespace

void OneWarning::tell(const std::string& text) const {
  if (*is_told_) return;
  *is_told_ = true;
  static_cast<void>(err_.write("send-bounce: [WARNING]: " + text + "\n"));
}

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
  for (const Provider& provider : kChain) {
    auto found = ask_provider(provider, sources);
    if (!found || *found) return found;
  }
  return std::nullopt;
}

Found profile_credentials(const CredentialSources& sources) {
  for (const Provider& provider : kChain) {
    if (!provider.serves_source_of_role) continue;
    auto found = ask_provider(provider, sources);
    if (!found || *found) return found;
  }
  return std::nullopt;
}

Result<std::optional<ExpectedProvider>> expected_provider(const CredentialSources& sources) {
  for (const Provider& provider : kChain) {
    const auto cause = provider.cause(sources);
    if (!cause) continue;
    ExpectedProvider expected{std::string(provider.name), *cause, std::nullopt};
    if (provider.asks_others) return expected;
    ASSIGN_OR_RETURN(auto found, provider.find(sources));
    if (!found) continue;
    expected.keys = std::move(found->current->credentials);
    return expected;
  }
  return std::nullopt;
}

Error no_credentials(std::string advice) {
  Error error;
  error.kind = ErrorKind::NoCredentials;
  error.code = "NoCredentials";
  error.message =
      "Unable to locate credentials. You can configure credentials by running \"aws login\".";
  error.advice = std::move(advice);
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
