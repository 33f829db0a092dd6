#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "send_bounce/journal/entry.h"
#include "send_bounce/values/error.h"
#include "send_bounce/world/shared_file.h"
#include "send_bounce/world/world.h"

/// The memory of the bounces. A bounce is claimed before it is sent and settled after it. So
/// nothing is sent twice, even if the process stops in between. docs/journal.md describes the
/// format.
namespace send_bounce {

/// What the journal knows of the recipients of a call.
struct Remembered {
  std::vector<std::string> open;          ///< recipients to whom the bounce may be sent
  std::vector<std::string> sent;          ///< recipients whose bounce was accepted
  std::vector<std::string> unknown;       ///< recipients whose bounce may have been accepted
  std::vector<JournalEntry> answers;      ///< entries in state Sent for `sent`, the newest first
  std::vector<JournalEntry> open_claims;  ///< entries in state Sending or Unknown for `unknown`
};

/// How a claim ended.
struct Settlement {
  JournalState state = JournalState::Unknown;
  std::string invocation_id = {};
  std::string message_id = {};
  std::string code = {};
};

/// Which lines are remembered.
struct JournalScope {
  /// Only the entries of this id: a single call ignores all others. Empty: all entries.
  std::string only_id = {};
  bool may_write = true;  ///< false: --dry-run
};

/// Older entries are removed, because SES refuses a bounce after a day.
inline constexpr std::int64_t kJournalKeepsSeconds = 8 * kSecondsPerDay;

class JournalIndex;

/// An open journal. Call everything but open() and sync() between lock() and unlock(). Under the
/// lock, a claim without an outcome belongs to a process that has ended.
class Journal {
 public:
  /// Opens or creates the file and removes old entries. Fails with Configuration, and nothing is
  /// sent, if the place cannot be written to, the file is not a journal, or its version is newer.
  /// `on_wait` is called if another process has the lock. Refers to clock and random.
  static Result<Journal> open(SharedFiles& files, const std::string& path, const Clock& clock,
                              const Random& random, JournalScope scope,
                              std::function<void()> on_wait);
  ~Journal();
  Journal(Journal&&) noexcept;
  Journal& operator=(Journal&&) noexcept;

  /// Warnings from opening the file, as sentences without a full stop: a file on a network, lines
  /// that cannot be read.
  const std::vector<std::string>& warnings() const { return warnings_; }
  /// True for a journal that was opened for reading and does not exist.
  bool is_missing() const { return file_ == nullptr; }

  /// Waits for the lock and reads what other processes have appended. Fails with Interrupted, or
  /// with General if the file cannot be used.
  Result<void> lock();
  void unlock();
  bool is_locked() const { return is_locked_; }

  Result<Remembered> ask(const JournalSubject& subject);
  /// The time of the last claim in that realm and region, or nullopt if none is known.
  std::optional<Instant> last_claim(std::string_view realm, std::string_view region) const;

  /// The claim is on disk when this returns. If it fails with General, nothing may be sent, and the
  /// claim is taken back as far as that is possible.
  Result<void> claim(const JournalSubject& subject, const std::string& invocation_id,
                     std::optional<Instant> received);
  /// Settles the last claim. It reaches the disk with the next claim or with sync(). Fails with
  /// General if it cannot be written: the next run will then find the claim unknown.
  Result<void> settle(const Settlement& settlement);

  /// Puts all settlements on disk. Call it at the end, without the lock.
  Result<void> sync();

 private:
  Journal(std::unique_ptr<SharedFile> file, std::string path, const Clock& clock,
          const Random& random, JournalScope scope, std::function<void()> on_wait);

  Result<void> open_up();
  Result<void> refresh();
  Result<void> read_lines(std::uint64_t offset);
  void take_line(std::string_view line, std::uint64_t offset);
  void take_entry(const JournalEntry& entry, std::uint64_t offset);
  Result<void> take_rest(std::uint64_t size);
  JournalEntry new_entry(const JournalSubject& subject) const;
  Result<void> add(const JournalEntry& entry);
  Result<void> forget();
  Result<std::vector<JournalEntry>> answers_of(const JournalSubject& subject);
  Error unusable(std::string_view why) const;
  Error broken(std::string_view what, const SystemError& why) const;

  std::unique_ptr<SharedFile> file_;
  std::string path_;
  const Clock* clock_;
  std::string run_;
  JournalScope scope_;
  std::function<void()> on_wait_;
  std::unique_ptr<JournalIndex> index_;
  std::map<std::string, Instant, std::less<>> last_claims_;  ///< by realm and region
  std::vector<std::string> warnings_;
  bool is_locked_ = false;
  std::optional<JournalSubject> claimed_;
  // How far the file was read.
  std::optional<std::uint64_t> generation_;
  std::uint64_t end_ = 0;  ///< the end of the last whole line
  std::uint64_t readable_lines_ = 0;
  std::uint64_t unreadable_lines_ = 0;
  bool is_newer_ = false;
};

}  // namespace send_bounce
