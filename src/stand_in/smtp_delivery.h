#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "send_bounce/words/error.h"

namespace send_bounce::stand_in {

/// Where `--deliver smtp://HOST[:PORT]` sends bounces: a mail server of the rehearsal, spoken to
/// without TLS and without a password.
struct SmtpRoute {
  std::string host;  ///< an IPv6 address with its brackets
  std::uint16_t port = 25;

  /// "smtp://localhost:2525"
  std::string url() const;
};

/// Usage, with option, value and remedy, for anything but smtp://HOST[:PORT].
Result<SmtpRoute> parse_smtp_route(const std::string& url);

/// One mail, over one connection: MAIL FROM:<> (RFC 5321 §4.5.5), RCPT TO:<recipient>, the message
/// with CRLF line ends. Returns when the server has taken it; gives up connecting after 5 seconds
/// and altogether after 15. Proxies of the environment are not used.
/// An empty recipient is refused: nobody is told about a mail whose return path was null.
/// Thread-safe once curl_global_init has been called.
Result<void> deliver(const SmtpRoute& route, const std::string& recipient,
                     std::string_view message);

}  // namespace send_bounce::stand_in
