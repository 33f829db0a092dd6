#include <fcntl.h>
#include <linux/sockios.h>
#include <sys/ioctl.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <iterator>

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

bool is_on_a_network(int descriptor) {
  // statfs(2) lists them: NFS, SMB, CIFS, SMB2, AFS (two), Coda, NCP, 9p, Ceph.
  constexpr std::uint32_t kNetworks[] = {0x6969,     0x517B,     0xFF534D42, 0xFE534D42,
                                         0x5346414F, 0x6B414653, 0x73757245, 0x564C,
                                         0x01021997, 0x00C36400};
  struct statfs status {};
  if (::fstatfs(descriptor, &status) != 0) return false;
  const auto type = static_cast<std::uint32_t>(status.f_type);
  return std::find(std::begin(kNetworks), std::end(kNetworks), type) != std::end(kNetworks);
}

}  // namespace send_bounce::kernel
