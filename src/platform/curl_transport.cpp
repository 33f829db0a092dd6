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
#include <utility>

#include "platform/curl_connection.h"
#include "platform/curl_failure.h"
#include "platform/destination.h"
#include "platform/kept_connections.h"
#include "platform/stop_signals.h"
#include "send_bounce/kernel/calls.h"
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

/// One request and its answer over an open connection, which serves nothing else meanwhile.
class CurlExchange {
 public:
  using Clock = std::chrono::steady_clock;

  /// Over at `end` at the latest.
  CurlExchange(CurlConnection& connection, const TransportOptions& options,
               const AnswerLimits& limits, Clock::time_point end, bool is_first);

  /// To be called once.
  tl::expected<HttpResponse, TransportError> run(std::string_view request);

  /// Afterwards: all of the request is written, and the answer was the only thing that came.
  bool was_clean() const { return is_written_ && unsent_.empty() && answer_.keeps_connection(); }

 private:
  void write();
  void read();
  void end_answer(bool failed);
  bool is_of_earlier_request() const;
  std::chrono::milliseconds patience() const;
  bool is_stopped() const;
  std::string late() const;
  bool wait(std::chrono::milliseconds time);
  tl::expected<HttpResponse, TransportError> outcome();
  tl::unexpected<TransportError> stray();
  tl::unexpected<TransportError> failure(TransportPhase phase, std::string detail);

  CurlConnection& connection_;
  const TransportOptions& options_;
  const AnswerLimits& limits_;
  const Clock::time_point end_;
  const bool is_first_;  ///< on the connection
  AnswerReader answer_;
  std::string_view unsent_;
  bool is_written_ = true;  ///< what is no longer unsent
  Clock::time_point last_activity_;
  Clock::time_point first_byte_{};  ///< of the answer
  bool is_stray_ = false;           ///< what comes is no answer to this request
  std::string refusal_;             ///< of a handshake by the server, after its end for us
};

using std::chrono::milliseconds;
using std::chrono::seconds;
using End = CurlConnection::Moved::End;

constexpr std::int64_t kLongestSilence = 2'147'483;  // seconds
constexpr milliseconds kLongestPoll{1000};
constexpr std::size_t kPiece = std::size_t{16} << 10U;

CurlExchange::CurlExchange(CurlConnection& connection, const TransportOptions& options,
                           const AnswerLimits& limits, Clock::time_point end, bool is_first)
    : connection_(connection),
      options_(options),
      limits_(limits),
      end_(end),
      is_first_(is_first),
      answer_(limits) {}

// The answer is read while the request is still being written, since a server may refuse it early.
tl::expected<HttpResponse, TransportError> CurlExchange::run(std::string_view request) {
  // Whoever connects is stopped while it does; a connection that is there already is no other case.
  if (!is_first_ && is_stopped()) {
    return failure(TransportPhase::InterruptedConnecting, "");
  }
  unsent_ = request;
  last_activity_ = Clock::now();
  while (true) {
    write();
    read();
    if (is_stray_) return stray();
    if (answer_.is_done()) return outcome();
    const bool stopped = is_stopped();
    const milliseconds left = patience();
    if (!stopped && left.count() > 0) {
      if (wait(left)) last_activity_ = Clock::now();
      continue;
    }
    // Trailers, which nobody needs, are all that is missing.
    if (answer_.has_whole_body()) return answer_.take();
    if (stopped) return failure(TransportPhase::Interrupted, "");
    return failure(TransportPhase::ReadTimeout, late());
  }
}

// A server that takes no more may have answered all the same, so a failure is no end.
void CurlExchange::write() {
  while (!unsent_.empty()) {
    const auto moved = connection_.send(unsent_);
    if (moved.end == End::Later) return;
    is_written_ = is_written_ && moved.end == End::None;
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
    if (first_byte_ == Clock::time_point{}) {
      is_stray_ = is_of_earlier_request();
      if (is_stray_) return;
      first_byte_ = last_activity_;
    }
    answer_.feed({piece.data(), moved.bytes});
    if (is_stopped() || patience().count() <= 0) return;
  }
}

