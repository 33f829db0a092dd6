#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "send_bounce/protocol/http_wire.h"
#include "send_bounce/protocol/trust_store.h"
#include "send_bounce/world/world.h"

namespace send_bounce {

/// Exchanges over libcurl, which makes the connections (names, proxies, TLS 1.2 and up), and over
/// our own HTTP/1.1 (protocol/http_wire.h): no redirects, cookies, .netrc or compression, and
/// nothing taken from the environment.
///
/// Each exchange has a connection of its own, so nothing that an earlier one left behind can be
/// taken for its answer.
///
/// The connect time-out covers name lookup, connection, proxy and TLS; the read time-out is the
/// longest silence after that. A signal that is held back (Interrupts) ends the exchange.
class CurlTransport : public Transport {
 public:
  /// `default_trust` is asked once, and only where certificates are checked without a bundle.
  explicit CurlTransport(const AnswerLimits& limits = {},
                         std::function<TrustStore()> default_trust = machine_trust);
  ~CurlTransport() override;
  CurlTransport(const CurlTransport&) = delete;
  CurlTransport& operator=(const CurlTransport&) = delete;

  /// REQUIRES: the method is GET, without a body, or POST or PUT.
  tl::expected<HttpResponse, TransportError> exchange(const HttpRequest& request,
                                                      const TransportOptions& options) override;

 private:
  struct Connections;
  static TrustStore machine_trust();
  TrustStore trust_for(const TransportOptions& options);

  AnswerLimits limits_;
  std::function<TrustStore()> default_trust_;
  std::optional<TrustStore> default_store_;
  std::unique_ptr<Connections> connections_;
};

}  // namespace send_bounce
