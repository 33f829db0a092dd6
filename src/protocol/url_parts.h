#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "send_bounce/values/error.h"

namespace send_bounce {

/// The parts of an endpoint URL that a request needs (RFC 3986 §3), escaped where a request line
/// cannot hold what is written.
struct UrlParts {
  std::string scheme;       ///< "http" or "https"
  std::string host;         ///< lower case, an IPv6 address in brackets
  std::optional<int> port;  ///< as written, also where it is the default
  std::string path;         ///< "/" at least
  std::string query;
  std::string user_info;  ///< these two are for proxies only
  std::string fragment;
};

/// Reads the URL as the reference does, with its texts (wire-protocol.md §4): "Invalid endpoint:
/// …", "Invalid IPv6 URL", two for the port, one for the scheme. ErrorKind::General.
Result<UrlParts> split_endpoint_url(const std::string& url);

}  // namespace send_bounce
