#pragma once

#include "send_bounce/credentials/provider_chain.h"
#include "send_bounce/words/http.h"

namespace send_bounce {

/// An exchange that failed: how far it came, and the error if that is to be told.
struct SideFault {
  TransportPhase phase = TransportPhase::Other;
  Error error;
};

/// One exchange with a metadata server of this machine or container, without retries, noted in the
/// log by method, host and path; neither headers nor bodies are. Never through a proxy: what it
/// would see are secrets.
tl::expected<HttpResponse, SideFault> side_call(const CredentialWorld& world,
                                                const HttpRequest& request,
                                                const TransportOptions& options);

/// What the reference takes for a fault of the moment, where metadata are asked for: no connection,
/// silence, or an answer that breaks off.
bool may_be_asked_again(TransportPhase phase);

}  // namespace send_bounce
