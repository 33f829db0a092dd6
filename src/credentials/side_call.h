#pragma once

#include <cstdint>

#include "send_bounce/credentials/provider_chain.h"
#include "send_bounce/words/http.h"

namespace send_bounce {

/// How a provider asks its server.
enum class ProxyUse : std::uint8_t {
  AsConfigured,  ///< services that are out on the network
  Never,         ///< metadata of this machine or container: what a proxy would see are secrets
};

/// One exchange of a provider with its server, without retries, noted in the log by method, host
/// and path; neither headers nor bodies are. Connection errors come back as they are: what they
/// mean is the provider's to say.
tl::expected<HttpResponse, TransportError> side_call(const CredentialWorld& world,
                                                     const HttpRequest& request,
                                                     TransportOptions options, ProxyUse proxy);

/// What the reference takes for a fault of the moment, where metadata are asked for: no connection,
/// silence, or an answer that breaks off.
bool may_be_asked_again(TransportPhase phase);

}  // namespace send_bounce
