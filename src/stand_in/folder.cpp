#include "stand_in/folder.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <memory>
#include <optional>

#include "send_bounce/kernel/calls.h"
#include "send_bounce/text/encoding.h"
#include "stand_in/throwaway_keys.h"

namespace send_bounce::stand_in {
namespace {

constexpr mode_t kOwnerOnly = 0600;
constexpr mode_t kOwnerOnlyFolder = 0700;
constexpr std::size_t kRandomBytes = 16;

tl::unexpected<int> system_error() { return tl::make_unexpected(errno); }

EntryKind kind_of(mode_t mode) {
  if (S_ISREG(mode)) return EntryKind::File;
  if (S_ISDIR(mode)) return EntryKind::Folder;
  if (S_ISLNK(mode)) return EntryKind::Link;
  if (S_ISFIFO(mode)) return EntryKind::Pipe;
  return S_ISSOCK(mode) ? EntryKind::Socket : EntryKind::Device;
}

FileState state_of(const struct stat& status) {
  const EntryKind kind = kind_of(status.st_mode);
  // Only the state of a file matters. Anything else is passed over, whatever happens to it.
  if (kind != EntryKind::File) return {kind};
  return {kind, status.st_size, kernel::modified_at(status)};
}

int write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto count = ::write(fd, bytes.data(), bytes.size());
    if (count < 0 && errno != EINTR) return errno;
    if (count > 0) bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return 0;
}

// Returns fewer bytes if the file has no more, and nullopt on an error.
std::optional<std::string> read_up_to(int fd, std::size_t limit) {
  std::string bytes(limit, '\0');
  std::size_t size = 0;
  while (size < limit) {
    const auto count = ::read(fd, bytes.data() + size, limit - size);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return std::nullopt;
    if (count == 0) break;
    size += static_cast<std::size_t>(count);
  }
  bytes.resize(size);
  return bytes;
}

// Gives -1 and errno for anything but a regular file. Since it was listed, another kind of file may
// have taken its name: without O_NONBLOCK, opening a pipe would wait for a writer.
Descriptor open_regular(int folder, const std::string& name, struct stat& status) {
  Descriptor file(
      ::openat(folder, name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
  if (file.get() < 0 || ::fstat(file.get(), &status) != 0) return Descriptor();
  if (S_ISREG(status.st_mode)) return file;
  file.close();
  errno = EINVAL;
  return Descriptor();
}

std::string draft_name() { return ".ses-stand-in." + hex(random_bytes(kRandomBytes)); }

}  // namespace

std::pair<std::string, std::string> split_path(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return {".", path};
  return {slash == 0 ? "/" : path.substr(0, slash), path.substr(slash + 1)};
}

const char* name_of(EntryKind kind) {
  switch (kind) {
    case EntryKind::File:
      return "a file";
    case EntryKind::Folder:
      return "a folder";
    case EntryKind::Link:
      return "a symbolic link";
    case EntryKind::Pipe:
      return "a pipe";
    case EntryKind::Socket:
      return "a socket";
    case EntryKind::Device:
      return "a device";
  }
  return "no file";
}

tl::expected<Folder, int> Folder::open(const std::string& path) {
  Descriptor descriptor(
      ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (descriptor.get() < 0) return system_error();
  return Folder(std::move(descriptor));
}

tl::expected<Folder, int> Folder::make(const std::string& path) {
  if (::mkdir(path.c_str(), kOwnerOnlyFolder) != 0 && errno != EEXIST) return system_error();
  return open(path);
}

tl::expected<std::vector<Entry>, int> Folder::entries(
    bool (*is_wanted)(std::string_view name)) const {
  // It needs an open file description of its own, because that keeps the position in the list.
  Descriptor own(::openat(descriptor_.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (own.get() < 0) return system_error();
  const std::unique_ptr<DIR, int (*)(DIR*)> list(::fdopendir(own.get()), ::closedir);
  if (list == nullptr) return system_error();
  own.release();
  std::vector<Entry> found;
  while (true) {
    errno = 0;
    const dirent* entry = ::readdir(list.get());  // NOLINT(concurrency-mt-unsafe)
    if (entry == nullptr && errno != 0) return system_error();
    if (entry == nullptr) return found;
    const std::string name = entry->d_name;
    struct stat status {};
    if (name == "." || name == ".." || !is_wanted(name) ||
        ::fstatat(descriptor_.get(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) {
      continue;
    }
    found.push_back({name, state_of(status)});
  }
}

tl::expected<FileStart, int> Folder::read_start(const std::string& name, std::size_t limit) const {
  struct stat status {};
  const Descriptor file = open_regular(descriptor_.get(), name, status);
  if (file.get() < 0) return system_error();
  // A file that grows during the reading has another state after it.
  auto bytes = read_up_to(file.get(), std::min(limit, static_cast<std::size_t>(status.st_size)));
  if (!bytes || ::fstat(file.get(), &status) != 0) return system_error();
  const bool is_private = (status.st_mode & 07777U) == kOwnerOnly && status.st_nlink == 1 &&
                          status.st_uid == ::geteuid();
  return FileStart{*std::move(bytes), state_of(status), is_private};
}

int Folder::write(const Folder& target, const std::string& name, std::string_view bytes) const {
  const std::string draft = draft_name();
  Descriptor file(::openat(descriptor_.get(), draft.c_str(),
                           O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, kOwnerOnly));
  if (file.get() < 0) return errno;
  int error = write_all(file.get(), bytes);
  if (::close(file.release()) != 0 && error == 0) error = errno;
  if (error == 0 &&
      ::renameat(descriptor_.get(), draft.c_str(), target.descriptor_.get(), name.c_str()) != 0) {
    error = errno;
  }
  if (error != 0) ::unlinkat(descriptor_.get(), draft.c_str(), 0);
  return error;
}

tl::expected<Descriptor, int> Folder::nameless_file() const {
  const std::string draft = draft_name();
  Descriptor file(::openat(descriptor_.get(), draft.c_str(),
                           O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, kOwnerOnly));
  if (file.get() < 0) return system_error();
  ::unlinkat(descriptor_.get(), draft.c_str(), 0);
  return file;
}

tl::expected<Descriptor, int> Folder::open_file(const std::string& name) const {
  struct stat status {};
  Descriptor file = open_regular(descriptor_.get(), name, status);
  if (file.get() < 0) return system_error();
  return file;
}

const char* Folder::doubt() const {
  struct stat status {};
  if (::fstat(descriptor_.get(), &status) != 0) return nullptr;
  if (status.st_uid != ::geteuid())
    return "belongs to another user, who can remove the files in it";
  if ((status.st_mode & S_IWOTH) != 0) return "is writable by everybody";
  return nullptr;
}

bool Folder::is_writable() const {
  return ::faccessat(descriptor_.get(), ".", W_OK | X_OK, AT_EACCESS) == 0;
}

int write_at(int fd, std::string_view bytes, std::uint64_t offset) {
  while (!bytes.empty()) {
    const auto count = ::pwrite(fd, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (count < 0 && errno != EINTR) return errno;
    if (count <= 0) continue;
    bytes.remove_prefix(static_cast<std::size_t>(count));
    offset += static_cast<std::uint64_t>(count);
  }
  return 0;
}

tl::expected<std::string, int> read_at(int fd, std::uint64_t offset, std::size_t size) {
  std::string bytes(size, '\0');
  std::size_t done = 0;
  while (done < size) {
    const auto count =
        ::pread(fd, bytes.data() + done, size - done, static_cast<off_t>(offset + done));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return system_error();
    if (count == 0) return tl::make_unexpected(EIO);
    done += static_cast<std::size_t>(count);
  }
  return bytes;
}

}  // namespace send_bounce::stand_in