// A server that answers has received the request, and whatever carries its answer acknowledges
// that. On a connection that was used before, bytes that come earlier are late ones for another
// request. They had not come yet when the connection was taken, or it would not have been.
bool CurlExchange::is_of_earlier_request() const {
  return !is_first_ && (!unsent_.empty() || kernel::is_under_way(connection_.socket()));
}

void CurlExchange::end_answer(bool failed) {
  const ExchangeFault fault = failed ? connection_.fault() : ExchangeFault{};
  // Once there was an answer on the connection, its handshake is over for both sides.
  if (fault.is_handshake_refusal && is_first_ && first_byte_ == Clock::time_point{}) {
    refusal_ = fault.text;
  }
  answer_.end(fault.text);
}

// How long the server may still be silent; nothing left where the answer as a whole takes too long.
milliseconds CurlExchange::patience() const {
  const seconds silence{std::min(options_.read_timeout, kLongestSilence)};
  Clock::time_point end = end_;
  if (silence.count() != 0) {
    end = std::min(end, last_activity_ + silence);
    if (first_byte_ != Clock::time_point{}) {
      end = std::min(end, first_byte_ + limits_.time + silence);
    }
  }
  const Clock::time_point now = Clock::now();
  return end - now >= kLongestPoll ? kLongestPoll : std::chrono::ceil<milliseconds>(end - now);
}

bool CurlExchange::is_stopped() const { return options_.ends_on_signal && held_stop_signal() != 0; }

// Which limit is over; empty for that of a silence. REQUIRES: one of them is.
std::string CurlExchange::late() const {
  const Clock::time_point now = Clock::now();
  if (end_ <= now) return "the deadline was reached";
  if (last_activity_ + seconds(options_.read_timeout) <= now) return "";
  return "the answer did not end within " +
         std::to_string(limits_.time.count() + options_.read_timeout) + " s";
}

// True where something moved, also a part of a TLS record of which nothing can be read yet.
bool CurlExchange::wait(milliseconds time) {
  const short events = static_cast<short>(unsent_.empty() ? POLLIN : POLLIN | POLLOUT);
  const int stop = options_.ends_on_signal ? stop_signal_descriptor() : -1;
  std::array<pollfd, 2> watched{{{connection_.socket(), events, 0}, {stop, POLLIN, 0}}};
  return ::poll(watched.data(), watched.size(), static_cast<int>(time.count())) > 0 &&
         watched[0].revents != 0;
}

