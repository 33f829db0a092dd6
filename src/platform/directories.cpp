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

}  // namespace

std::vector<DirectoryEntry> PosixDirectories::list(const std::string& path) const {
  std::vector<DirectoryEntry> entries;
  if (path.find('\0') != std::string::npos) return entries;
  const std::unique_ptr<DIR, int (*)(DIR*)> directory(::opendir(path.c_str()), ::closedir);
  if (directory == nullptr) return entries;
  while (const dirent* entry = ::readdir(directory.get())) {  // NOLINT(concurrency-mt-unsafe)
    const std::string name = entry->d_name;
    if (name == "." || name == "..") continue;
    entries.push_back({name, kind_of(::dirfd(directory.get()), entry->d_name)});
  }
  std::sort(entries.begin(), entries.end(),
            [](const DirectoryEntry& a, const DirectoryEntry& b) { return a.name < b.name; });
  return entries;
}

}  // namespace send_bounce
