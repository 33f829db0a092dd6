#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/bounce_input.h"
#include "cli/plan.h"
#include "cli/session.h"
#include "cli/stderr_gate.h"
#include "send_bounce/cli/error_report.h"
#include "send_bounce/journal/journal.h"
#include "send_bounce/values/error.h"
#include "send_bounce/values/value.h"

/// Bounces one after the other, none of them twice: `--once`, a batch and the Lambda runtime send
/// through here.
namespace send_bounce {

enum class BounceState : std::uint8_t {
  Sent,
  Already,     ///< the journal has its answer
  WouldSend,   ///< --dry-run
  Refused,     ///< by a guard
  Rejected,    ///< by SES
  Unknown,     ///< it may have been accepted, now or in an earlier run
  Failed,      ///< provably not accepted
  Unreadable,  ///< nothing that can be bounced
  Invalid,     ///< no valid request
};

/// "sent", "would-send".
std::string_view name_of(BounceState state);

/// What an error makes of the bounce that ends with it.
BounceState state_of(const Error& error);

/// True for an error by which the service refuses the caller, whatever is asked: keys, policy,
/// clock. Every other bounce would meet it as well.
bool refuses_caller(std::string_view code);

std::vector<std::string> recipients_of(const BounceContent& content);

/// What the journal knows the bounce by.
JournalSubject subject_of(const Plan& plan);

/// What the journal leaves of a bounce.
struct Left {
  std::vector<std::string> recipients;  ///< to whom it may be sent
  std::vector<std::string> sent;        ///< to whom it was sent
  std::vector<JournalEntry> answers;    ///< to those, the newest first
  std::vector<JournalEntry> claims;     ///< that are open, of those to whom it may have been sent
  std::optional<Error> unknown = {};    ///< why nothing may be sent: such a claim
  bool is_done() const { return recipients.empty() && !answers.empty(); }
};

/// REQUIRES: the journal is locked. With `retry_unknown` open claims are in no way.
Result<Left> left_of(Journal& journal, const JournalSubject& subject, bool retry_unknown);

/// What came of one bounce.
struct BounceResult {
  BounceState state = BounceState::Failed;
  std::string region;
  std::string original_message_id;
  std::vector<std::string> recipients;  ///< of this call; of Already, those asked for
  std::vector<std::string> already;     ///< further ones, to whom it was sent before
  Value answer;                         ///< Sent, Already: {"MessageId": "0102…"}
  std::vector<JournalEntry> answers;    ///< of those who have it already, the newest first
  std::vector<Finding> findings;
  std::vector<std::string> warnings;  ///< sentences without their ends; findings are not in it
  /// What a single call would report; also of Sent where the answer was lost to the journal.
  std::optional<Error> error;
  CallRecord call;
  /// Why no further bounce can be sent: the journal cannot be written.
  std::optional<Error> stop;

  int exit() const;                ///< what a single call would have returned
  std::string message_id() const;  ///< the one in `answer`; empty if there is none
  /// The words of the findings that refuse the bounce.
  std::vector<std::string> reasons() const;
  /// `warnings`, and the findings that only warn.
  std::vector<std::string> all_warnings() const;
};

struct BouncerSettings {
  double rate = 0;             ///< calls a second; 0 for no pace
  bool retry_unknown = false;  ///< claims what is unknown anew
  bool goes_on = false;  ///< more bounces follow: the connection is kept, signals end no call, and
                         ///< a throttled call is made again
  bool sends = true;     ///< false: nothing is claimed or sent (--dry-run)
};

/// Refers to its arguments. `memory` is nullptr where nothing is remembered.
class Bouncer {
 public:
  Bouncer(const Session& session, const CredentialWorld& surroundings, const Lookups& lookups,
          StderrGate& err, Journal* memory, const BouncerSettings& settings);

  /// Where more bounces follow, signals are held from here on, whether or not it is sent.
  BounceResult bounce(BounceInput input);

  /// The settings that count for it.
  Result<const Settings*> settings_for(const BounceInput& input);
  /// What the process says when a signal ends it with this known of the call.
  LastWords last_words_of(const CallRecord& call) const;

  /// What cannot be bounced at all, as a result.
  static BounceResult unusable(Error error);

  /// By Clock::elapsed: no attempt starts with less than a second left, and none lasts longer.
  void set_deadline(std::optional<std::chrono::microseconds> deadline) { deadline_ = deadline; }

 private:
  /// One bounce on its way.
  struct Task {
    Plan plan;
    JournalSubject subject;
    BounceResult result;
    std::chrono::milliseconds wait{0};  ///< before it is tried again
    std::optional<Instant> waited_for;  ///< the claim before it, of which the turn is over
  };
  enum class Look : std::uint8_t { First, Locked };

  Result<Route*> route_for(const BounceInput& input);
  Result<Task> task_for(BounceInput input, const Route& route);
  /// nullopt where the bounce may be sent; the task is narrowed to those who do not have it.
  std::optional<BounceResult> look(Task& task, Look look);
  std::optional<BounceResult> look_into_memory(Task& task);
  BounceResult send_in_turn(Task task);
  std::optional<BounceResult> call_in_turn(Task& task, std::chrono::milliseconds& waited);
  void make_call(Task& task);
  void settle(Task& task);
  std::chrono::milliseconds turn_of(Task& task) const;
  bool is_worth_a_wait(Task& task, std::chrono::milliseconds& waited) const;
  BounceResult stopped(Task& task, Error error) const;
  static BounceResult interrupted(Task& task);
  void hold_signals();

  const Session& session_;
  const CredentialWorld& surroundings_;
  const Lookups& lookups_;
  StderrGate& err_;
  Journal* memory_;
  BouncerSettings settings_;
  ErrorStyle style_;
  LastWords words_between_;    ///< nothing is on its way
  LastWords words_in_flight_;  ///< a request is
  std::optional<std::chrono::microseconds> deadline_;
  std::map<std::string, Route, std::less<>> routes_;  ///< by the evidence that chose the region
  std::map<std::string, std::chrono::microseconds, std::less<>> last_starts_;  ///< by region
  bool has_warned_of_tls_ = false;
};

}  // namespace send_bounce
