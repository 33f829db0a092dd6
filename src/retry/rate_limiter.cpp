#include "send_bounce/retry/rate_limiter.h"

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

}  // namespace send_bounce