tl::unexpected<TransportError> CurlExchange::stray() {
  return failure(TransportPhase::Closed,
                 "Bytes of an earlier answer came before the request was received");
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
std::optional<TransportError> missing_bundle(const Destination& destination) {
  const std::string& bundle = destination.ca_bundle;
  if (!destination.is_secure() || !destination.verify_tls || bundle.empty()) return std::nullopt;
  struct stat status {};
  if (::stat(bundle.c_str(), &status) == 0) return std::nullopt;
  const int number = errno;
  return TransportError{TransportPhase::Tls, "[Errno " + std::to_string(number) + "] " +
                                                 std::generic_category().message(number) + ": '" +
                                                 bundle + "'"};
}

bool is_directory(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

TransportError not_of_aws(TransportPhase phase, const std::string& host) {
  return {.phase = phase,
          .detail =
              "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: unable to get "
              "local issuer certificate",
          .trust =
              "No trust store was found on this machine, so only AWS hosts are trusted, by "
              "built-in roots; \"" +
              host + "\" is not an AWS host"};
}

// The built-in roots vouch for AWS's hosts, and for nobody else: not for a proxy either.
// REQUIRES: the destination checks certificates.
std::optional<TransportError> unknown_host(const Destination& destination) {
  if (destination.has_secure_proxy()) {
    const std::string& url = destination.proxy->url;
    return not_of_aws(TransportPhase::Proxy, url.substr(url.find("//") + 2));
  }
  if (is_aws_host(destination.host)) return std::nullopt;
  return not_of_aws(TransportPhase::Tls, destination.host);
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

CurlExchange::Clock::time_point end_of(const std::optional<milliseconds>& limit) {
  using Clock = CurlExchange::Clock;
  return limit ? Clock::now() + *limit : Clock::time_point::max();
}

tl::unexpected<TransportError> unusable(const char* why) {
  return tl::make_unexpected(TransportError{TransportPhase::Connect, why});
}

}  // namespace

// What exchanges share: the names that were looked up, and what those that ask for it have left.
struct CurlTransport::Connections {
  explicit Connections(const Clock& clock) : kept(clock) {
#if CURL_AT_LEAST_VERSION(8, 20, 0)
    // From there on the threads that look names up belong to all connections, not to an exchange.
    if (multi != nullptr) curl_multi_setopt(multi.get(), CURLMOPT_QUICK_EXIT, 1L);
#endif
  }

  Multi multi{curl_multi_init()};
  KeptConnections kept;  // closed before what they belong to
};

CurlTransport::CurlTransport(const AnswerLimits& limits, std::function<TrustStore()> default_trust,
                             const Clock& clock)
    : limits_(limits), default_trust_(std::move(default_trust)), clock_(clock) {}

CurlTransport::~CurlTransport() = default;

TrustStore CurlTransport::machine_trust() {
  return default_trust_store(PosixVariables(), PosixFileSystem(), PosixDirectories());
}

const Clock& CurlTransport::machine_clock() {
  static const PosixClock clock;
  return clock;
}

TrustStore CurlTransport::trust_for(const Destination& destination) {
  if (destination.ca_bundle.empty()) {
    if (!default_store_) default_store_ = default_trust_();
    return *default_store_;
  }
  if (is_directory(destination.ca_bundle)) return {.folders = destination.ca_bundle};
  return {.file = destination.ca_bundle};
}

tl::expected<std::unique_ptr<CurlConnection>, TransportError> CurlTransport::open(
    const HttpRequest& request, const TransportOptions& options) {
  Destination destination(request, options);
  if (auto missing = missing_bundle(destination)) return tl::make_unexpected(*missing);
  const bool checks = destination.checks_certificates();
  TrustStore trust = checks ? trust_for(destination) : TrustStore();
  if (checks && trust.is_built_in()) {
    if (auto unknown = unknown_host(destination)) return tl::make_unexpected(*unknown);
  }
  if (!can_be_written(request)) return unusable("a header of the request has a line end in it");
  // Once for the process, and only when something is sent at all.
  static const CURLcode ready = [] {
    start_openssl();
    return curl_global_init(CURL_GLOBAL_SSL);
  }();
  if (ready != CURLE_OK) return unusable("libcurl is unusable");
  if (connections_ == nullptr) connections_ = std::make_unique<Connections>(clock_);
  if (connections_->multi == nullptr) return unusable("libcurl is unusable");

  auto connection = std::make_unique<CurlConnection>(
      connections_->multi.get(), std::move(destination), options, std::move(trust));
  const auto opened = connection->open();
  if (checks) note_trust(connection->check(), options.log);
  if (!opened) return tl::make_unexpected(opened.error());
  return connection;
}

tl::expected<HttpResponse, TransportError> CurlTransport::exchange(
    const HttpRequest& request, const TransportOptions& options) {
  const auto end = end_of(options.time_limit);
  std::unique_ptr<CurlConnection> connection;
  if (options.keep_connection && connections_ != nullptr && can_be_written(request)) {
    connection = connections_->kept.take(Destination(request, options));
  }
  const bool is_new = connection == nullptr;
  if (is_new) {
    auto opened = open(request, options);
    if (!opened) return tl::make_unexpected(std::move(opened.error()));
    connection = *std::move(opened);
  }
  const Destination& destination = connection->destination();
  const std::string bytes =
      destination.is_forwarded()
          ? write_forwarded_request(request, destination.proxy_authorization())
          : write_request(request);
  CurlExchange exchange(*connection, options, limits_, end, is_new);
  auto answer = exchange.run(bytes);
  // Whatever happened on it, nothing is sent a second time: a bounce cannot be recalled.
  if (options.keep_connection && answer && exchange.was_clean()) {
    connections_->kept.leave(std::move(connection));
  }
  return answer;
}

}  // namespace send_bounce
