#pragma once

#include <curl/curl.h>

#include "send_bounce/world/world.h"

namespace send_bounce {

/// A failure before anything of the request was sent: in which phase, and the cause in the words of
/// the system, or of Python's ssl module, as scripts may look for them. `message` is libcurl's
/// (CURLOPT_ERRORBUFFER), or empty.
TransportError failure_to_connect(CURL* easy, CURLcode code, const char* message,
                                  const HttpRequest& request, const TransportOptions& options);

}  // namespace send_bounce
