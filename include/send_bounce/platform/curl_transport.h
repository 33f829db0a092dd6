#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "send_bounce/protocol/http_wire.h"
#include "send_bounce/protocol/trust_store.h"
#include "send_bounce/world/world.h"

namespace send_bounce {

class CurlConnection;
struct Destination;

/// Exchanges over libcurl, which makes the connections (names, proxies, TLS 1.2 and up), and over
/// our own HTTP/1.1 (protocol/http_wire.h): no redirects, cookies, .netrc or compression, and
/// nothing taken from the environment.
///
/// An exchange has a connection of its own, so nothing that an earlier one left behind can be taken
/// for its answer. With TransportOptions::keep_connection it leaves the connection to later ones,
/// after one whole answer alone: all of the request was written, and the answer is framed in one
/// way only, says nothing of closing, and has no byte behind it. A later exchange with that option
/// takes it if scheme, host, port, proxy and trust are the same, less than five seconds have passed
/// by both clocks, and nothing has come on it, no end either; otherwise it opens a new one. On
/// a kept connection an answer that begins before the request was received is one to an earlier
/// request, and a failure. Failures mean there what they mean on a new one, and nothing is sent
/// twice. At most four are kept, one for each destination, and none behind an https proxy's tunnel.
///
/// The connect time-out covers name lookup, connection, proxy and TLS; the read time-out is the
/// longest silence after that. A signal that is held back (Interrupts) ends the exchange.
class CurlTransport : public Transport {
 public:
  /// `default_trust` is asked once, and only where certificates are checked without a bundle.
  /// `clock`, which must live as long as the object, tells for how long a connection was idle.
  explicit CurlTransport(const AnswerLimits& limits = {},
                         std::function<TrustStore()> default_trust = machine_trust,
                         const Clock& clock = machine_clock());
  ~CurlTransport() override;
  CurlTransport(const CurlTransport&) = delete;
  CurlTransport& operator=(const CurlTransport&) = delete;

  /// REQUIRES: the method is GET, without a body, or POST or PUT.
  tl::expected<HttpResponse, TransportError> exchange(const HttpRequest& request,
                                                      const TransportOptions& options) override;

 private:
  struct Connections;
  static TrustStore machine_trust();
  static const Clock& machine_clock();
  TrustStore trust_for(const Destination& destination);
  /// A new one; a failure is one before anything of the request was sent.
  tl::expected<std::unique_ptr<CurlConnection>, TransportError> open(
      const HttpRequest& request, const TransportOptions& options);

  AnswerLimits limits_;
  std::function<TrustStore()> default_trust_;
  const Clock& clock_;
  std::optional<TrustStore> default_store_;
  std::unique_ptr<Connections> connections_;
};

}  // namespace send_bounce
