#include "credentials/role_call.h"

#include <utility>

#include "credentials/role_cache.h"

namespace send_bounce {
namespace {

constexpr const char* kSessionName = "RoleSessionName";

Map without(const Map& parameters, std::string_view name) {
  Map rest;
  for (const MapEntry& entry : parameters) {
    if (entry.key != name) rest.set(entry.key, entry.value);
  }
  return rest;
}

const std::string& text_at(const Map& keys, std::string_view name) {
  return *keys.find(name)->get<std::string>();
}

// REQUIRES: an answer that call_sts has let pass.
ExpiringCredentials credentials_in(const Map& answer, const std::string& provider) {
  const Map& keys = *answer.find("Credentials")->get<Map>();
  ExpiringCredentials out;
  out.credentials = {text_at(keys, "AccessKeyId"), text_at(keys, "SecretAccessKey"),
                     text_at(keys, "SessionToken"), provider};
  out.expires = *keys.find("Expiration")->get<Instant>();
  return out;
}

}  // namespace

RoleCall role_call(const std::string& provider, Map options, const std::string& role_arn,
                   Instant now, bool is_cached) {
  RoleCall call;
  call.provider = provider;
  call.parameters = std::move(options);
  call.parameters.set("RoleArn", role_arn);
  const Value* name = call.parameters.find(kSessionName);
  const bool is_named = name != nullptr && *name != Value("");
  if (is_cached) {
    call.cache_key =
        role_cache_key(is_named ? call.parameters : without(call.parameters, kSessionName));
  }
  // An empty one is replaced at its place, a missing one comes last.
  if (!is_named) {
    call.parameters.set(kSessionName, "botocore-session-" + std::to_string(now.seconds));
  }
  return call;
}

Result<ExpiringCredentials> fetch_role(const RoleCall& call,
                                       const std::function<Result<Map>()>& ask,
                                       const CredentialWorld& world) {
  if (!call.cache_key.empty()) {
    if (auto cached = cached_role(call.cache_key, call.provider, world)) return *std::move(cached);
  }
  ASSIGN_OR_RETURN(Map answer, ask());
  ExpiringCredentials fetched = credentials_in(answer, call.provider);
  if (!call.cache_key.empty()) cache_role(call.cache_key, std::move(answer), world);
  return fetched;
}

}  // namespace send_bounce
