#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace send_bounce::stand_in {

/// A client that says exactly what a test tells it to, and reports exactly what comes back.
class RawClient {
 public:
  explicit RawClient(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    is_connected_ = ::connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  }
  ~RawClient() { ::close(fd_); }
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  bool is_connected() const { return is_connected_; }

  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto count = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (count <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
  }

  /// Reads until `mark` has come; what came, without it where the connection ended or 5 s passed.
  std::string read_until(std::string_view mark) {
    std::string text;
    while (text.find(mark) == std::string::npos && read_some(text, 5'000)) {
    }
    return text;
  }

  /// Reads one answer of known framing: head and Content-Length bytes.
  std::string read_answer() {
    std::string text = read_until("\r\n\r\n");
    const auto head = text.find("\r\n\r\n");
    const auto at = text.find("Content-Length: ");
    if (head == std::string::npos || at == std::string::npos) return text;
    const auto size = std::stoul(text.substr(at + 16));
    while (text.size() < head + 4 + size && read_some(text, 5'000)) {
    }
    return text;
  }

  /// All that comes until the server closes (or 5 s of silence).
  std::string read_to_end() {
    std::string text;
    while (read_some(text, 5'000)) {
    }
    return text;
  }

  /// True where nothing comes for that long and the connection stays.
  bool is_silent_for(int milliseconds) {
    pollfd polled = {fd_, POLLIN, 0};
    return ::poll(&polled, 1, milliseconds) == 0;
  }

  /// 0 for an end in order, ECONNRESET, ETIMEDOUT for silence: how the last read ended.
  int end() const { return end_; }

 private:
  bool read_some(std::string& text, int milliseconds) {
    pollfd polled = {fd_, POLLIN, 0};
    if (::poll(&polled, 1, milliseconds) == 0) {
      end_ = ETIMEDOUT;
      return false;
    }
    char buffer[4096];
    const auto count = ::recv(fd_, buffer, sizeof buffer, 0);
    if (count <= 0) {
      end_ = count == 0 ? 0 : errno;
      return false;
    }
    text.append(buffer, static_cast<std::size_t>(count));
    return true;
  }

  int fd_;
  bool is_connected_ = false;
  int end_ = -1;
};

}  // namespace send_bounce::stand_in
