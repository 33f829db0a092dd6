#include "send_bounce/retry/retry_policy.h"

#include <algorithm>
#include <cmath>

namespace send_bounce {
namespace {

constexpr double kLowestRate = 0.5;  // requests a second
constexpr double kScale = 0.4;       // C of RFC 8312
constexpr double kBeta = 0.7;        // what is left of the rate after a throttled request
constexpr double kSmoothing = 0.8;
constexpr double kSlotsPerSecond = 2;
constexpr double kLargestGrowth = 2;  // of the measured rate

double inflection(double w_max) { return std::cbrt(w_max * (1 - kBeta) / kScale); }

}  // namespace

RateLimiter::RateLimiter(double start)
    : last_slot_(std::floor(start)),
      w_max_(kLowestRate),
      k_(inflection(kLowestRate)),
      last_throttle_(start),
      fill_rate_(kLowestRate),
      last_fill_(start) {}

void RateLimiter::measure(double now) {
  const double slot = std::floor(now * kSlotsPerSecond) / kSlotsPerSecond;
  count_ += 1;
  if (slot <= last_slot_) return;
  const double rate = count_ / (slot - last_slot_);
  measured_rate_ = rate * kSmoothing + measured_rate_ * (1 - kSmoothing);
  count_ = 0;
  last_slot_ = slot;
}

void RateLimiter::refill(double now) {
  tokens_ = std::min(capacity_, tokens_ + (now - last_fill_) * fill_rate_);
  last_fill_ = now;
}

void RateLimiter::set_rate(double rate, double now) {
  refill(now);
  fill_rate_ = std::max(rate, kLowestRate);
  capacity_ = std::max(rate, 1.0);
  tokens_ = std::min(tokens_, capacity_);
}

void RateLimiter::on_answer(bool is_throttled, double now) {
  measure(now);
  double rate = 0;
  if (is_throttled) {
    w_max_ = is_on_ ? std::min(measured_rate_, fill_rate_) : measured_rate_;
    k_ = inflection(w_max_);
    last_throttle_ = now;
    rate = w_max_ * kBeta;
    is_on_ = true;
  } else {
    rate = kScale * std::pow(now - last_throttle_ - k_, 3) + w_max_;
  }
  set_rate(std::min(rate, kLargestGrowth * measured_rate_), now);
}

double RateLimiter::take(double now) {
  if (!is_on_) return 0;
  refill(now);
  const double wait = std::max(0.0, (1 - tokens_) / fill_rate_);
  refill(now + wait);
  tokens_ -= 1;
  return wait;
}

namespace {

using Kind = AttemptOutcome::Kind;
using std::chrono::milliseconds;

constexpr std::string_view kThrottlingCodes[] = {"Throttling",
                                                 "ThrottlingException",
                                                 "ThrottledException",
                                                 "RequestThrottledException",
                                                 "TooManyRequestsException",
                                                 "ProvisionedThroughputExceededException",
                                                 "TransactionInProgressException",
                                                 "RequestLimitExceeded",
                                                 "BandwidthLimitExceeded",
                                                 "LimitExceededException",
                                                 "RequestThrottled",
                                                 "SlowDown",
                                                 "PriorRequestNotComplete",
                                                 "EC2ThrottledException"};
constexpr std::string_view kTransientCodes[] = {"RequestTimeout", "RequestTimeoutException"};
constexpr int kTransientStatuses[] = {500, 502, 503, 504};

// What a process may spend on retries, and what one costs.
constexpr int kQuota = 500;
constexpr int kRetryPrice = 5;
constexpr int kTimeOutPrice = 10;
constexpr int kRetryPriceOf2026 = 14;
constexpr int kThrottledPriceOf2026 = 5;
constexpr double kLongestBackoff = 20;  // seconds
constexpr double kShortUnit = 0.05;     // seconds, of the rules of 2026
constexpr milliseconds kLongestExtraWait{5000};

template <class T, std::size_t Count, class U>
bool is_in(const T (&table)[Count], const U& value) {
  return std::find(std::begin(table), std::end(table), value) != std::end(table);
}

bool is_throttled(const AttemptOutcome& outcome) {
  return outcome.kind == Kind::ErrorDocument && is_in(kThrottlingCodes, outcome.code);
}

bool is_time_out(const AttemptOutcome& outcome) {
  return outcome.kind == Kind::NoAnswer && (outcome.phase == TransportPhase::ReadTimeout ||
                                            outcome.phase == TransportPhase::ConnectTimeout);
}

bool is_interrupt(TransportPhase phase) {
  return phase == TransportPhase::Interrupted || phase == TransportPhase::InterruptedConnecting;
}

// 4xx, and the two redirections that forbid to take the request for done.
bool is_refusal(const AttemptOutcome& outcome) {
  return (outcome.status >= 400 && outcome.status < 500) || outcome.status == 307 ||
         outcome.status == 308 || is_throttled(outcome);
}

bool is_transient(const AttemptOutcome& outcome) {
  switch (outcome.kind) {
    case Kind::Success:
    case Kind::Unreadable:
    case Kind::NotMade:
      return false;
    case Kind::BareStatus:
      return is_in(kTransientStatuses, outcome.status);
    case Kind::ErrorDocument:
      return is_in(kTransientStatuses, outcome.status) || is_in(kThrottlingCodes, outcome.code) ||
             is_in(kTransientCodes, outcome.code) || outcome.is_modelled_transient;
    case Kind::NoAnswer:
      // Whoever has sent a final status line has decided; how the rest fails is no reason to ask
      // again. An answer past our own limits would come again.
      return outcome.status == 0 && outcome.phase != TransportPhase::Other;
  }
  return false;
}

int price(const AttemptOutcome& outcome, bool rules_of_2026) {
  if (rules_of_2026) return is_throttled(outcome) ? kThrottledPriceOf2026 : kRetryPriceOf2026;
  return is_time_out(outcome) ? kTimeOutPrice : kRetryPrice;
}

milliseconds from_seconds(double seconds) {
  return milliseconds(static_cast<std::int64_t>(std::lround(seconds * 1000)));
}

}  // namespace

bool is_throttling_code(std::string_view code) { return is_in(kThrottlingCodes, code); }

bool request_went_out(const AttemptOutcome& attempt) {
  if (attempt.kind == Kind::NotMade) return false;
  if (attempt.kind != Kind::NoAnswer) return true;
  switch (attempt.phase) {
    case TransportPhase::Resolve:
    case TransportPhase::Connect:
    case TransportPhase::ConnectTimeout:
    case TransportPhase::Tls:
    case TransportPhase::Proxy:
    case TransportPhase::InterruptedConnecting:
      return false;
    case TransportPhase::ReadTimeout:
    case TransportPhase::Closed:
    case TransportPhase::Interrupted:
    case TransportPhase::Other:
      break;
  }
  return true;
}

Outcome bounce_outcome(const AttemptOutcome& attempt) {
  if (attempt.kind == Kind::Success) return Outcome::Sent;
  const bool is_open = request_went_out(attempt) && !is_refusal(attempt);
  return is_open ? Outcome::Unknown : Outcome::NotSent;
}

RetryPolicy::RetryPolicy(const RetrySettings& settings, double now)
    : settings_(settings), limiter_(now), quota_(kQuota) {}

milliseconds RetryPolicy::backoff(const AttemptOutcome& outcome, double chance) const {
  // Beyond some thirty doublings the limit holds anyway.
  const int doublings = static_cast<int>(std::min<std::int64_t>(attempts_ - 1, 30));
  if (!settings_.rules_of_2026) {
    return from_seconds(chance * std::min(std::ldexp(1.0, doublings), kLongestBackoff));
  }
  const double unit = is_throttled(outcome) ? 1 : kShortUnit;
  const milliseconds wait =
      from_seconds(chance * std::min(unit * std::ldexp(1.0, doublings), kLongestBackoff));
  if (!outcome.retry_after) return wait;
  return std::clamp(*outcome.retry_after, wait, wait + kLongestExtraWait);
}

RetryDecision RetryPolicy::judge(const AttemptOutcome& outcome, double chance, double now) {
  using enum RetryDecision::Verdict;
  ++attempts_;
  if (settings_.adaptive) limiter_.on_answer(is_throttled(outcome), now);
  // Whoever interrupts is told what is known, and by which signal's exit code.
  if (outcome.kind == Kind::NoAnswer && is_interrupt(outcome.phase)) return {Final, {}};
  if (settings_.at_most_once && bounce_outcome(outcome) == Outcome::Unknown) return {Unknown, {}};
  if (!is_transient(outcome)) return {Final, {}};
  if (attempts_ >= settings_.max_attempts) return {UsedUp, {}};
  const int cost = price(outcome, settings_.rules_of_2026);
  if (quota_ < cost) return {UsedUp, {}};
  quota_ -= cost;

  RetryDecision decision{Retry, backoff(outcome, chance)};
  if (settings_.adaptive) {
    const double at = now + std::chrono::duration<double>(decision.wait).count();
    decision.wait += from_seconds(limiter_.take(at));
  }
  return decision;
}

}  // namespace send_bounce
