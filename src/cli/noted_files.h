#pragma once

#include <cerrno>

#include "send_bounce/words/redaction.h"
#include "send_bounce/world/world.h"

namespace send_bounce {

/// The same files, with a note of each that is opened or missing; never of what is in it.
class NotedFiles : public FileSystem {
 public:
  NotedFiles(const FileSystem& files, Log& log) : files_(files), log_(log) {}

  tl::expected<std::string, SystemError> read(const std::string& path) const override {
    auto text = files_.read(path);
    if (log_.is_on()) {
      log_.note("files", without_url_secrets(path) + ": " +
                             (text ? std::to_string(text->size()) + " bytes" : text.error().text));
    }
    return text;
  }
  tl::expected<FileKind, SystemError> kind(const std::string& path) const override {
    auto found = files_.kind(path);
    if (log_.is_on() && found != FileKind::Regular) {
      const bool is_barred = !found && found.error().number != ENOENT;
      log_.note("files", without_url_secrets(path) + ": " +
                             (is_barred ? found.error().text : std::string("no file")));
    }
    return found;
  }
  std::optional<std::string> home_directory(const std::string& user) const override {
    return files_.home_directory(user);
  }

 private:
  const FileSystem& files_;
  Log& log_;
};

}  // namespace send_bounce
