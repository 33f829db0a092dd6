#include "send_bounce/platform/posix_world.h"

#include "platform/curses_screen.h"
#include "platform/descriptor.h"
#include "platform/stop_signals.h"
#include "send_bounce/kernel/calls.h"
#include "send_bounce/text/encoding.h"

#include <fcntl.h>
#include <poll.h>
#include <pwd.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <ctime>

namespace send_bounce {
namespace {

constexpr std::size_t kLargestFile = std::size_t{64} << 20U;
constexpr std::size_t kChunk = std::size_t{64} << 10U;
constexpr std::size_t kPasswdBuffer = std::size_t{16} << 10U;

// Appends what one read() gives; 0 at the end.
tl::expected<std::size_t, SystemError> read_more(int descriptor, std::string& text) {
  std::array<char, kChunk> chunk;  // NOLINT(*-member-init): read() fills what is used of it
  while (true) {
    const ssize_t count = ::read(descriptor, chunk.data(), chunk.size());
    if (count >= 0) {
      text.append(chunk.data(), static_cast<std::size_t>(count));
      return static_cast<std::size_t>(count);
    }
    if (errno != EINTR) return failed(errno);
  }
}

tl::expected<std::string, SystemError> read_all(int descriptor) {
  std::string text;
  while (text.size() <= kLargestFile) {
    const auto count = read_more(descriptor, text);
    if (!count) return tl::make_unexpected(count.error());
    if (*count == 0) return text;
  }
  return failed(EFBIG);
}

bool is_regular_file(int descriptor) {
  struct stat status {};
  return ::fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode);
}

tl::expected<std::string, SystemError> read_up_to(int descriptor, std::size_t most) {
  std::string text;
  std::string dropped;
  const bool may_stop = is_regular_file(descriptor);
  while (true) {
    const bool is_full = text.size() >= most;
    if (is_full && may_stop) break;
    dropped.clear();
    const auto count = read_more(descriptor, is_full ? dropped : text);
    if (!count) return tl::make_unexpected(count.error());
    if (*count == 0) break;
  }
  if (text.size() > most) text.resize(most);
  return text;
}

/// What is read from it waits for a signal as well as for bytes.
class DescriptorSource : public ByteSource {
 public:
  explicit DescriptorSource(Descriptor file) : file_(std::move(file)) {}

  tl::expected<std::string, SystemError> next(std::size_t most) override {
    std::string bytes(most, '\0');
    while (true) {
      std::array<pollfd, 2> watched{
          {{file_.get(), POLLIN, 0}, {stop_signal_descriptor(), POLLIN, 0}}};
      const int ready = ::poll(watched.data(), watched.size(), -1);
      if (held_stop_signal() != 0) return failed(EINTR);
      if (ready < 0 && errno != EINTR) return failed(errno);
      if (ready <= 0 || watched[0].revents == 0) continue;
      const ssize_t count = ::read(file_.get(), bytes.data(), bytes.size());
      if (count < 0 && errno != EINTR && errno != EAGAIN) return failed(errno);
      if (count < 0) continue;
      bytes.resize(static_cast<std::size_t>(count));
      return bytes;
    }
  }

 private:
  Descriptor file_;
};

std::tm local_fields(std::time_t moment) {
  std::tm fields{};
  if (localtime_r(&moment, &fields) == nullptr) gmtime_r(&moment, &fields);
  return fields;
}

// A descriptor that was closed would be the number of the next file or connection, and what is
// written to stdout or stderr would go there. It gets the reading end of a pipe that nobody writes
// to: reading ends at once, writing is EBADF, as with a closed one. /dev/null may be missing in a
// container.
void occupy_standard_streams() {
  for (int stream = STDIN_FILENO; stream <= STDERR_FILENO; ++stream) {
    if (::fcntl(stream, F_GETFD) >= 0 || errno != EBADF) continue;
    // The lowest number that is free is this one, since those below are taken by now.
    std::array<int, 2> ends{};
    if (::pipe(ends.data()) == 0) ::close(ends[1]);
  }
}

}  // namespace

