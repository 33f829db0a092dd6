#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "send_bounce/words/error.h"
#include "send_bounce/words/instant.h"

/// What the stand-in has received: the mails in `--inbox DIR`.
///
/// DIR is a Maildir where it has new/ and cur/, else a folder whose *.eml files are the mails;
/// which of the two is settled when it is opened. Beside each mail lies its receipt notification,
/// written when the mail is taken in and left alone afterwards:
///   folder    NAME.eml → NAME.notification.json
///   Maildir   DIR/notifications/MESSAGE-ID.json (new/ and cur/ belong to mail programs)
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
  struct FileState {
    std::int64_t size = 0;
    std::int64_t modified_us = 0;  ///< since 1970
    friend bool operator==(const FileState&, const FileState&) = default;
  };
  struct Candidate {
    std::string key;  ///< file name, in a Maildir without ":2,FLAGS"
    std::string path;
    FileState state;
  };

  Mailbox(std::string directory, std::string region, bool is_maildir, MailboxEvents events);
  void scan_folder(const std::string& folder, std::vector<Candidate>& found);
  void take_in(const Candidate& file, Instant now);
  bool is_taken(const ReceivedMail& mail) const;
  std::string notification_path(const Candidate& file, const std::string& message_id) const;
  void warn(const std::string& line) const;

  std::string directory_;
  std::string region_;
  bool is_maildir_ = false;
  bool settling_ = false;
  MailboxEvents events_;
  std::set<std::string> unreadable_folders_;  // each is reported once, until it can be read again
  std::map<std::string, FileState> seen_;     // by key: taken in, or skipped with a warning
  std::map<std::string, std::shared_ptr<const ReceivedMail>> mails_;  // by message id
};

}  // namespace send_bounce::stand_in
