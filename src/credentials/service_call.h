#pragma once

#include <optional>
#include <string>

#include "send_bounce/client/client.h"
#include "send_bounce/credentials/provider_chain.h"
#include "send_bounce/protocol/endpoint.h"

/// Calls of other services than SES, with the retries of a client: what client/client.h wants to
/// know, made of the settings. A server of this machine is asked by side_call.h instead.
namespace send_bounce {

/// Where a service answers: what is configured for it, else its host in that region.
Result<Endpoint> service_endpoint(SideService service, const EndpointService& rules,
                                  const std::string& region, const SideCallSettings& calls);

/// For send() and make_call(); nullopt for a call that is not signed. General for a bundle of
/// certificates that cannot be one.
Result<CallSettings> service_call_settings(Endpoint endpoint,
                                           std::optional<Credentials> credentials,
                                           const SideCallSettings& calls);

ClientWorld client_world(const CredentialWorld& world);

}  // namespace send_bounce
