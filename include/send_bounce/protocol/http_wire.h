#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "send_bounce/world/http.h"

/// HTTP/1.1 as bytes, for a client: the request that goes out, the answer that comes in.
namespace send_bounce {

/// The request as the reference writes it (wire-protocol.md §2.1): Host first, the headers as
/// given, then Content-Length where the method is not GET. A proxy that passes plain http on is
/// given the absolute URL, and its authorization, where there is any, as the last header.
std::string write_request(const HttpRequest& request);
std::string write_forwarded_request(const HttpRequest& request,
                                    std::string_view proxy_authorization);

/// What no answer may exceed. All are far beyond what a healthy service sends.
struct AnswerLimits {
  std::size_t body = std::size_t{16} << 20U;
  /// Status lines, headers and trailers together, those of interim answers included. With `body` it
  /// also bounds all bytes together: what is around chunks counts.
  std::size_t headers = std::size_t{256} << 10U;
  /// From the first byte to the last, beside the read time-out: an answer that drips for ever is
  /// silent never. None where the read time-out is none.
  std::chrono::seconds time{600};
};

/// Reads one answer, in whatever pieces it comes, as leniently as the reference does (CPython's
/// http.client under urllib3): lines may end in LF, header lines that are none are passed over, a
/// chunk's size is read as Python's int() reads it, and the connection's end delimits a body of no
/// announced length. Interim answers (1xx) are skipped.
class AnswerReader {
 public:
  explicit AnswerReader(const AnswerLimits& limits) : limits_(limits) {}

  /// Bytes behind the end of the answer are not looked at, but they are remembered.
  void feed(std::string_view bytes);
  /// The connection has ended: in order, or as `cause` says ("Connection reset by peer").
  void end(const std::string& cause);

  /// Nothing more is to be read.
  bool is_done() const { return state_ == State::Done; }
  /// The body has come as it was announced; at most trailers are missing.
  bool has_whole_body() const { return is_done() || state_ == State::Trailer; }
  /// The connection may carry another request. The answer is whole, every byte of it is framed as
  /// RFC 9112 says, its header leaves the connection open, and no byte was fed behind it. This is
  /// stricter than what is read: where two readers could see two ends of the answer, the connection
  /// is not to be used again.
  bool keeps_connection() const { return is_done() && is_exact_; }
  /// Of the final status line; 0 before it has come.
  int status() const { return answer_.status; }
  /// Why there is no answer, once done without a status: "The answer is not HTTP/1".
  const std::string& failure() const { return failure_; }
  /// What has come: whole, or with its framing_fault. To be called once.
  /// REQUIRES: status() is not 0.
  HttpResponse take() { return std::move(answer_); }

 private:
  enum class State : std::uint8_t {
    StatusLine,
    HeaderLine,
    SizedBody,
    BodyToTheEnd,
    ChunkSize,
    ChunkData,
    ChunkEnd,
    Trailer,
    Done
  };

  std::size_t take_line_part(std::string_view bytes);
  std::size_t take_body(std::string_view bytes);
  std::size_t take_chunk_end(std::string_view bytes);
  void take_line();
  void take_status_line();
  void take_header_line();
  void take_header(std::string_view line);
  void take_chunk_size();
  void end_header();
  void begin_body();
  void begin_sized_body();
  void stop(const std::string& fault);
  void expect(bool holds) { is_exact_ = is_exact_ && holds; }
  std::string place_of_end() const;

  AnswerLimits limits_;
  State state_ = State::StatusLine;
  HttpResponse answer_;
  HttpResponse interim_;  ///< the last 1xx answer, or the one whose header is being read
  bool is_interim_ = false;
  bool is_exact_ = true;   ///< so far nothing speaks against another request
  bool is_old_ = false;    ///< HTTP/1.0
  bool may_fold_ = false;  ///< the line before was a header, which a line with a blank continues
  std::string line_;       ///< without its LF, as far as it has come
  int lines_ = 0;          ///< of this header
  std::size_t received_ = 0;
  std::size_t header_bytes_ = 0;
  std::uint64_t left_ = 0;  ///< of the body, or of the chunk
  std::string failure_;
};

}  // namespace send_bounce
