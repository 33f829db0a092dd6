#pragma once

#include <cerrno>
#include <chrono>
#include <string>
#include <string_view>

#include "cli/stderr_gate.h"
#include "send_bounce/text/redaction.h"
#include "send_bounce/world/world.h"

namespace send_bounce {

/// What --debug writes to stderr: the time, the time since the start and the area before each step,
/// further lines of a text indented, so that none can pass for a step of its own. Silent unless
/// switched on. Whoever notes a step leaves secrets out; those that are told to hide() are taken
/// out of everything that goes to stderr, whether it is switched on or not.
class DebugLog : public Log {
 public:
  DebugLog(StderrGate& err, const Clock& clock, bool is_on);

  bool is_on() const override { return is_on_; }
  void note(std::string_view area, std::string_view text) override;
  void hide(const std::string& secret) override { err_.hide(secret); }

 private:
  StderrGate& err_;
  const Clock& clock_;
  bool is_on_;
  std::chrono::microseconds start_;
};

/// The same files, with a note of each that is opened or missing; never of what is in it.
class NotedFiles : public FileSystem {
 public:
  NotedFiles(const FileSystem& files, Log& log) : files_(files), log_(log) {}

  tl::expected<std::string, SystemError> read(const std::string& path) const override {
    return noted(path, files_.read(path));
  }
  tl::expected<std::string, SystemError> read_start(const std::string& path,
                                                    std::size_t most) const override {
    return noted(path, files_.read_start(path, most));
  }
  tl::expected<std::unique_ptr<ByteSource>, SystemError> open(
      const std::string& path) const override {
    auto source = files_.open(path);
    if (log_.is_on()) {
      log_.note("files", without_url_secrets(path) + ": " +
                             (source ? std::string("opened") : source.error().text));
    }
    return source;
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
  tl::expected<std::string, SystemError> noted(const std::string& path,
                                               tl::expected<std::string, SystemError> text) const {
    if (log_.is_on()) {
      log_.note("files", without_url_secrets(path) + ": " +
                             (text ? std::to_string(text->size()) + " bytes" : text.error().text));
    }
    return text;
  }

  const FileSystem& files_;
  Log& log_;
};

}  // namespace send_bounce
