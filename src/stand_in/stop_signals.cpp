#include "stand_in/stop_signals.h"

#include <pthread.h>

#include <ctime>

namespace send_bounce::stand_in {

StopSignals::StopSignals() {
  ::sigemptyset(&waited_for_);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction action {};
    ::sigaction(signal, nullptr, &action);
    if (action.sa_handler != SIG_IGN) ::sigaddset(&waited_for_, signal);
  }
  // An inherited SIG_IGN would make the system reap the child and lose its exit code.
  ::signal(SIGCHLD, SIG_DFL);
  ::sigaddset(&waited_for_, SIGCHLD);
  ::signal(SIGPIPE, SIG_IGN);
  // A file size limit is then an error of the write, which can be told.
  ::signal(SIGXFSZ, SIG_IGN);
  ::pthread_sigmask(SIG_BLOCK, &waited_for_, &inherited_);
}

std::optional<StopSignals::Event> StopSignals::wait(std::chrono::milliseconds time) const {
  const timespec limit = {static_cast<time_t>(time.count() / 1000),
                          static_cast<long>(time.count() % 1000) * 1'000'000};
  siginfo_t info{};
  const int signal = ::sigtimedwait(&waited_for_, &info, &limit);
  if (signal < 0) return std::nullopt;
  return Event{signal, info.si_code == SI_KERNEL};
}

void StopSignals::release() const { ::pthread_sigmask(SIG_SETMASK, &inherited_, nullptr); }

}  // namespace send_bounce::stand_in
