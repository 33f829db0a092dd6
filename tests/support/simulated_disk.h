#pragma once

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "send_bounce/world/shared_file.h"

/// Files that several processes share, on a disk that does what disks do: what was not synced may
/// be gone after the machine has ended, cut at any byte or full of zeros; a sync may fail, after
/// which nobody knows what is on the disk; there may be no room. Processes end in the middle of any
/// call. All of it is drawn from a seed, so that a history can be played again.
namespace send_bounce::testing {

/// Thrown out of a call in whose middle the process ends, or the machine with it.
struct ProcessEnded {
  bool takes_machine = false;
};

class SimulatedDisk {
 public:
  class Handle;

  /// A file as all processes see it, and as it is on the disk.
  struct File {
    std::string bytes;
    std::string disk;
    std::vector<bool> lost;         ///< by byte: a sync has failed, and no later one will write it
    int failed_syncs = 0;           ///< each is told once to everybody who has the file open
    const Handle* owner = nullptr;  ///< of the lock
  };

  explicit SimulatedDisk(std::uint64_t seed) : random_(seed) {}

  /// From 0 up to, but without, `end`.
  std::size_t below(std::size_t end) {
    return end == 0 ? 0 : std::uniform_int_distribution<std::size_t>(0, end - 1)(random_);
  }
  bool happens(double probability) { return std::bernoulli_distribution(probability)(random_); }

  /// The power goes: of what was not synced something is left.
  void end_machine() {
    std::swap(seen_, named_);
    for (auto& [path, file] : named_) {  // names that nobody has synced
      if (happens(0.5)) seen_.try_emplace(path, file);
    }
    for (auto& [path, file] : seen_) {
      file->bytes = file->disk = after_power_loss(*file);
      file->lost.assign(file->bytes.size(), false);
      file->owner = nullptr;
    }
    named_ = seen_;
  }

  /// As it is seen; empty where there is none.
  std::string content(const std::string& path) const {
    const auto found = seen_.find(path);
    return found == seen_.end() ? "" : found->second->bytes;
  }
  /// Puts a file there that is wholly on the disk.
  void put(const std::string& path, std::string bytes) {
    auto file = std::make_shared<File>();
    file->lost.assign(bytes.size(), false);
    file->bytes = file->disk = std::move(bytes);
    seen_[path] = named_[path] = file;
  }

  enum class Call : std::uint8_t { Append, Cut, Sync, Replace };
  /// The next call of that kind fails.
  void fail_next(Call call) { to_fail_ = call; }

  /// How often an append, a sync, a cut or a replacement fails.
  double fault_rate = 0;
  /// In how many of them the process ends, and in how many of these the machine.
  double end_rate = 0;
  double machine_rate = 0;
  /// Called where a lock is waited for: whoever has it must go on, until it is free.
  std::function<void()> let_others_go_on;
  int faults = 0;  ///< that were made

 private:
  friend class Handle;
  friend class SimulatedFiles;

  // What would be on the disk if all were written that still can be.
  static std::string reachable(const File& file) {
    std::string all = file.bytes;
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (file.lost[i]) all[i] = i < file.disk.size() ? file.disk[i] : '\0';
    }
    return all;
  }

  std::string after_power_loss(const File& file) {
    const std::string all = reachable(file);
    const auto [a, b] = std::mismatch(all.begin(), all.end(), file.disk.begin(), file.disk.end());
    const auto same = static_cast<std::size_t>(a - all.begin());
    const std::size_t kept = same + below(all.size() - same + 1);
    switch (below(4)) {
      case 0:
        return file.disk;
      case 1: {  // the length came through, the bytes did not
        std::string torn = all.substr(0, kept);
        std::fill(torn.begin() + static_cast<std::ptrdiff_t>(same + below(kept - same + 1)),
                  torn.end(), '\0');
        return torn;
      }
      case 2:  // over what an earlier cut had removed
        return all.substr(0, kept) + (kept < file.disk.size() ? file.disk.substr(kept) : "");
      default:
        return all.substr(0, kept);
    }
  }

