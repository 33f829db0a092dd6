#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "send_bounce/values/error.h"
#include "send_bounce/world/world.h"

/// Whether an attempt is followed by another, and when: a pure judgement over what came of it. The
/// rules are the reference's standard and adaptive modes (wire-protocol.md §5); at_most_once is
/// ours.
namespace send_bounce {

/// The client's own brake of adaptive mode: after a throttled request, tokens that fill at the rate
/// which the service seemed to bear, by the CUBIC rule of RFC 8312 §4.1. All times are in seconds
/// from any fixed moment on.
class RateLimiter {
 public:
  explicit RateLimiter(double start);

  /// To be told of each answer.
  void on_answer(bool is_throttled, double now);

  /// Takes a token for the next request; the seconds until it may go. 0 before any throttling.
  double take(double now);

 private:
  void measure(double now);
  void refill(double now);
  void set_rate(double rate, double now);

  bool is_on_ = false;
  // Requests a second, measured over half seconds and smoothed.
  double measured_rate_ = 0;
  double last_slot_;
  double count_ = 0;
  // Of the CUBIC rule.
  double w_max_;
  double k_ = 0;
  double last_throttle_;
  // Of the tokens.
  double tokens_ = 0;
  double capacity_ = 1;
  double fill_rate_;
  double last_fill_;
};

/// What came of one attempt.
struct AttemptOutcome {
  enum class Kind : std::uint8_t {
    Success,
    ErrorDocument,  ///< the service's own error: it has refused the request
    BareStatus,     ///< an error without a code of the service, as something on the way may send it
    Unreadable,     ///< an answer that is none of the service
    NoAnswer,
    NotMade,  ///< nothing could be sent: a setting forbids it
  };

  Kind kind = Kind::Success;
  /// Of the answer; of NoAnswer, where a final status line had arrived before it failed.
  int status = 0;
  std::string code;                              ///< ErrorDocument
  TransportPhase phase = TransportPhase::Other;  ///< NoAnswer
  /// The x-amz-retry-after header; only the rules of 2026 look at it.
  std::optional<std::chrono::milliseconds> retry_after;
  bool is_modelled_transient = false;  ///< ErrorDocument: its code alone is worth another attempt
};

/// False where the attempt failed before a byte of the request went out.
bool request_went_out(const AttemptOutcome& attempt);

/// What an attempt by itself says of the bounce. NotSent only where no byte of the request went
/// out, or where the answer says that it was refused: a status 4xx, a throttling code, or a
/// redirection that leaves the request undone (RFC 9110 §15.4.8, §15.4.9). AWS defines an
/// InternalFailure as "an unknown error", so no other 5xx proves anything.
Outcome bounce_outcome(const AttemptOutcome& attempt);

/// "Throttling" and its like: the service has refused the request because too many came.
bool is_throttling_code(std::string_view code);

struct RetrySettings {
  std::int64_t max_attempts = 3;  ///< the first one included
  bool adaptive = false;
  /// A bounce that may have been accepted is never sent again.
  bool at_most_once = false;
  /// AWS_NEW_RETRIES_2026: shorter waits, and x-amz-retry-after is honoured.
  bool rules_of_2026 = false;
};

struct RetryDecision {
  enum class Verdict : std::uint8_t {
    Final,    ///< a success, or a failure that another attempt would meet again
    UsedUp,   ///< it would be repeated, but the attempts or the quota are used up
    Unknown,  ///< it would be repeated, but it may have been accepted (at_most_once)
    Retry,
  };
  Verdict verdict = Verdict::Final;
  std::chrono::milliseconds wait{0};  ///< Retry: before the next attempt
};

/// One call's attempts.
class RetryPolicy {
 public:
  /// `now` is seconds since 1970; only differences of such times matter.
  RetryPolicy(const RetrySettings& settings, double now);

  /// The decision after each attempt, in order. `chance` is from [0, 1).
  RetryDecision judge(const AttemptOutcome& outcome, double chance, double now);

  /// Attempts judged so far.
  std::int64_t attempts() const { return attempts_; }

 private:
  std::chrono::milliseconds backoff(const AttemptOutcome& outcome, double chance) const;

  RetrySettings settings_;
  RateLimiter limiter_;
  std::int64_t attempts_ = 0;
  int quota_;
};

}  // namespace send_bounce
