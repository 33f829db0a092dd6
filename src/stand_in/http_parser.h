#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "send_bounce/world/http.h"

namespace send_bounce::stand_in {

struct HttpLimits {
  std::size_t head = 64 * 1024;    ///< bytes of request line and headers together; trailers count
  std::size_t body = 1024 * 1024;  ///< bytes of the body, without the framing of chunks
};

/// Reads one HTTP/1.x request (RFC 9112) from bytes as they come, in pieces of any size. It knows
/// no socket and no clock, so that every outside byte is judged in one place that tests and the
/// fuzzer reach directly.
///
///   HttpParser parser{limits};
///   rest.remove_prefix(parser.feed(rest));
///   if (parser.state() == HttpParser::State::Complete) answer(parser.request());
///
/// Lenient where RFC 9112 §2.2 allows it: a bare line feed ends a line, empty lines before the
/// request line are skipped, an absolute target is accepted. Everything that two readers could
/// understand differently is refused: folded headers, blanks before a colon, a length given twice
/// with different numbers or together with chunks.
class HttpParser {
 public:
  enum class State : std::uint8_t {
    Head,      ///< inside (or before) the request line and headers
    Body,      ///< the head is whole and valid, the body is not all here
    Complete,  ///< `request()` is whole; further bytes belong to the next one
    Refused,   ///< `refusal_status()` says how to answer before closing
  };

  explicit HttpParser(HttpLimits limits = {}) : limits_(limits) {}

  /// Takes bytes and returns how many it used: all of them, unless the request became complete or
  /// refused on the way. Linear in the number of bytes.
  std::size_t feed(std::string_view bytes);

  State state() const;

  /// True once a byte of this request has come that is no line end: a connection that falls silent
  /// before is idle, after that it is a slow request.
  bool has_begun() const { return begun_; }

  /// The client waits for "100 Continue" before it sends the body (RFC 9110 §10.1.1).
  bool wants_continue() const { return wants_continue_; }

  /// Whether the client lets the connection serve another request (RFC 9112 §9.3).
  /// REQUIRES: state() is Body or Complete.
  bool keeps_alive() const { return keeps_alive_; }

  /// `host` as received; `path` and `query` split from the target; all headers as received, values
  /// without blanks at their ends. `scheme` is the server's to fill in.
  /// REQUIRES: state() is Complete.
  const HttpRequest& request() const { return request_; }

  /// 400, 411, 413, 431, 501 or 505. REQUIRES: state() is Refused.
  int refusal_status() const { return refusal_status_; }
  const std::string& refusal_reason() const { return refusal_reason_; }

 private:
  enum class Part : std::uint8_t {
    RequestLine,
    HeaderLine,
    SizedBody,
    ChunkSize,
    ChunkData,
    ChunkEnd,
    Trailer,
    Complete,
    Refused,
  };

  std::size_t take_line(std::string_view bytes);
  std::size_t take_body(std::string_view bytes);
  void end_line();
  void read_request_line(std::string_view line);
  void read_target(std::string_view target);
  void read_header(std::string_view line);
  void end_head();
  bool read_framing();
  void read_chunk_size(std::string_view line);
  void refuse(int status, std::string reason);

  HttpLimits limits_;
  Part part_ = Part::RequestLine;
  HttpRequest request_;
  std::string line_;           // of the line that is being read, without its end
  std::size_t head_size_ = 0;  // bytes of request line, headers and trailers so far
  std::size_t remaining_ = 0;  // bytes of the body, or of this chunk, still to come
  bool begun_ = false;
  bool is_http_1_0_ = false;
  bool keeps_alive_ = false;
  bool wants_continue_ = false;
  int refusal_status_ = 0;
  std::string refusal_reason_;
};

}  // namespace send_bounce::stand_in