std::optional<std::string> PosixVariables::get(const std::string& name) const {
  const char* value = std::getenv(name.c_str());
  return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

std::vector<std::string> PosixVariables::names_ending_in(std::string_view ending) const {
  const std::string wanted = to_lower(ending);
  std::vector<std::string> names;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    const std::string_view name = text.substr(0, text.find('='));
    if (name.size() < wanted.size() || name.size() == text.size()) continue;
    if (to_lower(name.substr(name.size() - wanted.size())) == wanted) names.emplace_back(name);
  }
  return names;
}

tl::expected<std::string, SystemError> PosixFileSystem::read(const std::string& path) const {
  // A NUL would silently name another file.
  if (path.find('\0') != std::string::npos) return failed(ENOENT);
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) return failed(errno);
  return read_all(file.get());
}

tl::expected<std::string, SystemError> PosixFileSystem::read_start(const std::string& path,
                                                                   std::size_t most) const {
  if (path == kStandardInput) return read_up_to(STDIN_FILENO, most);
  if (path.find('\0') != std::string::npos) return failed(ENOENT);
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) return failed(errno);
  return read_up_to(file.get(), most);
}

tl::expected<std::unique_ptr<ByteSource>, SystemError> PosixFileSystem::open(
    const std::string& path) const {
  if (path == kStandardInput)
    return std::make_unique<DescriptorSource>(Descriptor(::dup(STDIN_FILENO)));
  if (path.find('\0') != std::string::npos) return failed(ENOENT);
  Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) return failed(errno);
  struct stat status {};
  if (::fstat(file.get(), &status) == 0 && S_ISDIR(status.st_mode)) return failed(EISDIR);
  return std::make_unique<DescriptorSource>(std::move(file));
}

tl::expected<FileKind, SystemError> PosixFileSystem::kind(const std::string& path) const {
  struct stat status {};
  if (path.find('\0') != std::string::npos) return failed(ENOENT);
  if (::stat(path.c_str(), &status) != 0) return failed(errno);
  if (S_ISDIR(status.st_mode)) return FileKind::Directory;
  return S_ISREG(status.st_mode) ? FileKind::Regular : FileKind::Other;
}

std::optional<std::string> PosixFileSystem::home_directory(const std::string& user) const {
  std::string buffer(kPasswdBuffer, '\0');
  passwd entry{};
  passwd* found = nullptr;
  if (user.empty()) {
    ::getpwuid_r(::getuid(), &entry, buffer.data(), buffer.size(), &found);
  } else {
    ::getpwnam_r(user.c_str(), &entry, buffer.data(), buffer.size(), &found);
  }
  if (found == nullptr || found->pw_dir == nullptr) return std::nullopt;
  return found->pw_dir;
}

Instant PosixClock::now() const {
  timespec time{};
  ::clock_gettime(CLOCK_REALTIME, &time);
  return {time.tv_sec, static_cast<std::int32_t>(time.tv_nsec / 1000)};
}

std::chrono::microseconds PosixClock::elapsed() const {
  return std::chrono::duration_cast<std::chrono::microseconds>(
      std::chrono::steady_clock::now().time_since_epoch());
}

bool PosixClock::sleep(std::chrono::milliseconds time) const {
  const auto end = std::chrono::steady_clock::now() + time;
  while (true) {
    const auto left =
        std::chrono::ceil<std::chrono::microseconds>(end - std::chrono::steady_clock::now());
    if (left.count() <= 0) return true;
    if (held_stop_signal() != 0) return false;
    const timespec wait{left.count() / 1'000'000, left.count() % 1'000'000 * 1000};
    pollfd stop{stop_signal_descriptor(), POLLIN, 0};
    kernel::wait_for(stop, wait);
  }
}

const PosixZone::Halves& PosixZone::halves() const {
  if (halves_) return *halves_;
  ::tzset();
  // CPython's timemodule.c: a moment in either half of a year is enough to see both offsets.
  constexpr std::time_t kYear = (365 * 24 + 6) * 3600;
  const std::time_t new_year = std::time(nullptr) / kYear * kYear;
  const std::tm winter = local_fields(new_year);
  const std::tm summer = local_fields(new_year + kYear / 2);
  halves_ = {{winter.tm_zone, winter.tm_gmtoff}, {summer.tm_zone, summer.tm_gmtoff}};
  // South of the equator.
  if (halves_->standard.offset > halves_->daylight.offset) {
    std::swap(halves_->standard, halves_->daylight);
  }
  return *halves_;
}

