#include "stand_in/child.h"

#include <spawn.h>
#include <unistd.h>

namespace send_bounce::stand_in {
namespace {

std::vector<char*> exec_pointers(const std::vector<std::string>& words) {
  std::vector<char*> result;
  result.reserve(words.size() + 1);
  // The system's interface says char*, and does not write to it.
  for (const auto& word : words) result.push_back(const_cast<char*>(word.c_str()));
  result.push_back(nullptr);
  return result;
}

}  // namespace

int start_child(const ChildPlan& plan, pid_t& child) {
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_t actions;
  ::posix_spawnattr_init(&attributes);
  ::posix_spawn_file_actions_init(&actions);
  // What StopSignals changed in this process is no business of the program.
  sigset_t defaults;
  ::sigemptyset(&defaults);
  ::sigaddset(&defaults, SIGPIPE);
  ::sigaddset(&defaults, SIGXFSZ);
  int flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK;
  if (plan.has_own_group) flags |= POSIX_SPAWN_SETPGROUP;
  ::posix_spawnattr_setsigdefault(&attributes, &defaults);
  ::posix_spawnattr_setsigmask(&attributes, &plan.signal_mask);
  ::posix_spawnattr_setflags(&attributes, static_cast<short>(flags));
  if (plan.input >= 0) ::posix_spawn_file_actions_adddup2(&actions, plan.input, STDIN_FILENO);
  if (plan.writes_to_errors)
    ::posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO);

  const auto arguments = exec_pointers(plan.words);
  const auto variables = exec_pointers(plan.environment);
  const int error = ::posix_spawnp(&child, plan.words.front().c_str(), &actions, &attributes,
                                   arguments.data(), variables.data());
  ::posix_spawn_file_actions_destroy(&actions);
  ::posix_spawnattr_destroy(&attributes);
  return error;
}

}  // namespace send_bounce::stand_in
