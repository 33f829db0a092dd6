#include "stand_in/http_server.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <list>
#include <system_error>
#include <thread>
#include <utility>

#include "send_bounce/kernel/calls.h"
#include "stand_in/connection.h"
#include "stand_in/folder.h"
#include "stand_in/http_exchange.h"

namespace send_bounce::stand_in {
namespace {

// Connections beyond the limit also get a thread, for the second that the refusal takes. Beyond
// these, connections are closed without an answer.
constexpr std::size_t kTurnedAway = 16;

Failure cannot_listen(const HttpServerOptions& options, const std::string& why) {
  return fail(ErrorKind::General, "--port " + std::to_string(options.port) + ": cannot listen on " +
                                      options.address + ": " + why);
}

std::string remedy_for(int error) {
  std::string text = std::strerror(error);
  if (error == EADDRINUSE) text += ". Choose another port, or 0 for any free port";
  if (error == EACCES) text += ". Choose a port above 1023, or 0 for any free port";
  return text;
}

struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t size = 0;

  sockaddr* get() { return reinterpret_cast<sockaddr*>(&storage); }
};

SocketAddress socket_address(const std::string& address, std::uint16_t port) {
  SocketAddress result;
  sockaddr_in v4{};
  sockaddr_in6 v6{};
  if (::inet_pton(AF_INET, address.c_str(), &v4.sin_addr) == 1) {
    v4.sin_family = AF_INET;
    v4.sin_port = htons(port);
    std::memcpy(&result.storage, &v4, sizeof v4);
    result.size = sizeof v4;
  } else if (::inet_pton(AF_INET6, address.c_str(), &v6.sin6_addr) == 1) {
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(port);
    std::memcpy(&result.storage, &v6, sizeof v6);
    result.size = sizeof v6;
  }
  return result;
}

Result<Descriptor> listen_on(const HttpServerOptions& options) {
  auto address = socket_address(options.address, options.port);
  if (address.size == 0) return cannot_listen(options, "not an address");
  Descriptor socket(kernel::open_socket(address.storage.ss_family, SOCK_STREAM, 0));
  const int on = 1;
  // Not to wait for the last run's connections in TIME_WAIT; a port in use stays refused.
  ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (socket.get() < 0 || ::bind(socket.get(), address.get(), address.size) != 0 ||
      ::listen(socket.get(), SOMAXCONN) != 0) {
    return cannot_listen(options, remedy_for(errno));
  }
  // A connection may be gone again between poll and accept.
  ::fcntl(socket.get(), F_SETFL, ::fcntl(socket.get(), F_GETFL) | O_NONBLOCK);
  return socket;
}

std::uint16_t bound_port(int socket) {
  SocketAddress address;
  address.size = sizeof address.storage;
  if (::getsockname(socket, address.get(), &address.size) != 0) return 0;
  sockaddr_in v4{};
  sockaddr_in6 v6{};
  if (address.storage.ss_family == AF_INET) {
    std::memcpy(&v4, &address.storage, sizeof v4);
    return ntohs(v4.sin_port);
  }
  std::memcpy(&v6, &address.storage, sizeof v6);
  return ntohs(v6.sin6_port);
}

}  // namespace

/// What lives as long as the server listens; all of it belongs to the accepting thread but `stop`.
class HttpServer::Running {
 public:
  Running(HttpServerOptions options, HttpHandler handler, Descriptor socket, Descriptor stop_read,
          Descriptor stop_write)
      : options_(std::move(options)),
        handler_(std::move(handler)),
        socket_(std::move(socket)),
        stop_read_(std::move(stop_read)),
        stop_write_(std::move(stop_write)),
        port_(bound_port(socket_.get())) {
    start_thread(acceptor_, [this] { accept_connections(); });
  }

  ~Running() { stop(); }

  std::uint16_t port() const { return port_; }
  const HttpServerOptions& options() const { return options_; }

  void stop() {
    // The pipe's end is seen by every poll at once, and by those to come.
    stop_write_.close();
    if (acceptor_.joinable()) acceptor_.join();
  }

