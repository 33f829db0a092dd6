#pragma once

#include <signal.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "send_bounce/values/error.h"
#include "stand_in/event_form.h"
#include "stand_in/mailbox.h"

/// Where events go: `--on-mail`, one attempt at a time.
namespace send_bounce::stand_in {

struct EventTarget {
  std::string command;       ///< for /bin/sh -c; empty if there is a URL
  std::string url;           ///< http://HOST[:PORT][/PATH]
  bool is_function = false;  ///< the path is that of Lambda's Invoke API

  /// For a log: the URL without its query, or "the command". Neither holds a secret.
  std::string shown() const;
};

/// A text that begins with http:// is a URL, any other a command. Usage for an empty one, for
/// https:// and for a URL that cannot be read or names a user.
Result<EventTarget> parse_event_target(const std::string& text);

/// What the real sender waits before each further attempt, in seconds.
///
///   SNS to HTTP       20, 20, 20         `receipt` and `sns` to a URL
///   Lambda            60, 120            asynchronous calls: lambda, sns and eventbridge
///   SQS               30, 30, 30, 30     the visibility timeout of a queue, five times received
std::vector<int> retry_waits(EventForm form, const EventTarget& target);

struct Attempt {
  std::string fault;      ///< a clause: "it ended with exit code 3"; empty if it was handled
  bool is_final = false;  ///< the real sender would not try again
};

/// The variables of the command for one message.
using EventEnvironment = std::function<std::vector<std::string>(const ReceivedMail&)>;

/// Makes one attempt after the other, on one thread.
class EventSender {
 public:
  EventSender(EventTarget target, EventForm form, EventEnvironment environment, sigset_t mask,
              std::chrono::milliseconds time_limit);

  /// Hands the file of the notification over. A command has it as its standard input. Gives up
  /// after the time limit, and soon after `is_stopping` has become true: a command that still runs
  /// is ended with all that it has started in its process group, SIGTERM first.
  Attempt send(const ReceivedMail& mail, const std::atomic<bool>& is_stopping) const;

 private:
  Attempt run(const ReceivedMail& mail, Descriptor event,
              const std::atomic<bool>& is_stopping) const;
  Attempt post(Descriptor event, const std::atomic<bool>& is_stopping) const;

  EventTarget target_;
  EventForm form_;
  EventEnvironment environment_;
  sigset_t mask_;
  std::chrono::milliseconds time_limit_;
};

}  // namespace send_bounce::stand_in
