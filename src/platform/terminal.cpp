#include "platform/terminal.h"

#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <optional>

#include "platform/descriptor.h"
#include "platform/stop_signals.h"
#include "send_bounce/platform/posix_world.h"

namespace send_bounce {
namespace {

// Beside SIGINT and SIGTERM, which have their own handler (stop_signals.h).
constexpr std::array kKeptSignals = {SIGHUP, SIGQUIT, SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL};
constexpr std::size_t kMostBytes = 256;

// All that the handler touches. It runs at any moment, so nothing here is ever half written: the
// handlers are set last and taken away first.
struct Kept {
  int terminal = -1;
  termios modes{};
  std::array<char, kMostBytes> leaving{};
  volatile std::sig_atomic_t leaving_size = 0;
  volatile std::sig_atomic_t signalled = 0;
  std::array<struct sigaction, kKeptSignals.size()> before{};
};
Kept kept_terminal;  // NOLINT(cppcoreguidelines-avoid-non-const-global-variables): a handler sees
                     // no other

void restore(int) {
  const auto written = ::write(STDOUT_FILENO, kept_terminal.leaving.data(),
                               static_cast<std::size_t>(kept_terminal.leaving_size));
  static_cast<void>(written);
  ::tcsetattr(kept_terminal.terminal, TCSANOW, &kept_terminal.modes);
}

extern "C" void restore_and_go_on(int signal) {
  const int error = errno;
  restore(signal);
  kept_terminal.signalled = 1;
  for (std::size_t i = 0; i < kKeptSignals.size(); ++i) {
    if (kKeptSignals[i] == signal) ::sigaction(signal, &kept_terminal.before[i], nullptr);
  }
  ::raise(signal);  // delivered when this handler returns
  errno = error;
}

}  // namespace

TerminalKeeper::TerminalKeeper(int terminal) : before_sudden_end_(restore) {
  kept_terminal.terminal = terminal;
  kept_terminal.leaving_size = 0;
  kept_terminal.signalled = 0;
  ::tcgetattr(terminal, &kept_terminal.modes);
  struct sigaction action {};
  action.sa_handler = restore_and_go_on;
  for (std::size_t i = 0; i < kKeptSignals.size(); ++i) {
    ::sigaction(kKeptSignals[i], nullptr, &kept_terminal.before[i]);
    // What our parent had us ignore stays ignored.
    if (kept_terminal.before[i].sa_handler != SIG_IGN)
      ::sigaction(kKeptSignals[i], &action, nullptr);
  }
}

TerminalKeeper::~TerminalKeeper() {
  for (std::size_t i = 0; i < kKeptSignals.size(); ++i) {
    ::sigaction(kKeptSignals[i], &kept_terminal.before[i], nullptr);
  }
  ::tcsetattr(kept_terminal.terminal, TCSADRAIN, &kept_terminal.modes);
}

void TerminalKeeper::set_leaving_bytes(std::string bytes) {
  const std::size_t size = bytes.copy(kept_terminal.leaving.data(), kMostBytes);
  kept_terminal.leaving_size = static_cast<std::sig_atomic_t>(size);
}

bool TerminalKeeper::was_signalled() { return kept_terminal.signalled != 0; }

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
