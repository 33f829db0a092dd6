#pragma once

#include <chrono>
#include <cstddef>
#include <memory>

#include "send_bounce/world/world.h"

namespace send_bounce {

/// What no answer may exceed. All are far beyond what a healthy service sends.
struct AnswerLimits {
  std::size_t body = std::size_t{16} << 20U;
  std::size_t headers = std::size_t{256} << 10U;
  /// From the first byte to the last, beside the read time-out: an answer that drips for ever is
  /// silent never. None where the read time-out is none.
  std::chrono::seconds time{600};
};

/// Exchanges over libcurl: HTTP/1.1, TLS 1.2 and up, no redirects, cookies, .netrc or compression,
/// and nothing taken from the environment. The headers go out as given, Host before and
/// Content-Length behind them.
///
/// A connection is kept for the exchanges that follow. Where one that was kept turns out dead, that
/// is a failure (Closed): libcurl would send the request once more by itself, and is kept from it.
///
/// The connect time-out covers name lookup, connection, proxy and TLS; the read time-out is the
/// longest silence after that. A signal that is held back (Interrupts) ends the exchange.
class CurlTransport : public Transport {
 public:
  explicit CurlTransport(const AnswerLimits& limits = {});
  ~CurlTransport() override;
  CurlTransport(const CurlTransport&) = delete;
  CurlTransport& operator=(const CurlTransport&) = delete;

  /// REQUIRES: the method is GET, without a body, or POST or PUT.
  tl::expected<HttpResponse, TransportError> exchange(const HttpRequest& request,
                                                      const TransportOptions& options) override;

 private:
  struct Connections;
  AnswerLimits limits_;
  std::unique_ptr<Connections> connections_;
};

}  // namespace send_bounce
