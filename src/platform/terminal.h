#pragma once

#include <string>

#include "platform/stop_signals.h"

namespace send_bounce {

/// Keeps how the terminal was found, for as long as it lives, and puts it back when a signal is
/// about to end the program: SIGTERM and SIGHUP as well as a crash. The signal then does what it
/// would have done. One at a time.
class TerminalKeeper {
 public:
  /// The modes are those of `terminal`; what is shown goes to stdout.
  explicit TerminalKeeper(int terminal);
  ~TerminalKeeper();
  TerminalKeeper(const TerminalKeeper&) = delete;
  TerminalKeeper& operator=(const TerminalKeeper&) = delete;

  /// The bytes that bring the usual screen back; to be called before another one is shown.
  void set_leaving_bytes(std::string bytes);
  /// True after such a signal that has not ended the program, since somebody else handles it.
  static bool was_signalled();

 private:
  BeforeSuddenEnd before_sudden_end_;
};

}  // namespace send_bounce
