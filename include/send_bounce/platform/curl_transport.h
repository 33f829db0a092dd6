#pragma once

#include "send_bounce/world/world.h"

namespace send_bounce {

/// Exchanges over libcurl: HTTP/1.1, TLS 1.2 and up, no redirects, cookies, .netrc or compression,
/// and nothing taken from the environment. The headers go out as given, Host before and
/// Content-Length behind them. Every exchange has a connection of its own.
///
/// The connect time-out covers name lookup, connection, proxy and TLS; the read time-out is the
/// longest silence after that. An answer of more than 16 MiB, or with more than 256 KiB of headers,
/// ends the exchange.
class CurlTransport : public Transport {
 public:
  /// REQUIRES: the method is GET, without a body, or POST or PUT.
  tl::expected<HttpResponse, TransportError> exchange(const HttpRequest& request,
                                                      const TransportOptions& options) override;
};

}  // namespace send_bounce
