#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace send_bounce {

/// In the order in which they stand on the wire, with their spelling.
using Headers = std::vector<std::pair<std::string, std::string>>;

/// The first header of that name, whatever its case; nullptr where there is none.
const std::string* find_header(const Headers& headers, std::string_view name);

/// One request, complete but for the connection that carries it.
struct HttpRequest {
  std::string method = "POST";
  std::string scheme = "https";  ///< "http" or "https"
  std::string host;  ///< as in the Host header: lower case, port only where it is not the default
  std::string path = "/";  ///< as on the request line, already percent-encoded
  std::string query;       ///< as on the request line, without "?"
  Headers headers;         ///< without Host and Content-Length
  std::string body;
  /// The URL as a proxy for plain http is asked for it, where that is not url_of(): the reference
  /// hands user and password, a default port and a fragment on, and resolves dot segments. A
  /// secret, since it may hold a password; the Host header there is its authority.
  std::string forward_url = {};
};

/// "https://email.us-east-1.amazonaws.com/", as error messages name it.
std::string url_of(const HttpRequest& request);

struct HttpResponse {
  int status = 0;
  Headers headers;
  std::string body;
  /// Why the rest of the answer could not be read as it was announced: "the connection ended after
  /// 12 of 120 bytes". Empty for a whole answer. `body` has what came until then.
  std::string framing_fault = {};
};

}  // namespace send_bounce
