#include "stand_in/fault_queue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <thread>
#include <vector>

namespace send_bounce::stand_in {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::vector<FaultStep> steps(std::string_view script) {
  const auto parsed = parse_fault_script(script);
  EXPECT_TRUE(parsed) << parsed.error().message;
  return parsed.value_or(std::vector<FaultStep>{});
}

TEST(FaultScript, IsStepsInOrderWithCounts) {
  EXPECT_THAT(steps("503*2,ok, reset "),
              ElementsAre(FaultStep{{FaultKind::Unavailable, 0}, 2},
                          FaultStep{{FaultKind::Ok, 0}, 1}, FaultStep{{FaultKind::Reset, 0}, 1}));
}

struct StepRow {
  const char* text;
  FaultKind kind;
  std::int64_t milliseconds;
};

class Step : public ::testing::TestWithParam<StepRow> {};

TEST_P(Step, Means) {
  const auto& row = GetParam();
  EXPECT_THAT(steps(row.text), ElementsAre(FaultStep{{row.kind, row.milliseconds}, 1}));
}

INSTANTIATE_TEST_SUITE_P(
    FaultScript, Step,
    ::testing::Values(
        StepRow{"ok", FaultKind::Ok, 0}, StepRow{"500", FaultKind::InternalFailure, 0},
        StepRow{"503", FaultKind::Unavailable, 0}, StepRow{"throttle", FaultKind::Throttle, 0},
        StepRow{"hang", FaultKind::Hang, 0}, StepRow{"hang:2", FaultKind::Hang, 2000},
        StepRow{"hang-before:0.5", FaultKind::HangBefore, 500},
        StepRow{"late:1.25", FaultKind::Late, 1250}, StepRow{"reset", FaultKind::Reset, 0},
        StepRow{"reset-before", FaultKind::ResetBefore, 0}, StepRow{"half", FaultKind::Half, 0},
        StepRow{"untidy-header", FaultKind::UntidyHeader, 0},
        StepRow{"second-answer", FaultKind::SecondAnswer, 0},
        StepRow{"tls-alert", FaultKind::TlsAlert, 0},
        StepRow{"wrong-certificate", FaultKind::WrongCertificate, 0},
        StepRow{"expired-certificate", FaultKind::ExpiredCertificate, 0},
        StepRow{"unknown-ca", FaultKind::UnknownCa, 0},
        StepRow{"slow-handshake:1.5", FaultKind::SlowHandshake, 1500},
        StepRow{"slow", FaultKind::Slow, 50}, StepRow{"slow:0.001", FaultKind::Slow, 1},
        StepRow{"skew:1200", FaultKind::Skew, 1'200'000},
        StepRow{"skew:-1200", FaultKind::Skew, -1'200'000}));

struct BadRow {
  const char* script;
  const char* step;
  const char* why;
};

class BadStep : public ::testing::TestWithParam<BadRow> {};

TEST_P(BadStep, IsNamedBesideTheKnownOnes) {
  const auto parsed = parse_fault_script(GetParam().script);
  ASSERT_FALSE(parsed);
  EXPECT_EQ(parsed.error().kind, ErrorKind::Usage);
  EXPECT_THAT(parsed.error().message, HasSubstr(std::string("step '") + GetParam().step + "'"));
  EXPECT_THAT(parsed.error().message, HasSubstr(GetParam().why));
  EXPECT_THAT(parsed.error().message, HasSubstr("hang-before[:SECONDS]"));
}

INSTANTIATE_TEST_SUITE_P(
    FaultScript, BadStep,
    ::testing::Values(
        BadRow{"", "", "not known"}, BadRow{"ok,,ok", "", "not known"},
        BadRow{"ok,504", "504", "not known"}, BadRow{"OK", "OK", "not known"},
        BadRow{"ok*", "ok*", "count"}, BadRow{"ok*0", "ok*0", "count"},
        BadRow{"ok*-1", "ok*-1", "count"}, BadRow{"ok*1000001", "ok*1000001", "count"},
        BadRow{"ok*2x", "ok*2x", "count"}, BadRow{"ok:1", "ok:1", "takes no ':SECONDS'"},
        BadRow{"slow-handshake", "slow-handshake", "needs ':SECONDS'"},
        BadRow{"random", "random", "needs a seed"}, BadRow{"random:", "random:", "needs a seed"},
        BadRow{"random:-1", "random:-1", "needs a seed"},
        BadRow{"random:18446744073709551616", "random:18446744073709551616", "needs a seed"},
        BadRow{"random:7*0", "random:7*0", "count"}, BadRow{"skew", "skew", "needs ':SECONDS'"},
        BadRow{"late", "late", "needs ':SECONDS'"}, BadRow{"hang:", "hang:", "0.001"},
        BadRow{"hang:0", "hang:0", "0.001"}, BadRow{"hang:-1", "hang:-1", "0.001"},
        BadRow{"hang:nan", "hang:nan", "0.001"}, BadRow{"hang:inf", "hang:inf", "0.001"},
        BadRow{"slow:1s", "slow:1s", "0.001"}, BadRow{"skew:1e99", "skew:1e99", "-315360000"}));

TEST(FaultQueue, HandsOutEachStepAsOftenAsItSaysThenOk) {
  FaultQueue queue(steps("503*2,throttle"));
  EXPECT_EQ(queue.next().kind, FaultKind::Unavailable);
  EXPECT_EQ(queue.next().kind, FaultKind::Unavailable);
  EXPECT_EQ(queue.next().kind, FaultKind::Throttle);
  EXPECT_EQ(queue.next().kind, FaultKind::Ok);
  EXPECT_EQ(queue.next().kind, FaultKind::Ok);
}

TEST(FaultQueue, CountsRequestsOfParallelThreadsOnce) {
  FaultQueue queue(steps("500*300,reset*100"));
  std::map<FaultKind, int> counts;
  std::mutex mutex;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < 125; ++n) {
        const auto kind = queue.next().kind;
        const std::scoped_lock lock(mutex);
        ++counts[kind];
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(counts[FaultKind::InternalFailure], 300);
  EXPECT_EQ(counts[FaultKind::Reset], 100);
  EXPECT_EQ(counts[FaultKind::Ok], 100);
}

TEST(FaultQueue, KeepsAFaultOfAConnectionForTheNextOne) {
  FaultQueue queue(steps("503,tls-alert*2,500"), true);
  EXPECT_EQ(queue.next_of_connection().kind, FaultKind::Ok);
  EXPECT_FALSE(queue.wants_connection());
  EXPECT_EQ(queue.next().kind, FaultKind::Unavailable);
  EXPECT_TRUE(queue.wants_connection());
  EXPECT_EQ(queue.next().kind, FaultKind::Ok);
  EXPECT_EQ(queue.next_of_connection().kind, FaultKind::TlsAlert);
  EXPECT_EQ(queue.next_of_connection().kind, FaultKind::TlsAlert);
  EXPECT_EQ(queue.next_of_connection().kind, FaultKind::Ok);
  EXPECT_EQ(queue.next().kind, FaultKind::InternalFailure);
  EXPECT_EQ(queue.next().kind, FaultKind::Ok);
}

// What a client meets that makes a connection for each request.
std::vector<FaultKind> meet(FaultQueue& queue, int count) {
  std::vector<FaultKind> kinds;
  for (int i = 0; i < count; ++i) {
    const auto fault = queue.next_of_connection();
    kinds.push_back(fault.kind == FaultKind::Ok ? queue.next().kind : fault.kind);
  }
  return kinds;
}

TEST(RandomFaults, AreTheSameForASeed) {
  FaultQueue one(steps("random:7"), true);
  FaultQueue two(steps("random:7"), true);
  FaultQueue other(steps("random:8"), true);
  const auto kinds = meet(one, 200);
  EXPECT_EQ(kinds, meet(two, 200));
  EXPECT_NE(kinds, meet(other, 200));
}

TEST(RandomFaults, AreOfEveryKindAndNoneHalfOfTheTime) {
  FaultQueue queue(steps("random:1"), true);
  std::map<FaultKind, int> counts;
  for (const auto kind : meet(queue, 4000)) ++counts[kind];
  EXPECT_EQ(counts.size(), fault_notes().size() - 1);  // "random" itself is none
  EXPECT_NEAR(counts[FaultKind::Ok], 2000, 200);
}

TEST(RandomFaults, AreNoneOfAConnectionWithoutTls) {
  FaultQueue queue(steps("random:1"), false);
  for (const auto kind : meet(queue, 2000)) EXPECT_FALSE(is_of_connection(kind));
}

TEST(RandomFaults, EndAfterTheirCount) {
  FaultQueue queue(steps("random:3*50,throttle"), false);
  meet(queue, 50);
  EXPECT_EQ(queue.next().kind, FaultKind::Throttle);
  EXPECT_EQ(queue.next().kind, FaultKind::Ok);
}

TEST(RandomFaults, WaitForSecondsAndNotForEver) {
  std::mt19937_64 chance(5);
  for (int i = 0; i < 2000; ++i) {
    const auto fault = draw_fault(chance, true);
    if (fault.kind == FaultKind::Skew) continue;
    EXPECT_LE(fault.milliseconds, 3000);
    if (delivery_under(fault).kind != DeliveryKind::Hang) continue;
    EXPECT_GT(fault.milliseconds, 0);
  }
}

TEST(Fault, SaysWhetherTheBounceIsAccepted) {
  for (const auto kind :
       {FaultKind::Hang, FaultKind::Reset, FaultKind::Half, FaultKind::Slow, FaultKind::Late,
        FaultKind::Skew, FaultKind::Ok, FaultKind::UntidyHeader, FaultKind::SecondAnswer}) {
    EXPECT_TRUE(is_processed_under(kind)) << fault_name(kind);
  }
  for (const auto kind : {FaultKind::InternalFailure, FaultKind::Unavailable, FaultKind::Throttle,
                          FaultKind::HangBefore, FaultKind::ResetBefore}) {
    EXPECT_FALSE(is_processed_under(kind)) << fault_name(kind);
  }
}

}  // namespace
}  // namespace send_bounce::stand_in
