#include "stand_in/mailbox.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <utility>

#include "send_bounce/mail/message.h"
#include "send_bounce/mail/received.h"
#include "send_bounce/words/digest.h"
#include "send_bounce/words/encoding.h"
#include "stand_in/receipt_notification.h"

namespace send_bounce::stand_in {
namespace {

constexpr std::size_t kIdLength = 40;
constexpr std::string_view kIdLetters = "abcdefghijklmnopqrstuvwxyz0123456789";
/// As much of a file as is ever looked at: its header, or a whole mail that goes into `content`.
constexpr std::size_t kMaxRead = kMaxHeaderBytes + 4096;
static_assert(kMaxRead > kMaxContentBytes);

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

bool is_directory(const std::string& path) {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode);
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

/// Up to kMaxRead bytes, or errno.
tl::expected<std::string, int> read_start(const std::string& path) {
  const File file(std::fopen(path.c_str(), "rbe"));
  if (!file) return tl::make_unexpected(errno);
  std::string bytes(kMaxRead, '\0');
  bytes.resize(std::fread(bytes.data(), 1, bytes.size(), file.get()));
  if (std::ferror(file.get()) != 0) return tl::make_unexpected(errno);
  return bytes;
}

/// In one step, so that no reader meets half a file. 0 or errno.
int write_whole(const std::string& path, const std::string& text) {
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  const std::string draft = (folder / (".ses-stand-in." + std::to_string(::getpid()))).string();
  File file(std::fopen(draft.c_str(), "wbe"));
  if (!file) return errno;
  const bool is_written = std::fwrite(text.data(), 1, text.size(), file.get()) == text.size() &&
                          std::fflush(file.get()) == 0;
  int error = is_written ? 0 : errno;
  file.reset();
  if (error == 0 && std::rename(draft.c_str(), path.c_str()) != 0) error = errno;
  if (error != 0) std::remove(draft.c_str());
  return error;
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
  const bool is_maildir = is_directory(directory + "/new") && is_directory(directory + "/cur");
  const auto folders =
      is_maildir ? std::vector<std::string>{"/new", "/cur"} : std::vector<std::string>{""};
  for (const std::string& folder : folders) {
    std::error_code error;
    const std::filesystem::directory_iterator entries(directory + folder, error);
    if (error)
      return fail(ErrorKind::Configuration,
                  "--inbox " + directory + folder +
                      ": cannot be read: " + std::strerror(error.value()) +
                      "; name a Maildir or a folder of .eml files that you may read");
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
    return std::pair(a.key, a.path) < std::pair(b.key, b.path);
  });

  settling_ = false;
  std::map<std::string, FileState> seen;
  for (const Candidate& file : found) {
    const auto known = seen_.find(file.key);
    const bool is_known = known != seen_.end() && known->second == file.state;
    if (!is_known && !seen.contains(file.key)) {
      if (!is_settled(file.state.modified_us)) {
        settling_ = true;
        continue;
      }
      take_in(file, now);
    }
    seen[file.key] = file.state;
  }
  seen_ = std::move(seen);
}

void Mailbox::scan_folder(const std::string& folder, std::vector<Candidate>& found) {
  std::error_code error;
  std::filesystem::directory_iterator entry(folder, error);
  for (; !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    if (name.front() == '.' || (!is_maildir_ && !has_eml_ending(name))) continue;
    struct stat info {};
    const std::string path = entry->path().string();
    if (::stat(path.c_str(), &info) != 0 || !S_ISREG(info.st_mode)) continue;
    const FileState state = {info.st_size,
                             info.st_mtim.tv_sec * 1'000'000 + info.st_mtim.tv_nsec / 1000};
    found.push_back({is_maildir_ ? name.substr(0, name.find(':')) : name, path, state});
  }
  if (!error) {
    unreadable_folders_.erase(folder);
  } else if (unreadable_folders_.insert(folder).second) {
    warn("inbox " + folder + ": cannot be read: " + std::strerror(error.value()));
  }
}

void Mailbox::take_in(const Candidate& file, Instant now) {
  auto bytes = read_start(file.path);
  if (!bytes) return warn(file.path + ": skipped: " + std::strerror(bytes.error()));
  const auto parsed = read_mail(*bytes);
  if (!parsed) return warn(file.path + ": skipped, it is no mail: " + parsed.error().message);

  Envelope envelope = find_envelope(*parsed);
  const auto trace = find_ses_trace(*parsed);
  ReceivedMail mail;
  mail.message_id = trace ? trace->received.message_id : made_id(file.key, parsed->header_block);
  const Instant file_time = {file.state.modified_us / 1'000'000,
                             static_cast<std::int32_t>(file.state.modified_us % 1'000'000)};
  mail.received = std::min(trace && trace->received.time ? *trace->received.time : file_time, now);
  mail.sender = std::move(envelope.sender);
  mail.recipients = std::move(envelope.recipients);
  mail.header_block = parsed->header_block;
  mail.region = trace ? trace->received.region : std::string();
  mail.path = file.path;
  if (is_taken(mail)) return;

  const std::string region = mail.region.empty() ? region_ : mail.region;
  const Receipt receipt = {mail.message_id, mail.received, mail.sender, mail.recipients, region};
  const bool is_whole = bytes->size() <= kMaxContentBytes;
  const std::string json = receipt_notification(
      receipt, *parsed, is_whole ? std::optional(*std::move(bytes)) : std::nullopt);
  mail.notification_path = notification_path(file, mail.message_id);
  if (is_maildir_) ::mkdir((directory_ + "/notifications").c_str(), 0777);
  const auto present = read_start(mail.notification_path);
  const int error = present && *present == json ? 0 : write_whole(mail.notification_path, json);
  if (error != 0) {
    warn(mail.notification_path + ": cannot be written: " + std::strerror(error));
    mail.notification_path.clear();
  }

  const auto kept = std::make_shared<const ReceivedMail>(std::move(mail));
  mails_[kept->message_id] = kept;
  if (events_.on_mail) events_.on_mail(*kept);
}

bool Mailbox::is_taken(const ReceivedMail& mail) const {
  const auto known = mails_.find(mail.message_id);
  if (known == mails_.end() || known->second->path == mail.path) return false;
  struct stat info {};
  if (::stat(known->second->path.c_str(), &info) != 0) return false;  // renamed
  warn(mail.path + ": skipped: its SES message id is that of " + known->second->path);
  return true;
}

std::string Mailbox::notification_path(const Candidate& file, const std::string& message_id) const {
  if (is_maildir_) return directory_ + "/notifications/" + percent_encode(message_id) + ".json";
  return file.path.substr(0, file.path.size() - 4) + ".notification.json";
}

std::shared_ptr<const ReceivedMail> Mailbox::find(const std::string& message_id) const {
  const auto found = mails_.find(message_id);
  return found == mails_.end() ? nullptr : found->second;
}

void Mailbox::warn(const std::string& line) const {
  if (events_.on_warning) events_.on_warning(line);
}

}  // namespace send_bounce::stand_in
