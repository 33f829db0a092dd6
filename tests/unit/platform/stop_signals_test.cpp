#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include <string>
#include <thread>
#include <vector>

#include "send_bounce/platform/posix_world.h"

#ifndef __has_feature
#define __has_feature(name) 0
#endif

namespace send_bounce {
namespace {

using namespace std::chrono_literals;
using ::testing::ExitedWithCode;

// Those that end a process do so in one of their own.
TEST(StopSignalsDeathTest, EndTheProcessWithItsLastWords) {
  for (const int signal : {SIGINT, SIGTERM}) {
    EXPECT_EXIT(
        {
          PosixInterrupts interrupts;
          interrupts.release({"Nothing was sent.", ""});
          ::raise(signal);
        },
        ExitedWithCode(128 + signal), "^Nothing was sent\\.$");
  }
}

// They would end it without a word.
TEST(StopSignals, AreTheSystemsUntilThereAreLastWords) {
  const PosixInterrupts interrupts;
  for (const int signal : {SIGINT, SIGTERM}) {
    struct sigaction now {};
    ::sigaction(signal, nullptr, &now);
    EXPECT_EQ(now.sa_handler, SIG_DFL);
  }
}

TEST(StopSignals, ThatAreHeldEndWaitsAlone) {
  PosixInterrupts interrupts;
  interrupts.hold({"in a hurry", ""});
  EXPECT_EQ(interrupts.held(), 0);
  ::raise(SIGTERM);
  EXPECT_EQ(interrupts.held(), SIGTERM);
  const auto start = std::chrono::steady_clock::now();
  EXPECT_FALSE(PosixClock().sleep(60s));
  EXPECT_LT(std::chrono::steady_clock::now() - start, 10s);
}

TEST(StopSignals, EndAWaitThatHasBegun) {
  PosixInterrupts interrupts;
  interrupts.hold({});
  // Whichever thread has the signal, the one that waits is woken.
  std::thread other([] {
    std::this_thread::sleep_for(50ms);
    ::pthread_kill(::pthread_self(), SIGINT);
  });
  EXPECT_FALSE(PosixClock().sleep(60s));
  other.join();
}

TEST(StopSignalsDeathTest, ASecondOneEndsTheProcess) {
  EXPECT_EXIT(
      {
        PosixInterrupts interrupts;
        interrupts.hold({"The bounce may have been accepted.", ""});
        ::raise(SIGINT);
        ::raise(SIGTERM);
      },
      ExitedWithCode(143), "^The bounce may have been accepted\\.$");
}

TEST(StopSignalsDeathTest, OneThatWasHeldEndsTheProcessWhenItIsReleased) {
  EXPECT_EXIT(
      {
        PosixInterrupts interrupts;
        interrupts.hold({"The bounce may have been accepted.", ""});
        ::raise(SIGINT);
        interrupts.release({"The call had succeeded.", ""});
      },
      ExitedWithCode(130), "^The call had succeeded\\.$");
}

TEST(StopSignals, AreTheSystemsAgainAfterwards) {
  {
    PosixInterrupts interrupts;
    interrupts.release({"Nothing was sent.", ""});
  }
  for (const int signal : {SIGINT, SIGTERM}) {
    struct sigaction now {};
    ::sigaction(signal, nullptr, &now);
    EXPECT_EQ(now.sa_handler, SIG_DFL);
  }
}

#if !defined(__SANITIZE_ADDRESS__) && !__has_feature(address_sanitizer)
[[noreturn]] void use_up_memory() {
  PosixWorld posix;
  World world = posix.world({});
  world.interrupts.hold({"", "The bounce may have been accepted.", 75});
  rlimit small{};
  small.rlim_cur = small.rlim_max = std::size_t{512} << 20U;
  ::setrlimit(RLIMIT_AS, &small);
  std::vector<std::string> all;
  while (true) all.emplace_back(std::size_t{1} << 20U, 'x');
}

// In the place of a std::bad_alloc, which would end in terminate().
TEST(StopSignalsDeathTest, TheEndOfMemorySaysWhatIsKnownToo) {
  EXPECT_EXIT(use_up_memory(), ExitedWithCode(75), "^The bounce may have been accepted\\.$");
}
#endif

// SIGTERM goes to us alone; what we wait for would go on without us.
TEST(StopSignalsDeathTest, TakeAProgramThatWeWaitForAlong) {
  using Start = void (*)(const World& world, const std::vector<std::string>& words);
  const Start starts[] = {[](const World& world, const auto& words) {
                            static_cast<void>(world.programs.run(words, {}));
                          },
                          [](const World& world, const auto& words) {
                            static_cast<void>(world.viewers.show(words, {}, "text"));
                          }};
  for (const Start start : starts) {
    const auto began = std::chrono::steady_clock::now();
    // Returns when nobody holds the descriptors of that process any more, the program included.
    EXPECT_EXIT(
        {
          PosixWorld posix;
          World world = posix.world({});
          world.interrupts.release({});
          start(world, {"sh", "-c", "sleep 0.2; kill -TERM $PPID; exec sleep 60"});
        },
        ExitedWithCode(143), "");
    EXPECT_LT(std::chrono::steady_clock::now() - began, 30s);
  }
}

}  // namespace
}  // namespace send_bounce
