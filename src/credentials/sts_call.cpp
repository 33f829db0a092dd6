#include "credentials/sts_call.h"

#include <utility>

#include "credentials/secrets.h"
#include "send_bounce/protocol/query.h"
#include "send_bounce/words/encoding.h"

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
  const Value* member = answer.find("Credentials");
  const Map* keys = member == nullptr ? nullptr : member->get<Map>();
  if (keys == nullptr || !keys->has("Expiration")) return false;
  for (const std::string_view name : kStsKeyMembers) {
    const Value* key = keys->find(name);
    const auto* text = key == nullptr ? nullptr : key->get<std::string>();
    if (text == nullptr || text->empty()) return false;
  }
  return true;
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
  ASSIGN_OR_RETURN(std::string body, serialize_query(operation, parameters));
  ASSIGN_OR_RETURN(Reply reply, send(operation, std::move(body), call, client_world(world)));
  auto* members = reply.value.get<Map>();
  if (members != nullptr) hide_secrets_in(world.log, *members);
  if (members != nullptr && has_credentials(*members)) return std::move(*members);
  return fail(ErrorKind::BadReply, "The answer of " + call.endpoint.host + " to " +
                                       std::string(operation.name) + " has no credentials in it.");
}

}  // namespace send_bounce
