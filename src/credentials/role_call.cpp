#include "credentials/role_call.h"

#include <utility>

#include "credentials/calls.h"
#include "credentials/keys.h"
#include "credentials/role_cache.h"
#include "send_bounce/protocol/query.h"
#include "send_bounce/text/encoding.h"
#include "send_bounce/text/redaction.h"

namespace send_bounce {
namespace {

constexpr std::string_view kStsKeyMembers[] = {"AccessKeyId", "SecretAccessKey", "SessionToken"};

// Of all that a model can say the reference checks the lower bounds alone; empty where one is kept.
std::string too_little(const MapEntry& parameter, std::int64_t least) {
  if (const auto* number = parameter.value.get<std::int64_t>()) {
    if (*number >= least) return {};
    return "\nInvalid value for parameter " + parameter.key +
           ", value: " + std::to_string(*number) + ", valid min value: " + std::to_string(least);
  }
  const auto* text = parameter.value.get<std::string>();
  const auto length = text == nullptr ? 0 : static_cast<std::int64_t>(code_point_count(*text));
  if (length >= least) return {};
  return "\nInvalid length for parameter " + parameter.key + ", value: " + std::to_string(length) +
         ", valid min length: " + std::to_string(least);
}

Result<void> check_parameters(const Operation& operation, const Map& parameters) {
  std::string report;
  for (const MapEntry& parameter : parameters) {
    const Member* member = find_member(*operation.input, parameter.key);
    if (member != nullptr) report += too_little(parameter, member->shape->least);
  }
  if (report.empty()) return {};
  return invalid_parameter("Parameter validation failed:" + report);
}

bool has_credentials(const Map& answer) {
  const Map* keys = answer.get<Map>("Credentials");
  if (keys == nullptr || !keys->has("Expiration")) return false;
  for (const std::string_view name : kStsKeyMembers) {
    const auto* text = keys->get<std::string>(name);
    if (text == nullptr || text->empty()) return false;
  }
  return true;
}

bool is_sts_refusal(const Error& error, std::string_view code) {
  return error.kind == ErrorKind::Service && error.advice.empty() && error.code == code;
}

constexpr const char* kSessionName = "RoleSessionName";

Map without(const Map& parameters, std::string_view name) {
  Map rest;
  for (const MapEntry& entry : parameters) {
    if (entry.key != name) rest.set(entry.key, entry.value);
  }
  return rest;
}

// REQUIRES: an answer that call_sts has let pass.
ExpiringCredentials assumed_role(const Map& answer, const std::string& provider) {
  const Map& keys = *answer.get<Map>("Credentials");
  ExpiringCredentials out;
  out.credentials = {*keys.get<std::string>("AccessKeyId"),
                     *keys.get<std::string>("SecretAccessKey"),
                     *keys.get<std::string>("SessionToken"), provider};
  out.expires = *keys.get<Instant>("Expiration");
  return out;
}

}  // namespace

Result<Map> call_sts(const Operation& operation, const Map& parameters,
                     std::optional<Credentials> credentials, const SideCallSettings& calls,
                     const CredentialWorld& world) {
  ASSIGN_OR_RETURN(auto endpoint,
                   service_endpoint(SideService::Sts, kStsEndpoints, calls.region, calls));
  ASSIGN_OR_RETURN(const CallSettings call,
                   service_call_settings(std::move(endpoint), std::move(credentials), calls));
  RETURN_IF_ERROR(check_parameters(operation, parameters));
  ASSIGN_OR_RETURN(const std::string body, serialize_query(operation, parameters));
  ASSIGN_OR_RETURN(Value answer, call_service(query_steps(operation, body, call), call, world));
  auto* members = answer.get<Map>();
  if (members != nullptr) hide_secrets_in(world.log, *members);
  if (members != nullptr && has_credentials(*members)) return std::move(*members);
  return fail(ErrorKind::BadReply, "The answer of " + call.endpoint.host + " to " +
                                       std::string(operation.name) + " contains no credentials.");
}

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
  ExpiringCredentials fetched = assumed_role(answer, call.provider);
  if (!call.cache_key.empty()) cache_role(call.cache_key, std::move(answer), world);
  return fetched;
}

void add_role_advice(Error& error, const std::string& role_arn, const Credentials& caller) {
  const std::string who =
      "the key id " + last_four(caller.access_key_id) + " of the provider " + caller.provider;
  if (is_sts_refusal(error, "AccessDenied")) {
    error.advice = "The trust policy of " + role_arn + " must allow the owner of " + who +
                   ", and a policy of that owner must allow sts:AssumeRole on the role.";
  } else if (is_sts_refusal(error, "ExpiredToken") ||
             is_sts_refusal(error, "ExpiredTokenException")) {
    error.advice = "The credentials that ask for the role have expired: " + who +
                   ". Renew them at their source.";
  } else if (is_sts_refusal(error, "InvalidClientTokenId") ||
             is_sts_refusal(error, "SignatureDoesNotMatch")) {
    error.advice = "The call for the role was signed with " + who +
                   ". The key id and the secret must belong together, and to this partition.";
  }
}

void add_web_identity_advice(Error& error, const std::string& token_file) {
  if (is_sts_refusal(error, "ExpiredTokenException") || is_sts_refusal(error, "ExpiredToken") ||
      is_sts_refusal(error, "InvalidIdentityToken")) {
    error.advice = "The token was read from " + token_file +
                   ". The program that writes that file must renew it.";
  } else if (is_sts_refusal(error, "AccessDenied")) {
    error.advice = "The trust policy of the role must allow the token in " + token_file +
                   ": its issuer, audience and subject.";
  }
}

}  // namespace send_bounce
