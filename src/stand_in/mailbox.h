#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "send_bounce/mail/message.h"
#include "send_bounce/values/error.h"
#include "send_bounce/values/instant.h"
#include "stand_in/folder.h"

/// What the stand-in has received: the mails in `--inbox DIR`.
///
/// DIR is a Maildir where it has new/ and cur/, else a folder whose *.eml files are the mails;
/// which of the two is settled when it is opened. Beside each mail lies its receipt notification,
/// written when the mail is taken in and left alone afterwards:
///   folder    NAME.eml → NAME.notification.json
///   Maildir   DIR/notifications/MESSAGE-ID.json (new/ and cur/ belong to mail programs)
///
/// Whoever delivers may put anything there. What is no regular file is passed over with one
/// warning, symbolic links too: one of a stranger's would show the text of a file that only we may
/// read.
namespace send_bounce::stand_in {

/// One mail as the service knows it.
struct ReceivedMail {
  /// The id in SES's own topmost Received line; for any other mail 40 characters of [a-z0-9] made
  /// from the file's name (in a Maildir without its flags) and the mail's header, so that a
  /// restart, or a mail program that moves it from new/ to cur/, changes nothing.
  std::string message_id;
  /// The date in SES's Received line, which is what production counts 24 hours from; for any other
  /// mail the time of the file. Never later than the moment of taking in.
  Instant received;
  std::string sender;  ///< envelope MAIL FROM without "<>", where a bounce goes; empty: null path
  std::vector<std::string> recipients;  ///< envelope RCPT TO, spelled as in the mail
  std::string header_block;             ///< bytes as they stand, without the empty line
  std::string region;                   ///< in SES's Received line; empty for any other mail
  std::string path;
  std::string notification_path;  ///< empty where it could not be written
};

struct MailboxEvents {
  std::function<void(const ReceivedMail&)> on_mail;    ///< once for each mail taken in
  std::function<void(const std::string&)> on_warning;  ///< one line: a file that was skipped
};

/// Not thread-safe; Service owns one and guards it.
class Mailbox {
 public:
  /// A file is taken in once nothing has written to it for this long. (A Maildir delivers by
  /// renaming, but a copy into new/ by hand does not.)
  static constexpr std::int64_t kSettleMilliseconds = 250;
  /// One that is written to for longer than this is told of, once.
  static constexpr std::int64_t kPatienceMilliseconds = 2'000;

  /// `region` stands in the notifications of mails that name none. ErrorKind::Configuration, with
  /// directory and remedy, where `directory` is missing, no directory or unreadable.
  static Result<Mailbox> open(std::string directory, std::string region, MailboxEvents events = {});

  /// Takes in what is new, in the order of file names. `now` only bounds ReceivedMail::received. A
  /// mail that is later removed stays known, as SES remembers a mail whose copy in S3 is gone; one
  /// that is edited is taken in again. Of two files with one SES id the first counts.
  void scan(Instant now);

  /// True where the last scan passed over a file that was written a moment ago.
  bool is_settling() const { return settling_; }

  /// nullptr where no mail has that id.
  std::shared_ptr<const ReceivedMail> find(const std::string& message_id) const;
  std::size_t size() const { return mails_.size(); }

 private:
  struct Candidate {
    std::string key;  ///< file name, in a Maildir without ":2,FLAGS"
    std::string folder;
    std::string name;
    FileState state;
    std::string path() const { return folder + "/" + name; }
  };

  Mailbox(std::string directory, std::string region, bool is_maildir, MailboxEvents events);
  void scan_folder(const std::string& folder, std::vector<Candidate>& found);
  struct Look {
    std::string reason;    ///< why it is passed over; empty where it was taken in
    bool is_final = true;  ///< until the file changes; else it is looked at again
  };
  struct PassedOver {
    std::string reason;
    std::int64_t since_us = 0;
    bool is_told = false;
  };
  using PassedOverFiles = std::map<std::string, PassedOver>;  // by path

  Look look_at(const Candidate& file, Instant now);
  Look take_in(const Candidate& file, Instant now);
  /// Says so once, as long as it is for the same reason.
  void pass_over(const Candidate& file, const std::string& reason, PassedOverFiles& passed) const;
  static ReceivedMail received_mail(const Candidate& file, const MailMessage& parsed, Instant now);
  /// Sets ReceivedMail::notification_path.
  void write_notification(const Candidate& file, ReceivedMail& mail, const std::string& json) const;
  /// The path of another mail with that id.
  std::optional<std::string> taken_by(const ReceivedMail& mail) const;
  std::string notification_name(const Candidate& file, const std::string& message_id) const;
  void warn(const std::string& line) const;

  std::string directory_;
  std::string region_;
  bool is_maildir_ = false;
  bool settling_ = false;
  MailboxEvents events_;
  std::set<std::string> unreadable_folders_;  // each is reported once, until it can be read again
  std::map<std::string, FileState> seen_;     // by key: taken in, or passed over for good
  PassedOverFiles passed_;                    // those of the last scan that are looked at again
  std::map<std::string, std::shared_ptr<const ReceivedMail>> mails_;  // by message id
};

}  // namespace send_bounce::stand_in
