#pragma once

#include <chrono>

#include "send_bounce/client/client.h"

/// What --debug shows of an exchange, without the signature, the session token and a proxy's
/// password.
namespace send_bounce {

/// Canonical request and string to sign of a signed request, then the request itself. `now` is what
/// it was signed for.
void note_request(Log& log, const HttpRequest& request, const CallSettings& settings,
                  const TransportOptions& options, Instant now);

/// Of an exchange that carries secrets: method, URL without its query, and what came of it.
void note_secret_exchange(Log& log, const HttpRequest& request,
                          const tl::expected<HttpResponse, TransportError>& answer,
                          std::chrono::microseconds duration);

void note_answer(Log& log, const tl::expected<HttpResponse, TransportError>& answer,
                 std::chrono::microseconds duration);

}  // namespace send_bounce
