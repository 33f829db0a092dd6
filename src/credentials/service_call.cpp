#include "credentials/service_call.h"

#include <utility>

namespace send_bounce {

Result<Endpoint> service_endpoint(SideService service, const EndpointService& rules,
                                  const std::string& region, const SideCallSettings& calls) {
  EndpointParameters where;
  where.region = region;
  where.use_fips = calls.use_fips;
  where.use_dual_stack = calls.use_dual_stack;
  ASSIGN_OR_RETURN(const auto configured,
                   calls.endpoint_urls.at(static_cast<std::size_t>(service)));
  if (configured) where.endpoint_url = configured->value;
  return resolve_endpoint(where, rules);
}

Result<CallSettings> service_call_settings(Endpoint endpoint,
                                           std::optional<Credentials> credentials,
                                           const SideCallSettings& calls) {
  CallSettings call;
  call.endpoint = std::move(endpoint);
  call.credentials = std::move(credentials);
  call.transport.connect_timeout = calls.connect_timeout;
  call.transport.read_timeout = calls.read_timeout;
  ASSIGN_OR_RETURN(call.transport.ca_bundle, calls.ca_bundle);
  call.user_agent = calls.user_agent;
  call.retries = calls.retries;
  call.purpose = Purpose::Credentials;
  return call;
}

ClientWorld client_world(const CredentialWorld& world) {
  return {world.variables, world.clock, world.random, world.transport, world.log};
}

}  // namespace send_bounce
