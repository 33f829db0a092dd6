#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

#include "platform/curl_handles.h"
#include "send_bounce/platform/curl_transport.h"
#include "send_bounce/world/world.h"

namespace send_bounce {

/// One request and its answer: the handle, and all that must live as long as it.
class CurlExchange {
 public:
  CurlExchange(const HttpRequest& request, const TransportOptions& options,
               const AnswerLimits& limits);
  CurlExchange(const CurlExchange&) = delete;
  CurlExchange& operator=(const CurlExchange&) = delete;

  /// Once. Connections come from `connections` and stay there.
  tl::expected<HttpResponse, TransportError> run(CURLM* connections);

 private:
  using Clock = std::chrono::steady_clock;
  enum class End : std::uint8_t { Finished, Silent, Endless, Interrupted };

  template <class T>
  void set(CURLoption option, T value);
  void set_request();
  void set_method();
  void set_answer();
  void set_connection();
  void set_trust();
  void set_proxy();

  End wait(CURLM* connections, CURLcode& code);
  std::chrono::milliseconds patience(Clock::time_point last_activity) const;
  bool is_sent() const;
  TransportError failure(End end, CURLcode code) const;
  TransportError failure_on_the_way(End end, CURLcode code) const;
  std::string addresses() const;

  static std::size_t take_body(char* data, std::size_t, std::size_t count, void* exchange);
  static std::size_t take_header(char* data, std::size_t, std::size_t count, void* exchange);
  static curl_socket_t open_socket(void* exchange, curlsocktype, curl_sockaddr* address);
  static int before_sending(void* exchange, char*, char*, int, int);

  const HttpRequest& request_;
  const TransportOptions& options_;
  const AnswerLimits& limits_;
  HeaderList headers_;
  HeaderList connect_headers_;

  HttpResponse response_;
  std::size_t header_bytes_ = 0;
  bool is_header_too_long_ = false;
  bool is_body_too_long_ = false;
  /// The request was handed over to a connection: from then on it may have arrived.
  bool is_handed_over_ = false;
  /// libcurl was about to hand it over once more.
  bool is_repeated_ = false;
  Clock::time_point first_byte_{};
  std::string tried_;  ///< addresses

  std::array<char, CURL_ERROR_SIZE> message_{};
  bool is_set_up_ = true;
  Easy easy_;
};

}  // namespace send_bounce
