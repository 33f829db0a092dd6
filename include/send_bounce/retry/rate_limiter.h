#pragma once

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

}  // namespace send_bounce
