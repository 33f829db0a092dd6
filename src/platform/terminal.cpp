#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <optional>

#include "platform/descriptor.h"
#include "platform/stop_signals.h"
#include "send_bounce/platform/posix_world.h"

namespace send_bounce {
namespace {

constexpr std::size_t kLongestLine = 4096;

// What a signal's handler restores.
int quiet_terminal = -1;
termios loud{};

void restore_echo(int) { ::tcsetattr(quiet_terminal, TCSANOW, &loud); }

// Keys are not shown, and Ctrl-C arrives as a character, so that the echo is always restored.
class WithoutEcho {
 public:
  explicit WithoutEcho(int terminal) : terminal_(terminal) {
    if (::tcgetattr(terminal, &before_) != 0) return;
    quiet_terminal = terminal;
    loud = before_;
    restored_by_signals_.emplace(restore_echo);
    termios quiet = before_;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO | ISIG);
    // As one that ends the line: others are kept back until there is a line to read.
    quiet.c_cc[VEOL] = before_.c_cc[VINTR];
    is_changed_ = ::tcsetattr(terminal, TCSAFLUSH, &quiet) == 0;
  }
  ~WithoutEcho() {
    if (is_changed_) ::tcsetattr(terminal_, TCSAFLUSH, &before_);
  }
  WithoutEcho(const WithoutEcho&) = delete;
  WithoutEcho& operator=(const WithoutEcho&) = delete;
  bool is_on() const { return is_changed_; }
  bool interrupts(char key) const { return static_cast<cc_t>(key) == before_.c_cc[VINTR]; }

 private:
  int terminal_;
  termios before_{};
  bool is_changed_ = false;
  std::optional<BeforeSuddenEnd> restored_by_signals_;
};

tl::expected<std::string, SystemError> read_line(int terminal, const WithoutEcho& echo) {
  std::string line;
  while (line.size() < kLongestLine) {
    char key = 0;
    const ssize_t count = ::read(terminal, &key, 1);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return failed(errno);
    if (count == 0 || key == '\n') return line;
    if (echo.interrupts(key)) return failed(EINTR);
    line += key;
  }
  return failed(E2BIG);
}

}  // namespace

tl::expected<std::string, SystemError> PosixTerminal::ask_secret(const std::string& prompt) {
  const Descriptor terminal(::open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC));
  if (terminal.get() < 0) return failed(errno);
  DescriptorOutput screen(terminal.get());
  const WithoutEcho echo(terminal.get());
  // Rather no answer than one that everybody can read.
  if (!echo.is_on()) return failed(ENOTTY);
  if (auto shown = screen.write(prompt); !shown) return tl::make_unexpected(shown.error());
  auto line = read_line(terminal.get(), echo);
  static_cast<void>(screen.write("\n"));
  return line;
}

}  // namespace send_bounce
