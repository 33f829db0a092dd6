#include "send_bounce/retry/retry_policy.h"

#include <gtest/gtest.h>

namespace send_bounce {
namespace {

// What the limiter of the AWS CLI's own adaptive mode did with a scripted clock that began at
// 1000.1 s: a request goes out after its wait, the answer comes `answer_after` seconds later.
TEST(RateLimiter, WaitsAsTheReferencesDoes) {
  const struct {
    double answer_after;
    bool is_throttled;
    double wait;
  } rows[] = {
      {0.2, true, 0.0},      {0.1, true, 1.8},     {0.1, false, 1.9}, {0.3, true, 0.848214},
      {1.0, true, 1.040100}, {2.5, false, 0.7232}, {0.1, true, 0.0},
  };
  double now = 1000.1;
  RateLimiter limiter(now);
  for (const auto& row : rows) {
    const double wait = limiter.take(now);
    EXPECT_NEAR(wait, row.wait, 1e-5) << "at " << now;
    now += wait + row.answer_after;
    limiter.on_answer(row.is_throttled, now);
  }
  EXPECT_NEAR(limiter.take(now), 1.861979, 1e-5);
}

TEST(RateLimiter, IsOffUntilTheServiceThrottles) {
  RateLimiter limiter(0);
  for (int i = 0; i < 100; ++i) {
    EXPECT_EQ(limiter.take(0.001 * i), 0.0);
    limiter.on_answer(false, 0.001 * i);
  }
}

}  // namespace
}  // namespace send_bounce
