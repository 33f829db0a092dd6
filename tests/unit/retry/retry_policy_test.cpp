#include "send_bounce/retry/retry_policy.h"

#include <gtest/gtest.h>

#include <vector>

namespace send_bounce {
namespace {

using enum RetryDecision::Verdict;
using Kind = AttemptOutcome::Kind;
using std::chrono::milliseconds;

AttemptOutcome error(int status, const char* code) {
  return {Kind::ErrorDocument, status, code, {}, {}};
}
AttemptOutcome bare(int status) { return {Kind::BareStatus, status, "", {}, {}}; }
AttemptOutcome unreadable(int status) { return {Kind::Unreadable, status, "", {}, {}}; }
AttemptOutcome no_answer(TransportPhase phase) { return {Kind::NoAnswer, 0, "", phase, {}}; }
// A final status line had arrived before it failed.
AttemptOutcome broken_off(int status, TransportPhase phase) {
  return {Kind::NoAnswer, status, "", phase, {}};
}
AttemptOutcome success() { return {Kind::Success, 200, "", {}, {}}; }

struct Row {
  const char* name;
  AttemptOutcome outcome;
  RetryDecision::Verdict standard;
  RetryDecision::Verdict at_most_once;
  Outcome bounce;
};

void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

// wire-protocol.md §5. At most once: only what cannot have been accepted goes again, and of what
// the service says only a 4xx, a throttling code or a redirection that forbids to take it for done
// proves that. An interrupt ends with its signal's exit code in either case.
constexpr Outcome NotSent = Outcome::NotSent;
constexpr Outcome Open = Outcome::Unknown;
const Row kRows[] = {
    {"Success", success(), Final, Final, Outcome::Sent},
    {"InternalFailure500", error(500, "InternalFailure"), Retry, Unknown, Open},
    {"AnyCode502", error(502, "X"), Retry, Unknown, Open},
    {"AnyCode503", error(503, "X"), Retry, Unknown, Open},
    {"AnyCode504", error(504, "X"), Retry, Unknown, Open},
    {"Throttling503", error(503, "Throttling"), Retry, Retry, NotSent},
    {"SlowDown500", error(500, "SlowDown"), Retry, Retry, NotSent},
    {"NotImplemented501", error(501, "X"), Final, Unknown, Open},
    {"Status505", error(505, "X"), Final, Unknown, Open},
    {"Status429", error(429, "X"), Final, Final, NotSent},
    {"Status408", error(408, "X"), Final, Final, NotSent},
    {"InternalFailure400", error(400, "InternalFailure"), Final, Final, NotSent},
    {"Throttling400", error(400, "Throttling"), Retry, Retry, NotSent},
    {"ThrottlingOfAnotherCase", error(400, "throttling"), Final, Final, NotSent},
    {"PriorRequestNotComplete", error(400, "PriorRequestNotComplete"), Retry, Retry, NotSent},
    {"RequestTimeout", error(400, "RequestTimeout"), Retry, Retry, NotSent},
    {"LimitExceeded", error(400, "LimitExceeded"), Final, Final, NotSent},
    {"ExpiredToken", error(403, "ExpiredToken"), Final, Final, NotSent},
    {"Skewed", error(403, "RequestTimeTooSkewed"), Final, Final, NotSent},
    {"Bare503", bare(503), Retry, Unknown, Open},
    {"Bare504", bare(504), Retry, Unknown, Open},
    {"Bare520", bare(520), Final, Unknown, Open},
    {"Bare403", bare(403), Final, Final, NotSent},
    {"TemporaryRedirect", bare(307), Final, Final, NotSent},
    {"PermanentRedirect", bare(308), Final, Final, NotSent},
    {"RedirectAfterTheDeed", bare(303), Final, Unknown, Open},
    {"RedirectThatMayBeEither", bare(302), Final, Unknown, Open},
    {"Garbage200", unreadable(200), Final, Unknown, Open},
    {"Garbage503", unreadable(503), Final, Unknown, Open},
    {"Resolve", no_answer(TransportPhase::Resolve), Retry, Retry, NotSent},
    {"Refused", no_answer(TransportPhase::Connect), Retry, Retry, NotSent},
    {"ConnectTimeout", no_answer(TransportPhase::ConnectTimeout), Retry, Retry, NotSent},
    {"Tls", no_answer(TransportPhase::Tls), Retry, Retry, NotSent},
    {"Proxy", no_answer(TransportPhase::Proxy), Retry, Retry, NotSent},
    {"ReadTimeout", no_answer(TransportPhase::ReadTimeout), Retry, Unknown, Open},
    {"Closed", no_answer(TransportPhase::Closed), Retry, Unknown, Open},
    {"TooLong", no_answer(TransportPhase::Other), Final, Unknown, Open},
    {"SilentAfter200", broken_off(200, TransportPhase::ReadTimeout), Final, Unknown, Open},
    {"SilentAfter503", broken_off(503, TransportPhase::ReadTimeout), Final, Unknown, Open},
    {"SilentAfter400", broken_off(400, TransportPhase::ReadTimeout), Final, Final, NotSent},
    {"InterruptedConnecting", no_answer(TransportPhase::InterruptedConnecting), Final, Final,
     NotSent},
    {"Interrupted", no_answer(TransportPhase::Interrupted), Final, Final, Open},
    {"NotMade", {Kind::NotMade, 0, "", {}, {}}, Final, Final, NotSent},
};

class Verdicts : public ::testing::TestWithParam<Row> {};

TEST_P(Verdicts, AreThoseOfTheTable) {
  EXPECT_EQ(bounce_outcome(GetParam().outcome), GetParam().bounce);
  RetrySettings settings;
  EXPECT_EQ(RetryPolicy(settings, 0).judge(GetParam().outcome, 0, 0).verdict, GetParam().standard);
  settings.adaptive = true;
  EXPECT_EQ(RetryPolicy(settings, 0).judge(GetParam().outcome, 0, 0).verdict, GetParam().standard);
  settings.at_most_once = true;
  EXPECT_EQ(RetryPolicy(settings, 0).judge(GetParam().outcome, 0, 0).verdict,
            GetParam().at_most_once);
}

INSTANTIATE_TEST_SUITE_P(All, Verdicts, ::testing::ValuesIn(kRows),
                         [](const auto& row) { return row.param.name; });

// Uniform between nothing and 1, 2, 4 … 20 seconds.
TEST(RetryPolicy, DoublesTheLongestWaitUpToTwentySeconds) {
  RetryPolicy policy({.max_attempts = 100}, 0);
  std::vector<std::int64_t> waits;
  for (int i = 0; i < 7; ++i) waits.push_back(policy.judge(error(503, "X"), 0.5, 0).wait.count());
  EXPECT_EQ(waits, (std::vector<std::int64_t>{500, 1000, 2000, 4000, 8000, 10000, 10000}));
  EXPECT_EQ(policy.judge(error(503, "X"), 0.0, 0).wait.count(), 0);
}

TEST(RetryPolicy, StopsAfterTheAttemptsThatAreAllowed) {
  RetryPolicy policy({.max_attempts = 2}, 0);
  EXPECT_EQ(policy.judge(error(503, "X"), 0, 0).verdict, Retry);
  EXPECT_EQ(policy.judge(error(503, "X"), 0, 0).verdict, UsedUp);
  EXPECT_EQ(policy.attempts(), 2);
}

int retries_until_quota(const AttemptOutcome& outcome) {
  RetryPolicy policy({.max_attempts = 1000}, 0);
  int retries = 0;
  while (policy.judge(outcome, 0, 0).verdict == Retry) ++retries;
  return retries;
}

// 500 tokens; a retry costs 5, after a time-out 10.
TEST(RetryPolicy, SpendsAQuota) {
  EXPECT_EQ(retries_until_quota(error(503, "X")), 100);
  EXPECT_EQ(retries_until_quota(no_answer(TransportPhase::ReadTimeout)), 50);
}

TEST(RetryPolicy, ByTheRulesOf2026WaitsLessUnlessItIsThrottled) {
  RetryPolicy policy({.max_attempts = 10, .rules_of_2026 = true}, 0);
  EXPECT_EQ(policy.judge(error(503, "X"), 0.5, 0).wait, milliseconds(25));
  EXPECT_EQ(policy.judge(error(400, "Throttling"), 0.5, 0).wait, milliseconds(1000));
}

// wire-protocol.md §5: 1500 → 1.5 s; 9000 → five seconds more than the wait would have been.
TEST(RetryPolicy, ByTheRulesOf2026HonoursTheServersWait) {
  const auto wait_for = [](milliseconds asked, bool rules_of_2026) {
    AttemptOutcome outcome = error(503, "X");
    outcome.retry_after = asked;
    return RetryPolicy({.rules_of_2026 = rules_of_2026}, 0).judge(outcome, 0, 0).wait;
  };
  EXPECT_EQ(wait_for(milliseconds(1500), true), milliseconds(1500));
  EXPECT_EQ(wait_for(milliseconds(9000), true), milliseconds(5000));
  EXPECT_EQ(wait_for(milliseconds(1500), false), milliseconds(0));
}

// Between throttled requests at least the two seconds of half a token each, less what has filled.
TEST(RetryPolicy, AdaptiveModeWaitsForTokensAfterThrottling) {
  RetryPolicy policy({.max_attempts = 5, .adaptive = true}, 1000.1);
  EXPECT_EQ(policy.judge(error(503, "X"), 0, 1000.2).wait.count(), 0);
  EXPECT_GT(policy.judge(error(400, "Throttling"), 0, 1000.3).wait.count(), 500);
}

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
