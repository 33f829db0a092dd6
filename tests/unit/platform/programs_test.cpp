#include <gtest/gtest.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <filesystem>

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

class PosixViewersTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "viewers-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  int fault_of(const std::string& program) const {
    const auto found = viewers_.find(program);
    return found ? 0 : found.error().number;
  }
  // What a viewer that is this script leaves in the file $1.
  std::string seen_by(const std::string& script, std::string_view text) {
    const std::string path = (folder_ / "seen").string();
    EXPECT_TRUE(viewers_.show({"sh", "-c", script, "sh", path}, {{"LESS", "FRX"}}, text));
    return PosixFileSystem().read(path).value_or("(nothing)");
  }

  std::filesystem::path folder_;
  PosixViewers viewers_;
};

TEST_F(PosixViewersTest, AreFoundAsExecFindsPrograms) {
  EXPECT_EQ(fault_of("sh"), 0);
  EXPECT_EQ(fault_of("/bin/sh"), 0);
  EXPECT_EQ(fault_of("no-such-program-anywhere"), ENOENT);
  EXPECT_EQ(fault_of("/nope/pager"), ENOENT);
  EXPECT_EQ(fault_of("/etc/passwd"), EACCES);
  EXPECT_EQ(fault_of("/etc"), EACCES);
  EXPECT_EQ(fault_of(""), ENOENT);
}

TEST_F(PosixViewersTest, GetTheTextAndTheVariables) {
  EXPECT_EQ(seen_by("{ echo \"$LESS\"; cat; } > \"$1\"", "one\ntwo\n"), "FRX\none\ntwo\n");
}

TEST_F(PosixViewersTest, GetTextsThatNoPipeHolds) {
  EXPECT_EQ(seen_by("sleep 0.1; wc -c > \"$1\"", std::string(1'000'000, 'x')), "1000000\n");
}

TEST_F(PosixViewersTest, MayLeaveBeforeTheEnd) {
  const PosixWorld ignoring_sigpipe;
  EXPECT_EQ(seen_by("echo gone > \"$1\"; exit 3", std::string(1'000'000, 'x')), "gone\n");
}

// Ctrl-C goes to both at the terminal; what comes after it is the viewer's to say.
TEST_F(PosixViewersTest, HaveTheInterruptForThemselves) {
  EXPECT_EQ(seen_by("trap 'echo restored > \"$1\"; exit' INT; kill -INT $PPID $$; sleep 5", ""),
            "restored\n");
  struct sigaction now {};
  ::sigaction(SIGINT, nullptr, &now);
  EXPECT_EQ(now.sa_handler, SIG_DFL);
}

TEST_F(PosixViewersTest, ThatCannotStartAreTheSystemsFault) {
  EXPECT_EQ(viewers_.show({"no-such-program-anywhere"}, {}, "x").error().number, ENOENT);
  EXPECT_EQ(viewers_.show({}, {}, "x").error().number, ENOENT);
}

}  // namespace

}  // namespace send_bounce
