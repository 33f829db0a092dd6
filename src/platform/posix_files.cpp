#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <memory>

#include "platform/descriptor.h"
#include "platform/file_steps.h"
#include "platform/stop_signals.h"
#include "send_bounce/platform/posix_world.h"

namespace send_bounce {
namespace {

DirectoryEntry::Kind kind_of(int directory, const char* name) {
  struct stat status {};
  if (::fstatat(directory, name, &status, 0) != 0) return DirectoryEntry::Kind::Other;
  if (S_ISDIR(status.st_mode)) return DirectoryEntry::Kind::Directory;
  return S_ISREG(status.st_mode) ? DirectoryEntry::Kind::File : DirectoryEntry::Kind::Other;
}

using OpenDirectory = std::unique_ptr<DIR, int (*)(DIR*)>;

// A path with a NUL in it names nothing.
OpenDirectory open_directory(const std::string& path) {
  const bool is_path = path.find('\0') == std::string::npos;
  return {is_path ? ::opendir(path.c_str()) : nullptr, ::closedir};
}

// "" at the end.
std::string next_name(DIR* directory) {
  while (const dirent* entry = ::readdir(directory)) {  // NOLINT(concurrency-mt-unsafe)
    std::string name = entry->d_name;
    if (name != "." && name != "..") return name;
  }
  return "";
}

}  // namespace

std::vector<DirectoryEntry> PosixDirectories::list(const std::string& path) const {
  std::vector<DirectoryEntry> entries;
  const OpenDirectory directory = open_directory(path);
  if (directory == nullptr) return entries;
  for (auto name = next_name(directory.get()); !name.empty(); name = next_name(directory.get())) {
    const auto kind = kind_of(::dirfd(directory.get()), name.c_str());
    entries.push_back({std::move(name), kind});
  }
  std::sort(entries.begin(), entries.end(),
            [](const DirectoryEntry& a, const DirectoryEntry& b) { return a.name < b.name; });
  return entries;
}

bool PosixDirectories::has_entry(const std::string& path,
                                 const std::function<bool(const std::string&)>& will_do) const {
  const OpenDirectory directory = open_directory(path);
  if (directory == nullptr) return false;
  for (auto name = next_name(directory.get()); !name.empty(); name = next_name(directory.get())) {
    if (will_do(name)) return true;
  }
  return false;
}

namespace {

// What a signal's handler removes: it holds a secret, and nobody else knows its name.
const char* open_draft = nullptr;

void remove_draft(int) { ::unlink(open_draft); }

}  // namespace

tl::expected<void, SystemError> PosixPrivateFiles::replace(const std::string& path,
                                                           std::string_view bytes) {
  if (path.find('\0') != std::string::npos) return failed(ENOENT);
  if (auto made = make_folders_of(path); !made) return made;
  // mkstemp opens with O_EXCL and 0600.
  std::string draft = path + ".XXXXXX";
  const Descriptor file(::mkostemp(draft.data(), O_CLOEXEC));
  if (file.get() < 0) return failed(errno);
  open_draft = draft.c_str();
  const BeforeSuddenEnd removed(remove_draft);
  auto written = write_all(file.get(), bytes);
  // On disk before the name points to it: after a crash the file is the old one or the new one.
  if (written && ::fsync(file.get()) != 0) written = failed(errno);
  if (written && ::rename(draft.c_str(), path.c_str()) != 0) written = failed(errno);
  if (!written) ::unlink(draft.c_str());
  return written;
}

}  // namespace send_bounce
