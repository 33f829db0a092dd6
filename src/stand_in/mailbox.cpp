#include "stand_in/mailbox.h"

#include <sys/stat.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <optional>
#include <utility>

#include "send_bounce/mail/message.h"
#include "send_bounce/mail/received.h"
#include "send_bounce/signing/digest.h"
#include "send_bounce/text/encoding.h"
#include "stand_in/receipt_notification.h"

namespace send_bounce::stand_in {
namespace {

constexpr std::size_t kIdLength = 40;
constexpr std::string_view kIdLetters = "abcdefghijklmnopqrstuvwxyz0123456789";
/// As much of a file as is ever looked at: its header, or a whole mail that goes into `content`.
constexpr std::size_t kMaxRead = kMaxHeaderBytes + 4096;
static_assert(kMaxRead > kMaxContentBytes);

/// Its reason where a file is passed over for the moment.
constexpr const char* kBeingWritten = " for now, it is still being written";

/// Or a link to one, which Folder::open then refuses.
bool is_folder(const std::string& path) {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode);
}

/// Whatever it is, a link that leads nowhere included.
bool is_there(const std::string& path) {
  struct stat info {};
  return ::lstat(path.c_str(), &info) == 0;
}

bool has_eml_ending(std::string_view name) {
  return name.size() > 4 && to_lower(name.substr(name.size() - 4)) == ".eml";
}

std::int64_t system_microseconds() {
  return std::chrono::duration_cast<std::chrono::microseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

/// A file whose time lies in the future counts as settled: no later look would tell more.
bool is_settled(std::int64_t modified_us) {
  const std::int64_t age_us = system_microseconds() - modified_us;
  return age_us < 0 || age_us >= Mailbox::kSettleMilliseconds * 1000;
}

std::string made_id(const std::string& key, const std::string& header_block) {
  const std::string first = sha256(key + '\n' + header_block);
  const std::string bytes = first + sha256(first);
  std::string id;
  for (std::size_t i = 0; i < kIdLength; ++i)
    id += kIdLetters[static_cast<unsigned char>(bytes[i]) % kIdLetters.size()];
  return id;
}

}  // namespace

Mailbox::Mailbox(std::string directory, std::string region, bool is_maildir, MailboxEvents events)
    : directory_(std::move(directory)),
      region_(std::move(region)),
      is_maildir_(is_maildir),
      events_(std::move(events)) {}

Result<Mailbox> Mailbox::open(std::string directory, std::string region, MailboxEvents events) {
  while (directory.size() > 1 && directory.back() == '/') directory.pop_back();
  const bool is_maildir = is_folder(directory + "/new") && is_folder(directory + "/cur");
  const auto folders =
      is_maildir ? std::vector<std::string>{"/new", "/cur"} : std::vector<std::string>{""};
  for (const std::string& folder : folders) {
    const auto opened = Folder::open(directory + folder);
    if (!opened)
      return fail(ErrorKind::Configuration,
                  "--inbox " + directory + folder +
                      ": cannot be read: " + std::strerror(opened.error()) +
                      "; name a Maildir or a folder of .eml files that you may read" +
                      (is_maildir ? ", in which new/ and cur/ are no links" : ""));
  }
  return Mailbox(std::move(directory), std::move(region), is_maildir, std::move(events));
}

void Mailbox::scan(Instant now) {
  std::vector<Candidate> found;
  if (is_maildir_) {
    // In this order: a mail that moves to cur/ in between is seen twice, not missed.
    scan_folder(directory_ + "/new", found);
    scan_folder(directory_ + "/cur", found);
  } else {
    scan_folder(directory_, found);
  }
  std::sort(found.begin(), found.end(), [](const Candidate& a, const Candidate& b) {
    return std::pair(a.key, a.path()) < std::pair(b.key, b.path());
  });

  settling_ = false;
  std::map<std::string, FileState> seen;
  PassedOverFiles passed;
  for (const Candidate& file : found) {
    const auto known = seen_.find(file.key);
    const bool is_known = known != seen_.end() && known->second == file.state;
    if (!is_known && !seen.contains(file.key)) {
      const Look look = look_at(file, now);
      if (!look.is_final) {
        pass_over(file, look.reason, passed);
        continue;
      }
      if (!look.reason.empty()) warn(file.path() + ": skipped" + look.reason);
    }
    seen.emplace(file.key, file.state);  // of two in a Maildir the first counts, each time
  }
  seen_ = std::move(seen);
  passed_ = std::move(passed);
}

void Mailbox::scan_folder(const std::string& folder, std::vector<Candidate>& found) {
  const auto opened = Folder::open(folder);
  auto entries = opened ? opened->entries() : tl::make_unexpected(opened.error());
  if (!entries) {
    if (unreadable_folders_.insert(folder).second)
      warn("inbox " + folder + ": cannot be read: " + std::strerror(entries.error()));
    return;
  }
  unreadable_folders_.erase(folder);
  for (Entry& entry : *entries) {
    const std::string& name = entry.name;
    if (name.front() == '.' || (!is_maildir_ && !has_eml_ending(name))) continue;
    std::string key = is_maildir_ ? name.substr(0, name.find(':')) : name;
    // What is no mail must not stand for the one of that name in the other folder.
    if (entry.state.kind != EntryKind::File) key = folder + "/" + name;
    found.push_back({std::move(key), folder, std::move(entry.name), entry.state});
  }
}

Mailbox::Look Mailbox::look_at(const Candidate& file, Instant now) {
  const EntryKind kind = file.state.kind;
  if (kind == EntryKind::Link)
    return {", it is a symbolic link, which is not followed; copy the mail instead"};
  if (kind != EntryKind::File) return {std::string(", it is ") + name_of(kind)};
  if (is_settled(file.state.modified_us)) return take_in(file, now);
  settling_ = true;
  return {kBeingWritten, false};
}

void Mailbox::pass_over(const Candidate& file, const std::string& reason,
                        PassedOverFiles& passed) const {
  const std::int64_t now_us = system_microseconds();
  const auto before = passed_.find(file.path());
  PassedOver entry = {reason, now_us};
  if (before != passed_.end() && before->second.reason == reason) entry = before->second;
  const bool is_worth_telling =
      reason != kBeingWritten || now_us - entry.since_us >= kPatienceMilliseconds * 1000;
  if (is_worth_telling && !entry.is_told) {
    warn(file.path() + ": skipped" + reason);
    entry.is_told = true;
  }
  passed[file.path()] = entry;
}

Mailbox::Look Mailbox::take_in(const Candidate& file, Instant now) {
  const auto folder = Folder::open(file.folder);
  auto start =
      folder ? folder->read_start(file.name, kMaxRead) : tl::make_unexpected(folder.error());
  if (!start) return {std::string(": ") + std::strerror(start.error()), false};
  if (start->state != file.state) {
    settling_ = true;
    return {kBeingWritten, false};
  }
  const auto parsed = read_mail(start->bytes);
  if (!parsed) return {", it is no mail: " + parsed.error().message};

  ReceivedMail mail = received_mail(file, *parsed, now);
  if (const auto first = taken_by(mail)) return {": its SES message id is that of " + *first};

  const std::string region = mail.region.empty() ? region_ : mail.region;
  const Receipt receipt = {mail.message_id, mail.received, mail.sender, mail.recipients, region};
  const bool is_whole = start->bytes.size() <= kMaxContentBytes;
  write_notification(
      file, mail,
      receipt_notification(receipt, *parsed,
                           is_whole ? std::optional(std::move(start->bytes)) : std::nullopt));

  const auto kept = std::make_shared<const ReceivedMail>(std::move(mail));
  mails_[kept->message_id] = kept;
  if (events_.on_mail) events_.on_mail(*kept);
  return {};
}

ReceivedMail Mailbox::received_mail(const Candidate& file, const MailMessage& parsed, Instant now) {
  Envelope envelope = find_envelope(parsed);
  const auto trace = find_ses_trace(parsed);
  ReceivedMail mail;
  mail.message_id = trace ? trace->received.message_id : made_id(file.key, parsed.header_block);
  const Instant file_time = {file.state.modified_us / 1'000'000,
                             static_cast<std::int32_t>(file.state.modified_us % 1'000'000)};
  mail.received = std::min(trace && trace->received.time ? *trace->received.time : file_time, now);
  mail.sender = std::move(envelope.sender);
  mail.recipients = std::move(envelope.recipients);
  mail.header_block = parsed.header_block;
  mail.region = trace ? trace->received.region : std::string();
  mail.path = file.path();
  return mail;
}

void Mailbox::write_notification(const Candidate& file, ReceivedMail& mail,
                                 const std::string& json) const {
  const auto folder =
      is_maildir_ ? Folder::make(directory_ + "/notifications") : Folder::open(file.folder);
  const std::string name = notification_name(file, mail.message_id);
  const std::string path = (is_maildir_ ? directory_ + "/notifications" : file.folder) + "/" + name;
  int error = folder ? 0 : folder.error();
  if (folder) {
    const auto present = folder->read_start(name, json.size() + 1);
    // The time of one that is right already stays, as does what others have opened.
    const bool is_there = present && present->is_private && present->bytes == json;
    if (!is_there) error = folder->write(*folder, name, json);
  }
  if (error == 0) {
    mail.notification_path = path;
  } else {
    warn(path + ": cannot be written: " + std::strerror(error));
  }
}

std::optional<std::string> Mailbox::taken_by(const ReceivedMail& mail) const {
  const auto known = mails_.find(mail.message_id);
  if (known == mails_.end() || known->second->path == mail.path) return std::nullopt;
  if (!is_there(known->second->path)) return std::nullopt;  // renamed
  return known->second->path;
}

std::string Mailbox::notification_name(const Candidate& file, const std::string& message_id) const {
  if (is_maildir_) return percent_encode(message_id) + ".json";
  return file.name.substr(0, file.name.size() - 4) + ".notification.json";
}

std::shared_ptr<const ReceivedMail> Mailbox::find(const std::string& message_id) const {
  const auto found = mails_.find(message_id);
  return found == mails_.end() ? nullptr : found->second;
}

void Mailbox::warn(const std::string& line) const {
  if (events_.on_warning) events_.on_warning(line);
}

}  // namespace send_bounce::stand_in
