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
#include "send_bounce/platform/posix_world.h"

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

bool is_directory(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

// True where a certificate will be looked at.
bool checks_certificates(const HttpRequest& request, const TransportOptions& options) {
  return options.verify_tls &&
         (request.scheme == "https" || (options.proxy && options.proxy->url.starts_with("https:")));
}

TransportError not_of_aws(TransportPhase phase, const std::string& host) {
  return {.phase = phase,
          .detail =
              "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: unable to get "
              "local issuer certificate",
          .trust =
              "No trust store was found on this machine, so only AWS hosts are trusted here, "
              "by built-in roots; \"" +
              host + "\" is none of them"};
}

// The built-in roots vouch for AWS's hosts, and for nobody else: not for a proxy either.
// REQUIRES: checks_certificates(request, options).
std::optional<TransportError> unknown_host(const HttpRequest& request,
                                           const TransportOptions& options) {
  if (options.proxy && options.proxy->url.starts_with("https:")) {
    const std::string& url = options.proxy->url;
    return not_of_aws(TransportPhase::Proxy, url.substr(url.find("//") + 2));
  }
  if (is_aws_host(request.host)) return std::nullopt;
  return not_of_aws(TransportPhase::Tls, request.host);
}

void note_trust(const CertificateCheck& check, Log* log) {
  if (log == nullptr || !log->is_on()) return;
  log->note("tls", "certificates are checked with " + describe(check.store()));
  for (const std::string& warning : check.warnings()) log->note("tls", warning);
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

CurlTransport::CurlTransport(const AnswerLimits& limits, std::function<TrustStore()> default_trust)
    : limits_(limits), default_trust_(std::move(default_trust)) {}

CurlTransport::~CurlTransport() = default;

TrustStore CurlTransport::machine_trust() {
  return default_trust_store(PosixVariables(), PosixFileSystem(), PosixDirectories());
}

TrustStore CurlTransport::trust_for(const TransportOptions& options) {
  if (options.ca_bundle.empty()) {
    if (!default_store_) default_store_ = default_trust_();
    return *default_store_;
  }
  if (is_directory(options.ca_bundle)) return {.folders = options.ca_bundle};
  return {.file = options.ca_bundle};
}

tl::expected<HttpResponse, TransportError> CurlTransport::exchange(
    const HttpRequest& request, const TransportOptions& options) {
  if (auto missing = missing_bundle(request, options)) return tl::make_unexpected(*missing);
  const bool checks = checks_certificates(request, options);
  CertificateCheck check(checks ? trust_for(options) : TrustStore());
  if (checks && check.store().is_built_in()) {
    if (auto unknown = unknown_host(request, options)) return tl::make_unexpected(*unknown);
  }
  if (!can_be_written(request)) return unusable("a header of the request has a line end in it");
  // Once for the process, and only when something is sent at all.
  static const CURLcode ready = [] {
    start_openssl();
    return curl_global_init(CURL_GLOBAL_SSL);
  }();
  if (ready != CURLE_OK) return unusable("libcurl is unusable");
  if (connections_ == nullptr) connections_ = std::make_unique<Connections>();
  if (connections_->multi == nullptr) return unusable("libcurl is unusable");

  CurlConnection connection(connections_->multi.get(), request, options, check);
  const auto open = connection.open();
  if (checks) note_trust(check, options.log);
  if (!open) return tl::make_unexpected(open.error());
  const std::string bytes = is_forwarded(request, options)
                                ? write_forwarded_request(request, proxy_authorization(options))
                                : write_request(request);
  return CurlExchange(connection, options, limits_).run(bytes);
}

}  // namespace send_bounce
