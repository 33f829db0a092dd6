#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "send_bounce/values/instant.h"
#include "send_bounce/world/http.h"
#include "stand_in/connection.h"
#include "stand_in/http_parser.h"

/// Requests and answers over one connection.
namespace send_bounce::stand_in {

/// How an answer reaches the client. Everything but Whole is a fault that was asked for.
enum class DeliveryKind : std::uint8_t {
  Whole,
  Late,   ///< whole, after `pause`
  Slow,   ///< byte by byte, with `pause` between them
  Half,   ///< the head and half of the body, then the connection is closed
  Hang,   ///< nothing; the connection is closed after `pause`, or when the client leaves
  Reset,  ///< nothing; the connection is reset
};

struct Delivery {
  DeliveryKind kind = DeliveryKind::Whole;
  std::chrono::milliseconds pause{0};  ///< zero means without end for Hang
};

struct Answer {
  HttpResponse response;  ///< without Date, Content-Length and Connection, which the server adds
  Instant date;           ///< what the Date header says
  Delivery delivery = {};
  std::string untidy_lines = {};  ///< as they stand at the end of the head, with line ends
  std::optional<HttpResponse> second = {};  ///< follows at once, although nobody asked
  bool closes = false;  ///< the connection ends after it, whatever the client wants
};

/// How a connection is received. Everything but the default is a fault that was asked for.
struct Welcome {
  bool is_alert = false;               ///< a fatal alert in place of the TLS handshake
  ssl_ctx_st* tls = nullptr;           ///< in place of HttpServerOptions::tls; nullptr: that one
  std::chrono::milliseconds pause{0};  ///< before the handshake
};

/// "Not Found"; empty for a number that has no phrase.
std::string_view reason_phrase(int status);

/// "Thu, 02 Jan 2020 03:04:05 GMT" (RFC 9110 §5.6.7).
std::string format_http_date(Instant instant);

/// The head of an answer, up to and with its empty line.
std::string answer_head(const HttpResponse& response, Instant date, bool keeps_alive);

/// A short text/plain answer to what is no request of the service: 404, 405, 413 …
HttpResponse plain_answer(int status, std::string_view reason);

struct HttpServerOptions {
  std::string address = "127.0.0.1";  ///< of IPv4 or IPv6; "0.0.0.0" and "::" are all there are
  std::uint16_t port = 0;             ///< 0 = any that is free
  HttpLimits limits;
  std::chrono::milliseconds request_time{10'000};  ///< from a request's first byte to its last
  std::chrono::milliseconds idle_time{30'000};     ///< between two requests; also for a handshake
  std::chrono::milliseconds answer_time{10'000};   ///< for handing over an answer
  std::size_t max_connections = 64;                ///< at once; further ones are answered 503
  ssl_ctx_st* tls = nullptr;                       ///< not owned; must outlive the server
  /// Asked once for each connection, when its first byte has come. Empty: each is received
  /// normally.
  std::function<Welcome()> welcome;
  std::function<Instant()> now;  ///< for the Date header of answers that no handler made; required
};

/// Called once for each whole request, from several threads at once. May block; must not throw.
using HttpHandler = std::function<Answer(const HttpRequest&)>;

/// Serves one connection, request after request, until the client leaves, errs or is too slow, an
/// answer's delivery ends it, or the server stops.
void serve_connection(Connection& connection, const HttpServerOptions& options,
                      const HttpHandler& handler);

/// Answers 503 to the connection's first request without looking at it.
void turn_away(Connection& connection, const HttpServerOptions& options);

}  // namespace send_bounce::stand_in
