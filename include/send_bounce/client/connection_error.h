#pragma once

#include <chrono>
#include <string_view>

#include "send_bounce/values/error.h"
#include "send_bounce/world/http.h"
#include "send_bounce/world/world.h"

namespace send_bounce {

/// The error of an exchange that failed after `spent`. Its message is the reference's sentence. Its
/// advice has the host, port and addresses, the phase, the time and the cause. For an interrupt,
/// everything is in the message. `trust_remedy` says how to trust another CA: "use --ca-bundle
/// FILE". The caller, who knows the other attempts, adds what the error means for a bounce.
Error connection_error(const TransportError& failure, const HttpRequest& request,
                       const TransportOptions& options, std::chrono::microseconds spent,
                       std::string_view trust_remedy);

}  // namespace send_bounce
