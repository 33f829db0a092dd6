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

/// The memory of what was bounced: claimed before it is sent, settled after it, so that nothing is
/// sent twice, whatever ends in between. docs/journal.md is the format.
namespace send_bounce {

/// What the journal has on the recipients of a call.
struct Remembered {
  std::vector<std::string> open;          ///< may be sent
  std::vector<std::string> sent;          ///< were accepted
  std::vector<std::string> unknown;       ///< may have been accepted
  std::vector<JournalEntry> answers;      ///< Sent, of those in `sent`, the newest first
  std::vector<JournalEntry> open_claims;  ///< Sending or Unknown, of those in `unknown`
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
  /// Of one id alone: a single call reads past all others. Empty: all.
  std::string only_id = {};
  bool may_write = true;  ///< false: --dry-run
};

/// Entries older than this are forgotten: SES refuses a bounce after a day.
inline constexpr std::int64_t kJournalKeepsSeconds = 8 * kSecondsPerDay;

class JournalIndex;

/// An open journal. All but open() and sync() happens between lock() and unlock(): a claim whose
/// outcome is missing then is that of a process that is gone.
class Journal {
 public:
  /// Opens or makes the file and forgets what is old. Configuration, with nothing sent, for a place
  /// where nothing can be written, a file that is none of ours, and a version that is newer.
  /// `on_wait` is called where another process has the lock. Refers to clock and random.
  static Result<Journal> open(SharedFiles& files, const std::string& path, const Clock& clock,
                              const Random& random, JournalScope scope,
                              std::function<void()> on_wait);
  ~Journal();
  Journal(Journal&&) noexcept;
  Journal& operator=(Journal&&) noexcept;

  /// Sentences without their ends that were found at opening: a file on a network, lines that
  /// cannot be read.
  const std::vector<std::string>& warnings() const { return warnings_; }
  /// True for one that was opened to read and is not there.
  bool is_missing() const { return file_ == nullptr; }

  /// Waits for the lock and reads what others have appended. Interrupted, or General where the file
  /// fails.
  Result<void> lock();
  void unlock();
  bool is_locked() const { return is_locked_; }

  Result<Remembered> ask(const JournalSubject& subject);
  /// When the last claim of that realm and region was made; nullopt where none is known.
  std::optional<Instant> last_claim(std::string_view realm, std::string_view region) const;

  /// On disk when it returns. On General nothing may be sent, and the claim is taken back as far as
  /// that is possible.
  Result<void> claim(const JournalSubject& subject, const std::string& invocation_id,
                     std::optional<Instant> received);
  /// Of the claim before; on disk with the next claim, or sync(). General where it cannot be
  /// written: the next run will find the claim unknown.
  Result<void> settle(const Settlement& settlement);

  /// What was settled is on disk. To be called at the end, without the lock.
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
  // What was read so far.
  std::optional<std::uint64_t> generation_;
  std::uint64_t end_ = 0;  ///< of the last whole line
  std::uint64_t readable_lines_ = 0;
  std::uint64_t unreadable_lines_ = 0;
  bool is_newer_ = false;
};

}  // namespace send_bounce
