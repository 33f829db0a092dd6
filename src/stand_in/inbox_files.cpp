#include "stand_in/inbox_files.h"

#include <sys/stat.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <utility>

#include "send_bounce/text/encoding.h"

namespace send_bounce::stand_in {
namespace {

/// Notifications that lie beside the messages.
constexpr std::string_view kOurEnding = ".notification.json";

/// Or a link to one, which Folder::open then refuses.
bool is_folder(const std::string& path) {
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
                      ": cannot be read: " + std::strerror(opened.error()) +
                      "; name a Maildir or a folder of .eml files that you may read" +
                      (is_maildir ? ", in which new/ and cur/ are no links" : ""));
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

  std::vector<std::pair<InboxFile, const Folder*>> fresh;
  for (Listing& listing : listings) {
    for (Entry& entry : listing.entries) {
      auto file = as_file(listing, entry);
      if (file && !is_known(*file)) fresh.emplace_back(*std::move(file), &*listing.folder);
    }
    listing.entries = {};
  }
  std::sort(fresh.begin(), fresh.end(), [](const auto& a, const auto& b) {
    return std::tie(a.first.key, a.first.folder) < std::tie(b.first.key, b.first.folder);
  });

  PassedOverFiles passed;
  for (const auto& [file, folder] : fresh) {
    const auto known = seen_.find(file.key);
    if (known != seen_.end() && known->second.scan == scan_) continue;  // the first one counts
    const Look look = look_at(*folder, file, take);
    if (!look.is_final) {
      pass_over(file, look.reason, passed);
      continue;
    }
    if (!look.reason.empty()) warn_(file.path() + ": skipped" + look.reason);
    seen_[file.key] = {file.state, scan_};
    ++found_;
  }
  if (found_ != seen_.size())
    std::erase_if(seen_, [&](const auto& entry) { return entry.second.scan != scan_; });
  passed_ = std::move(passed);
}

InboxFiles::Listing InboxFiles::list(std::string path) {
  Listing listing;
  auto opened = Folder::open(path);
  auto entries = opened ? opened->entries() : tl::make_unexpected(opened.error());
  if (!entries) {
    if (unreadable_folders_.insert(path).second)
      warn_("inbox " + path + ": cannot be read: " + std::strerror(entries.error()));
    return listing;
  }
  unreadable_folders_.erase(path);
  return {std::move(path), *std::move(opened), *std::move(entries)};
}

std::optional<InboxFile> InboxFiles::as_file(const Listing& listing, Entry& entry) const {
  const std::string& name = entry.name;
  if (name.front() == '.') return std::nullopt;
  const bool is_mail_by_name = is_maildir_ || has_eml_ending(name);
  const bool may_be_told =
      entry.state.kind == EntryKind::File || entry.state.kind == EntryKind::Link;
  if (!is_mail_by_name && (!may_be_told || name.ends_with(kOurEnding))) return std::nullopt;
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

Look InboxFiles::look_at(const Folder& folder, const InboxFile& file, const Take& take) {
  const EntryKind kind = file.state.kind;
  if (kind == EntryKind::Link)
    return {", it is a symbolic link, which is not followed; copy the mail instead"};
  if (kind != EntryKind::File) return {std::string(", it is ") + name_of(kind)};
  if (!is_maildir_ && file.has_ending && !has_eml_ending(file.name))
    return {", its name does not end in .eml"};
  Look look = {kBeingWritten, false};
  if (is_settled(file.state.modified_us)) look = take(folder, file);
  if (!look.is_final && look.reason == kBeingWritten) settling_ = true;
  return look;
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