  std::mt19937_64 random_;
  std::optional<Call> to_fail_;
  std::map<std::string, std::shared_ptr<File>> seen_;
  std::map<std::string, std::shared_ptr<File>> named_;  // as the folder on the disk has them
};

/// The files as one process sees them. It must outlive what it has opened.
class SimulatedFiles : public SharedFiles {
 public:
  explicit SimulatedFiles(SimulatedDisk& disk) : disk_(disk) {}

  tl::expected<std::unique_ptr<SharedFile>, SystemError> open(const std::string& path) override;
  tl::expected<std::unique_ptr<SharedFile>, SystemError> open_to_read(
      const std::string& path) override;
  /// The journal alone is on this disk: there is no place for a log.
  tl::expected<void, SystemError> append_line(const std::string&, std::string_view) override {
    return tl::make_unexpected(SystemError{EROFS, "Read-only file system"});
  }
  tl::expected<void, SystemError> send_datagram(const std::string&, std::string_view) override {
    return tl::make_unexpected(SystemError{ENOENT, "No such file or directory"});
  }

  /// The process ends: its locks are free, and what it still does has no effect.
  void end();
  bool has_ended() const { return has_ended_; }

 private:
  friend class SimulatedDisk::Handle;

  std::unique_ptr<SharedFile> handle(const std::string& path, bool writes);
  void maybe_end();

  SimulatedDisk& disk_;
  std::vector<SimulatedDisk::Handle*> handles_;
  bool has_ended_ = false;
};

class SimulatedDisk::Handle : public SharedFile {
 public:
  Handle(SimulatedFiles& process, std::string path, bool writes)
      : process_(process),
        disk_(process.disk_),
        path_(std::move(path)),
        writes_(writes),
        file_(disk_.seen_.at(path_)),
        syncs_seen_(file_->failed_syncs) {
    process_.handles_.push_back(this);
  }
  ~Handle() override {
    unlock();
    std::erase(process_.handles_, this);
  }

  Done lock(const std::function<void()>& on_wait) override {
    if (process_.has_ended_) return failed(EIO);
    process_.maybe_end();
    bool has_told = false;
    while (true) {
      for (int i = 0; file_->owner != nullptr && file_->owner != this; ++i) {
        if (!std::exchange(has_told, true) && on_wait) on_wait();
        if (!disk_.let_others_go_on || i > 100) throw std::logic_error("waits for ever for a lock");
        disk_.let_others_go_on();
      }
      if (const auto found = disk_.seen_.find(path_);
          found == disk_.seen_.end() || found->second == file_) {
        file_->owner = this;
        return {};
      }
      file_ = disk_.seen_.at(path_);
      syncs_seen_ = file_->failed_syncs;
      ++generation_;
    }
  }
  void unlock() override {
    if (file_->owner == this) file_->owner = nullptr;
  }
  std::uint64_t generation() const override { return generation_; }

  tl::expected<std::uint64_t, SystemError> size() override { return file_->bytes.size(); }
  tl::expected<std::string, SystemError> read(std::uint64_t offset, std::size_t count) override {
    if (offset >= file_->bytes.size()) return std::string();
    // A small piece now and then, so that lines lie across the ends of pieces.
    return file_->bytes.substr(offset,
                               disk_.happens(0.5) ? std::min<std::size_t>(count, 700) : count);
  }

  Done append(std::string_view bytes) override {
    const auto in_part = [&] { add(bytes.substr(0, disk_.below(bytes.size() + 1))); };
    return change(
        Call::Append, [&] { add(bytes); }, in_part, in_part, ENOSPC);
  }
  Done cut(std::uint64_t size) override {
    return change(
        Call::Cut, [&] { cut_to(size); }, [] {}, [] {}, EIO);
  }
  Done sync() override {
    auto done = change(
        Call::Sync, [&] { write_through(); }, [&] { fail_to_write_through(); }, [] {}, EIO);
    const bool is_told = std::exchange(syncs_seen_, file_->failed_syncs) != file_->failed_syncs;
    if (done && is_told) return failed(EIO);
    return done;
  }
  Done replace(const std::function<Done(const Sink&)>& write) override {
    std::string draft;
    const auto written = write([&](std::string_view piece) -> Done {
      draft += piece;
      return {};
    });
    if (!written) return written;
    return change(
        Call::Replace,
        [&] {
          auto file = std::make_shared<File>();
          file->bytes = file->disk = draft;
          file->lost.assign(draft.size(), false);
          file->owner = this;
          unlock();
          disk_.seen_[path_] = disk_.named_[path_] = file_ = file;
          ++generation_;
          syncs_seen_ = 0;
        },
        [] {}, [] {}, ENOSPC);
  }
  bool is_on_a_network() const override { return false; }

