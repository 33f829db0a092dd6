#pragma once

#include <unistd.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

/// Folders and files that others may write to as well, as an inbox is when mail is delivered by
/// another user. Nothing here waits for what lies there (a pipe has no reader), follows a symbolic
/// link, or writes to a name that somebody could have known before.
namespace send_bounce::stand_in {

/// Owns a file descriptor; -1 for none.
class Descriptor {
 public:
  explicit Descriptor(int fd = -1) : fd_(fd) {}
  ~Descriptor() { close(); }
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    close();
    fd_ = std::exchange(other.fd_, -1);
    return *this;
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  int get() const { return fd_; }
  /// For whoever closes it.
  int release() { return std::exchange(fd_, -1); }
  void close() {
    if (fd_ >= 0) ::close(fd_);
    fd_ = -1;
  }

 private:
  int fd_;
};

enum class EntryKind { File, Folder, Link, Pipe, Socket, Device };

/// "a pipe": what an entry is, for people.
const char* name_of(EntryKind kind);

struct FileState {
  EntryKind kind = EntryKind::File;
  std::int64_t size = 0;
  std::int64_t modified_us = 0;  ///< since 1970
  friend bool operator==(const FileState&, const FileState&) = default;
};

struct Entry {
  std::string name;  ///< any bytes but '/' and NUL
  FileState state;
};

struct FileStart {
  std::string bytes;
  FileState state;          ///< once they were read
  bool is_private = false;  ///< a file of this user's that nobody else may read
};

/// A folder that is open, so that all names are of one and the same. Numbers in errors are errno.
class Folder {
 public:
  /// ELOOP or ENOTDIR where the last part of the path is a link.
  static tl::expected<Folder, int> open(const std::string& path);
  /// Makes it for its owner alone where it is missing; the one above must be there.
  static tl::expected<Folder, int> make(const std::string& path);

  /// In no order, without "." and ".."; what vanishes meanwhile is left out.
  tl::expected<std::vector<Entry>, int> entries() const;

  /// Up to `limit` bytes of a regular file; EINVAL for anything else.
  tl::expected<FileStart, int> read_start(const std::string& name, std::size_t limit) const;

  /// Writes a file of mode 0600 under a name that nobody can know before, then moves it to `name`
  /// in `target`, so that no reader sees half of it; what had that name is replaced and not touched
  /// otherwise. 0, or errno and nothing left behind.
  int write(const Folder& target, const std::string& name, std::string_view bytes) const;

  /// A file of its owner's, to read and write, that has no name: it is gone with its descriptor.
  tl::expected<Descriptor, int> nameless_file() const;

  /// A regular file, open for reading from its beginning; EINVAL for anything else.
  tl::expected<Descriptor, int> open_file(const std::string& name) const;

  /// Why files in it are less safe than they look, or nullptr: others own it, or may write to it.
  const char* doubt() const;
  bool is_writable() const;

 private:
  explicit Folder(Descriptor descriptor) : descriptor_(std::move(descriptor)) {}

  Descriptor descriptor_;
};

/// All of the bytes; 0, or errno.
int write_at(int fd, std::string_view bytes, std::uint64_t offset);
/// So many bytes; EIO where the file has fewer.
tl::expected<std::string, int> read_at(int fd, std::uint64_t offset, std::size_t size);

}  // namespace send_bounce::stand_in
