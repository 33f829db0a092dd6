#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "send_bounce/values/error.h"
#include "stand_in/http_exchange.h"

namespace send_bounce::stand_in {

/// A small HTTP/1.1 server, with one thread for each connection.
///
/// Why no library: the faults of `--fault` are faults of the wire. They need the socket itself (a
/// reset by SO_LINGER, a half-close) and a say over every byte of an answer (half of it, one by
/// one, none), and libraries exist to hide exactly that.
///
/// Keeps connections alive, takes bodies with Content-Length or in chunks, answers what is no
/// HTTP/1.x request with 4xx or 5xx as HttpParser says, and a request that does not arrive in time
/// with 408. No client can hold a thread for longer than the times above, or more memory than the
/// limits.
class HttpServer {
 public:
  /// Listens and serves when it returns. Fails with one line where the port is taken or may not be
  /// used.
  static Result<std::unique_ptr<HttpServer>> start(HttpServerOptions options, HttpHandler handler);

  /// Stops, as `stop` does.
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  std::uint16_t port() const;
  /// "http://127.0.0.1:43017", "https://[::1]:43017": how programs on this machine reach it, also
  /// where it listens on every address.
  std::string endpoint() const;

  /// Closes the port and every connection, and joins every thread. Handlers that are running end
  /// first, and their answers are sent as far as the client takes them at once. May be called
  /// again.
  void stop();

 private:
  class Running;
  explicit HttpServer(std::unique_ptr<Running> running);

  std::unique_ptr<Running> running_;
};

}  // namespace send_bounce::stand_in
