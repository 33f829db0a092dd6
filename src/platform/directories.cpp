#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <memory>

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

}  // namespace send_bounce
