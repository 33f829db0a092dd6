#include "send_bounce/journal/journal.h"

#include <algorithm>
#include <cerrno>
#include <utility>

#include "journal/index.h"
#include "journal/lines.h"
#include "send_bounce/client/attempt_request.h"
#include "send_bounce/mail/address.h"
#include "send_bounce/text/json_text.h"

namespace send_bounce {
namespace {

constexpr std::string_view kUsualStart = "{\"V\":1,";
// An old line at the top is looked for again a day after the last was dropped.
constexpr std::int64_t kForgetsAfterSeconds = kJournalKeepsSeconds + kSecondsPerDay;

std::string place_of(std::string_view realm, std::string_view region) {
  return std::string(realm) + " " + std::string(region);
}

JournalIndex::Key key_of(const JournalSubject& subject, std::string_view recipient) {
  return JournalIndex::key(subject.realm, subject.region, subject.id, address_key(recipient));
}

// What stands between the quotes where a line names the id.
std::string as_written(const std::string& id) {
  const std::string quoted = json_text(Value(id), JsonSpacing::None);
  return quoted.substr(1, quoted.size() - 2);
}

const char* meaning_of(const SystemError& why) {
  switch (why.number) {
    case ELOOP:
      return "it is a symbolic link, which is not followed";
    case EPERM:
      return "it belongs to another user";
    case EISDIR:
      return "it is a folder";
    case EINVAL:
      return "it is not a regular file";
    default:
      return why.text.c_str();
  }
}

/// Whether an entry may be forgotten. A clock that is wrong must not cost the memory of a bounce:
/// SES refuses a request whose time is wrong, so the newest answer proves that its time was right.
class Age {
 public:
  explicit Age(Instant now) : now_(now) {}

  void note(const JournalEntry& entry) {
    if (entry.state != JournalState::Sent) return;
    std::optional<Instant>& newest = proof_for(entry);
    if (!newest || *newest < entry.at) newest = entry.at;
  }

  bool is_over(const JournalEntry& entry) {
    const std::optional<Instant>& newest = proof_for(entry);
    const std::int64_t ends = entry.at.seconds + kJournalKeepsSeconds;
    return ends < now_.seconds && newest && ends < newest->seconds;
  }

 private:
  // A local stand-in checks no more than it is told to.
  std::optional<Instant>& proof_for(const JournalEntry& entry) {
    return entry.subject.realm == "aws" ? newest_of_aws_ : newest_of_others_;
  }

