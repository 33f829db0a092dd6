#include "platform/curl_exchange.h"

#include <netdb.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <algorithm>
#include <optional>

#include "platform/curl_failure.h"
#include "platform/stop_signals.h"
#include "send_bounce/words/encoding.h"

namespace send_bounce {
namespace {

using std::chrono::milliseconds;

constexpr const char* kSystemCertificates = "/etc/ssl/certs";
constexpr std::int64_t kLongestWait = 2'147'483;  // seconds; more would not fit a 32-bit long
constexpr milliseconds kLongestPoll{1000};
// The reference's (wire page §9).
constexpr std::size_t kLongestLine = std::size_t{64} << 10U;
constexpr std::size_t kMostHeaders = 100;

bool is_secure(const HttpRequest& request) { return request.scheme == "https"; }

bool is_directory(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

std::optional<std::string> proxy_authorization(const TransportOptions& options) {
  if (!options.proxy || options.proxy->user.empty() || options.proxy->password.empty()) {
    return std::nullopt;
  }
  return "Proxy-Authorization: Basic " +
         base64(options.proxy->user + ":" + options.proxy->password);
}

// An empty value is written with a semicolon: with a colon libcurl leaves the header out, which is
// also how those that it would add by itself are kept away.
HeaderList request_headers(const HttpRequest& request, const TransportOptions& options) {
  HeaderList list;
  list.add("Host: " + request.host);
  for (const auto& [name, value] : request.headers) {
    list.add(value.empty() ? name + ";" : name + ": " + value);
  }
  if (request.method != "GET") list.add("Content-Length: " + std::to_string(request.body.size()));
  for (const char* name : {"Accept", "Content-Type", "Expect", "Proxy-Connection"}) {
    if (find_header(request.headers, name) == nullptr) list.add(std::string(name) + ":");
  }
  const auto authorization = proxy_authorization(options);
  if (authorization && !is_secure(request)) list.add(*authorization);
  return list;
}

// Those of a CONNECT. Without one libcurl would add them to the request itself.
HeaderList connect_headers(const HttpRequest& request, const TransportOptions& options) {
  HeaderList list;
  if (!is_secure(request)) return list;
  for (const char* name : {"Proxy-Connection:", "User-Agent:"}) list.add(name);
  if (const auto authorization = proxy_authorization(options)) list.add(*authorization);
  return list;
}

std::string numbers_of(const curl_sockaddr& address) {
  std::array<char, NI_MAXHOST> text{};
  const int fault = ::getnameinfo(&address.addr, address.addrlen, text.data(), text.size(), nullptr,
                                  0, NI_NUMERICHOST);
  return fault == 0 ? text.data() : "";
}

CURLcode result_of(CURLM* connections) {
  int left = 0;
  const CURLMsg* message = curl_multi_info_read(connections, &left);
  return message == nullptr ? CURLE_FAILED_INIT : message->data.result;
}

}  // namespace

std::size_t CurlExchange::take_body(char* data, std::size_t, std::size_t count, void* exchange) {
  auto& self = *static_cast<CurlExchange*>(exchange);
  if (self.response_.body.size() + count > self.limits_.body) {
    self.is_body_too_long_ = true;
    return 0;
  }
  self.response_.body.append(data, count);
  return count;
}

// One line of the header at a time.
std::size_t CurlExchange::take_header(char* data, std::size_t, std::size_t count, void* exchange) {
  auto& self = *static_cast<CurlExchange*>(exchange);
  Headers& headers = self.response_.headers;
  self.header_bytes_ += count;
  if (self.header_bytes_ > self.limits_.headers || count > kLongestLine ||
      headers.size() > kMostHeaders) {
    self.is_header_too_long_ = true;
    return 0;
  }
  const std::string_view line(data, count);
  // A status line of its own: what came before was an interim answer (1xx).
  if (line.starts_with("HTTP/")) headers.clear();
  const std::size_t colon = line.find(':');
  if (colon != std::string_view::npos && !line.starts_with("HTTP/")) {
    headers.emplace_back(trim(line.substr(0, colon)), trim(line.substr(colon + 1)));
  }
  return count;
}

// Not inherited by programs that we start while a connection is kept.
curl_socket_t CurlExchange::open_socket(void* exchange, curlsocktype, curl_sockaddr* address) {
  auto& self = *static_cast<CurlExchange*>(exchange);
  if (self.is_handed_over_) {
    self.is_repeated_ = true;
    return CURL_SOCKET_BAD;
  }
  const std::string numbers = numbers_of(*address);
  if (!numbers.empty()) self.tried_ += (self.tried_.empty() ? "" : ", ") + numbers;
  return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

// Called whenever a request is about to go out, so a second call is the repetition that libcurl
// makes by itself where a connection that was kept has died.
int CurlExchange::before_sending(void* exchange, char*, char*, int, int) {
  auto& self = *static_cast<CurlExchange*>(exchange);
  if (self.is_handed_over_) {
    self.is_repeated_ = true;
    return CURL_PREREQFUNC_ABORT;
  }
  self.is_handed_over_ = true;
  return CURL_PREREQFUNC_OK;
}

CurlExchange::CurlExchange(const HttpRequest& request, const TransportOptions& options,
                           const AnswerLimits& limits)
    : request_(request),
      options_(options),
      limits_(limits),
      headers_(request_headers(request, options)),
      connect_headers_(connect_headers(request, options)),
      easy_(curl_easy_init()) {
  if (easy_ == nullptr) return;
  set_request();
  set_answer();
  set_connection();
  set_trust();
  set_proxy();
}

template <class T>
void CurlExchange::set(CURLoption option, T value) {
  is_set_up_ = curl_easy_setopt(easy_.get(), option, value) == CURLE_OK && is_set_up_;
}

void CurlExchange::set_request() {
  set(CURLOPT_URL, url_of(request_).c_str());
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  set(CURLOPT_SSL_ENABLE_ALPN, 0L);
  // The path that was signed is the path that is sent.
  set(CURLOPT_PATH_AS_IS, 1L);
  set_method();
  set(CURLOPT_HTTPHEADER, headers_.get());
  set(CURLOPT_FOLLOWLOCATION, 0L);
}

void CurlExchange::set_method() {
  if (request_.method == "GET") return set(CURLOPT_HTTPGET, 1L);
  set(CURLOPT_POST, 1L);
  set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request_.body.size()));
  set(CURLOPT_POSTFIELDS, request_.body.c_str());
  if (request_.method != "POST") set(CURLOPT_CUSTOMREQUEST, request_.method.c_str());
}

void CurlExchange::set_answer() {
  set(CURLOPT_HTTP_CONTENT_DECODING, 0L);
  set(CURLOPT_WRITEFUNCTION, &take_body);
  set(CURLOPT_WRITEDATA, static_cast<void*>(this));
  set(CURLOPT_HEADERFUNCTION, &take_header);
  set(CURLOPT_HEADERDATA, static_cast<void*>(this));
  set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  set(CURLOPT_ERRORBUFFER, message_.data());
}

void CurlExchange::set_connection() {
  // 0 would mean libcurl's own default of five minutes.
  const std::int64_t seconds = options_.connect_timeout == 0
                                   ? kLongestWait
                                   : std::min(options_.connect_timeout, kLongestWait);
  set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(seconds * 1000));
  set(CURLOPT_NOSIGNAL, 1L);
  // Whoever has stopped waiting for a name does not wait for its resolver either.
  set(CURLOPT_QUICK_EXIT, 1L);
  set(CURLOPT_TCP_NODELAY, 1L);
  set(CURLOPT_TCP_KEEPALIVE, options_.tcp_keep_alive ? 1L : 0L);
  set(CURLOPT_OPENSOCKETFUNCTION, &open_socket);
  set(CURLOPT_OPENSOCKETDATA, static_cast<void*>(this));
  set(CURLOPT_PREREQFUNCTION, &before_sending);
  set(CURLOPT_PREREQDATA, static_cast<void*>(this));
}

