#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

struct ssl_ctx_st;
struct ssl_st;

namespace send_bounce::stand_in {

using Deadline = std::chrono::steady_clock::time_point;

/// The deadline that never comes.
inline constexpr Deadline kNever = Deadline::max();

/// One accepted connection, plain or TLS, which no operation can block past its deadline or past
/// the end of the server: `stop_fd` becomes readable then and every waiting operation returns.
/// Used by one thread. Never raises SIGPIPE on a plain connection; a thread that uses TLS must have
/// SIGPIPE blocked, since OpenSSL writes to the socket itself.
class Connection {
 public:
  enum class Io : std::uint8_t { Done, Closed, TimedOut, Stopped };

  /// Owns `fd` from here on, and makes it non-blocking. Does not own `stop_fd`.
  Connection(int fd, int stop_fd);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// The server's side of a TLS handshake. Closed for a client that speaks something else.
  Io start_tls(ssl_ctx_st* context, Deadline deadline);

  /// Returns Done once there is something to read, Closed for a client that leaves before.
  Io wait_for_bytes(Deadline deadline) const;

  /// Appends at least one byte to `into`.
  Io read(std::string& into, Deadline deadline);

  /// All of it.
  Io write(std::string_view bytes, Deadline deadline);

  /// Returns TimedOut at the deadline, Closed once the client has left, Stopped.
  Io wait_for_close(Deadline deadline);

  /// Ends the connection so that the client sees ECONNRESET.
  void reset();

  /// Says that nothing more will come and swallows what the client still sends until it leaves or
  /// the deadline comes. Closing at once would reset the connection while unread bytes lie there,
  /// and take the answer with it.
  void finish(Deadline deadline);

 private:
  Io wait(short events, Deadline deadline) const;
  Io read_some(char* buffer, std::size_t size, std::size_t& count, Deadline deadline);
  Io wait_for_tls(int result, Deadline deadline);

  struct SslFree {
    void operator()(ssl_st* ssl) const;
  };

  int fd_;
  int stop_fd_;
  std::unique_ptr<ssl_st, SslFree> ssl_;
};

}  // namespace send_bounce::stand_in
