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
AttemptOutcome success() { return {Kind::Success, 200, "", {}, {}}; }

struct Row {
  const char* name;
  AttemptOutcome outcome;
  RetryDecision::Verdict standard;
  RetryDecision::Verdict at_most_once;
};

void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

// Wire page §5; at most once: only what cannot have been accepted goes again. An interrupt ends
// with its signal's exit code in either case.
const Row kRows[] = {
    {"Success", success(), Final, Final},
    {"InternalFailure500", error(500, "InternalFailure"), Retry, Retry},
    {"AnyCode502", error(502, "X"), Retry, Retry},
    {"AnyCode503", error(503, "X"), Retry, Retry},
    {"AnyCode504", error(504, "X"), Retry, Retry},
    {"NotImplemented501", error(501, "X"), Final, Final},
    {"Status505", error(505, "X"), Final, Final},
    {"Status429", error(429, "X"), Final, Final},
    {"Status408", error(408, "X"), Final, Final},
    {"InternalFailure400", error(400, "InternalFailure"), Final, Final},
    {"Throttling400", error(400, "Throttling"), Retry, Retry},
    {"ThrottlingOfAnotherCase", error(400, "throttling"), Final, Final},
    {"PriorRequestNotComplete", error(400, "PriorRequestNotComplete"), Retry, Retry},
    {"RequestTimeout", error(400, "RequestTimeout"), Retry, Retry},
    {"LimitExceeded", error(400, "LimitExceeded"), Final, Final},
    {"ExpiredToken", error(403, "ExpiredToken"), Final, Final},
    {"Skewed", error(403, "RequestTimeTooSkewed"), Final, Final},
    {"Bare503", bare(503), Retry, Unknown},
    {"Bare504", bare(504), Retry, Unknown},
    {"Bare520", bare(520), Final, Unknown},
    {"Bare403", bare(403), Final, Final},
    {"Redirect", bare(302), Final, Final},
    {"Garbage200", unreadable(200), Final, Unknown},
    {"Garbage503", unreadable(503), Final, Unknown},
    {"Resolve", no_answer(TransportPhase::Resolve), Retry, Retry},
    {"Refused", no_answer(TransportPhase::Connect), Retry, Retry},
    {"ConnectTimeout", no_answer(TransportPhase::ConnectTimeout), Retry, Retry},
    {"Tls", no_answer(TransportPhase::Tls), Retry, Retry},
    {"Proxy", no_answer(TransportPhase::Proxy), Retry, Retry},
    {"ReadTimeout", no_answer(TransportPhase::ReadTimeout), Retry, Unknown},
    {"Closed", no_answer(TransportPhase::Closed), Retry, Unknown},
    {"TooLong", no_answer(TransportPhase::Other), Final, Unknown},
    {"InterruptedConnecting", no_answer(TransportPhase::InterruptedConnecting), Final, Final},
    {"Interrupted", no_answer(TransportPhase::Interrupted), Final, Final},
};

class Verdicts : public ::testing::TestWithParam<Row> {};

TEST_P(Verdicts, AreThoseOfTheTable) {
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

// Wire page §5: 1500 → 1.5 s; 9000 → five seconds more than the wait would have been.
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

}  // namespace
}  // namespace send_bounce