void CurlExchange::set_trust() {
  if (!is_secure(request_) && !options_.proxy) return;
  const long verify = options_.verify_tls ? 1L : 0L;
  set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  set(CURLOPT_PROXY_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  set(CURLOPT_SSL_VERIFYPEER, verify);
  set(CURLOPT_PROXY_SSL_VERIFYPEER, verify);
  set(CURLOPT_SSL_VERIFYHOST, verify * 2);
  set(CURLOPT_PROXY_SSL_VERIFYHOST, verify * 2);
  if (!options_.verify_tls) return;

  // A folder of hashed names is looked into for the one issuer that is wanted; the bundle of the
  // same certificates would be parsed whole.
  const std::string store = options_.ca_bundle.empty() ? kSystemCertificates : options_.ca_bundle;
  const bool folder = is_directory(store);
  if (options_.ca_bundle.empty() && !folder) return;
  const char* const none = nullptr;
  set(CURLOPT_CAPATH, folder ? store.c_str() : none);
  set(CURLOPT_PROXY_CAPATH, folder ? store.c_str() : none);
  set(CURLOPT_CAINFO, folder ? none : store.c_str());
  set(CURLOPT_PROXY_CAINFO, folder ? none : store.c_str());
}

// Both are set always: otherwise libcurl reads variables by rules of its own.
void CurlExchange::set_proxy() {
  set(CURLOPT_PROXY, options_.proxy ? options_.proxy->url.c_str() : "");
  set(CURLOPT_NOPROXY, "");
  set(CURLOPT_HEADEROPT, static_cast<long>(CURLHEADER_SEPARATE));
  set(CURLOPT_PROXYHEADER, connect_headers_.get());
}

tl::expected<HttpResponse, TransportError> CurlExchange::run(CURLM* connections) {
  if (easy_ == nullptr || !is_set_up_) {
    return tl::make_unexpected(TransportError{TransportPhase::Connect, "libcurl is unusable"});
  }
  curl_multi_add_handle(connections, easy_.get());
  CURLcode code = CURLE_OK;
  const End end = wait(connections, code);
  curl_multi_remove_handle(connections, easy_.get());
  if (end != End::Finished || code != CURLE_OK) {
    TransportError error = failure(end, code);
    error.addresses = addresses();
    return tl::make_unexpected(std::move(error));
  }
  long status = 0;
  curl_easy_getinfo(easy_.get(), CURLINFO_RESPONSE_CODE, &status);
  response_.status = static_cast<int>(status);
  return std::move(response_);
}

// How long the server may still be silent; nothing left where the answer as a whole takes too long.
milliseconds CurlExchange::patience(Clock::time_point last_activity) const {
  const std::chrono::seconds silence{std::min(options_.read_timeout, kLongestWait)};
  if (!is_handed_over_ || silence.count() == 0) return kLongestPoll;
  Clock::time_point end = last_activity + silence;
  if (first_byte_ != Clock::time_point{}) end = std::min(end, first_byte_ + limits_.time + silence);
  return std::min(kLongestPoll, std::chrono::ceil<milliseconds>(end - Clock::now()));
}

// Any byte that moves on the connection is activity, also one that is not yet a line of the header,
// so libcurl's callbacks would be too late.
CurlExchange::End CurlExchange::wait(CURLM* connections, CURLcode& code) {
  Clock::time_point last_activity = Clock::now();
  while (true) {
    int running = 0;
    const bool was_connecting = !is_handed_over_;
    const bool works = curl_multi_perform(connections, &running) == CURLM_OK;
    if (!works || running == 0) {
      code = works ? result_of(connections) : CURLE_FAILED_INIT;
      return End::Finished;
    }
    if (held_stop_signal() != 0) return End::Interrupted;
    if (was_connecting) last_activity = Clock::now();
    const milliseconds left = patience(last_activity);
    if (left.count() <= 0) {
      return last_activity + std::chrono::seconds(options_.read_timeout) > Clock::now()
                 ? End::Endless
                 : End::Silent;
    }
    int active = 0;
    curl_waitfd stop{stop_signal_descriptor(), CURL_WAIT_POLLIN, 0};
    const unsigned waits = stop.fd < 0 ? 0 : 1;
    if (curl_multi_poll(connections, &stop, waits, static_cast<int>(left.count()), &active) !=
        CURLM_OK) {
      code = CURLE_FAILED_INIT;
      return End::Finished;
    }
    if (active == 0) continue;
    last_activity = Clock::now();
    if (is_sent() && first_byte_ == Clock::time_point{}) first_byte_ = last_activity;
  }
}

// All of it, so that what moves from now on is the answer.
bool CurlExchange::is_sent() const {
  curl_off_t sent = 0;
  curl_easy_getinfo(easy_.get(), CURLINFO_SIZE_UPLOAD_T, &sent);
  return is_handed_over_ && sent >= static_cast<curl_off_t>(request_.body.size());
}

std::string CurlExchange::addresses() const {
  const char* connected = nullptr;
  curl_easy_getinfo(easy_.get(), CURLINFO_PRIMARY_IP, &connected);
  if (is_handed_over_ && connected != nullptr && connected[0] != '\0') return connected;
  return tried_;
}

TransportError CurlExchange::failure(End end, CURLcode code) const {
  if (is_handed_over_) return failure_on_the_way(end, code);
  if (end == End::Interrupted) return {TransportPhase::InterruptedConnecting, ""};
  return failure_to_connect(easy_.get(), code, message_.data(), request_, options_);
}

TransportError CurlExchange::failure_on_the_way(End end, CURLcode code) const {
  if (end == End::Interrupted) return {TransportPhase::Interrupted, ""};
  if (end == End::Silent) return {TransportPhase::ReadTimeout, ""};
  if (end == End::Endless) {
    return {TransportPhase::ReadTimeout,
            "the answer did not end within " +
                std::to_string(limits_.time.count() + options_.read_timeout) + " s"};
  }
  if (is_repeated_) {
    return {TransportPhase::Closed, "The server closed a connection that was kept open"};
  }
  // libcurl says "out of memory" of a single line past its own limit. Headers without end are no
  // HTTP answer to the reference either.
  if (code == CURLE_OUT_OF_MEMORY || is_header_too_long_) {
    return {TransportPhase::Closed, "The answer's header is too long"};
  }
  if (is_body_too_long_) {
    return {TransportPhase::Other,
            "the answer is longer than " + std::to_string(limits_.body >> 20U) + " MiB"};
  }
  return {TransportPhase::Closed, message_[0] != '\0' ? message_.data() : curl_easy_strerror(code)};
}

}  // namespace send_bounce
