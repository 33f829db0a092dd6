#pragma once

#include <chrono>
#include <csignal>
#include <optional>

namespace send_bounce::stand_in {

/// The signals that end the program, and the end of a child, as events that the main thread waits
/// for. No handler runs, so nothing that happens on a signal is limited to what handlers may do.
///
/// Blocks SIGINT, SIGTERM and SIGHUP, without those that the caller of the program ignores (nohup,
/// a shell's background jobs), and SIGCHLD; ignores SIGPIPE and SIGXFSZ. Threads inherit that: make
/// it before any other thread, once.
class StopSignals {
 public:
  struct Event {
    int signal = 0;  ///< SIGCHLD, or one that ends the program
    /// From a terminal's keyboard, which has told the whole process group by itself.
    bool is_from_terminal = false;
  };

  StopSignals();

  /// nullopt where none came within that time.
  std::optional<Event> wait(std::chrono::milliseconds time) const;

  /// Gives the signals back to the system, so that another one ends a farewell that takes long.
  void release() const;

  /// The signal mask that was there before, for a child.
  const sigset_t& inherited_mask() const { return inherited_; }

 private:
  sigset_t inherited_{};
  sigset_t waited_for_{};
};

}  // namespace send_bounce::stand_in