 private:
  struct Worker {
    std::thread thread;
    std::atomic<bool> is_done = false;
    bool turns_away = false;
  };

  // Signals are for the main thread, which waits for them; SIGPIPE is for nobody.
  template <class Function>
  static void start_thread(std::thread& thread, Function function) {
    sigset_t all;
    sigset_t before;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before);
    const auto restore = [&] { ::pthread_sigmask(SIG_SETMASK, &before, nullptr); };
    try {
      thread = std::thread(std::move(function));
    } catch (...) {
      restore();
      throw;
    }
    restore();
  }

  void accept_connections() {
    while (true) {
      std::array<pollfd, 2> polled = {pollfd{socket_.get(), POLLIN, 0},
                                      pollfd{stop_read_.get(), POLLIN, 0}};
      ::poll(polled.data(), polled.size(), -1);
      if (polled[1].revents != 0) break;
      join_workers(false);
      const int fd = kernel::accept_connection(socket_.get());
      if (fd >= 0) {
        take(fd);
      } else if (errno == EMFILE || errno == ENFILE || errno == ENOMEM || errno == ENOBUFS) {
        // The connection stays in the queue; without a pause this loop would spin until others end.
        ::poll(&polled[1], 1, 100);
      }
    }
    socket_.close();
    join_workers(true);
  }

  void take(int fd) {
    std::size_t served = 0;
    for (const auto& worker : workers_) served += worker.turns_away ? 0 : 1;
    const bool turns_away = served >= options_.max_connections;
    if (workers_.size() - served >= kTurnedAway && turns_away) {
      ::close(fd);
      return;
    }
    auto& worker = workers_.emplace_back();
    worker.turns_away = turns_away;
    try {
      start_thread(worker.thread, [this, fd, &worker] { serve(fd, worker); });
    } catch (const std::system_error&) {
      // No thread to be had: the client sees a closed connection, and the others go on.
      ::close(fd);
      workers_.pop_back();
    }
  }

  void serve(int fd, Worker& worker) {
    {
      Connection connection(fd, stop_read_.get());
      if (worker.turns_away) {
        turn_away(connection, options_);
      } else {
        serve_connection(connection, options_, handler_);
      }
    }
    worker.is_done = true;
  }

  void join_workers(bool all) {
    for (auto worker = workers_.begin(); worker != workers_.end();) {
      if (!all && !worker->is_done) {
        ++worker;
        continue;
      }
      worker->thread.join();
      worker = workers_.erase(worker);
    }
  }

  const HttpServerOptions options_;
  const HttpHandler handler_;
  Descriptor socket_;
  Descriptor stop_read_;
  Descriptor stop_write_;
  const std::uint16_t port_;
  std::list<Worker> workers_;
  std::thread acceptor_;
};

Result<std::unique_ptr<HttpServer>> HttpServer::start(HttpServerOptions options,
                                                      HttpHandler handler) {
  ASSIGN_OR_RETURN(auto socket, listen_on(options));
  std::array<int, 2> ends{};
  if (kernel::open_pipe(ends) != 0) return cannot_listen(options, std::strerror(errno));
  auto running =
      std::make_unique<Running>(std::move(options), std::move(handler), std::move(socket),
                                Descriptor(ends[0]), Descriptor(ends[1]));
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(running)));
}

HttpServer::HttpServer(std::unique_ptr<Running> running) : running_(std::move(running)) {}

HttpServer::~HttpServer() = default;

std::uint16_t HttpServer::port() const { return running_->port(); }

std::string HttpServer::endpoint() const {
  const auto& options = running_->options();
  std::string host = options.address;
  if (host == "0.0.0.0") host = "127.0.0.1";
  if (host == "::") host = "::1";
  if (host.find(':') != std::string::npos) host = "[" + host + "]";
  return (options.tls != nullptr ? "https://" : "http://") + host + ":" + std::to_string(port());
}

void HttpServer::stop() { running_->stop(); }

}  // namespace send_bounce::stand_in
