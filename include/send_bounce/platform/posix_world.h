#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "send_bounce/platform/curl_transport.h"
#include "send_bounce/world/screen.h"
#include "send_bounce/world/shared_file.h"
#include "send_bounce/world/world.h"

/// The world as it is: the interfaces of world/world.h over POSIX.
namespace send_bounce {

class PosixVariables : public Variables {
 public:
  std::optional<std::string> get(const std::string& name) const override;
  std::vector<std::string> names_ending_in(std::string_view ending) const override;
};

/// Files of more than 64 MiB are refused (EFBIG), so that a device without end is no danger.
class PosixFileSystem : public FileSystem {
 public:
  tl::expected<std::string, SystemError> read(const std::string& path) const override;
  tl::expected<std::string, SystemError> read_start(const std::string& path,
                                                    std::size_t most) const override;
  tl::expected<std::unique_ptr<ByteSource>, SystemError> open(
      const std::string& path) const override;
  tl::expected<FileKind, SystemError> kind(const std::string& path) const override;
  std::optional<std::string> home_directory(const std::string& user) const override;
};

/// Writes beside the file and renames (0600, folders 0700).
class PosixPrivateFiles : public PrivateFiles {
 public:
  tl::expected<void, SystemError> replace(const std::string& path, std::string_view bytes) override;
};

/// Locked with flock(2), which ends with its process.
class PosixSharedFiles : public SharedFiles {
 public:
  tl::expected<std::unique_ptr<SharedFile>, SystemError> open(const std::string& path) override;
  tl::expected<std::unique_ptr<SharedFile>, SystemError> open_to_read(
      const std::string& path) override;
  tl::expected<void, SystemError> append_line(const std::string& path,
                                              std::string_view line) override;
  tl::expected<void, SystemError> send_datagram(const std::string& path,
                                                std::string_view datagram) override;
};

class PosixClock : public Clock {
 public:
  Instant now() const override;
  std::chrono::microseconds elapsed() const override;
  bool sleep(std::chrono::milliseconds time) const override;
};

/// The zone of the variable TZ, else the system's, read when it is first asked for. Offsets are
/// chosen as Python's time module and dateutil choose them: this year's two, by whether it is
/// daylight time then.
class PosixZone : public LocalZone {
 public:
  CivilTime local(Instant instant) const override;
  std::vector<std::string> names() const override;
  std::int64_t offset_at(const CivilTime& local) const override;

 private:
  struct Half {
    std::string name;
    std::int64_t offset = 0;  // seconds east of UTC
  };
  struct Halves {
    Half standard;
    Half daylight;
  };
  const Halves& halves() const;
  mutable std::optional<Halves> halves_;
};

class PosixRandom : public Random {
 public:
  std::string bytes(std::size_t count) const override;
};

/// Output beyond 16 MiB ends the program that makes it, and is the error EFBIG.
class PosixPrograms : public Programs {
 public:
  tl::expected<Finished, SystemError> run(const std::vector<std::string>& words,
                                          const AddedVariables& variables) override;
};

/// SIGINT and SIGQUIT are ignored while one runs: they reach it, too, and it restores the terminal.
class PosixViewers : public Viewers {
 public:
  tl::expected<void, SystemError> find(const std::string& program) const override;
  tl::expected<void, SystemError> show(
      const std::vector<std::string>& words,
      const std::vector<std::pair<std::string, std::string>>& variables,
      std::string_view text) override;
};

/// /dev/tty, its echo restored whatever happens.
class PosixTerminal : public Terminal {
 public:
  tl::expected<std::string, SystemError> ask_secret(const std::string& prompt) override;
};

/// Last words are written to stderr as they are. Until some are given the signals do what they do
/// to any program. One at a time, since signals and memory belong to the process.
class PosixInterrupts : public Interrupts {
 public:
  PosixInterrupts() = default;
  ~PosixInterrupts() override;
  PosixInterrupts(const PosixInterrupts&) = delete;
  PosixInterrupts& operator=(const PosixInterrupts&) = delete;
  void hold(LastWords words) override;
  void release(LastWords words) override;
  int held() const override;

 private:
  const LastWords& keep(LastWords words);
  std::array<LastWords, 2> last_words_;
  std::size_t current_ = 0;
};

/// stdin and stdout, by ncurses, which is not touched before one is opened. Without colours where
/// NO_COLOR is set.
class PosixScreens : public Screens {
 public:
  bool has_terminal() const override;
  tl::expected<std::unique_ptr<Screen>, SystemError> open() override;
};

class PosixDirectories : public Directories {
 public:
  std::vector<DirectoryEntry> list(const std::string& path) const override;
  bool has_entry(const std::string& path,
                 const std::function<bool(const std::string&)>& will_do) const override;
};

/// Writes all of a text or fails; the descriptor stays open. A closed pipe is the error EPIPE, a
/// signal that is held back, while the descriptor takes no more, EINTR.
class DescriptorOutput : public Output {
 public:
  explicit DescriptorOutput(int descriptor) : descriptor_(descriptor) {}
  tl::expected<void, SystemError> write(std::string_view text) override;
  bool is_terminal() const override;
  int width() const override;
  int height() const override;

 private:
  int descriptor_;
};

/// Everything a program needs, for main() to make once. Ignores SIGPIPE and SIGXFSZ for the whole
/// process, so that a closed pipe and a file size limit are errors of the write. Standard streams
/// that are closed stay so for the program, but nothing else ever gets their numbers.
class PosixWorld {
 public:
  PosixWorld();

  /// Refers to this object, so it must not outlive it.
  World world(std::vector<std::string> arguments);

 private:
  PosixVariables variables_;
  PosixFileSystem files_;
  PosixPrivateFiles private_files_;
  PosixSharedFiles shared_files_;
  PosixClock clock_;
  PosixZone zone_;
  PosixRandom random_;
  CurlTransport transport_;
  PosixPrograms programs_;
  PosixViewers viewers_;
  PosixTerminal terminal_;
  PosixInterrupts interrupts_;
  DescriptorOutput out_{1};
  DescriptorOutput err_{2};
  PosixScreens screens_;
  PosixDirectories directories_;
};

}  // namespace send_bounce
