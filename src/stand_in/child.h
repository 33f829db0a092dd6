#pragma once

#include <signal.h>
#include <sys/types.h>

#include <string>
#include <vector>

namespace send_bounce::stand_in {

/// How a program of the user's is started. It has none of our descriptors but 0, 1 and 2, and
/// SIGPIPE and SIGXFSZ act as programs expect.
struct ChildPlan {
  std::vector<std::string> words;        ///< program, looked up in PATH, and its arguments
  std::vector<std::string> environment;  ///< "NAME=value"
  sigset_t signal_mask{};
  int input = -1;                 ///< becomes its standard input; -1: it has ours
  bool writes_to_errors = false;  ///< its standard output goes where our standard error goes
  bool has_own_group = false;     ///< a process group of its own, which can be ended as a whole
};

/// 0 and the child's id, or errno.
int start_child(const ChildPlan& plan, pid_t& child);

}  // namespace send_bounce::stand_in
