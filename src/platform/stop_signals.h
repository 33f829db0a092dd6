#pragma once

#include "send_bounce/world/world.h"

/// SIGINT and SIGTERM, for the whole process: the real side of Interrupts (world/world.h), and what
/// the rest of this folder needs to know of them.
namespace send_bounce {

/// As in Interrupts; from the first call on they are caught, and not before, so that none ends the
/// process without a word. One that our parent has us ignore stays ignored. The words must live
/// until the next call.
void hold_stop_signals(const LastWords& last_words);
void release_stop_signals(const LastWords& last_words);
/// Undoes it.
void give_stop_signals_back();

/// From now on an allocation that fails ends the process, with the last words for it, instead of
/// throwing (std::set_new_handler).
void end_where_memory_ends();

/// The first one that came while they were held; 0 for none.
int held_stop_signal();

/// Readable once one has come while they were held; -1 where they never were. Never read from it.
int stop_signal_descriptor();

/// While it lives, `action` runs before a signal ends the process: what must not stay behind. Like
/// any handler it may do only what signal-safety(7) lists. One at a time.
class BeforeSuddenEnd {
 public:
  using Action = void (*)(int signal);
  explicit BeforeSuddenEnd(Action action);
  ~BeforeSuddenEnd();
  BeforeSuddenEnd(const BeforeSuddenEnd&) = delete;
  BeforeSuddenEnd& operator=(const BeforeSuddenEnd&) = delete;
};

}  // namespace send_bounce