  Instant now_;
  std::optional<Instant> newest_of_aws_;
  std::optional<Instant> newest_of_others_;
};

}  // namespace

Journal::Journal(std::unique_ptr<SharedFile> file, std::string path, const Clock& clock,
                 const Random& random, JournalScope scope, std::function<void()> on_wait)
    : file_(std::move(file)),
      path_(std::move(path)),
      clock_(&clock),
      run_(new_invocation_id(random)),
      scope_(std::move(scope)),
      on_wait_(std::move(on_wait)),
      index_(std::make_unique<JournalIndex>()) {
  scope_.only_id = scope_.only_id.empty() ? "" : as_written(scope_.only_id);
}

Journal::~Journal() = default;
Journal::Journal(Journal&&) noexcept = default;
Journal& Journal::operator=(Journal&&) noexcept = default;

Result<Journal> Journal::open(SharedFiles& files, const std::string& path, const Clock& clock,
                              const Random& random, JournalScope scope,
                              std::function<void()> on_wait) {
  auto file = scope.may_write ? files.open(path) : files.open_to_read(path);
  Journal journal(nullptr, path, clock, random, std::move(scope), std::move(on_wait));
  if (!file) {
    if (!journal.scope_.may_write && file.error().number == ENOENT) return journal;
    return tl::make_unexpected(journal.unusable(meaning_of(file.error())));
  }
  journal.file_ = *std::move(file);
  RETURN_IF_ERROR(journal.open_up());
  return journal;
}

Error Journal::unusable(std::string_view why) const {
  return fail(ErrorKind::Configuration,
              "The journal \"" + path_ + "\" cannot be used: " + std::string(why) +
                  ". To use another file, give --journal FILE. Nothing was sent.")
      .value();
}

Error Journal::broken(std::string_view what, const SystemError& why) const {
  return fail(ErrorKind::General,
              "The journal \"" + path_ + "\" " + std::string(what) + ": " + why.text + ".")
      .value();
}

// The whole file is read once, under the lock.
Result<void> Journal::open_up() {
  RETURN_IF_ERROR(lock());
  auto done = [&]() -> Result<void> {
    if (is_newer_) {
      return tl::make_unexpected(
          unusable("a later version of send-bounce has written to it; continue with that version"));
    }
    if (readable_lines_ == 0 && unreadable_lines_ > 0) {
      return tl::make_unexpected(
          unusable("it is not a journal: none of its lines is a journal entry"));
    }
    return scope_.may_write ? forget() : Result<void>();
  }();
  unlock();
  if (unreadable_lines_ > 0) {
    warnings_.push_back("the journal \"" + path_ + "\" has " + std::to_string(unreadable_lines_) +
                        (unreadable_lines_ == 1 ? " line" : " lines") +
                        " that cannot be read, so the bounces in them are not known");
  }
  if (file_->is_on_a_network()) {
    warnings_.push_back("the journal \"" + path_ +
                        "\" is on a network file system, where two machines may not see each "
                        "other's lock; run on one machine at a time");
  }
  return done;
}

Result<void> Journal::lock() {
  if (file_ == nullptr) return {};
  if (const auto locked = file_->lock(on_wait_); !locked) {
    if (locked.error().number == EINTR) {
      return fail(ErrorKind::Interrupted, "Interrupted while waiting for the journal.");
    }
    return tl::make_unexpected(broken("cannot be locked", locked.error()));
  }
  is_locked_ = true;
  auto read = refresh();
  if (!read) unlock();
  return read;
}

void Journal::unlock() {
  if (is_locked_) file_->unlock();
  is_locked_ = false;
}

Result<void> Journal::refresh() {
  if (generation_ != file_->generation()) {
    index_->clear();
    last_claims_.clear();
    end_ = readable_lines_ = unreadable_lines_ = 0;
    generation_ = file_->generation();
  }
  const auto size = file_->size();
  if (!size) return tl::make_unexpected(broken("cannot be read", size.error()));
  if (*size == end_) return {};
  RETURN_IF_ERROR(read_lines(end_));
  return *size == end_ ? Result<void>() : take_rest(*size);
}

Result<void> Journal::read_lines(std::uint64_t offset) {
  auto end = for_each_line(*file_, offset,
                           [&](std::string_view line, std::uint64_t at) { take_line(line, at); });
  if (!end) return tl::make_unexpected(broken("cannot be read", end.error()));
  end_ = *end;
  return {};
}

void Journal::take_line(std::string_view line, std::uint64_t offset) {
  // A single call reads past what is about other messages; a long journal costs it little.
  if (!scope_.only_id.empty() && line.starts_with(kUsualStart) &&
      line.find(scope_.only_id) == std::string_view::npos) {
    ++readable_lines_;
    return;
  }
  const auto entry = read_journal_line(line);
  if (entry) {
    ++readable_lines_;
    return take_entry(*entry, offset);
  }
  switch (entry.error()) {
    case JournalLineFault::Newer:
      is_newer_ = true;
      break;
    case JournalLineFault::Foreign:
      ++readable_lines_;
      break;
    case JournalLineFault::Unreadable:
      ++unreadable_lines_;
      break;
    case JournalLineFault::Torn:
      break;
  }
}

// A claim keeps the lock until its outcome is written, so whoever reads a line has all lines before
// it: what a later claim finds open has been left behind.
void Journal::take_entry(const JournalEntry& entry, std::uint64_t offset) {
  for (const std::string& recipient : entry.subject.recipients) {
    const auto key = key_of(entry.subject, recipient);
    KeyState state = index_->find(key);
    switch (entry.state) {
      case JournalState::Sending:
        state.is_unknown = state.is_unknown || state.is_claimed;
        state.is_claimed = true;
        if (!state.is_sent && !state.is_unknown) state.offset = offset;
        break;
      case JournalState::Sent:
        state.has_several_answers = state.has_several_answers || state.is_sent;
        state.is_sent = true;
        state.is_claimed = false;
        state.offset = offset;
        break;
      case JournalState::Unknown:
        state.is_unknown = true;
        state.is_claimed = false;
        if (!state.is_sent) state.offset = offset;
        break;
      case JournalState::Rejected:
      case JournalState::Failed:
        // Says nothing of an earlier claim that is unknown.
        state.is_claimed = false;
        break;
    }
    index_->set(key, state);
  }
  if (entry.state == JournalState::Sending) {
    last_claims_.insert_or_assign(place_of(entry.subject.realm, entry.subject.region), entry.at);
  }
}

// What follows the last line end was not finished by its process, which is gone: the lock is ours.
// In a file of another kind nothing is changed.
Result<void> Journal::take_rest(std::uint64_t size) {
  const auto rest = file_->read(end_, size - end_);
  if (!rest) return tl::make_unexpected(broken("cannot be read", rest.error()));
  const auto entry = read_journal_line(*rest);
  const bool is_torn = !entry && entry.error() == JournalLineFault::Torn;
  if (readable_lines_ == 0 && !entry && !is_torn) ++unreadable_lines_;
  const bool is_journal = readable_lines_ > 0 || unreadable_lines_ == 0;
  if (!scope_.may_write || !is_journal || is_newer_) return {};
  SharedFile::Done done;
  if (entry && entry->state == JournalState::Sending) {
    // Nothing goes out before the claim is on disk whole.
    done = file_->cut(end_);
  } else {
    done = file_->append("\n");
    if (done) {
      take_line(*rest, end_);
      end_ = size + 1;
    }
  }
  if (!done) return tl::make_unexpected(broken("cannot be written", done.error()));
  return {};
}

Result<Remembered> Journal::ask(const JournalSubject& subject) {
  Remembered remembered;
  std::vector<std::uint64_t> offsets_of_claims;
  bool has_several_answers = false;
  std::vector<std::uint64_t> offsets;
  for (const std::string& recipient : subject.recipients) {
    const KeyState state = index_->find(key_of(subject, recipient));
    if (state.is_sent) {
      remembered.sent.push_back(recipient);
      has_several_answers = has_several_answers || state.has_several_answers;
      offsets.push_back(state.offset);
    } else if (state.blocks()) {
      remembered.unknown.push_back(recipient);
      offsets_of_claims.push_back(state.offset);
    } else {
      remembered.open.push_back(recipient);
    }
  }
  if (file_ == nullptr) return remembered;
  const auto read = [&](const std::vector<std::uint64_t>& from) {
    return entries_at(*file_, from).map_error([&](const SystemError& why) {
      return broken("cannot be read", why);
    });
  };
  ASSIGN_OR_RETURN(remembered.open_claims, read(offsets_of_claims));
  if (has_several_answers) {
    ASSIGN_OR_RETURN(remembered.answers, answers_of(subject));
  } else {
    ASSIGN_OR_RETURN(remembered.answers, read(offsets));
  }
  std::stable_sort(remembered.answers.begin(), remembered.answers.end(),
                   [](const JournalEntry& a, const JournalEntry& b) { return b.at < a.at; });
  return remembered;
}

// More than one answer to a key is rare: it is worth a walk through the file.
Result<std::vector<JournalEntry>> Journal::answers_of(const JournalSubject& subject) {
  std::vector<JournalEntry> answers;
  const std::string id = as_written(subject.id);
  const auto is_of_subject = [&](const JournalEntry& entry) {
    return std::any_of(
        subject.recipients.begin(), subject.recipients.end(), [&](const std::string& recipient) {
          return std::any_of(entry.subject.recipients.begin(), entry.subject.recipients.end(),
                             [&](const std::string& other) {
                               return key_of(entry.subject, other) == key_of(subject, recipient);
                             });
        });
  };
  const auto end = for_each_line(*file_, 0, [&](std::string_view line, std::uint64_t) {
    if (line.find(id) == std::string_view::npos) return;
    auto entry = read_journal_line(line);
    if (entry && entry->state == JournalState::Sent && is_of_subject(*entry))
      answers.push_back(*std::move(entry));
  });
  if (!end) return tl::make_unexpected(broken("cannot be read", end.error()));
  return answers;
}

std::optional<Instant> Journal::last_claim(std::string_view realm, std::string_view region) const {
  const auto found = last_claims_.find(place_of(realm, region));
  return found == last_claims_.end() ? std::nullopt : std::optional(found->second);
}

// "Sending", until somebody says otherwise.
JournalEntry Journal::new_entry(const JournalSubject& subject) const {
  JournalEntry entry;
  entry.at = clock_->now();
  entry.run = run_;
  entry.subject = subject;
  return entry;
}

// What could not be written whole is taken away again, so that nothing is said that did not happen.
Result<void> Journal::add(const JournalEntry& entry) {
  const bool is_claim = entry.state == JournalState::Sending;
  const std::string line = journal_line(entry);
  SharedFile::Done done = file_->append(line);
  if (done && is_claim) done = file_->sync();
  if (!done) {
    static_cast<void>(file_->cut(end_));
    return tl::make_unexpected(broken(is_claim ? "cannot record this bounce, so nothing was sent"
                                               : "cannot record the outcome of this bounce",
                                      done.error()));
  }
  take_entry(entry, end_);
  end_ += line.size();
  ++readable_lines_;
  return {};
}

Result<void> Journal::claim(const JournalSubject& subject, const std::string& invocation_id,
                            std::optional<Instant> received) {
  JournalEntry entry = new_entry(subject);
  entry.invocation_id = invocation_id;
  entry.received = received;
  RETURN_IF_ERROR(add(entry));
  claimed_ = subject;
  return {};
}

Result<void> Journal::settle(const Settlement& settlement) {
  JournalEntry entry = new_entry(*claimed_);
  entry.state = settlement.state;
  entry.invocation_id = settlement.invocation_id;
  entry.message_id = settlement.message_id;
  entry.code = settlement.code;
  RETURN_IF_ERROR(add(entry));
  claimed_.reset();
  return {};
}

// The lock keeps another process from putting a new file into the place of this one meanwhile.
Result<void> Journal::sync() {
  if (file_ == nullptr || !scope_.may_write) return {};
  RETURN_IF_ERROR(lock());
  const auto done = file_->sync();
  unlock();
  if (!done) return tl::make_unexpected(broken("cannot be saved to the disk", done.error()));
  return {};
}

Result<void> Journal::forget() {
  const auto start = first_entry(*file_);
  if (!start) return tl::make_unexpected(broken("cannot be read", start.error()));
  const Instant now = clock_->now();
  if (!*start || (*start)->at.seconds + kForgetsAfterSeconds > now.seconds) return {};

  Age age(now);
  const auto noted = for_each_line(*file_, 0, [&](std::string_view line, std::uint64_t) {
    if (const auto entry = read_journal_line(line)) age.note(*entry);
  });
  if (!noted) return tl::make_unexpected(broken("cannot be read", noted.error()));
  if (!age.is_over(**start)) return {};

  const auto done = file_->replace([&](const SharedFile::Sink& sink) -> SharedFile::Done {
    // A line that cannot be read is as old as the one before it.
    bool is_over = true;
    SharedFile::Done written;
    const auto end = for_each_line(*file_, 0, [&](std::string_view line, std::uint64_t) {
      if (const auto entry = read_journal_line(line)) is_over = age.is_over(*entry);
      if (!is_over && written) written = sink(std::string(line) + "\n");
    });
    if (!end) return tl::make_unexpected(end.error());
    return written;
  });
  if (!done) return tl::make_unexpected(broken("cannot be rewritten", done.error()));
  return refresh();
}

}  // namespace send_bounce
