#include "stand_in/inbox_files.h"

#include <sys/stat.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstring>
#include <future>
#include <thread>
#include <tuple>
#include <utility>

#include "send_bounce/text/encoding.h"

namespace send_bounce::stand_in {
namespace {

/// The ending of notifications that are next to the messages.
constexpr std::string_view kOurEnding = ".notification.json";

/// Also true for a link to a folder, which Folder::open then refuses.
bool is_folder(const std::string& path) {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode);
}

bool has_eml_ending(std::string_view name) {
  return name.size() > 4 && to_lower(name.substr(name.size() - 4)) == ".eml";
}

bool is_visible(std::string_view name) { return !name.starts_with('.'); }

bool is_visible_and_not_ours(std::string_view name) {
  return is_visible(name) && !name.ends_with(kOurEnding);
}

/// Limits the memory for files that were read and are not yet taken in.
constexpr std::size_t kReadAtOnce = 128;
/// Fewer files are read faster than threads are started.
constexpr std::size_t kWorthThreads = 32;
constexpr unsigned kMostThreads = 4;

ReadFile read_file(const Folder& folder, const InboxFile& file) {
  ReadFile read;
  read.start = folder.read_start(file.name, InboxFiles::kMaxRead);
  if (read.start) read.mail = read_mail(read.start->bytes);
  if (!read.mail) return read;
  read.trace = find_ses_trace(*read.mail);
  read.envelope = find_envelope(*read.mail, read.trace);
  return read;
}

/// Calls `work` for each number below `count`, on several threads if there are many.
void on_threads(std::size_t count, const std::function<void(std::size_t number)>& work) {
  const std::size_t threads = std::clamp(std::thread::hardware_concurrency(), 1U, kMostThreads);
  if (threads == 1 || count < kWorthThreads) {
    for (std::size_t i = 0; i < count; ++i) work(i);
    return;
  }
  std::atomic<std::size_t> next = 0;
  std::vector<std::future<void>> running;
  for (std::size_t i = 0; i < threads; ++i) {
    running.push_back(std::async(std::launch::async, [&] {
      for (std::size_t number = next++; number < count; number = next++) work(number);
    }));
  }
  for (auto& one : running) one.get();
}

std::int64_t system_microseconds() {
  return std::chrono::duration_cast<std::chrono::microseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

/// A file whose time is in the future counts as settled: waiting would not tell more.
bool is_settled(std::int64_t modified_us) {
  const std::int64_t age_us = system_microseconds() - modified_us;
  return age_us < 0 || age_us >= InboxFiles::kSettleMilliseconds * 1000;
}

}  // namespace

InboxFiles::InboxFiles(std::string directory, bool is_maildir, Warn warn)
    : directory_(std::move(directory)), is_maildir_(is_maildir), warn_(std::move(warn)) {}

Result<InboxFiles> InboxFiles::open(std::string directory, Warn warn) {
  while (directory.size() > 1 && directory.back() == '/') directory.pop_back();
  const bool is_maildir = is_folder(directory + "/new") && is_folder(directory + "/cur");
  const auto folders =
      is_maildir ? std::vector<std::string>{"/new", "/cur"} : std::vector<std::string>{""};
  for (const std::string& folder : folders) {
    const auto opened = Folder::open(directory + folder);
    if (!opened)
      return fail(ErrorKind::Configuration,
                  "--inbox " + directory + folder +
                      " cannot be read: " + std::strerror(opened.error()) +
                      ". Name a Maildir or a folder of .eml files that you can read" +
                      (is_maildir ? ". In a Maildir, new/ and cur/ may not be links" : ""));
  }
  return InboxFiles(std::move(directory), is_maildir, std::move(warn));
}

void InboxFiles::scan(const Take& take) {
  ++scan_;
  found_ = 0;
  settling_ = false;
  std::vector<Listing> listings;
  if (is_maildir_) {
    // Read in this order: a message that moves to cur/ in between is seen twice, not missed.
    listings.push_back(list(directory_ + "/new"));
    listings.push_back(list(directory_ + "/cur"));
    std::swap(listings[0], listings[1]);  // of two with one name that in cur/ counts
  } else {
    listings.push_back(list(directory_));
  }

  const std::vector<Fresh> fresh = find_fresh(listings);
  PassedOverFiles passed;
  for (std::size_t start = 0; start < fresh.size(); start += kReadAtOnce) {
    const std::size_t count = std::min(kReadAtOnce, fresh.size() - start);
    std::vector<std::optional<Look>> looks(count);
    std::vector<ReadFile> read(count);
    for (std::size_t i = 0; i < count; ++i) looks[i] = look_at(fresh[start + i].file);
    on_threads(count, [&](std::size_t i) {
      if (!looks[i]) read[i] = read_file(*fresh[start + i].folder, fresh[start + i].file);
    });
    for (std::size_t i = 0; i < count; ++i)
      take_in(fresh[start + i].file, std::move(looks[i]), std::move(read[i]), take, passed);
  }
  if (found_ != seen_.size())
    std::erase_if(seen_, [&](const auto& entry) { return entry.second.scan != scan_; });
  passed_ = std::move(passed);
}

std::vector<InboxFiles::Fresh> InboxFiles::find_fresh(std::vector<Listing>& listings) {
  std::vector<Fresh> fresh;
  for (Listing& listing : listings) {
    for (Entry& entry : listing.entries) {
      auto file = as_file(listing, entry);
      if (file && !is_known(*file)) fresh.push_back({*std::move(file), &*listing.folder});
    }
    listing.entries = {};
  }
  std::sort(fresh.begin(), fresh.end(), [](const Fresh& a, const Fresh& b) {
    return std::tie(a.file.key, a.file.folder) < std::tie(b.file.key, b.file.folder);
  });
  return fresh;
}

void InboxFiles::take_in(const InboxFile& file, std::optional<Look> look, ReadFile read,
                         const Take& take, PassedOverFiles& passed) {
  const auto known = seen_.find(file.key);
  if (known != seen_.end() && known->second.scan == scan_) return;  // the first one counts
  if (!look) look = take(file, std::move(read));
  if (!look->is_final) {
    if (look->reason == kBeingWritten) settling_ = true;
    return pass_over(file, look->reason, passed);
  }
  if (!look->reason.empty()) warn_(file.path() + ": skipped" + look->reason);
  seen_[file.key] = {file.state, scan_};
  ++found_;
}

InboxFiles::Listing InboxFiles::list(std::string path) {
  Listing listing;
  auto opened = Folder::open(path);
  auto entries = opened ? opened->entries(is_maildir_ ? is_visible : is_visible_and_not_ours)
                        : tl::make_unexpected(opened.error());
  if (!entries) {
    if (unreadable_folders_.insert(path).second)
      warn_("inbox " + path + " cannot be read: " + std::strerror(entries.error()));
    return listing;
  }
  unreadable_folders_.erase(path);
  return {std::move(path), *std::move(opened), *std::move(entries)};
}

std::optional<InboxFile> InboxFiles::as_file(const Listing& listing, Entry& entry) const {
  const std::string& name = entry.name;
  const bool is_mail_by_name = is_maildir_ || has_eml_ending(name);
  const bool may_be_told =
      entry.state.kind == EntryKind::File || entry.state.kind == EntryKind::Link;
  if (!is_mail_by_name && !may_be_told) return std::nullopt;
  InboxFile file;
  file.key = is_maildir_ ? name.substr(0, name.find(':')) : name;
  // What is no message must not stand for the one of that name in the other folder.
  if (is_maildir_ && entry.state.kind != EntryKind::File) file.key = listing.path + "/" + name;
  file.has_ending = is_maildir_ || name.find('.') != std::string::npos;
  file.folder = listing.path;
  file.name = std::move(entry.name);
  file.state = entry.state;
  return file;
}

bool InboxFiles::is_known(const InboxFile& file) {
  const auto known = seen_.find(file.key);
  if (known == seen_.end()) return false;
  if (known->second.scan == scan_) return true;  // in the other folder of a Maildir
  if (known->second.state != file.state) return false;
  known->second.scan = scan_;
  ++found_;
  return true;
}

std::optional<Look> InboxFiles::look_at(const InboxFile& file) const {
  const EntryKind kind = file.state.kind;
  if (kind == EntryKind::Link)
    return Look{": it is a symbolic link, and links are not followed. Copy the message instead"};
  if (kind != EntryKind::File) return Look{std::string(": it is ") + name_of(kind)};
  if (!is_maildir_ && file.has_ending && !has_eml_ending(file.name))
    return Look{": its name does not end in .eml"};
  if (!is_settled(file.state.modified_us)) return Look{kBeingWritten, false};
  return std::nullopt;
}

void InboxFiles::pass_over(const InboxFile& file, const std::string& reason,
                           PassedOverFiles& passed) const {
  const std::int64_t now_us = system_microseconds();
  const auto before = passed_.find(file.path());
  PassedOver entry = {reason, now_us};
  if (before != passed_.end() && before->second.reason == reason) entry = before->second;
  const bool is_worth_telling =
      reason != kBeingWritten || now_us - entry.since_us >= kPatienceMilliseconds * 1000;
  if (is_worth_telling && !entry.is_told) {
    warn_(file.path() + ": skipped" + reason);
    entry.is_told = true;
  }
  passed[file.path()] = entry;
}

}  // namespace send_bounce::stand_in
