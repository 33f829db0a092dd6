#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include "platform/descriptor.h"
#include "platform/file_steps.h"
#include "platform/stop_signals.h"
#include "send_bounce/kernel/calls.h"
#include "send_bounce/platform/posix_world.h"

namespace send_bounce {

namespace {

constexpr mode_t kOwnerOnlyFolder = 0700;
constexpr mode_t kOwnerOnlyFile = 0600;
constexpr int kFirstWaitMs = 5;
constexpr int kLongestWaitMs = 100;

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

// A name is on disk when its folder is. Who may only pass through a folder cannot do more.
tl::expected<void, SystemError> sync_folder(const std::string& folder) {
  const Descriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (opened.get() < 0) return errno == EACCES ? tl::expected<void, SystemError>() : failed(errno);
  if (::fsync(opened.get()) != 0 && errno != EINVAL) return failed(errno);
  return {};
}

// The error of an open that is no longer valid once the file is looked at.
int fault_of(const struct stat& status) {
  if (S_ISDIR(status.st_mode)) return EISDIR;
  if (!S_ISREG(status.st_mode)) return EINVAL;
  return status.st_uid == ::geteuid() ? 0 : EPERM;
}

// False after a signal that is held back.
bool wait_unless_stopped(int milliseconds) {
  pollfd stopped{stop_signal_descriptor(), POLLIN, 0};
  ::poll(&stopped, 1, milliseconds);
  return held_stop_signal() == 0;
}

class PosixSharedFile : public SharedFile {
 public:
  PosixSharedFile(Descriptor file, std::string path, int access)
      : file_(std::move(file)), path_(std::move(path)), access_(access) {}

  Done lock(const std::function<void()>& on_wait) override {
    while (true) {
      if (auto locked = lock_this(on_wait); !locked) return locked;
      auto is_named = is_named_by_path();
      if (!is_named) return tl::make_unexpected(is_named.error());
      if (*is_named) return {};
      auto opened = open_own_file(path_, access_);
      if (!opened) return tl::make_unexpected(opened.error());
      take(*std::move(opened));
    }
  }

  void unlock() override { ::flock(file_.get(), LOCK_UN); }
  std::uint64_t generation() const override { return generation_; }

  tl::expected<std::uint64_t, SystemError> size() override {
    struct stat status {};
    if (::fstat(file_.get(), &status) != 0) return failed(errno);
    return static_cast<std::uint64_t>(status.st_size);
  }

  tl::expected<std::string, SystemError> read(std::uint64_t offset, std::size_t count) override {
    // Most of what is asked for is beyond the end, and memory for it would be filled in vain.
    const auto end = size();
    if (!end) return tl::make_unexpected(end.error());
    count = static_cast<std::size_t>(std::min<std::uint64_t>(count, *end - std::min(offset, *end)));
    std::string bytes(count, '\0');
    std::size_t done = 0;
    while (done < count) {
      const ssize_t got = ::pread(file_.get(), bytes.data() + done, count - done,
                                  static_cast<off_t>(offset + done));
      if (got < 0 && errno != EINTR) return failed(errno);
      if (got == 0) break;
      if (got > 0) done += static_cast<std::size_t>(got);
    }
    bytes.resize(done);
    return bytes;
  }

  // What is written names people: whoever made the file with other rights did not mean all to read
  // it. Before that it may be any file whose name was given by mistake.
  Done append(std::string_view bytes) override {
    if (!is_private_ && ::fchmod(file_.get(), kOwnerOnlyFile) != 0) return failed(errno);
    is_private_ = true;
    return write_all(file_.get(), bytes);
  }

  Done cut(std::uint64_t size) override {
    if (::ftruncate(file_.get(), static_cast<off_t>(size)) != 0) return failed(errno);
    return {};
  }

  Done sync() override {
    if (::fsync(file_.get()) != 0) return failed(errno);
    if (is_name_on_disk_) return {};
    auto done = sync_folder(folder_of(path_));
    is_name_on_disk_ = done.has_value();
    return done;
  }

