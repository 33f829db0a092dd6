#include "send_bounce/world/http.h"

#include "send_bounce/text/encoding.h"

namespace send_bounce {

const std::string* find_header(const Headers& headers, std::string_view name) {
  const std::string wanted = to_lower(name);
  for (const auto& [key, value] : headers) {
    if (to_lower(key) == wanted) return &value;
  }
  return nullptr;
}

std::string url_of(const HttpRequest& request) {
  std::string url = request.scheme + "://" + request.host + request.path;
  if (!request.query.empty()) url += "?" + request.query;
  return url;
}

}  // namespace send_bounce
