#pragma once

#include "stand_in/connection.h"
#include "stand_in/http_server.h"

namespace send_bounce::stand_in {

/// Serves one connection, request after request, until the client leaves, errs or is too slow, an
/// answer's delivery ends it, or the server stops.
void serve_connection(Connection& connection, const HttpServerOptions& options,
                      const HttpServer::Handler& handler);

/// Answers 503 to the connection's first request without looking at it.
void turn_away(Connection& connection, const HttpServerOptions& options);

}  // namespace send_bounce::stand_in
