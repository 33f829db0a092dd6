#pragma once

#include <optional>
#include <string>

#include "send_bounce/values/error.h"
#include "send_bounce/world/http.h"
#include "send_bounce/world/world.h"

namespace send_bounce {

/// The proxy that the variables ask for, by the reference's rules (wire-protocol.md §8): http_proxy
/// and https_proxy by the request's scheme, lower case over upper, no_proxy with names, parent
/// domains and `*`. nullopt for a direct connection. Connection for a value that is no HTTP proxy:
/// it is refused without a look at the network.
Result<std::optional<Proxy>> proxy_for(const HttpRequest& request, const Variables& variables);

}  // namespace send_bounce