 private:
  static tl::unexpected<SystemError> failed(int number) {
    return tl::make_unexpected(SystemError{number, "simulated"});
  }

  // Wholly; or with an error, after what `fails` leaves; or until the process ends, before it,
  // after what `breaks_off` leaves, or after it.
  Done change(Call call, const std::function<void()>& whole, const std::function<void()>& fails,
              const std::function<void()>& breaks_off, int error) {
    if (process_.has_ended_) return failed(EIO);
    if (!writes_ || file_->owner != this) throw std::logic_error("changes without the lock");
    process_.maybe_end();
    if (disk_.to_fail_ == call || disk_.happens(disk_.fault_rate)) {
      disk_.to_fail_.reset();
      ++disk_.faults;
      fails();
      return failed(error);
    }
    if (disk_.happens(disk_.end_rate / 2)) {
      breaks_off();
      process_.end();
      throw ProcessEnded{disk_.happens(disk_.machine_rate)};
    }
    whole();
    process_.maybe_end();
    return {};
  }

  void add(std::string_view bytes) {
    file_->bytes += bytes;
    file_->lost.resize(file_->bytes.size(), false);
  }
  void cut_to(std::uint64_t size) {
    if (size > file_->bytes.size()) throw std::logic_error("cuts behind the end");
    file_->bytes.resize(size);
    file_->lost.resize(size);
  }
  void write_through() {
    file_->disk = reachable(*file_);
    if (const auto found = disk_.seen_.find(path_); found != disk_.seen_.end()) {
      disk_.named_[path_] = found->second;
    }
  }
  // The pages count as written from then on, whether or not they are.
  void fail_to_write_through() {
    ++file_->failed_syncs;
    if (disk_.happens(0.3)) return write_through();
    if (disk_.happens(0.3)) return;
    for (std::size_t i = 0; i < file_->bytes.size(); ++i) {
      if (i >= file_->disk.size() || file_->bytes[i] != file_->disk[i]) file_->lost[i] = true;
    }
  }

  SimulatedFiles& process_;
  SimulatedDisk& disk_;
  std::string path_;
  bool writes_;
  std::shared_ptr<File> file_;
  int syncs_seen_;
  std::uint64_t generation_ = 0;
};

inline std::unique_ptr<SharedFile> SimulatedFiles::handle(const std::string& path, bool writes) {
  return std::make_unique<SimulatedDisk::Handle>(*this, path, writes);
}

inline tl::expected<std::unique_ptr<SharedFile>, SystemError> SimulatedFiles::open(
    const std::string& path) {
  if (!disk_.seen_.contains(path)) disk_.seen_[path] = std::make_shared<SimulatedDisk::File>();
  return handle(path, true);
}

inline tl::expected<std::unique_ptr<SharedFile>, SystemError> SimulatedFiles::open_to_read(
    const std::string& path) {
  if (!disk_.seen_.contains(path)) {
    return tl::make_unexpected(SystemError{ENOENT, "No such file or directory"});
  }
  return handle(path, false);
}

inline void SimulatedFiles::end() {
  has_ended_ = true;
  for (auto* handle : handles_) handle->unlock();
}

inline void SimulatedFiles::maybe_end() {
  if (!disk_.happens(disk_.end_rate / 4)) return;
  end();
  throw ProcessEnded{disk_.happens(disk_.machine_rate)};
}

}  // namespace send_bounce::testing
