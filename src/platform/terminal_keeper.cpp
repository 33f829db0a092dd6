#include "platform/terminal_keeper.h"

#include <termios.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>

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

}  // namespace send_bounce
