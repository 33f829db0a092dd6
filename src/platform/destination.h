#pragma once

#include <optional>
#include <string>

#include "send_bounce/text/encoding.h"
#include "send_bounce/world/world.h"

namespace send_bounce {

/// Where a connection leads and whom it trusts: all that it has of the request and the options that
/// it was opened for. One that was opened for an equal destination may serve instead of a new one.
struct Destination {
  Destination(const HttpRequest& request, const TransportOptions& options)
      : scheme(request.scheme),
        host(request.host),
        proxy(options.proxy),
        ca_bundle(options.ca_bundle),
        verify_tls(options.verify_tls),
        tcp_keep_alive(options.tcp_keep_alive) {}
  bool operator==(const Destination&) const = default;

  bool is_secure() const { return scheme == "https"; }
  bool has_secure_proxy() const { return proxy && proxy->url.starts_with("https:"); }
  /// Plain http that a proxy passes on; the connection is one to the proxy then.
  bool is_forwarded() const { return proxy && !is_secure(); }
  /// https through a proxy.
  bool is_tunnelled() const { return proxy && is_secure(); }
  /// True where a certificate will be looked at.
  bool checks_certificates() const { return verify_tls && (is_secure() || has_secure_proxy()); }
  /// "Basic …"; empty without a user or without a password.
  std::string proxy_authorization() const {
    if (!proxy || proxy->user.empty() || proxy->password.empty()) return "";
    return "Basic " + base64(proxy->user + ":" + proxy->password);
  }

  std::string scheme;
  std::string host;  ///< with the port, where that is not the default
  std::optional<Proxy> proxy;
  std::string ca_bundle;
  bool verify_tls;
  bool tcp_keep_alive;
};

}  // namespace send_bounce
