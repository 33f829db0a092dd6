#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "send_bounce/mail/message.h"
#include "send_bounce/mail/received.h"
#include "send_bounce/values/error.h"
#include "stand_in/folder.h"

/// Which files of `--inbox DIR` are messages, and which of them are new.
///
/// DIR is a Maildir if it has new/ and cur/, else a folder. In a folder a message is a *.eml file,
/// or a file whose name has no ending at all, as the objects have that SES stores in S3.
///
/// Whoever delivers may put anything there. What is no regular file is passed over with one
/// warning, symbolic links too: one of a stranger's would show the text of a file that only we may
/// read.
namespace send_bounce::stand_in {

struct InboxFile {
  std::string key;          ///< file name, in a Maildir without ":2,FLAGS"
  std::string_view folder;  ///< absolute; lives as long as the scan
  std::string name;
  FileState state;
  bool has_ending = true;  ///< false: of an S3 object, by its name
  std::string path() const { return std::string(folder) + "/" + name; }
};

/// What became of a file that was looked at.
struct Look {
  std::string reason;    ///< why it is passed over; empty where it was taken in
  bool is_final = true;  ///< until the file changes; else it is looked at again
};

/// A file that was read: its beginning, and the header in it.
struct ReadFile {
  tl::expected<FileStart, int> start = tl::make_unexpected(0);  ///< errno
  Result<MailMessage> mail = fail(ErrorKind::General, {});      ///< read_mail's, of `start`
  std::optional<SesTrace> trace;
  Envelope envelope;
};

/// The reason for a file that may be whole a moment later.
inline constexpr const char* kBeingWritten = " for now: it is still being written";

class InboxFiles {
 public:
  /// A file is taken in once nothing has written to it for this long. (A Maildir delivers by
  /// renaming, but a copy into new/ by hand does not.)
  static constexpr std::int64_t kSettleMilliseconds = 250;
  /// One that is written to for longer than this is told of, once.
  static constexpr std::int64_t kPatienceMilliseconds = 2'000;

  using Warn = std::function<void(const std::string& line)>;
  using Take = std::function<Look(const InboxFile& file, ReadFile read)>;

  /// ErrorKind::Configuration, with directory and remedy, where `directory` is missing, no
  /// directory or unreadable.
  static Result<InboxFiles> open(std::string directory, Warn warn);

  /// As much of a file as is ever looked at: its header, or a whole mail that goes into `content`.
  static constexpr std::size_t kMaxRead = kMaxHeaderBytes + 4096;

  /// Hands over each file that is new or has changed, in the order of file names. Many of them are
  /// read on several threads; `take` is called on this one. Costs one look at each file's state;
  /// takes no memory for those that are known.
  void scan(const Take& take);

  /// True where the last scan passed over a file that was written a moment ago.
  bool is_settling() const { return settling_; }
  bool is_maildir() const { return is_maildir_; }
  const std::string& directory() const { return directory_; }

 private:
  struct Seen {
    FileState state;
    std::uint32_t scan = 0;  ///< the last one that found it
  };
  struct PassedOver {
    std::string reason;
    std::int64_t since_us = 0;
    bool is_told = false;
  };
  using PassedOverFiles = std::map<std::string, PassedOver>;  // by path
  struct Listing {
    std::string path;
    std::optional<Folder> folder;
    std::vector<Entry> entries;
  };

  InboxFiles(std::string directory, bool is_maildir, Warn warn);
  struct Fresh {
    InboxFile file;
    const Folder* folder;
  };

  Listing list(std::string path);
  std::vector<Fresh> find_fresh(std::vector<Listing>& listings);
  /// nullopt where the entry is none of ours.
  std::optional<InboxFile> as_file(const Listing& listing, Entry& entry) const;
  bool is_known(const InboxFile& file);
  /// Why a file is not read; nullopt for one that is to be read.
  std::optional<Look> look_at(const InboxFile& file) const;
  void take_in(const InboxFile& file, std::optional<Look> look, ReadFile read, const Take& take,
               PassedOverFiles& passed);
  /// Says so once, as long as it is for the same reason.
  void pass_over(const InboxFile& file, const std::string& reason, PassedOverFiles& passed) const;

  std::string directory_;
  bool is_maildir_ = false;
  Warn warn_;
  bool settling_ = false;
  std::uint32_t scan_ = 0;
  std::size_t found_ = 0;                       // of seen_, by this scan
  std::set<std::string> unreadable_folders_;    // each is reported once, until it can be read again
  std::unordered_map<std::string, Seen> seen_;  // by key: taken in, or passed over for good
  PassedOverFiles passed_;                      // those of the last scan that are looked at again
};

}  // namespace send_bounce::stand_in
