#include "send_bounce/platform/curl_transport.h"

#include <curl/curl.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <system_error>

#include "send_bounce/words/encoding.h"

namespace send_bounce {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr std::size_t kLargestBody = std::size_t{16} << 20U;
constexpr std::size_t kLargestHeaders = std::size_t{256} << 10U;
constexpr const char* kSystemCertificates = "/etc/ssl/certs";
constexpr std::int64_t kLongestWait = 2'147'483;  // seconds; more would not fit a 32-bit long
constexpr milliseconds kLongestPoll{1000};

struct EasyDeleter {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
struct MultiDeleter {
  void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
};
struct ListDeleter {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using Easy = std::unique_ptr<CURL, EasyDeleter>;
using Multi = std::unique_ptr<CURLM, MultiDeleter>;

class HeaderList {
 public:
  void add(const std::string& line) {
    curl_slist* longer = curl_slist_append(list_.get(), line.c_str());
    if (longer == nullptr) return;
    (void)list_.release();
    list_.reset(longer);
  }
  curl_slist* get() const { return list_.get(); }

 private:
  std::unique_ptr<curl_slist, ListDeleter> list_;
};

// What the callbacks fill.
struct Arrival {
  HttpResponse response;
  std::size_t header_bytes = 0;
  bool too_long = false;
};

std::size_t take_body(char* data, std::size_t, std::size_t count, void* target) {
  auto& arrival = *static_cast<Arrival*>(target);
  if (arrival.response.body.size() + count > kLargestBody) {
    arrival.too_long = true;
    return 0;
  }
  arrival.response.body.append(data, count);
  return count;
}

// One line of the header at a time.
std::size_t take_header(char* data, std::size_t, std::size_t count, void* target) {
  auto& arrival = *static_cast<Arrival*>(target);
  arrival.header_bytes += count;
  if (arrival.header_bytes > kLargestHeaders) {
    arrival.too_long = true;
    return 0;
  }
  const std::string_view line(data, count);
  // A status line of its own: what came before was an interim answer (1xx).
  if (line.starts_with("HTTP/")) arrival.response.headers.clear();
  const std::size_t colon = line.find(':');
  if (colon != std::string_view::npos && !line.starts_with("HTTP/")) {
    arrival.response.headers.emplace_back(trim(line.substr(0, colon)),
                                          trim(line.substr(colon + 1)));
  }
  return count;
}

bool is_secure(const HttpRequest& request) { return request.scheme == "https"; }

bool has_line_end(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos;
}

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

// One exchange: the handle, and all that must live as long as it.
class Exchange {
 public:
  Exchange(const HttpRequest& request, const TransportOptions& options)
      : request_(request),
        options_(options),
        headers_(request_headers(request, options)),
        connect_headers_(connect_headers(request, options)),
        easy_(curl_easy_init()) {
    if (easy_ == nullptr) return;
    set_request();
    set_limits();
    set_trust();
    set_proxy();
  }

  tl::expected<HttpResponse, TransportError> run(CURLM* multi) {
    if (easy_ == nullptr || !is_set_up_)
      return fail(TransportPhase::Connect, "libcurl is unusable");
    curl_multi_add_handle(multi, easy_.get());
    const std::optional<CURLcode> code = wait(multi);
    curl_multi_remove_handle(multi, easy_.get());
    if (!code) return fail(TransportPhase::ReadTimeout, "");
    if (*code != CURLE_OK) return tl::make_unexpected(failure(*code));
    long status = 0;
    curl_easy_getinfo(easy_.get(), CURLINFO_RESPONSE_CODE, &status);
    arrival_.response.status = static_cast<int>(status);
    return std::move(arrival_.response);
  }

 private:
  static tl::unexpected<TransportError> fail(TransportPhase phase, std::string detail) {
    return tl::make_unexpected(TransportError{phase, std::move(detail)});
  }

  template <class T>
  void set(CURLoption option, T value) {
    is_set_up_ = curl_easy_setopt(easy_.get(), option, value) == CURLE_OK && is_set_up_;
  }

  void set_request() {
    set(CURLOPT_URL, url_of(request_).c_str());
    set(CURLOPT_PROTOCOLS_STR, "http,https");
    set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    set(CURLOPT_SSL_ENABLE_ALPN, 0L);
    // The path that was signed is the path that is sent.
    set(CURLOPT_PATH_AS_IS, 1L);
    set_method();
    set(CURLOPT_HTTPHEADER, headers_.get());
    set(CURLOPT_FOLLOWLOCATION, 0L);
    set(CURLOPT_HTTP_CONTENT_DECODING, 0L);
    set(CURLOPT_WRITEFUNCTION, &take_body);
    set(CURLOPT_WRITEDATA, static_cast<void*>(&arrival_));
    set(CURLOPT_HEADERFUNCTION, &take_header);
    set(CURLOPT_HEADERDATA, static_cast<void*>(&arrival_));
    set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    set(CURLOPT_ERRORBUFFER, message_.data());
  }

