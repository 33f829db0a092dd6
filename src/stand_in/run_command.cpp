#include "stand_in/run_command.h"

#include <pthread.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <ctime>
#include <string_view>

#include "send_bounce/kernel/calls.h"
#include "stand_in/child.h"

namespace send_bounce::stand_in {
namespace {

constexpr std::string_view kRemoved[] = {
    "AWS_PROFILE",
    "AWS_DEFAULT_PROFILE",
    "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
    "AWS_USE_FIPS_ENDPOINT",
    "AWS_USE_DUALSTACK_ENDPOINT",
    // For this stand-in, and not for one that COMMAND may start.
    "SES_STAND_IN_OPTIONS",
};

/// A list of "NAME=value" in which each name stands once.
class Environment {
 public:
  explicit Environment(std::vector<std::string> entries) : entries_(std::move(entries)) {}

  std::string get(std::string_view name) const {
    for (const auto& entry : entries_) {
      if (is_of(entry, name)) return entry.substr(name.size() + 1);
    }
    return {};
  }

  void remove(std::string_view name) {
    std::erase_if(entries_, [&](const std::string& entry) { return is_of(entry, name); });
  }

  /// An empty value removes the variable.
  void set(std::string_view name, std::string_view value) {
    remove(name);
    if (!value.empty()) entries_.push_back(std::string(name) + "=" + std::string(value));
  }

  std::vector<std::string> entries() && { return std::move(entries_); }

 private:
  static bool is_of(const std::string& entry, std::string_view name) {
    return entry.size() > name.size() && entry[name.size()] == '=' && entry.starts_with(name);
  }

  std::vector<std::string> entries_;
};

// With a proxy in the environment a client would ask it for our loopback address.
void except_loopback_from_proxies(Environment& environment) {
  auto exceptions = environment.get("no_proxy");
  if (exceptions.empty()) exceptions = environment.get("NO_PROXY");
  if (exceptions != "*") {
    exceptions += exceptions.empty() ? "127.0.0.1,::1" : ",127.0.0.1,::1";
  }
  environment.set("no_proxy", exceptions);
  environment.set("NO_PROXY", exceptions);
}

void describe_mail(Environment& environment, const std::optional<ReceivedMail>& newest) {
  const auto mail = newest.value_or(ReceivedMail{});
  const auto slash = mail.notification_path.rfind('/');
  const auto folder =
      slash == std::string::npos ? std::string() : mail.notification_path.substr(0, slash);
  environment.set("SES_STAND_IN_MESSAGE_ID", mail.message_id);
  environment.set("SES_STAND_IN_RECIPIENT", mail.recipients.empty() ? "" : mail.recipients[0]);
  environment.set("SES_STAND_IN_NOTIFICATION", mail.notification_path);
  environment.set("SES_STAND_IN_NOTIFICATIONS", folder);
}

}  // namespace

std::vector<std::string> command_environment(const std::vector<std::string>& inherited,
                                             const CommandFacts& facts) {
  Environment environment(inherited);
  for (const auto name : kRemoved) environment.remove(name);
  environment.remove("AWS_SESSION_TOKEN");
  for (const auto& [name, value] : client_variables(facts.client)) environment.set(name, value);
  environment.set("AWS_EC2_METADATA_DISABLED", "true");
  // A rehearsal is remembered with its bounces, and not in the user's own journal.
  environment.set("SEND_BOUNCE_JOURNAL", facts.client.outbox + "/send-bounce-journal.ndjson");
  except_loopback_from_proxies(environment);
  describe_mail(environment, facts.newest_mail);
  return std::move(environment).entries();
}

int run_command(const std::vector<std::string>& command,
                const std::vector<std::string>& environment, const StopSignals& signals,
                StandIn& stand_in, const Log& log) {
  pid_t child = 0;
  const ChildPlan plan = {command, environment, signals.inherited_mask()};
  if (const int error = start_child(plan, child); error != 0) {
    log("cannot run " + command.front() + ": " + std::strerror(error));
    return error == ENOENT ? 127 : 126;
  }
  while (true) {
    const auto event = signals.wait(stand_in.tend());
    // Also without SIGCHLD: several of them may be one.
    int status = 0;
    if (::waitpid(child, &status, WNOHANG) == child) {
      return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    }
    if (event && event->signal != SIGCHLD && !event->is_from_terminal) {
      ::kill(child, event->signal);
    }
  }
}

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
  const kernel::Signal signal = kernel::take_signal(waited_for_, limit);
  if (signal.number < 0) return std::nullopt;
  return Event{signal.number, signal.is_of_terminal};
}

void StopSignals::release() const { ::pthread_sigmask(SIG_SETMASK, &inherited_, nullptr); }

}  // namespace send_bounce::stand_in
