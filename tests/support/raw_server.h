#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

/// A TCP server on loopback whose every byte the test decides, for what no well-behaved server
/// does.
namespace send_bounce::testing {

/// One accepted connection, seen from the server. Closed when the script returns.
class RawConnection {
 public:
  explicit RawConnection(int socket) : socket_(socket) {}

  /// Reads until the header has ended and as much of a body has come as its Content-Length says.
  std::string read_request() {
    std::string text;
    std::vector<char> buffer(std::size_t{256} << 10U);
    while (!is_whole(text)) {
      const ssize_t count = ::recv(socket_, buffer.data(), buffer.size(), 0);
      if (count <= 0) break;
      text.append(buffer.data(), static_cast<std::size_t>(count));
    }
    return text;
  }
  void send(std::string_view text) {
    while (!text.empty()) {
      const ssize_t count = ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL);
      if (count <= 0) return;
      text.remove_prefix(static_cast<std::size_t>(count));
    }
  }
  void sleep(std::chrono::milliseconds time) { std::this_thread::sleep_for(time); }
  /// The connection ends with RST instead of FIN.
  void reset() {
    const linger now{1, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
  }
  int socket() const { return socket_; }

 private:
  static bool is_whole(const std::string& text) {
    const std::size_t end = text.find("\r\n\r\n");
    if (end == std::string::npos) return false;
    const std::size_t field = text.find("Content-Length: ");
    const std::size_t length = field < end ? std::stoul(text.substr(field + 16)) : 0;
    return text.size() >= end + 4 + length;
  }

  int socket_;
};

/// The socket of our own process that is at the other end of the connection; -1 for none.
inline int client_socket(const RawConnection& server_side) {
  sockaddr_in served{};
  socklen_t size = sizeof served;
  ::getsockname(server_side.socket(), reinterpret_cast<sockaddr*>(&served), &size);
  sockaddr_in client{};
  size = sizeof client;
  ::getpeername(server_side.socket(), reinterpret_cast<sockaddr*>(&client), &size);
  for (int candidate = 0; candidate < 1024; ++candidate) {
    sockaddr_in here{};
    sockaddr_in peer{};
    size = sizeof here;
    if (::getsockname(candidate, reinterpret_cast<sockaddr*>(&here), &size) != 0) continue;
    size = sizeof peer;
    if (::getpeername(candidate, reinterpret_cast<sockaddr*>(&peer), &size) == 0 &&
        peer.sin_family == AF_INET && peer.sin_port == served.sin_port &&
        here.sin_port == client.sin_port) {
      return candidate;
    }
  }
  return -1;
}

/// Runs a script for each connection: one after the other, or all at once, where the script has to
/// be safe for several threads.
class RawServer {
 public:
  using Script = std::function<void(RawConnection&)>;
  enum class Order { OneByOne, AtOnce };

  explicit RawServer(Script script, Order order = Order::OneByOne)
      : script_(std::move(script)), order_(order) {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ::bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof address);
    ::listen(listener_, 8);
    socklen_t size = sizeof address;
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  ~RawServer() {
    stop();
    ::close(listener_);
  }
  RawServer(const RawServer&) = delete;
  RawServer& operator=(const RawServer&) = delete;

  /// Waits for the script that runs and accepts no more; what scripts wrote can then be read.
  void stop() {
    stopped_ = true;
    ::shutdown(listener_, SHUT_RDWR);
    if (thread_.joinable()) thread_.join();
    for (std::thread& one : threads_) one.join();
    threads_.clear();
  }

  int port() const { return port_; }
  std::string host() const { return "127.0.0.1:" + std::to_string(port_); }
  int connections() const { return connections_; }

 private:
  void serve() {
    while (!stopped_) {
      const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      if (socket < 0) return;
      ++connections_;
      if (order_ == Order::OneByOne) {
        serve(socket);
      } else {
        threads_.emplace_back([this, socket] { serve(socket); });
      }
    }
  }
  void serve(int socket) {
    RawConnection connection(socket);
    script_(connection);
    ::close(socket);
  }

  Script script_;
  Order order_;
  int listener_ = -1;
  int port_ = 0;
  std::atomic<bool> stopped_ = false;
  std::atomic<int> connections_ = 0;
  std::thread thread_;
  std::vector<std::thread> threads_;  ///< of connections; thread_ alone touches it while that runs
};

/// A port of loopback on which nothing listens.
inline int closed_port() {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  ::bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address);
  socklen_t size = sizeof address;
  ::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size);
  ::close(socket);
  return ntohs(address.sin_port);
}

}  // namespace send_bounce::testing
