#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "send_bounce/mail/message.h"
#include "send_bounce/mail/received.h"
#include "send_bounce/values/error.h"
#include "send_bounce/values/instant.h"
#include "stand_in/event_form.h"
#include "stand_in/fixture_time.h"
#include "stand_in/header_store.h"
#include "stand_in/inbox_files.h"

/// What the stand-in has received: the messages in `--inbox DIR` (inbox_files.h), each with its
/// notification, which is written when the message is taken in and left alone afterwards:
///   folder    NAME.eml → NAME.notification.json beside it
///   Maildir   DIR/notifications/MESSAGE-ID.json (new/ and cur/ belong to mail programs)
/// `--notifications` names another folder for them; the names stay.
namespace send_bounce::stand_in {

/// One mail as the service knows it.
struct ReceivedMail {
  /// The id in SES's own topmost Received line; for any other mail 40 characters of [a-z0-9] made
  /// from the file's name (in a Maildir without its flags) and the mail's header, so that a
  /// restart, or a mail program that moves it from new/ to cur/, changes nothing.
  std::string message_id;
  /// What `--received-at` says; else the date in SES's Received line, which is what production
  /// counts 24 hours from; for any other mail the time of the file. Never later than the moment of
  /// taking in.
  Instant received;
  std::string sender;  ///< envelope MAIL FROM without "<>", where a bounce goes; empty: null path
  std::vector<std::string> recipients;  ///< envelope RCPT TO, spelled as in the mail
  std::string region;                   ///< in SES's Received line; empty for any other mail
  std::string path;
  std::string notification_path;  ///< empty where it could not be written
  HeaderStore::Place header;      ///< see Mailbox::header_of
};

struct MailboxEvents {
  /// Once for each mail taken in, when its notification is there.
  std::function<void(const std::shared_ptr<const ReceivedMail>&)> on_mail;
  std::function<void(const std::string&)> on_warning;  ///< one line: a file that was skipped
};

struct MailboxOptions {
  std::string directory;
  std::string region;         ///< in the notifications of mails that name none
  std::string notifications;  ///< folder; empty: beside the mails
  std::string scratch;        ///< folder for a file without a name, see HeaderStore; empty: none
  EventForm form = EventForm::Receipt;
  FixtureTime received_at;
  VerdictChoice verdicts;
  /// So many notifications a scan writes by itself. What is left waits for write_waiting, so that a
  /// large inbox is known long before all of its notifications are written.
  std::size_t max_written_by_scan = 2'000;
};

/// Not thread-safe; Service owns one and guards it.
class Mailbox {
 public:
  static constexpr std::int64_t kSettleMilliseconds = InboxFiles::kSettleMilliseconds;
  static constexpr std::int64_t kPatienceMilliseconds = InboxFiles::kPatienceMilliseconds;

  /// ErrorKind::Configuration, with directory and remedy, where the inbox is missing, no directory
  /// or unreadable, or the folder of `notifications` cannot be made or written to. If there is no
  /// such folder and the inbox cannot be written to, notifications are left out, with a warning.
  static Result<Mailbox> open(MailboxOptions options, MailboxEvents events = {});

  /// Takes in what is new, in the order of file names. `now` only bounds ReceivedMail::received. A
  /// mail that is later removed stays known, as SES remembers a mail whose copy in S3 is gone; one
  /// that is edited is taken in again. Of two files with one SES id the first counts.
  void scan(Instant now);

  /// Writes up to `count` notifications that wait, that of the newest mail first. True where more
  /// of them wait.
  bool write_waiting(std::size_t count);

  /// True where the last scan passed over a file that was written a moment ago.
  bool is_settling() const { return files_.is_settling(); }

  /// Whether notifications have a place.
  bool has_notifications() const { return has_notifications_; }

  /// nullptr where no mail has that id.
  std::shared_ptr<const ReceivedMail> find(const std::string& message_id) const;
  std::size_t size() const { return mails_.size(); }

  /// Its bytes as they stand, without the empty line. General where they cannot be read.
  Result<std::string> header_of(const ReceivedMail& mail) const {
    return headers_.get(mail.header);
  }

 private:
  struct Waiting {
    std::shared_ptr<const ReceivedMail> mail;
    FileState state;
  };

  Mailbox(MailboxOptions options, InboxFiles files, MailboxEvents events);
  Result<void> find_place();
  Look take_in(const Folder& folder, const InboxFile& file, Instant now);
  ReceivedMail received_mail(const InboxFile& file, const MailMessage& parsed,
                             const std::optional<SesTrace>& trace, Instant now);
  void write_from_file(const Waiting& waiting);
  void finish(const std::shared_ptr<const ReceivedMail>& mail, const MailMessage& parsed,
              std::string bytes);
  /// errno.
  int write_notification(const ReceivedMail& mail, const std::string& json) const;
  void put_newest_first();
  /// The path of another mail with that id.
  std::optional<std::string> taken_by(const ReceivedMail& mail) const;
  std::string notification_path(const InboxFile& file, const std::string& message_id) const;
  void warn(const std::string& line) const;

  MailboxOptions options_;
  InboxFiles files_;
  MailboxEvents events_;
  bool has_notifications_ = true;
  HeaderStore headers_;
  std::size_t written_by_scan_ = 0;
  std::deque<Waiting> waiting_;
  // By message id, whose text the mail itself holds.
  std::unordered_map<std::string_view, std::shared_ptr<const ReceivedMail>> mails_;
};

}  // namespace send_bounce::stand_in
