#include "stand_in/connection.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "send_bounce/kernel/calls.h"

namespace send_bounce::stand_in {
namespace {

// What poll takes: -1 for ever, rounded up so that a deadline is never missed by spinning.
int poll_timeout(Deadline deadline) {
  if (deadline == kNever) return -1;
  const auto left =
      std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
  constexpr std::int64_t kLongest = 60'000;
  return static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, kLongest));
}

bool would_block(int error) { return error == EAGAIN || error == EWOULDBLOCK; }

}  // namespace

void Connection::SslFree::operator()(ssl_st* ssl) const { SSL_free(ssl); }

Connection::Connection(int fd, int stop_fd) : fd_(fd), stop_fd_(stop_fd) {
  ::fcntl(fd_, F_SETFL, ::fcntl(fd_, F_GETFL) | O_NONBLOCK);
  // Head and body are separate writes; without this the second waits for an acknowledgement.
  const int on = 1;
  ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

Connection::~Connection() {
  if (fd_ >= 0) ::close(fd_);
}

Connection::Io Connection::wait(short events, Deadline deadline) const {
  while (true) {
    std::array<pollfd, 2> polled = {pollfd{fd_, events, 0}, pollfd{stop_fd_, POLLIN, 0}};
    const int count = ::poll(polled.data(), polled.size(), poll_timeout(deadline));
    if (count < 0 && errno != EINTR) return Io::Closed;
    if (count > 0 && polled[1].revents != 0) return Io::Stopped;
    if (count > 0 && polled[0].revents != 0) return Io::Done;
    if (std::chrono::steady_clock::now() >= deadline) return Io::TimedOut;
  }
}

// What OpenSSL asks for after a call that returned `result`; Done means that the call is to be
// repeated.
Connection::Io Connection::wait_for_tls(int result, Deadline deadline) {
  const int error = SSL_get_error(ssl_.get(), result);
  // The queue belongs to the thread: what is left in it would be blamed on the next call.
  ERR_clear_error();
  if (error == SSL_ERROR_WANT_READ) return wait(POLLIN, deadline);
  if (error == SSL_ERROR_WANT_WRITE) return wait(POLLOUT, deadline);
  return Io::Closed;
}

Connection::Io Connection::start_tls(ssl_ctx_st* context, Deadline deadline) {
  ssl_.reset(SSL_new(context));
  if (!ssl_ || SSL_set_fd(ssl_.get(), fd_) != 1) return Io::Closed;
  while (true) {
    const int result = SSL_accept(ssl_.get());
    if (result == 1) return Io::Done;
    if (const auto io = wait_for_tls(result, deadline); io != Io::Done) return io;
  }
}

Connection::Io Connection::read_some(char* buffer, std::size_t size, std::size_t& count,
                                     Deadline deadline) {
  while (true) {
    auto io = Io::Closed;
    if (ssl_) {
      const int result = SSL_read_ex(ssl_.get(), buffer, size, &count);
      if (result == 1) return Io::Done;
      io = wait_for_tls(result, deadline);
    } else {
      const auto result = ::recv(fd_, buffer, size, 0);
      if (result > 0) {
        count = static_cast<std::size_t>(result);
        return Io::Done;
      }
      if (result == 0) return Io::Closed;
      if (errno == EINTR) continue;
      if (would_block(errno)) io = wait(POLLIN, deadline);
    }
    if (io != Io::Done) return io;
  }
}

Connection::Io Connection::wait_for_bytes(Deadline deadline) const {
  const auto io = wait(POLLIN, deadline);
  if (io != Io::Done) return io;
  char byte = 0;
  const auto count = ::recv(fd_, &byte, 1, MSG_PEEK);
  return count > 0 || (count < 0 && would_block(errno)) ? Io::Done : Io::Closed;
}

Connection::Io Connection::read(std::string& into, Deadline deadline) {
  std::array<char, 16 * 1024> buffer;
  std::size_t count = 0;
  const auto io = read_some(buffer.data(), buffer.size(), count, deadline);
  if (io == Io::Done) into.append(buffer.data(), count);
  return io;
}

Connection::Io Connection::write(std::string_view bytes, Deadline deadline) {
  while (!bytes.empty()) {
    std::size_t count = 0;
    auto io = Io::Done;
    if (ssl_) {
      const int result = SSL_write_ex(ssl_.get(), bytes.data(), bytes.size(), &count);
      if (result != 1) {
        count = 0;
        io = wait_for_tls(result, deadline);
      }
    } else {
      const auto result = kernel::send_quietly(fd_, bytes);
      if (result >= 0) {
        count = static_cast<std::size_t>(result);
      } else if (would_block(errno)) {
        io = wait(POLLOUT, deadline);
      } else if (errno != EINTR) {
        io = Io::Closed;
      }
    }
    if (io != Io::Done) return io;
    bytes.remove_prefix(count);
  }
  return Io::Done;
}

Connection::Io Connection::wait_for_close(Deadline deadline) {
  // POLLIN would return at once for ever where the client has sent more than we read.
  const auto io = wait(POLLRDHUP, deadline);
  return io == Io::Done ? Io::Closed : io;
}

void Connection::reset() {
  const linger at_once = {1, 0};
  ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  ssl_.reset();
  ::close(fd_);
  fd_ = -1;
}

void Connection::finish(Deadline deadline) {
  if (ssl_) SSL_shutdown(ssl_.get());
  ERR_clear_error();
  ssl_.reset();
  ::shutdown(fd_, SHUT_WR);
  std::array<char, 4 * 1024> buffer;
  std::size_t count = 0;
  while (read_some(buffer.data(), buffer.size(), count, deadline) == Io::Done) {
    if (std::chrono::steady_clock::now() >= deadline) return;
  }
}

}  // namespace send_bounce::stand_in
