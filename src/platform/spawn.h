#pragma once

#include <spawn.h>
#include <sys/types.h>

#include <csignal>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "platform/descriptor.h"
#include "platform/stop_signals.h"

/// How PosixPrograms and PosixViewers start their children.
namespace send_bounce {

struct Pipe {
  Descriptor read_end;
  Descriptor write_end;
};

/// Closed in a child unless a plan places it there; nullopt with errno set.
std::optional<Pipe> make_pipe();

/// What a child has of us: our descriptors but for those that are placed, and signals as programs
/// expect them.
class SpawnPlan {
 public:
  SpawnPlan();
  ~SpawnPlan();
  SpawnPlan(const SpawnPlan&) = delete;
  SpawnPlan& operator=(const SpawnPlan&) = delete;

  /// Our descriptor `from` is the child's `to`.
  void place(int from, int to);
  /// The signal has its default action in the child. So have those that PosixWorld
  /// ignores, without being named.
  void restore(int signal);
  /// Starts the first word, looked up in PATH, with all words as its arguments and the variables
  /// beside ours. Returns 0 or an error's number.
  int start(const std::vector<std::string>& words,
            const std::vector<std::pair<std::string, std::string>>& variables, pid_t& child);

 private:
  posix_spawn_file_actions_t actions_{};
  posix_spawnattr_t attributes_{};
  sigset_t restored_{};
};

/// While it lives, a SIGTERM that ends us ends the child, too. SIGINT comes from the terminal,
/// which has told the child by itself. One at a time.
class EndedWithUs {
 public:
  explicit EndedWithUs(pid_t child);

 private:
  BeforeSuddenEnd before_;
};

/// Waits for the end of the child: its exit code, or 128 and the number of the signal.
int wait_for(pid_t child);

}  // namespace send_bounce