CivilTime PosixZone::local(Instant instant) const {
  halves();
  const std::tm fields = local_fields(instant.seconds);
  return {fields.tm_year + std::int64_t{1900},
          fields.tm_mon + 1,
          fields.tm_mday,
          fields.tm_hour,
          fields.tm_min,
          fields.tm_sec,
          instant.microseconds};
}

std::vector<std::string> PosixZone::names() const {
  return {halves().standard.name, halves().daylight.name};
}

std::int64_t PosixZone::offset_at(const CivilTime& local) const {
  const auto& [standard, daylight] = halves();
  const std::int64_t as_standard = instant_from_civil(local).seconds - standard.offset;
  return local_fields(as_standard).tm_isdst > 0 ? daylight.offset : standard.offset;
}

std::string PosixRandom::bytes(std::size_t count) const {
  std::string out(count, '\0');
  std::size_t filled = 0;
  while (filled < count) {
    const ssize_t more = kernel::fill_with_random(out.data() + filled, count - filled);
    if (more > 0) filled += static_cast<std::size_t>(more);
    // Without the system call there is nothing to make identifiers of.
    if (more < 0 && errno != EINTR) std::abort();
  }
  return out;
}

tl::expected<void, SystemError> DescriptorOutput::write(std::string_view text) {
  while (!text.empty()) {
    const ssize_t count = ::write(descriptor_, text.data(), text.size());
    if (count >= 0) {
      text.remove_prefix(static_cast<std::size_t>(count));
    } else if (errno == EAGAIN && held_stop_signal() == 0) {
      // Somebody made the descriptor non-blocking: wait for room instead of losing text.
      pollfd waiting{descriptor_, POLLOUT, 0};
      ::poll(&waiting, 1, -1);
    } else if (errno != EINTR || held_stop_signal() != 0) {
      return failed(errno);
    }
  }
  return {};
}

bool DescriptorOutput::is_terminal() const { return ::isatty(descriptor_) == 1; }

int DescriptorOutput::width() const {
  winsize size{};
  return ::ioctl(descriptor_, TIOCGWINSZ, &size) == 0 ? size.ws_col : Output::width();
}

int DescriptorOutput::height() const {
  winsize size{};
  return ::ioctl(descriptor_, TIOCGWINSZ, &size) == 0 ? size.ws_row : Output::height();
}

PosixInterrupts::~PosixInterrupts() { give_stop_signals_back(); }

// The old words are in use until the new ones are.
const LastWords& PosixInterrupts::keep(LastWords words) {
  current_ = 1 - current_;
  return last_words_[current_] = std::move(words);
}

void PosixInterrupts::hold(LastWords words) { hold_stop_signals(keep(std::move(words))); }

void PosixInterrupts::release(LastWords words) { release_stop_signals(keep(std::move(words))); }

int PosixInterrupts::held() const { return held_stop_signal(); }

bool PosixScreens::has_terminal() const {
  return ::isatty(STDIN_FILENO) == 1 && ::isatty(STDOUT_FILENO) == 1;
}

tl::expected<std::unique_ptr<Screen>, SystemError> PosixScreens::open() {
  if (!has_terminal()) return failed(ENOTTY);
  const char* no_colour = std::getenv("NO_COLOR");
  return open_curses_screen(no_colour == nullptr || *no_colour == '\0');
}

PosixWorld::PosixWorld() {
  end_where_memory_ends();
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  occupy_standard_streams();
}

World PosixWorld::world(std::vector<std::string> arguments) {
  return World{std::move(arguments),
               variables_,
               files_,
               private_files_,
               clock_,
               zone_,
               random_,
               transport_,
               programs_,
               viewers_,
               terminal_,
               interrupts_,
               out_,
               err_,
               screens_,
               directories_,
               shared_files_};
}

}  // namespace send_bounce
