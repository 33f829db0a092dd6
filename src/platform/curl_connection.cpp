#include "platform/curl_connection.h"

#include <netdb.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "platform/curl_failure.h"
#include "platform/stop_signals.h"
#include "send_bounce/kernel/calls.h"

namespace send_bounce {
namespace {

// The least strength of keys and digests: 112 bits, so RSA of 2048. Debian compiles its OpenSSL
// with that, others with less, and every CPython since 3.10 asks for it.
constexpr const char* kCiphers = "DEFAULT@SECLEVEL=2";
constexpr int kTunnelIsOpen = 200;
constexpr std::int64_t kLongestWait = 2'147'483;  // seconds; more would not fit a 32-bit long
constexpr int kPollMilliseconds = 1000;           // milliseconds

// Without the first two libcurl would add them to the CONNECT.
HeaderList connect_headers(const Destination& destination) {
  HeaderList list;
  if (!destination.is_tunnelled()) return list;
  for (const char* name : {"Proxy-Connection:", "User-Agent:"}) list.add(name);
  const std::string authorization = destination.proxy_authorization();
  if (!authorization.empty()) list.add("Proxy-Authorization: " + authorization);
  return list;
}

std::string numbers_of(const curl_sockaddr& address) {
  std::array<char, NI_MAXHOST> text{};
  const int fault = ::getnameinfo(&address.addr, address.addrlen, text.data(), text.size(), nullptr,
                                  0, NI_NUMERICHOST);
  return fault == 0 ? text.data() : "";
}

CURLcode result_of(CURLM* multi) {
  int left = 0;
  const CURLMsg* message = curl_multi_info_read(multi, &left);
  return message == nullptr ? CURLE_FAILED_INIT : message->data.result;
}

}  // namespace

curl_socket_t CurlConnection::open_socket(void* connection, curlsocktype, curl_sockaddr* address) {
  auto& self = *static_cast<CurlConnection*>(connection);
  const std::string numbers = numbers_of(*address);
  if (!numbers.empty()) self.tried_ += (self.tried_.empty() ? "" : ", ") + numbers;
  return kernel::open_socket(address->family, address->socktype, address->protocol);
}

// The answer to CONNECT, a line at a time. To libcurl every 2xx opens the tunnel; to the reference
// 200 alone does (wire-protocol.md §8).
std::size_t CurlConnection::take_proxy_header(char* data, std::size_t, std::size_t count,
                                              void* connection) {
  const std::string_view line(data, count);
  if (!line.starts_with("HTTP/")) return count;
  int& status = static_cast<CurlConnection*>(connection)->tunnel_status_;
  const std::size_t number = std::min(line.find_first_not_of(' ', line.find(' ')), line.size());
  std::from_chars(line.data() + number, line.data() + line.size(), status);
  return status == kTunnelIsOpen ? count : 0;
}

// What libcurl says while bytes move. Its error buffer keeps the first text alone, and that may be
// one of a connection that was made all the same.
int CurlConnection::take_text(CURL*, curl_infotype type, char* text, std::size_t size,
                              void* connection) {
  if (type == CURLINFO_TEXT) static_cast<CurlConnection*>(connection)->said_.assign(text, size);
  return 0;
}

CURLcode CurlConnection::take_context(CURL*, void* context, void* connection) {
  CertificateCheck& check = static_cast<CurlConnection*>(connection)->check_;
  const bool is_usable = check.install(SSL_CTX_get_cert_store(static_cast<SSL_CTX*>(context)));
  return is_usable ? CURLE_OK : CURLE_SSL_CACERT_BADFILE;
}

CurlConnection::CurlConnection(CURLM* multi, Destination destination, const TransportOptions& how,
                               TrustStore trust)
    : multi_(multi),
      destination_(std::move(destination)),
      check_(std::move(trust)),
      connect_headers_(connect_headers(destination_)),
      ends_on_signal_(how.ends_on_signal),
      easy_(curl_easy_init()) {
  if (easy_ == nullptr) return;
  set(CURLOPT_CONNECT_ONLY, 1L);
  set(CURLOPT_ERRORBUFFER, message_.data());
  set(CURLOPT_DEBUGFUNCTION, &take_text);
  set(CURLOPT_DEBUGDATA, static_cast<void*>(this));
  set_target();
  set_proxy();
  set_limits(how);
  if (!destination_.is_secure() && !destination_.proxy) return;
  set_security();
  set_trust();
}

// What it leads to is closed with it: nobody else may use a connection of CONNECT_ONLY.
CurlConnection::~CurlConnection() {
  if (is_added_) curl_multi_remove_handle(multi_, easy_.get());
}

template <class T>
void CurlConnection::set(CURLoption option, T value) {
  is_set_up_ = curl_easy_setopt(easy_.get(), option, value) == CURLE_OK && is_set_up_;
}

void CurlConnection::set_target() {
  const std::string origin = destination_.scheme + "://" + destination_.host + "/";
  set(CURLOPT_URL, destination_.is_forwarded() ? destination_.proxy->url.c_str() : origin.c_str());
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  set(CURLOPT_SSL_ENABLE_ALPN, 0L);
}

// Both are set always: otherwise libcurl reads variables by rules of its own.
void CurlConnection::set_proxy() {
  set(CURLOPT_PROXY, destination_.is_tunnelled() ? destination_.proxy->url.c_str() : "");
  set(CURLOPT_NOPROXY, "");
  set(CURLOPT_HEADEROPT, static_cast<long>(CURLHEADER_SEPARATE));
  set(CURLOPT_PROXYHEADER, connect_headers_.get());
  set(CURLOPT_HEADERFUNCTION, &take_proxy_header);
  set(CURLOPT_HEADERDATA, static_cast<void*>(this));
}

void CurlConnection::set_limits(const TransportOptions& how) {
  // 0 would mean libcurl's own default of five minutes.
  const std::int64_t seconds =
      how.connect_timeout == 0 ? kLongestWait : std::min(how.connect_timeout, kLongestWait);
  const std::int64_t limit = how.time_limit ? how.time_limit->count() : kLongestWait * 1000;
  set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(std::min(seconds * 1000, limit)));
  set(CURLOPT_NOSIGNAL, 1L);
  // Whoever has stopped waiting for a name does not wait for its resolver either.
  set(CURLOPT_QUICK_EXIT, 1L);
  set(CURLOPT_TCP_NODELAY, 1L);
  set(CURLOPT_TCP_KEEPALIVE, destination_.tcp_keep_alive ? 1L : 0L);
  set(CURLOPT_OPENSOCKETFUNCTION, &open_socket);
  set(CURLOPT_OPENSOCKETDATA, static_cast<void*>(this));
}

