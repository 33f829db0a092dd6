#include "send_bounce/platform/curl_transport.h"

#include <curl/curl.h>
#include <openssl/crypto.h>
#include <poll.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

#include "platform/curl_connection.h"
#include "platform/curl_failure.h"
#include "platform/stop_signals.h"
#include "send_bounce/platform/posix_world.h"
#include "send_bounce/protocol/http_wire.h"
#include "send_bounce/world/world.h"

namespace send_bounce {
namespace {

/// Sets OpenSSL up with what a TLS client needs and no more; whoever uses it first would set up all
/// of it. To be called before libcurl is; later calls do nothing.
void start_openssl() {
  // No configuration: the file of the machine, or whatever OPENSSL_CONF names, could load code into
  // a process that holds credentials. No tidying at exit: the process ends anyway. No names of the
  // ciphers of old: TLS asks the provider for each of its own.
  OPENSSL_init_crypto(
      OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_NO_ATEXIT | OPENSSL_INIT_NO_ADD_ALL_CIPHERS,
      nullptr);
}

/// One request and its answer over an open connection, which serves nothing else.
class CurlExchange {
 public:
  CurlExchange(CurlConnection& connection, const TransportOptions& options,
               const AnswerLimits& limits);

  /// To be called once.
  tl::expected<HttpResponse, TransportError> run(std::string_view request);

 private:
  using Clock = std::chrono::steady_clock;

  void write();
  void read();
  void end_answer(bool failed);
  std::chrono::milliseconds patience() const;
  bool wait(std::chrono::milliseconds time);
  tl::expected<HttpResponse, TransportError> outcome();
  tl::unexpected<TransportError> failure(TransportPhase phase, std::string detail);

  CurlConnection& connection_;
  const TransportOptions& options_;
  const AnswerLimits& limits_;
  AnswerReader answer_;
  std::string_view unsent_;
  Clock::time_point last_activity_;
  Clock::time_point first_byte_{};  ///< of the answer
  std::string refusal_;             ///< of a handshake by the server, after its end for us
};

using std::chrono::milliseconds;
using std::chrono::seconds;
using End = CurlConnection::Moved::End;

constexpr std::int64_t kLongestSilence = 2'147'483;  // seconds
constexpr milliseconds kLongestPoll{1000};
constexpr std::size_t kPiece = std::size_t{16} << 10U;

CurlExchange::CurlExchange(CurlConnection& connection, const TransportOptions& options,
                           const AnswerLimits& limits)
    : connection_(connection), options_(options), limits_(limits), answer_(limits) {}

// The answer is read while the request is still being written, since a server may refuse it early.
tl::expected<HttpResponse, TransportError> CurlExchange::run(std::string_view request) {
  unsent_ = request;
  last_activity_ = Clock::now();
  while (true) {
    write();
    read();
    if (answer_.is_done()) return outcome();
    const int stopped = held_stop_signal();
    const milliseconds left = patience();
    if (stopped == 0 && left.count() > 0) {
      if (wait(left)) last_activity_ = Clock::now();
      continue;
    }
    // Trailers, which nobody needs, are all that is missing.
    if (answer_.has_whole_body()) return answer_.take();
    if (stopped != 0) return failure(TransportPhase::Interrupted, "");
    const bool silent = last_activity_ + seconds(options_.read_timeout) <= Clock::now();
    return failure(TransportPhase::ReadTimeout,
                   silent
                       ? ""
                       : "the answer did not end within " +
                             std::to_string(limits_.time.count() + options_.read_timeout) + " s");
  }
}

// A server that takes no more may have answered all the same, so a failure is no end.
void CurlExchange::write() {
  while (!unsent_.empty()) {
    const auto moved = connection_.send(unsent_);
    if (moved.end == End::Later) return;
    unsent_.remove_prefix(moved.end == End::None ? moved.bytes : unsent_.size());
    last_activity_ = Clock::now();
  }
}

void CurlExchange::read() {
  std::array<char, kPiece> piece;
  while (!answer_.is_done()) {
    const auto moved = connection_.receive(piece.data(), piece.size());
    if (moved.end == End::Later) return;
    if (moved.end != End::None) return end_answer(moved.end == End::Failed);
    last_activity_ = Clock::now();
    if (first_byte_ == Clock::time_point{}) first_byte_ = last_activity_;
    answer_.feed({piece.data(), moved.bytes});
    if (held_stop_signal() != 0 || patience().count() <= 0) return;
  }
}

void CurlExchange::end_answer(bool failed) {
  const ExchangeFault fault = failed ? connection_.fault() : ExchangeFault{};
  if (fault.is_handshake_refusal && first_byte_ == Clock::time_point{}) refusal_ = fault.text;
  answer_.end(fault.text);
}

// How long the server may still be silent; nothing left where the answer as a whole takes too long.
milliseconds CurlExchange::patience() const {
  const seconds silence{std::min(options_.read_timeout, kLongestSilence)};
  if (silence.count() == 0) return kLongestPoll;
  Clock::time_point end = last_activity_ + silence;
  if (first_byte_ != Clock::time_point{}) end = std::min(end, first_byte_ + limits_.time + silence);
  return std::min(kLongestPoll, std::chrono::ceil<milliseconds>(end - Clock::now()));
}

// True where something moved, also a part of a TLS record of which nothing can be read yet.
bool CurlExchange::wait(milliseconds time) {
  const short events = static_cast<short>(unsent_.empty() ? POLLIN : POLLIN | POLLOUT);
  std::array<pollfd, 2> watched{
      {{connection_.socket(), events, 0}, {stop_signal_descriptor(), POLLIN, 0}}};
  return ::poll(watched.data(), watched.size(), static_cast<int>(time.count())) > 0 &&
         watched[0].revents != 0;
}

tl::expected<HttpResponse, TransportError> CurlExchange::outcome() {
  if (answer_.status() != 0) return answer_.take();
  // The server did not even finish the handshake, so it has processed nothing (RFC 8446 §4.4.2.4).
  if (!refusal_.empty()) return failure(TransportPhase::Tls, refusal_);
  return failure(TransportPhase::Closed, answer_.failure());
}

tl::unexpected<TransportError> CurlExchange::failure(TransportPhase phase, std::string detail) {
  TransportError error{phase, std::move(detail), connection_.addresses(), answer_.status()};
  if (error.status != 0) error.body = answer_.take().body;
  return tl::make_unexpected(std::move(error));
}

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
