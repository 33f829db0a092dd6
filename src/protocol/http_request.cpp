#include "send_bounce/protocol/http_wire.h"

namespace send_bounce {
namespace {

// The part between "//" and the path.
std::string_view authority_of(std::string_view url) {
  const std::size_t start = url.find("//") + 2;
  return url.substr(start, url.find_first_of("/?#", start) - start);
}

void add_header(std::string& text, std::string_view name, std::string_view value) {
  text.append(name).append(": ").append(value).append("\r\n");
}

std::string write(const HttpRequest& request, std::string_view target, std::string_view host,
                  std::string_view proxy_authorization) {
  std::string text = request.method;
  text.append(" ").append(target).append(" HTTP/1.1\r\n");
  add_header(text, "Host", host);
  for (const auto& [name, value] : request.headers) add_header(text, name, value);
  if (request.method != "GET") {
    add_header(text, "Content-Length", std::to_string(request.body.size()));
  }
  if (!proxy_authorization.empty()) add_header(text, "Proxy-Authorization", proxy_authorization);
  return text + "\r\n" + request.body;
}

}  // namespace

std::string write_request(const HttpRequest& request) {
  const std::string query = request.query.empty() ? "" : "?" + request.query;
  return write(request, request.path + query, request.host, "");
}

std::string write_forwarded_request(const HttpRequest& request,
                                    std::string_view proxy_authorization) {
  const std::string url = request.forward_url.empty() ? url_of(request) : request.forward_url;
  return write(request, url, authority_of(url), proxy_authorization);
}

}  // namespace send_bounce
