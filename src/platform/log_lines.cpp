#include <fcntl.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "platform/descriptor.h"
#include "platform/file_steps.h"
#include "send_bounce/kernel/calls.h"
#include "send_bounce/platform/posix_world.h"

namespace send_bounce {
namespace {

// Half a line would swallow the next one. Only what nobody has written behind can be taken back.
void take_back(int file, off_t count) {
  struct stat status {};
  const off_t end = ::lseek(file, 0, SEEK_CUR);
  if (::fstat(file, &status) != 0 || status.st_size != end) return;
  // Where even this fails, the reader of the log meets a line that is cut off.
  if (::ftruncate(file, end - count) != 0) return;
}

}  // namespace

// The lock only guards what take_back() does, so whoever does not get it at once writes all the
// same: O_APPEND keeps whole lines apart.
tl::expected<void, SystemError> PosixSharedFiles::append_line(const std::string& path,
                                                              std::string_view line) {
  auto file = open_own_file(path, O_WRONLY | O_CREAT | O_APPEND);
  if (!file) return tl::make_unexpected(file.error());
  const bool is_alone = ::flock(file->get(), LOCK_EX | LOCK_NB) == 0;
  ssize_t count = -1;
  do {
    count = ::write(file->get(), line.data(), line.size());
  } while (count < 0 && errno == EINTR);
  if (count < 0) return failed(errno);
  if (static_cast<std::size_t>(count) == line.size()) return {};
  if (is_alone) take_back(file->get(), count);
  return failed(ENOSPC);
}

// syslog(3) would wait for a log that does not keep up.
tl::expected<void, SystemError> PosixSharedFiles::send_datagram(const std::string& path,
                                                                std::string_view datagram) {
  const Descriptor socket(kernel::open_socket(AF_UNIX, SOCK_DGRAM, 0));
  if (socket.get() < 0) return failed(errno);
  if (::fcntl(socket.get(), F_SETFL, O_NONBLOCK) != 0) return failed(errno);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) return failed(ENAMETOOLONG);
  std::memcpy(address.sun_path, path.data(), path.size());
  // NOLINTNEXTLINE(*-reinterpret-cast): how the interface of sockets has it
  if (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    return failed(errno);
  }
  if (kernel::send_quietly(socket.get(), datagram) < 0) return failed(errno);
  return {};
}

}  // namespace send_bounce