void CurlConnection::set_security() {
  set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  set(CURLOPT_PROXY_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  set(CURLOPT_SSL_CIPHER_LIST, kCiphers);
  set(CURLOPT_PROXY_SSL_CIPHER_LIST, kCiphers);
}

void CurlConnection::set_trust() {
  const long verify = destination_.verify_tls ? 1L : 0L;
  set(CURLOPT_SSL_VERIFYPEER, verify);
  set(CURLOPT_PROXY_SSL_VERIFYPEER, verify);
  set(CURLOPT_SSL_VERIFYHOST, verify * 2);
  set(CURLOPT_PROXY_SSL_VERIFYHOST, verify * 2);
  if (!destination_.verify_tls) return;

  // Folders of hashed names are libcurl's to hand over. Of a file it would have every certificate
  // decoded, so that is looked into by us: for the server, and for an https proxy as well, since
  // libcurl shows the context of either.
  const TrustStore& store = check_.store();
  const char* const none = nullptr;
  const char* const folders = store.folders.empty() ? none : store.folders.c_str();
  set(CURLOPT_CAPATH, folders);
  set(CURLOPT_PROXY_CAPATH, folders);
  set(CURLOPT_CAINFO, none);
  set(CURLOPT_PROXY_CAINFO, none);
  // Otherwise libcurl hands the store of an earlier connection on, with what was looked up in it.
  set(CURLOPT_CA_CACHE_TIMEOUT, 0L);
  set(CURLOPT_SSL_CTX_FUNCTION, &take_context);
  set(CURLOPT_SSL_CTX_DATA, static_cast<void*>(this));
}

tl::expected<void, TransportError> CurlConnection::open() {
  if (easy_ == nullptr || !is_set_up_ || curl_multi_add_handle(multi_, easy_.get()) != CURLM_OK) {
    return tl::make_unexpected(TransportError{TransportPhase::Connect, "libcurl is unusable"});
  }
  is_added_ = true;
  const auto code = connect();
  TransportError error =
      !code ? TransportError{TransportPhase::InterruptedConnecting, ""} : failure(*code);
  if (code == CURLE_OK) {
    is_open_ = true;
    set(CURLOPT_VERBOSE, 1L);
    return {};
  }
  error.addresses = addresses();
  return tl::make_unexpected(std::move(error));
}

// nullopt where a signal came first.
std::optional<CURLcode> CurlConnection::connect() {
  while (true) {
    int running = 0;
    if (curl_multi_perform(multi_, &running) != CURLM_OK) return CURLE_FAILED_INIT;
    if (running == 0) return result_of(multi_);
    if (ends_on_signal_ && held_stop_signal() != 0) return std::nullopt;
    curl_waitfd stop{stop_signal_descriptor(), CURL_WAIT_POLLIN, 0};
    const unsigned waits = ends_on_signal_ && stop.fd >= 0 ? 1 : 0;
    if (curl_multi_poll(multi_, &stop, waits, kPollMilliseconds, nullptr) != CURLM_OK) {
      return CURLE_FAILED_INIT;
    }
  }
}

TransportError CurlConnection::failure(CURLcode code) const {
  if (tunnel_status_ != 0 && tunnel_status_ != kTunnelIsOpen) {
    return {TransportPhase::Proxy,
            "The proxy answered with status " + std::to_string(tunnel_status_)};
  }
  // The text is empty where libcurl could not take the folders.
  if (code == CURLE_SSL_CACERT_BADFILE && !check_.fault().empty()) {
    return {.phase = TransportPhase::Tls, .detail = check_.fault()};
  }
  auto error = failure_to_connect(easy_.get(), code, message_.data(), destination_);
  error.trust = check_.explanation();
  return error;
}

CurlConnection::Moved CurlConnection::send(std::string_view bytes) {
  std::size_t count = 0;
  const CURLcode code = curl_easy_send(easy_.get(), bytes.data(), bytes.size(), &count);
  if (code == CURLE_AGAIN || (code == CURLE_OK && count == 0)) return {Moved::End::Later, 0};
  return {code == CURLE_OK ? Moved::End::None : Moved::End::Failed, count};
}

CurlConnection::Moved CurlConnection::receive(char* buffer, std::size_t size) {
  said_.clear();
  std::size_t count = 0;
  const CURLcode code = curl_easy_recv(easy_.get(), buffer, size, &count);
  if (code == CURLE_AGAIN) return {Moved::End::Later, 0};
  if (code == CURLE_OK && count > 0) return {Moved::End::None, count};
  // A connection that ends without TLS's farewell has ended, as it has to Python.
  const bool has_ended = code == CURLE_OK || said_.find("unexpected eof") != std::string::npos;
  return {has_ended ? Moved::End::Closed : Moved::End::Failed, 0};
}

ExchangeFault CurlConnection::fault() const { return fault_of_exchange(said_); }

// OpenSSL takes a record out of the socket piece by piece. Where it has half of one, poll tells
// nothing of it, and what it says once it is whole would be taken for the next answer. The state of
// its reader tells even of a record of which it has nothing but the header.
bool CurlConnection::holds_part_of_record() const {
  curl_tlssessioninfo* session = nullptr;
  curl_easy_getinfo(easy_.get(), CURLINFO_TLS_SSL_PTR, &session);
  if (session == nullptr || session->internals == nullptr) return true;
  const auto* tls = static_cast<const SSL*>(session->internals);
  return SSL_has_pending(tls) == 1 || std::string_view(SSL_rstate_string(tls)) != "RH";
}

bool CurlConnection::is_silent() const {
  const bool is_secure = destination_.is_secure() || destination_.has_secure_proxy();
  // Of TLS inside of TLS one layer alone could be asked.
  if (destination_.is_tunnelled() && destination_.has_secure_proxy()) return false;
  pollfd watched{socket(), POLLIN, 0};
  return ::poll(&watched, 1, 0) == 0 && !(is_secure && holds_part_of_record());
}

bool CurlConnection::comes_to_rest() {
  char unread = 0;
  return receive(&unread, 1).end == Moved::End::Later && is_silent();
}

curl_socket_t CurlConnection::socket() const {
  curl_socket_t socket = CURL_SOCKET_BAD;
  curl_easy_getinfo(easy_.get(), CURLINFO_ACTIVESOCKET, &socket);
  return socket;
}

std::string CurlConnection::addresses() const {
  const char* connected = nullptr;
  curl_easy_getinfo(easy_.get(), CURLINFO_PRIMARY_IP, &connected);
  if (is_open_ && connected != nullptr && connected[0] != '\0') return connected;
  return tried_;
}

}  // namespace send_bounce
