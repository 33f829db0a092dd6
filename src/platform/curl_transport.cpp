#include "send_bounce/platform/curl_transport.h"

#include <curl/curl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <optional>
#include <string>
#include <system_error>

#include "platform/curl_exchange.h"
#include "platform/openssl_start.h"

namespace send_bounce {
namespace {

bool has_line_end(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos;
}

// A bundle that cannot be read is named before anybody is asked for a connection.
std::optional<TransportError> missing_bundle(const HttpRequest& request,
                                             const TransportOptions& options) {
  if (request.scheme != "https" || !options.verify_tls || options.ca_bundle.empty()) {
    return std::nullopt;
  }
  struct stat status {};
  if (::stat(options.ca_bundle.c_str(), &status) == 0) return std::nullopt;
  const int number = errno;
  return TransportError{TransportPhase::Tls, "[Errno " + std::to_string(number) + "] " +
                                                 std::generic_category().message(number) + ": '" +
                                                 options.ca_bundle + "'"};
}

bool can_be_written(const HttpRequest& request) {
  return !has_line_end(url_of(request)) && !has_line_end(request.forward_url) &&
         std::none_of(request.headers.begin(), request.headers.end(), [](const auto& header) {
           return has_line_end(header.first) || has_line_end(header.second);
         });
}

tl::unexpected<TransportError> unusable(const char* why) {
  return tl::make_unexpected(TransportError{TransportPhase::Connect, why});
}

}  // namespace

// What exchanges share: the names that were looked up, never a connection.
struct CurlTransport::Connections {
  Connections() {
#if CURL_AT_LEAST_VERSION(8, 20, 0)
    // From there on the threads that look names up belong to all connections, not to an exchange.
    if (multi != nullptr) curl_multi_setopt(multi.get(), CURLMOPT_QUICK_EXIT, 1L);
#endif
  }

  Multi multi{curl_multi_init()};
};

CurlTransport::CurlTransport(const AnswerLimits& limits) : limits_(limits) {}

CurlTransport::~CurlTransport() = default;

tl::expected<HttpResponse, TransportError> CurlTransport::exchange(
    const HttpRequest& request, const TransportOptions& options) {
  if (auto missing = missing_bundle(request, options)) return tl::make_unexpected(*missing);
  if (!can_be_written(request)) return unusable("a header of the request has a line end in it");
  // Once for the process, and only when something is sent at all.
  static const CURLcode ready = [] {
    start_openssl();
    return curl_global_init(CURL_GLOBAL_SSL);
  }();
  if (ready != CURLE_OK) return unusable("libcurl is unusable");
  if (connections_ == nullptr) connections_ = std::make_unique<Connections>();
  if (connections_->multi == nullptr) return unusable("libcurl is unusable");

  CurlConnection connection(connections_->multi.get(), request, options);
  if (const auto open = connection.open(); !open) return tl::make_unexpected(open.error());
  const std::string bytes = is_forwarded(request, options)
                                ? write_forwarded_request(request, proxy_authorization(options))
                                : write_request(request);
  return CurlExchange(connection, options, limits_).run(bytes);
}

}  // namespace send_bounce
