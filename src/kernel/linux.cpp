#include <fcntl.h>
#include <linux/sockios.h>
#include <sys/ioctl.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

#include "send_bounce/kernel/calls.h"

namespace send_bounce::kernel {

int open_pipe(std::array<int, 2>& ends, Waits waits) {
  return ::pipe2(ends.data(), waits == Waits::Yes ? O_CLOEXEC : O_CLOEXEC | O_NONBLOCK);
}

int open_socket(int family, int type, int protocol) {
  return ::socket(family, type | SOCK_CLOEXEC, protocol);
}

int accept_connection(int listener) { return ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC); }

ssize_t send_quietly(int socket, std::string_view bytes) {
  return ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
}

bool is_under_way(int socket) {
  int bytes = 0;
  return ::ioctl(socket, SIOCOUTQ, &bytes) == 0 && bytes > 0;
}

int wait_for(pollfd& descriptor, const timespec& time) {
  return ::ppoll(&descriptor, 1, &time, nullptr);
}

ssize_t fill_with_random(char* bytes, std::size_t count) { return ::getrandom(bytes, count, 0); }

Signal take_signal(const sigset_t& signals, const timespec& time) {
  siginfo_t info{};
  const int number = ::sigtimedwait(&signals, &info, &time);
  return {number, info.si_code == SI_KERNEL};
}

std::int64_t modified_at(const struct stat& status) {
  return status.st_mtim.tv_sec * 1'000'000 + status.st_mtim.tv_nsec / 1000;
}

}  // namespace send_bounce::kernel
