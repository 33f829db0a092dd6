#include "platform/terminal_keeper.h"

#include <termios.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>

namespace send_bounce {
namespace {

// Beside SIGINT and SIGTERM, which have their own handler (stop_signals.h).
constexpr std::array kSignals = {SIGHUP, SIGQUIT, SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL};
constexpr std::size_t kMostBytes = 256;

// All that the handler touches. It runs at any moment, so nothing here is ever half written: the
// handlers are set last and taken away first.
struct Kept {
  int terminal = -1;
  termios modes{};
  std::array<char, kMostBytes> leaving{};
  volatile std::sig_atomic_t leaving_size = 0;
  volatile std::sig_atomic_t signalled = 0;
  std::array<struct sigaction, kSignals.size()> before{};
};
Kept kept;  // NOLINT(cppcoreguidelines-avoid-non-const-global-variables): a handler sees no other

void restore(int) {
  const auto written =
      ::write(STDOUT_FILENO, kept.leaving.data(), static_cast<std::size_t>(kept.leaving_size));
  static_cast<void>(written);
  ::tcsetattr(kept.terminal, TCSANOW, &kept.modes);
}

extern "C" void restore_and_go_on(int signal) {
  const int error = errno;
  restore(signal);
  kept.signalled = 1;
  for (std::size_t i = 0; i < kSignals.size(); ++i) {
    if (kSignals[i] == signal) ::sigaction(signal, &kept.before[i], nullptr);
  }
  ::raise(signal);  // delivered when this handler returns
  errno = error;
}

}  // namespace

TerminalKeeper::TerminalKeeper(int terminal) : before_sudden_end_(restore) {
  kept.terminal = terminal;
  kept.leaving_size = 0;
  kept.signalled = 0;
  ::tcgetattr(terminal, &kept.modes);
  struct sigaction action {};
  action.sa_handler = restore_and_go_on;
  for (std::size_t i = 0; i < kSignals.size(); ++i) {
    ::sigaction(kSignals[i], nullptr, &kept.before[i]);
    // What our parent had us ignore stays ignored.
    if (kept.before[i].sa_handler != SIG_IGN) ::sigaction(kSignals[i], &action, nullptr);
  }
}

TerminalKeeper::~TerminalKeeper() {
  for (std::size_t i = 0; i < kSignals.size(); ++i) {
    ::sigaction(kSignals[i], &kept.before[i], nullptr);
  }
  ::tcsetattr(kept.terminal, TCSADRAIN, &kept.modes);
}

void TerminalKeeper::set_leaving_bytes(std::string bytes) {
  const std::size_t size = bytes.copy(kept.leaving.data(), kMostBytes);
  kept.leaving_size = static_cast<std::sig_atomic_t>(size);
}

bool TerminalKeeper::was_signalled() { return kept.signalled != 0; }

}  // namespace send_bounce
