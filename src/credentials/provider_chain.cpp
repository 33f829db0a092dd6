#include "send_bounce/credentials/provider_chain.h"

#include <utility>

#include "credentials/keys.h"
#include "credentials/providers.h"
#include "send_bounce/text/encoding.h"

namespace send_bounce {
namespace {

struct Provider {
  std::string_view name;  // as the reference names it
  Found (*find)(const CredentialSources&);
  Cause (*cause)(const CredentialSources&);
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

// configuration-and-credentials.md §3.1.
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

std::string outcome_of(const Found& found) {
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
  sources.world.log.note("credentials", std::string(provider.name) + " " + outcome_of(found));
  return found;
}

constexpr std::string_view kSsoSessionKeys[] = {"sso_start_url", "sso_region"};

// With less left a refresh is tried, or required.
constexpr std::int64_t kRefreshTried = std::int64_t{15} * 60;
constexpr std::int64_t kRefreshRequired = std::int64_t{10} * 60;

bool keys_have_left(const ExpiringCredentials& credentials, std::int64_t seconds, Instant now) {
  if (!credentials.expires) return true;
  now.seconds += seconds;
  return *credentials.expires >= now;
}

// Whatever the source: what is no text cannot be signed with as the service would do it.
Result<Credentials> checked_keys(Credentials credentials) {
  const std::pair<const char*, const std::string&> parts[] = {
      {"access key id", credentials.access_key_id},
      {"secret access key", credentials.secret_access_key}};
  for (const auto& [name, value] : parts) {
    if (is_utf8(value)) continue;
    return fail(ErrorKind::General, "The " + std::string(name) + " of the provider \"" +
                                        credentials.provider +
                                        "\" is not UTF-8 text. Nothing was sent.");
  }
  if (is_utf8(credentials.session_token.value_or(""))) return credentials;
  return fail(ErrorKind::General, "The session token of the provider \"" + credentials.provider +
                                      "\" is not UTF-8 text. Nothing was sent.");
}

Result<ExpiringCredentials> fetch_again(const CredentialOffer& offer, const SideCallSettings& calls,
                                        const CredentialWorld& world) {
  auto fetched = offer.fetch(calls);
  if (fetched) hide(world.log, fetched->credentials);
  world.log.note("credentials", offer.provider + " " +
                                    (fetched ? shown(fetched->credentials)
                                             : "failed: " + fetched.error().message));
  return fetched;
}

}  // namespace

void OneWarning::tell(const std::string& text) const {
  if (*is_told_) return;
  *is_told_ = true;
  static_cast<void>(err_.write("send-bounce: [WARNING]: " + text + "\n"));
}

bool may_use_variables(const CredentialSources& sources) {
  return !sources.is_source_of_role && sources.scope.profile.origin.source != Source::Option;
}

Cause set_variable(const CredentialSources& sources, const char* name) {
  if (!sources.world.variables.get(name)) return std::nullopt;
  return Origin{Source::Variable, name, {}, {}};
}

Cause key_in_profile(const CredentialSources& sources, std::string_view key) {
  const std::string& profile = sources.scope.profile.value;
  const auto found = find_in_profile(sources.settings.files, profile, key);
  if (!found) return std::nullopt;
  return Origin{Source::Profile, std::string(key), profile, std::string(found->path)};
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

std::string advice_on_no_credentials(const CredentialSources& sources) {
  const ConfigFiles& files = sources.settings.files;
  const bool may_set_variables = may_use_variables(sources);
  std::string advice = unread_files_advice("Credentials", files);
  if (!advice.empty()) advice += "\n";
  if (!may_set_variables && sources.world.variables.get("AWS_ACCESS_KEY_ID")) {
    advice +=
        "The variables AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are ignored, because "
        "--profile is given.\n";
  }
  advice += "Looked at: ";
  if (may_set_variables) {
    advice += "the variables AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, ";
  }
  advice += places_of_profile(sources.scope.profile.value, files);
  if (cause_of_container(sources)) advice += ", the container's credentials endpoint";
  if (cause_of_instance_metadata(sources)) advice += ", the instance metadata service";
  return advice + (may_set_variables ? ".\nSet those variables, or put" : ".\nPut") +
         " aws_access_key_id and aws_secret_access_key into the profile. To see all settings: "
         "send-bounce configure list";
}

std::string advice_on_sso_session(const ConfigFiles& files, const std::string& name) {
  std::vector<std::string> names;
  for (const auto& [session, section] : files.sso_sessions) names.push_back(session);
  const std::string start =
      "There is no section [sso-session " + name + "] in " + files.config.path + ".";
  const std::string nearest = nearest_of(name, names, "The existing sessions are");
  return nearest.empty() ? start : start + " " + nearest;
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
                start + "the \"" + name->text + "\" sso_session configuration does not exist.",
                advice_on_sso_session(files, name->text));
  }
  std::string missing;
  for (const std::string_view key : kSsoSessionKeys) {
    if (session->second.contains(key)) continue;
    missing += (missing.empty() ? "'" : ", '") + std::string(key) + "'";
  }
  if (missing.empty()) return {};
  return fail(ErrorKind::General,
              start + "is missing the following configuration: [" + missing + "].");
}

Result<Credentials> redeem(CredentialOffer& offer, const SideCallSettings& calls,
                           const CredentialWorld& world) {
  const Instant now = world.clock.now();
  // Those of a role's named source have not been through find_credentials.
  if (offer.current) hide(world.log, offer.current->credentials);
  if (offer.current && (!offer.fetch || keys_have_left(*offer.current, kRefreshTried, now))) {
    return checked_keys(offer.current->credentials);
  }
  const bool is_required = !offer.current || !keys_have_left(*offer.current, kRefreshRequired, now);
  auto fetched = fetch_again(offer, calls, world);
  if (!fetched && is_required) return tl::make_unexpected(std::move(fetched).error());
  if (!fetched) return checked_keys(offer.current->credentials);
  if (keys_have_left(*fetched, 0, world.clock.now())) {
    offer.current = *std::move(fetched);
    return checked_keys(offer.current->credentials);
  }
  return fail(ErrorKind::General,
              "Credentials were refreshed, but the refreshed credentials are still expired.",
              offer.when_expired);
}

}  // namespace send_bounce
