#pragma once

#include <chrono>
#include <string_view>

#include "send_bounce/values/error.h"
#include "send_bounce/world/http.h"
#include "send_bounce/world/world.h"

namespace send_bounce {

/// The error of an exchange that failed after `spent`: the reference's sentence, and as advice the
/// host, port and addresses, the phase, the time and the cause. Of an interrupt all is message.
/// `trust_remedy` begins the words on a certificate that is not trusted: "--ca-bundle names". What
/// the error means for a bounce is left to whoever knows the other attempts.
Error connection_error(const TransportError& failure, const HttpRequest& request,
                       const TransportOptions& options, std::chrono::microseconds spent,
                       std::string_view trust_remedy);

}  // namespace send_bounce