  void set_method() {
    if (request_.method == "GET") return set(CURLOPT_HTTPGET, 1L);
    set(CURLOPT_POST, 1L);
    set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request_.body.size()));
    set(CURLOPT_POSTFIELDS, request_.body.c_str());
    if (request_.method != "POST") set(CURLOPT_CUSTOMREQUEST, request_.method.c_str());
  }

  void set_limits() {
    // 0 would mean libcurl's own default of five minutes.
    const std::int64_t seconds = options_.connect_timeout == 0
                                     ? kLongestWait
                                     : std::min(options_.connect_timeout, kLongestWait);
    set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(seconds * 1000));
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_TCP_NODELAY, 1L);
    set(CURLOPT_FORBID_REUSE, 1L);
  }

  void set_trust() {
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
  void set_proxy() {
    set(CURLOPT_PROXY, options_.proxy ? options_.proxy->url.c_str() : "");
    set(CURLOPT_NOPROXY, "");
    set(CURLOPT_HEADEROPT, static_cast<long>(CURLHEADER_SEPARATE));
    set(CURLOPT_PROXYHEADER, connect_headers_.get());
  }

  // The transfer has begun: name, connection, proxy and TLS are behind us.
  bool is_connected() const {
    curl_off_t microseconds = 0;
    curl_easy_getinfo(easy_.get(), CURLINFO_PRETRANSFER_TIME_T, &microseconds);
    return microseconds > 0;
  }

  // nullopt where the server was silent for too long. Any byte that moves on the connection is
  // activity, also one that is not yet a line of the header, so libcurl's callbacks would be too
  // late.
  std::optional<CURLcode> wait(CURLM* multi) {
    const milliseconds silence{std::min(options_.read_timeout, kLongestWait) * 1000};
    Clock::time_point last_activity = Clock::now();
    while (true) {
      int running = 0;
      if (curl_multi_perform(multi, &running) != CURLM_OK) return CURLE_FAILED_INIT;
      if (running == 0) return finished(multi);
      milliseconds remaining = kLongestPoll;
      if (!is_connected()) {
        last_activity = Clock::now();
      } else if (silence.count() > 0) {
        const auto left = std::chrono::ceil<milliseconds>(last_activity + silence - Clock::now());
        if (left.count() <= 0) return std::nullopt;
        remaining = std::min(remaining, left);
      }
      int active = 0;
      if (curl_multi_poll(multi, nullptr, 0, static_cast<int>(remaining.count()), &active) !=
          CURLM_OK) {
        return CURLE_FAILED_INIT;
      }
      if (active > 0) last_activity = Clock::now();
    }
  }

  static CURLcode finished(CURLM* multi) {
    int left = 0;
    const CURLMsg* message = curl_multi_info_read(multi, &left);
    return message == nullptr ? CURLE_FAILED_INIT : message->data.result;
  }

  std::string library_text(CURLcode code) const {
    return message_[0] != '\0' ? message_.data() : curl_easy_strerror(code);
  }

  // "Connection refused" where the system said so.
  std::string connect_text(CURLcode code) const {
    long number = 0;
    curl_easy_getinfo(easy_.get(), CURLINFO_OS_ERRNO, &number);
    return number == 0 ? library_text(code)
                       : std::generic_category().message(static_cast<int>(number));
  }

  std::string proxy_text(CURLcode code) const {
    long status = 0;
    curl_easy_getinfo(easy_.get(), CURLINFO_HTTP_CONNECTCODE, &status);
    if (status != 0) return "The proxy answered with status " + std::to_string(status);
    return code == CURLE_COULDNT_CONNECT ? connect_text(code) : library_text(code);
  }

  // Python's way of showing OpenSSL's reasons, as scripts may look for it.
  std::string tls_text(CURLcode code) const {
    constexpr std::string_view kProblem = "SSL certificate problem: ";
    constexpr std::string_view kRoutines = ":SSL routines::";
    const std::string text = library_text(code);
    if (text.starts_with(kProblem)) {
      return "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: " +
             text.substr(kProblem.size());
    }
    if (code == CURLE_PEER_FAILED_VERIFICATION && text.find("host name") != std::string::npos) {
      return "hostname '" + host_name() + "' doesn't match the names in the certificate";
    }
    const std::size_t routines = text.find(kRoutines);
    if (routines == std::string::npos) return text;
    const std::string reason = text.substr(routines + kRoutines.size());
    std::string symbol = reason;
    for (char& c : symbol)
      c = c == ' ' ? '_' : static_cast<char>(c >= 'a' && c <= 'z' ? c - 32 : c);
    return "[SSL: " + symbol + "] " + reason;
  }

  std::string host_name() const {
    const std::size_t colon = request_.host.rfind(':');
    const bool has_port = colon != std::string::npos && !request_.host.ends_with(']');
    return request_.host.substr(0, has_port ? colon : std::string::npos);
  }

  // A failure before the transfer began, in which nothing of the request was sent.
  TransportError failure_to_connect(CURLcode code) const {
    switch (static_cast<int>(code)) {
      case CURLE_COULDNT_RESOLVE_HOST:
        return {TransportPhase::Resolve, library_text(code)};
      case CURLE_OPERATION_TIMEDOUT:
        return {TransportPhase::ConnectTimeout, library_text(code)};
      case CURLE_SSL_CACERT_BADFILE:
        return {TransportPhase::Tls,
                "[X509: NO_CERTIFICATE_OR_CRL_FOUND] no certificate or crl "
                "found: '" +
                    options_.ca_bundle + "'"};
      case CURLE_SSL_CONNECT_ERROR:
      case CURLE_SSL_CERTPROBLEM:
      case CURLE_SSL_CIPHER:
      case CURLE_SSL_ISSUER_ERROR:
      case CURLE_SSL_INVALIDCERTSTATUS:
      case CURLE_PEER_FAILED_VERIFICATION:
      case CURLE_USE_SSL_FAILED:
        return {TransportPhase::Tls, tls_text(code)};
      default:
        break;
    }
    if (options_.proxy) return {TransportPhase::Proxy, proxy_text(code)};
    return {TransportPhase::Connect, connect_text(code)};
  }

  TransportError failure(CURLcode code) const {
    if (!is_connected()) return failure_to_connect(code);
    // libcurl says "out of memory" of a single line past its own limit. Headers without end are no
    // HTTP answer to the reference either.
    if (code == CURLE_OUT_OF_MEMORY || arrival_.header_bytes > kLargestHeaders) {
      return {TransportPhase::Closed, "The answer's header is too long"};
    }
    if (arrival_.too_long) {
      return {TransportPhase::Other, "the answer is longer than 16 MiB"};
    }
    return {TransportPhase::Closed, library_text(code)};
  }

  const HttpRequest& request_;
  const TransportOptions& options_;
  HeaderList headers_;
  HeaderList connect_headers_;
  Arrival arrival_;
  std::array<char, CURL_ERROR_SIZE> message_{};
  bool is_set_up_ = true;
  Easy easy_;
};

