#pragma once

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
      log_.note("files", without_user_info(path) + ": " +
                             (text ? std::to_string(text->size()) + " bytes" : text.error().text));
    }
    return text;
  }
  bool is_regular(const std::string& path) const override {
    const bool is_there = files_.is_regular(path);
    if (log_.is_on() && !is_there) log_.note("files", without_user_info(path) + ": no file");
    return is_there;
  }
  std::optional<std::string> home_directory(const std::string& user) const override {
    return files_.home_directory(user);
  }

 private:
  const FileSystem& files_;
  Log& log_;
};

}  // namespace send_bounce
