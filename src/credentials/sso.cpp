#include <utility>

#include "credentials/calls.h"
#include "credentials/providers.h"
#include "credentials/role_cache.h"
#include "credentials/sso_token.h"
#include "send_bounce/text/encoding.h"

namespace send_bounce {
namespace {

constexpr const char* kSsoProvider = "sso";
constexpr std::int64_t kMillisecond = 1000;

// Of an answer {"roleCredentials": {"accessKeyId", …, "expiration": milliseconds}}.
Result<ExpiringCredentials> portal_credentials(const Map& answer) {
  const Map* role = answer.get<Map>("roleCredentials");
  const std::string start = "The answer to GetRoleCredentials has no ";
  if (role == nullptr) return fail(ErrorKind::BadReply, start + "roleCredentials");
  const auto* key = role->get<std::string>("accessKeyId");
  const auto* secret = role->get<std::string>("secretAccessKey");
  const auto* token = role->get<std::string>("sessionToken");
  if (key == nullptr || secret == nullptr || token == nullptr) {
    return fail(ErrorKind::BadReply,
                start + "strings accessKeyId, secretAccessKey and sessionToken in roleCredentials");
  }
  const auto milliseconds = integer_member(*role, "expiration");
  const Instant expires{milliseconds.value_or(0) / kMillisecond, 0};
  if (!milliseconds || !is_in_calendar(expires)) {
    return fail(ErrorKind::BadReply, start + "usable expiration in roleCredentials");
  }
  return ExpiringCredentials{{*key, *secret, *token, kSsoProvider}, expires};
}

Result<ExpiringCredentials> ask_portal(const SsoProfile& sso, const SideCallSettings& calls,
                                       const CredentialWorld& world) {
  ASSIGN_OR_RETURN(const std::string token, usable_sso_token(sso, calls, world));
  RestJsonCall call;
  call.operation = "GetRoleCredentials";
  call.method = "GET";
  call.path = "/federation/credentials";
  call.query = "role_name=" + percent_encode(sso.role_name) +
               "&account_id=" + percent_encode(sso.account_id);
  call.headers = {{"x-amz-sso_bearer_token", token}};
  call.translate = [&sso](const Error& error, const Map&) {
    return error.code == "UnauthorizedException" ? std::optional(sso_login_expired(sso))
                                                 : std::nullopt;
  };
  ASSIGN_OR_RETURN(const Endpoint endpoint,
                   service_endpoint(SideService::Sso, kPortalEndpoints, sso.region, calls));
  ASSIGN_OR_RETURN(const Map answer, call_rest_json(call, endpoint, calls, world));
  return portal_credentials(answer);
}

// The AWS CLI writes JSON without blanks in this key alone (configuration-and-credentials.md §3.6).
std::string sso_cache_key(const SsoProfile& sso) {
  Map parameters{{"accountId", sso.account_id}, {"roleName", sso.role_name}};
  if (sso.session) {
    parameters.set("sessionName", *sso.session);
  } else {
    parameters.set("startUrl", sso.start_url);
  }
  return role_cache_key(parameters, JsonSpacing::None);
}

Map sso_cache_document(const SsoProfile& sso, const ExpiringCredentials& found) {
  const Credentials& keys = found.credentials;
  return {{"ProviderType", kSsoProvider},
          {"Credentials", Map{{"AccessKeyId", keys.access_key_id},
                              {"SecretAccessKey", keys.secret_access_key},
                              {"SessionToken", *keys.session_token},
                              {"Expiration", format_iso8601(*found.expires)},
                              {"AccountId", sso.account_id}}}};
}

Result<ExpiringCredentials> fetch_sso(const SsoProfile& sso, bool is_cached,
                                      const SideCallSettings& calls, const CredentialWorld& world) {
  if (!is_cached) return ask_portal(sso, calls, world);
  const std::string key = sso_cache_key(sso);
  if (auto cached = cached_role(key, kSsoProvider, world)) return *std::move(cached);
  ASSIGN_OR_RETURN(auto found, ask_portal(sso, calls, world));
  cache_role(key, sso_cache_document(sso, found), world);
  return found;
}

}  // namespace

Cause cause_of_sso(const CredentialSources& sources) {
  auto cause = key_in_profile(sources, "sso_account_id");
  return cause ? cause : key_in_profile(sources, "sso_role_name");
}

Found sso(const CredentialSources& sources) {
  ASSIGN_OR_RETURN(auto profile, sso_profile(sources.settings.files, sources.scope.profile.value));
  if (!profile) return std::nullopt;
  CredentialOffer offer;
  offer.provider = kSsoProvider;
  offer.fetch = [profile = *std::move(profile), is_cached = !sources.is_source_of_role,
                 world = sources.world](const SideCallSettings& calls) {
    return fetch_sso(profile, is_cached, calls, world);
  };
  return offer;
}

}  // namespace send_bounce