// A bundle that cannot be read is named before anybody is asked for a connection.
std::optional<TransportError> missing_bundle(const HttpRequest& request,
                                             const TransportOptions& options) {
  if (!is_secure(request) || !options.verify_tls || options.ca_bundle.empty()) return std::nullopt;
  struct stat status {};
  if (::stat(options.ca_bundle.c_str(), &status) == 0) return std::nullopt;
  const int number = errno;
  return TransportError{TransportPhase::Tls, "[Errno " + std::to_string(number) + "] " +
                                                 std::generic_category().message(number) + ": '" +
                                                 options.ca_bundle + "'"};
}

bool can_be_written(const HttpRequest& request) {
  return !has_line_end(url_of(request)) &&
         std::none_of(request.headers.begin(), request.headers.end(), [](const auto& header) {
           return has_line_end(header.first) || has_line_end(header.second);
         });
}

}  // namespace

tl::expected<HttpResponse, TransportError> CurlTransport::exchange(
    const HttpRequest& request, const TransportOptions& options) {
  if (auto missing = missing_bundle(request, options)) return tl::make_unexpected(*missing);
  if (!can_be_written(request)) {
    return tl::make_unexpected(
        TransportError{TransportPhase::Connect, "a header of the request has a line end in it"});
  }
  // Once for the process, and only when something is sent at all.
  static const CURLcode ready = curl_global_init(CURL_GLOBAL_SSL);
  // A connection is used once: on a reused one libcurl sends a request again by itself when the
  // server has closed it, and a bounce must not go out twice unasked.
  const Multi multi(ready == CURLE_OK ? curl_multi_init() : nullptr);
  if (multi == nullptr) {
    return tl::make_unexpected(TransportError{TransportPhase::Connect, "libcurl is unusable"});
  }
  return Exchange(request, options).run(multi.get());
}

}  // namespace send_bounce
