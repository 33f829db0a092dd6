#pragma once

#include <curl/curl.h>

#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "platform/certificate_check.h"
#include "platform/curl_failure.h"
#include "platform/destination.h"
#include "send_bounce/values/freed.h"
#include "send_bounce/world/world.h"

namespace send_bounce {

/// libcurl's handles with owners.
using Easy = std::unique_ptr<CURL, Freed<curl_easy_cleanup>>;
using Multi = std::unique_ptr<CURLM, Freed<curl_multi_cleanup>>;

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
  std::unique_ptr<curl_slist, Freed<curl_slist_free_all>> list_;
};

/// A connection on which a request can go out: the name looked up, connected, through a proxy's
/// tunnel where there is one, TLS in place and the server's certificate trusted. libcurl does all
/// that; what goes over it is the caller's (CURLOPT_CONNECT_ONLY). It is new, and libcurl lets
/// nobody else use it. Programs that are started meanwhile do not inherit it.
///
/// Where a proxy passes plain http on, the connection is one to the proxy.
class CurlConnection {
 public:
  /// `multi` must live as long as it. Those of one `multi` share their looked-up names. Of
  /// `how` the limits count that are for connecting. The trust store is asked only where the
  /// destination checks certificates.
  CurlConnection(CURLM* multi, Destination destination, const TransportOptions& how,
                 TrustStore trust);
  ~CurlConnection();
  CurlConnection(const CurlConnection&) = delete;
  CurlConnection& operator=(const CurlConnection&) = delete;

  const Destination& destination() const { return destination_; }
  const CertificateCheck& check() const { return check_; }

  /// To be called once, before all else; a failure is one before anything of a request was sent.
  tl::expected<void, TransportError> open();

  /// What came of one try to move bytes, which never waits.
  struct Moved {
    enum class End { None, Later, Closed, Failed } end = End::None;
    std::size_t bytes = 0;
  };
  Moved send(std::string_view bytes);
  /// Closed: the other side has ended the connection, with or without TLS's own farewell.
  Moved receive(char* buffer, std::size_t size);
  /// Why receive() failed.
  ExchangeFault fault() const;

  /// True where nothing has come that was not read, neither on the socket nor in what TLS holds of
  /// it, and the other side has not ended the connection. Never waits.
  bool is_silent() const;
  /// The same after an answer: what TLS has to say for itself (tickets) is taken in first.
  bool comes_to_rest();

  /// For poll(2).
  curl_socket_t socket() const;
  /// As in TransportError.
  std::string addresses() const;

 private:
  template <class T>
  void set(CURLoption option, T value);
  void set_target();
  void set_proxy();
  void set_limits(const TransportOptions& how);
  void set_trust();
  void set_security();

  std::optional<CURLcode> connect();
  TransportError failure(CURLcode code) const;
  bool holds_part_of_record() const;

  static curl_socket_t open_socket(void* connection, curlsocktype, curl_sockaddr* address);
  static std::size_t take_proxy_header(char* data, std::size_t, std::size_t count,
                                       void* connection);
  static CURLcode take_context(CURL*, void* context, void* connection);
  static int take_text(CURL*, curl_infotype type, char* text, std::size_t size, void* connection);

  CURLM* multi_;
  const Destination destination_;
  CertificateCheck check_;  ///< TLS may come back to it as long as the connection lives
  HeaderList connect_headers_;
  std::string tried_;      ///< addresses
  int tunnel_status_ = 0;  ///< with which the proxy has answered CONNECT
  bool is_open_ = false;
  bool is_added_ = false;
  bool is_set_up_ = true;
  const bool ends_on_signal_;                    ///< while it connects
  std::array<char, CURL_ERROR_SIZE> message_{};  ///< why it could not be opened
  std::string said_;                             ///< about what was tried last
  Easy easy_;
};

}  // namespace send_bounce
