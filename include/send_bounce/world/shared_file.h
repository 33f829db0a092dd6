#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "send_bounce/world/world.h"

/// What several processes write to: the journal, which each of them relies on after a crash, and
/// logs, which nobody waits for.
namespace send_bounce {

/// One that is open. What is said to be on disk (sync) survives the end of the machine; all else
/// that was written survives the end of the process.
class SharedFile {
 public:
  using Done = tl::expected<void, SystemError>;
  /// Appends a piece to the draft of a new content.
  using Sink = std::function<Done(std::string_view)>;

  virtual ~SharedFile() = default;

  /// Waits until nobody else has the lock, and has it from then on. `on_wait` is called once if
  /// somebody has it. Where the path names another file by then, that one is opened and locked.
  /// EINTR where a signal that is held back (Interrupts) came first.
  virtual Done lock(const std::function<void()>& on_wait) = 0;
  virtual void unlock() = 0;
  /// Another number after lock() or replace() has opened another file.
  virtual std::uint64_t generation() const = 0;

  virtual tl::expected<std::uint64_t, SystemError> size() = 0;
  /// At most `count` bytes; fewer only at the end of the file.
  virtual tl::expected<std::string, SystemError> read(std::uint64_t offset, std::size_t count) = 0;

  // REQUIRES for the rest: lock() was called.

  /// An error leaves none, some or all of the bytes at the end of the file, which nobody but its
  /// owner can read from then on.
  virtual Done append(std::string_view bytes) = 0;
  /// Drops what follows the first `size` bytes.
  virtual Done cut(std::uint64_t size) = 0;
  /// The content is on disk; the first time, so is the file's name.
  virtual Done sync() = 0;
  /// Puts what `write` hands over into the place of the content, whole or not at all, and keeps the
  /// lock. The new content is on disk.
  virtual Done replace(const std::function<Done(const Sink&)>& write) = 0;

  /// True where a server keeps the file, whose locks and sync may mean less.
  virtual bool is_on_a_network() const = 0;
};

class SharedFiles {
 public:
  virtual ~SharedFiles() = default;
  /// Makes the file where there is none, readable by its owner alone, as are the folders made for
  /// it. EISDIR, ELOOP for a symbolic link, EPERM for a file of another owner, EINVAL for what is
  /// no regular file.
  virtual tl::expected<std::unique_ptr<SharedFile>, SystemError> open(const std::string& path) = 0;
  /// For reading and lock() only: ENOENT where there is none, and nothing is made or changed.
  virtual tl::expected<std::unique_ptr<SharedFile>, SystemError> open_to_read(
      const std::string& path) = 0;

  // For logs. Neither waits for another process.

  /// Appends the line to the file, whole or not at all, in one write. Makes the file where there is
  /// none (0600), but no folder. Errors as of open(), ENOENT without the folder, ENOSPC where only
  /// a part of the line found room.
  virtual tl::expected<void, SystemError> append_line(const std::string& path,
                                                      std::string_view line) = 0;
  /// Hands one datagram to the socket at the path. ENOENT where there is none, EAGAIN where whoever
  /// reads from it does not keep up.
  virtual tl::expected<void, SystemError> send_datagram(const std::string& path,
                                                        std::string_view datagram) = 0;
};

}  // namespace send_bounce
