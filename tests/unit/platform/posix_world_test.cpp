#include "send_bounce/platform/posix_world.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pthread.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

namespace send_bounce {
namespace {

class TemporaryFolder : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "posix-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string path(const char* name) const { return (folder_ / name).string(); }

  std::filesystem::path folder_;
};

using PosixFiles = TemporaryFolder;

TEST_F(PosixFiles, AreReadWhole) {
  const std::string text = std::string(200'000, 'x') + '\0' + "\xFF\n";
  std::ofstream(path("f"), std::ios::binary) << text;
  const PosixFileSystem files;
  EXPECT_EQ(files.read(path("f")).value(), text);
  EXPECT_TRUE(files.is_regular(path("f")));
}

TEST_F(PosixFiles, FaultsAreTheSystems) {
  std::ofstream(path("f"));
  const PosixFileSystem files;
  EXPECT_EQ(files.read(path("nope")).error().number, ENOENT);
  EXPECT_EQ(files.read(path("nope")).error().text, "No such file or directory");
  EXPECT_EQ(files.read(folder_.string()).error().number, EISDIR);
  EXPECT_EQ(files.read(path("f") + "/x").error().number, ENOTDIR);
  EXPECT_EQ(files.read(path("f") + std::string(1, '\0')).error().number, ENOENT);
  EXPECT_EQ(files.read("/dev/zero").error().number, EFBIG);
}

TEST_F(PosixFiles, OnlyFilesAndLinksToThemAreRegular) {
  std::ofstream(path("f"));
  std::filesystem::create_symlink(path("f"), path("link"));
  const PosixFileSystem files;
  EXPECT_TRUE(files.is_regular(path("link")));
  EXPECT_FALSE(files.is_regular(folder_.string()));
  EXPECT_FALSE(files.is_regular(path("nope")));
  EXPECT_FALSE(files.is_regular("/dev/null"));
}

TEST(PosixUsers, HaveHomeDirectories) {
  const PosixFileSystem files;
  EXPECT_THAT(files.home_directory("root").value_or(""), ::testing::StartsWith("/"));
  EXPECT_TRUE(files.home_directory(""));
  EXPECT_EQ(files.home_directory("no-such-user"), std::nullopt);
}

TEST(PosixVariables, TellEmptyFromUnset) {
  ::setenv("SEND_BOUNCE_TEST", "", 1);
  EXPECT_EQ(PosixVariables().get("SEND_BOUNCE_TEST"), "");
  ::unsetenv("SEND_BOUNCE_TEST");
  EXPECT_EQ(PosixVariables().get("SEND_BOUNCE_TEST"), std::nullopt);
}

TEST(PosixClock, IsLaterThanThisTest) {
  EXPECT_GT(PosixClock().now().seconds, 1'700'000'000);
  EXPECT_GE(PosixClock().now().microseconds, 0);
  EXPECT_LT(PosixClock().now().microseconds, 1'000'000);
}

TEST(PosixRandom, GivesAsManyBytesAsAsked) {
  const PosixRandom random;
  EXPECT_EQ(random.bytes(0), "");
  EXPECT_EQ(random.bytes(1000).size(), 1000U);
  EXPECT_NE(random.bytes(16), random.bytes(16));
}

// Expected: TZ=… python3 -c 'import time; print(time.tzname, -time.timezone, -time.altzone)'.
class PosixZones : public ::testing::Test {
 protected:
  static PosixZone zone(const char* name) {
    ::setenv("TZ", name, 1);
    return {};
  }
  void TearDown() override {
    ::unsetenv("TZ");
    ::tzset();
  }
};

TEST_F(PosixZones, KnowTheirNamesAndOffsets) {
  const PosixZone zone = PosixZones::zone("EST5EDT,M3.2.0,M11.1.0");
  EXPECT_THAT(zone.names(), ::testing::ElementsAre("EST", "EDT"));
  EXPECT_EQ(zone.offset_at({2020, 1, 2, 3, 0, 0, 0}), -5 * 3600);
  EXPECT_EQ(zone.offset_at({2020, 7, 2, 3, 0, 0, 0}), -4 * 3600);
  EXPECT_EQ(zone.local({1577934245, 7}).hour, 22);
  EXPECT_EQ(zone.local({1577934245, 7}).day, 1);
  EXPECT_EQ(zone.local({1577934245, 7}).microsecond, 7);
}

TEST_F(PosixZones, SouthOfTheEquatorSummerIsInJanuary) {
  const PosixZone zone = PosixZones::zone("AEST-10AEDT,M10.1.0,M4.1.0/3");
  EXPECT_THAT(zone.names(), ::testing::ElementsAre("AEST", "AEDT"));
  EXPECT_EQ(zone.offset_at({2020, 1, 2, 3, 0, 0, 0}), 11 * 3600);
  EXPECT_EQ(zone.offset_at({2020, 7, 2, 3, 0, 0, 0}), 10 * 3600);
}

TEST_F(PosixZones, UtcHasOneOffset) {
  const PosixZone zone = PosixZones::zone("UTC0");
  EXPECT_THAT(zone.names(), ::testing::ElementsAre("UTC", "UTC"));
  EXPECT_EQ(zone.offset_at({9999, 12, 31, 23, 59, 59, 0}), 0);
  EXPECT_EQ(zone.offset_at({1, 1, 1, 0, 0, 0, 0}), 0);
}

class Pipe {
 public:
  Pipe() { (void)!::pipe(ends_); }
  ~Pipe() {
    close_reader();
    ::close(ends_[1]);
  }
  int reader() const { return ends_[0]; }
  int writer() const { return ends_[1]; }
  void close_reader() {
    if (ends_[0] >= 0) ::close(ends_[0]);
    ends_[0] = -1;
  }

 private:
  int ends_[2] = {-1, -1};
};

TEST(DescriptorOutput, WritesMoreThanAPipeHolds) {
  Pipe pipe;
  // Non-blocking, so that writes are cut short and refused while the reader is slow.
  ::fcntl(pipe.writer(), F_SETFL, O_NONBLOCK);
  const std::string text(1'000'000, 'x');
  std::string read;
  std::thread reader([&] {
    char buffer[10'000];
    while (read.size() < text.size()) {
      const ssize_t count = ::read(pipe.reader(), buffer, sizeof buffer);
      if (count <= 0) return;
      read.append(buffer, static_cast<std::size_t>(count));
    }
  });
  EXPECT_TRUE(DescriptorOutput(pipe.writer()).write(text));
  reader.join();
  EXPECT_EQ(read, text);
}

TEST(DescriptorOutput, AClosedPipeIsAnErrorAndNoSignal) {
  PosixWorld world;
  Pipe pipe;
  pipe.close_reader();
  const auto written = DescriptorOutput(pipe.writer()).write("x");
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().number, EPIPE);
  EXPECT_EQ(written.error().text, "Broken pipe");
}

TEST(DescriptorOutput, APipeIsNoTerminal) {
  const Pipe pipe;
  EXPECT_FALSE(DescriptorOutput(pipe.writer()).is_terminal());
  EXPECT_EQ(DescriptorOutput(pipe.writer()).width(), 80);
}

TEST(DescriptorOutput, ATerminalTellsItsWidth) {
  const int leader = ::posix_openpt(O_RDWR | O_NOCTTY);
  ASSERT_GE(leader, 0);
  winsize size{};
  size.ws_col = 132;
  ASSERT_EQ(::ioctl(leader, TIOCSWINSZ, &size), 0);
  EXPECT_TRUE(DescriptorOutput(leader).is_terminal());
  EXPECT_EQ(DescriptorOutput(leader).width(), 132);
  ::close(leader);
}

}  // namespace
}  // namespace send_bounce
