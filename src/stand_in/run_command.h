#pragma once

#include <chrono>
#include <csignal>
#include <optional>
#include <string>
#include <vector>

#include "stand_in/client_variables.h"
#include "stand_in/stand_in.h"

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

/// What COMMAND is told about the stand-in.
struct CommandFacts {
  ClientFacts client;
  std::optional<ReceivedMail> newest_mail;
};

/// The environment of COMMAND: `inherited` ("NAME=value") with these changes.
///
///   those of client_variables.h                  endpoint, region, throw-away keys, certificates
///   AWS_SESSION_TOKEN                            removed where there is none
///   AWS_EC2_METADATA_DISABLED                    true
///   NO_PROXY, no_proxy                           with the loopback addresses added
///   SES_STAND_IN_MESSAGE_ID                      the newest mail: its SES message id,
///   SES_STAND_IN_RECIPIENT                       its first envelope recipient,
///   SES_STAND_IN_NOTIFICATION                    the file of its receipt notification
///   SES_STAND_IN_NOTIFICATIONS                   and the folder in which that lies
///
/// Removed, since each could lead COMMAND past the stand-in: AWS_PROFILE, AWS_DEFAULT_PROFILE,
/// AWS_IGNORE_CONFIGURED_ENDPOINT_URLS, AWS_USE_FIPS_ENDPOINT, AWS_USE_DUALSTACK_ENDPOINT. So is
/// SES_STAND_IN_OPTIONS, which is for this stand-in and not for one that COMMAND starts. The four
/// of the newest mail are removed where the inbox is empty, and each where it has nothing to say.
std::vector<std::string> command_environment(const std::vector<std::string>& inherited,
                                             const CommandFacts& facts);

/// Starts the command (looked up in PATH), takes in new mail while it runs, and hands on the
/// signals that should end this program, but for those that a terminal has sent to both. Returns
/// its exit code; 128 + N where signal N killed it, 127 where there is no such program, 126 where
/// it cannot be run, as shells do.
int run_command(const std::vector<std::string>& command,
                const std::vector<std::string>& environment, const StopSignals& signals,
                StandIn& stand_in, const Log& log);

}  // namespace send_bounce::stand_in
