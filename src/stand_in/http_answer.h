#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "send_bounce/words/http.h"
#include "send_bounce/words/instant.h"

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
  Delivery delivery;
};

/// "Not Found"; empty for a number that has no phrase.
std::string_view reason_phrase(int status);

/// "Thu, 02 Jan 2020 03:04:05 GMT" (RFC 9110 §5.6.7).
std::string format_http_date(Instant instant);

/// The head of an answer, up to and with its empty line.
std::string answer_head(const HttpResponse& response, Instant date, bool keeps_alive);

/// A short text/plain answer to what is no request of the service: 404, 405, 413 …
HttpResponse plain_answer(int status, std::string_view reason);

}  // namespace send_bounce::stand_in
