#include <gtest/gtest.h>

#include <cerrno>

#include "send_bounce/platform/posix_world.h"

namespace send_bounce {
namespace {

tl::expected<Finished, SystemError> shell(const std::string& script) {
  return PosixPrograms().run({"sh", "-c", script}, {});
}

TEST(PosixPrograms, TellsBothOutputsAndTheExitCode) {
  const auto finished = shell("echo result; echo fault >&2; exit 3");
  ASSERT_TRUE(finished);
  EXPECT_EQ(finished->output, "result\n");
  EXPECT_EQ(finished->errors, "fault\n");
  EXPECT_EQ(finished->status, 3);
}

TEST(PosixPrograms, ReadsWhateverPipeIsFullFirst) {
  const auto finished = shell("head -c 300000 /dev/zero >&2; head -c 300000 /dev/zero");
  ASSERT_TRUE(finished);
  EXPECT_EQ(finished->output.size(), 300'000U);
  EXPECT_EQ(finished->errors.size(), 300'000U);
}

TEST(PosixPrograms, WordsReachTheProgramAsTheyAre) {
  const auto finished = PosixPrograms().run({"printf", "%s|", "a b", "$HOME", ""}, {});
  ASSERT_TRUE(finished);
  EXPECT_EQ(finished->output, "a b|$HOME||");
}

TEST(PosixPrograms, GetVariablesBesideOurs) {
  const auto finished =
      PosixPrograms().run({"sh", "-c", "echo $ADDED:${PATH:+ours}"}, {{"ADDED", "a b"}});
  ASSERT_TRUE(finished);
  EXPECT_EQ(finished->output, "a b:ours\n");
}

TEST(PosixPrograms, ThatCannotStartAreTheSystemsFault) {
  EXPECT_EQ(PosixPrograms().run({"no-such-program-anywhere"}, {}).error().number, ENOENT);
  EXPECT_EQ(PosixPrograms().run({"/etc/passwd"}, {}).error().number, EACCES);
  EXPECT_EQ(PosixPrograms().run({}, {}).error().number, ENOENT);
}

TEST(PosixPrograms, AreEndedWhenTheyWriteWithoutEnd) {
  EXPECT_EQ(shell("exec cat /dev/zero").error().number, EFBIG);
}

TEST(PosixPrograms, ASignalThatEndsOneIsToldAsAShellTellsIt) {
  EXPECT_EQ(shell("kill -9 $$")->status, 137);
}

// With SIGPIPE ignored, `yes` would never end by itself but with an error message.
TEST(PosixPrograms, FindSigpipeAsTheyExpectIt) {
  const PosixWorld ignoring_sigpipe;
  const auto finished = shell("yes | head -n 1");
  ASSERT_TRUE(finished);
  EXPECT_EQ(finished->output, "y\n");
  EXPECT_EQ(finished->errors, "");
}

}  // namespace
}  // namespace send_bounce