  // Whoever waits for the lock of the old file finds that the path names another one.
  Done replace(const std::function<Done(const Sink&)>& write) override {
    const std::string draft = path_ + ".new";
    ::unlink(draft.c_str());  // left behind by a process that was killed here
    auto opened = open_own_file(draft, access_ | O_EXCL);
    if (!opened) return tl::make_unexpected(opened.error());
    const int number = opened->get();
    Done done = write([&](std::string_view bytes) { return write_all(number, bytes); });
    if (done && ::flock(number, LOCK_EX | LOCK_NB) != 0) done = failed(errno);
    if (done && ::fsync(number) != 0) done = failed(errno);
    if (done && ::rename(draft.c_str(), path_.c_str()) != 0) done = failed(errno);
    if (!done) {
      ::unlink(draft.c_str());
      return done;
    }
    take(*std::move(opened));
    return sync();
  }

  bool is_on_a_network() const override { return kernel::is_on_a_network(file_.get()); }

 private:
  void take(Descriptor file) {
    file_ = std::move(file);
    ++generation_;
    is_name_on_disk_ = false;
    is_private_ = false;
  }

  // Asked for again and again: a wait in the kernel could not be ended by a signal.
  Done lock_this(const std::function<void()>& on_wait) {
    int wait = kFirstWaitMs;
    bool is_told = false;
    while (::flock(file_.get(), LOCK_EX | LOCK_NB) != 0) {
      if (errno == EINTR) continue;
      if (errno != EWOULDBLOCK) return failed(errno);
      if (!std::exchange(is_told, true)) on_wait();
      if (!wait_unless_stopped(wait)) return failed(EINTR);
      wait = std::min(wait * 2, kLongestWaitMs);
    }
    return {};
  }

  tl::expected<bool, SystemError> is_named_by_path() const {
    struct stat own {};
    struct stat named {};
    if (::fstat(file_.get(), &own) != 0) return failed(errno);
    if (::lstat(path_.c_str(), &named) != 0) {
      if (errno != ENOENT) return failed(errno);
      return false;
    }
    return own.st_dev == named.st_dev && own.st_ino == named.st_ino;
  }

  Descriptor file_;
  std::string path_;
  int access_;
  std::uint64_t generation_ = 1;
  bool is_name_on_disk_ = false;
  bool is_private_ = false;
};

}  // namespace

tl::expected<Descriptor, SystemError> open_own_file(const std::string& path, int access) {
  if (path.find('\0') != std::string::npos) return failed(ENOENT);
  // A pipe would wait for its other end.
  Descriptor file(
      ::open(path.c_str(), access | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, kOwnerOnlyFile));
  if (file.get() < 0) return failed(errno == ENXIO ? EINVAL : errno);
  struct stat status {};
  if (::fstat(file.get(), &status) != 0) return failed(errno);
  if (const int fault = fault_of(status); fault != 0) return failed(fault);
  return file;
}

tl::expected<void, SystemError> make_folders_of(const std::string& path) {
  for (std::size_t slash = path.find('/', 1); slash != std::string::npos;
       slash = path.find('/', slash + 1)) {
    const std::string folder = path.substr(0, slash);
    struct stat status {};
    if (::stat(folder.c_str(), &status) == 0) continue;
    if (::mkdir(folder.c_str(), kOwnerOnlyFolder) != 0 && errno != EEXIST) return failed(errno);
    if (auto done = sync_folder(folder_of(folder)); !done) return done;
  }
  return {};
}

tl::expected<void, SystemError> write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(descriptor, bytes.data(), bytes.size());
    if (count < 0 && errno != EINTR) return failed(errno);
    if (count > 0) bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return {};
}

tl::expected<std::unique_ptr<SharedFile>, SystemError> PosixSharedFiles::open(
    const std::string& path) {
  if (auto made = make_folders_of(path); !made) return tl::make_unexpected(made.error());
  constexpr int kAccess = O_RDWR | O_CREAT | O_APPEND;
  auto file = open_own_file(path, kAccess);
  if (!file) return tl::make_unexpected(file.error());
  return std::make_unique<PosixSharedFile>(*std::move(file), path, kAccess);
}

tl::expected<std::unique_ptr<SharedFile>, SystemError> PosixSharedFiles::open_to_read(
    const std::string& path) {
  auto file = open_own_file(path, O_RDONLY);
  if (!file) return tl::make_unexpected(file.error());
  return std::make_unique<PosixSharedFile>(*std::move(file), path, O_RDONLY);
}

}  // namespace send_bounce
