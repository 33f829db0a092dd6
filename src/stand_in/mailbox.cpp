#include "stand_in/mailbox.h"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <tuple>
#include <utility>

#include "send_bounce/mail/received.h"
#include "send_bounce/signing/digest.h"
#include "send_bounce/text/encoding.h"

namespace send_bounce::stand_in {
namespace {

constexpr std::size_t kIdLength = 40;
constexpr std::string_view kIdLetters = "abcdefghijklmnopqrstuvwxyz0123456789";
static_assert(InboxFiles::kMaxRead > kMaxContentBytes, "what is that large is whole");

constexpr std::string_view kMaildirFolder = "/notifications";

/// True for any kind of file, also for a link that leads nowhere.
bool is_there(const std::string& path) {
  struct stat info {};
  return ::lstat(path.c_str(), &info) == 0;
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

Mailbox::Mailbox(MailboxOptions options, InboxFiles files, MailboxEvents events)
    : options_(std::move(options)),
      files_(std::move(files)),
      events_(std::move(events)),
      headers_(options_.scratch) {}

Result<Mailbox> Mailbox::open(MailboxOptions options, MailboxEvents events) {
  auto warn = [on_warning = events.on_warning](const std::string& line) {
    if (on_warning) on_warning(line);
  };
  ASSIGN_OR_RETURN(auto files, InboxFiles::open(options.directory, std::move(warn)));
  Mailbox mailbox(std::move(options), std::move(files), std::move(events));
  RETURN_IF_ERROR(mailbox.find_place());
  return mailbox;
}

Result<void> Mailbox::find_place() {
  const std::string& wanted = options_.notifications;
  if (!wanted.empty()) {
    const auto folder = Folder::make(wanted);
    const int error = folder ? 0 : folder.error();
    if (folder && folder->is_writable()) return {};
    return fail(ErrorKind::Configuration, "--notifications " + wanted +
                                              " cannot be created or written to: " +
                                              std::strerror(error == 0 ? errno : error) +
                                              ". Name a folder that you can write to");
  }
  const std::string& inbox = files_.directory();
  const std::string own = inbox + std::string(kMaildirFolder);
  const auto place = Folder::open(files_.is_maildir() && is_there(own) ? own : inbox);
  // Any other fault of the folder is reported when a notification is written to it.
  has_notifications_ = !place || place->is_writable();
  if (!has_notifications_)
    warn("--inbox " + inbox +
         " cannot be written to, so there are no notifications. To write them to another folder, "
         "add --notifications DIR");
  return {};
}

void Mailbox::scan(Instant now) {
  written_by_scan_ = 0;
  const bool has_waited = !waiting_.empty();
  files_.scan(
      [&](const InboxFile& file, ReadFile read) { return take_in(file, std::move(read), now); });
  if (!has_waited) put_newest_first();
}

Look Mailbox::take_in(const InboxFile& file, ReadFile read, Instant now) {
  if (!read.start) return {std::string(": ") + std::strerror(read.start.error()), false};
  if (read.start->state != file.state) return {kBeingWritten, false};
  if (!read.mail) return {": it is not an email message: " + read.mail.error().message};
  if (!file.has_ending && !read.trace)
    return {": its name does not end in .eml, and it has no Received field of SES"};

  ReceivedMail received = received_mail(file, read, now);
  if (const auto first = taken_by(received))
    return {": it has the same SES message id as " + *first};
  received.header = headers_.add(read.mail->header_block);
  if (has_notifications_) received.notification_path = notification_path(file, received.message_id);

  const auto mail = std::make_shared<const ReceivedMail>(std::move(received));
  mails_.erase(mail->message_id);  // with the text of its key
  mails_.emplace(mail->message_id, mail);
  if (++written_by_scan_ > options_.max_written_by_scan && has_notifications_) {
    waiting_.push_back({mail, file.state});
  } else {
    finish(mail, *read.mail, std::move(read.start->bytes));
  }
  return {};
}

ReceivedMail Mailbox::received_mail(const InboxFile& file, const ReadFile& read, Instant now) {
  const auto& trace = read.trace;
  ReceivedMail mail;
  mail.message_id = trace ? trace->received.message_id : made_id(file.key, read.mail->header_block);
  const Instant file_time = {file.state.modified_us / 1'000'000,
                             static_cast<std::int32_t>(file.state.modified_us % 1'000'000)};
  const Instant own_time = trace && trace->received.time ? *trace->received.time : file_time;
  mail.received = std::min(options_.received_at.at(now).value_or(own_time), now);
  mail.sender = read.envelope.sender;
  mail.recipients = read.envelope.recipients;
  mail.region = trace ? trace->received.region : std::string();
  mail.path = file.path();
  return mail;
}

// Reports the message after its notification is written, or has failed.
void Mailbox::finish(const std::shared_ptr<const ReceivedMail>& mail, const MailMessage& parsed,
                     std::string bytes) {
  auto finished = mail;
  if (!mail->notification_path.empty()) {
    const Receipt receipt = {mail->message_id,
                             mail->received,
                             mail->sender,
                             mail->recipients,
                             mail->region.empty() ? options_.region : mail->region,
                             options_.verdicts};
    const bool is_whole = bytes.size() <= kMaxContentBytes;
    const int error = write_notification(
        *mail, event_text(options_.form, receipt, parsed,
                          is_whole ? std::optional(std::move(bytes)) : std::nullopt));
    if (error != 0) {
      warn(mail->notification_path + ": cannot be written: " + std::strerror(error));
      auto changed = std::make_shared<ReceivedMail>(*mail);
      changed->notification_path.clear();
      finished = std::move(changed);
      mails_.erase(mail->message_id);
      mails_.emplace(finished->message_id, finished);
    }
  }
  if (events_.on_mail) events_.on_mail(finished);
}

int Mailbox::write_notification(const ReceivedMail& mail, const std::string& json) const {
  const auto [directory, name] = split_path(mail.notification_path);
  const bool is_ours = files_.is_maildir() || !options_.notifications.empty();
  const auto folder = is_ours ? Folder::make(directory) : Folder::open(directory);
  if (!folder) return folder.error();
  const auto present = folder->read_start(name, json.size() + 1);
  // The time of one that is right already stays, as does what others have opened.
  if (present && present->is_private && present->bytes == json) return 0;
  return folder->write(*folder, name, json);
}

bool Mailbox::write_waiting(std::size_t count) {
  for (; count > 0 && !waiting_.empty(); --count) {
    const Waiting next = std::move(waiting_.front());
    waiting_.pop_front();
    write_from_file(next);
  }
  return !waiting_.empty();
}

void Mailbox::write_from_file(const Waiting& waiting) {
  const auto [directory, name] = split_path(waiting.mail->path);
  const auto folder = Folder::open(directory);
  auto start =
      folder ? folder->read_start(name, InboxFiles::kMaxRead) : tl::make_unexpected(folder.error());
  // The next scan takes in a file that has changed.
  if (start && start->state != waiting.state) return;
  auto parsed = start ? read_mail(start->bytes) : fail(ErrorKind::General, {});
  if (!parsed) return warn(waiting.mail->path + " is gone, so its notification cannot be written");
  finish(waiting.mail, *parsed, std::move(start->bytes));
}

void Mailbox::put_newest_first() {
  if (waiting_.empty()) return;
  const auto newest =
      std::max_element(waiting_.begin(), waiting_.end(), [](const Waiting& a, const Waiting& b) {
        return std::tie(a.mail->received, a.mail->path) < std::tie(b.mail->received, b.mail->path);
      });
  std::swap(*newest, waiting_.front());
}

std::optional<std::string> Mailbox::taken_by(const ReceivedMail& mail) const {
  const auto known = mails_.find(mail.message_id);
  if (known == mails_.end() || known->second->path == mail.path) return std::nullopt;
  if (!is_there(known->second->path)) return std::nullopt;  // renamed
  return known->second->path;
}

std::string Mailbox::notification_path(const InboxFile& file, const std::string& message_id) const {
  std::string folder = options_.notifications;
  if (folder.empty())
    folder = files_.directory() + std::string(files_.is_maildir() ? kMaildirFolder : "");
  if (files_.is_maildir()) return folder + "/" + percent_encode(message_id) + ".json";
  const std::size_t length = file.has_ending ? file.name.size() - 4 : file.name.size();
  return folder + "/" + file.name.substr(0, length) + ".notification.json";
}

std::shared_ptr<const ReceivedMail> Mailbox::find(const std::string& message_id) const {
  const auto found = mails_.find(message_id);
  return found == mails_.end() ? nullptr : found->second;
}

void Mailbox::warn(const std::string& line) const {
  if (events_.on_warning) events_.on_warning(line);
}

}  // namespace send_bounce::stand_in
