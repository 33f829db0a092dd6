#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <thread>
#include <vector>

#include "platform/descriptor.h"
#include "send_bounce/platform/posix_world.h"

namespace send_bounce {
namespace {

class LogLinesTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "log-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string path(const char* name) const { return (folder_ / name).string(); }
  std::string read(const char* name) const {
    return PosixFileSystem().read(path(name)).value_or("(no such file)");
  }
  static unsigned mode(const std::string& path) {
    struct stat status {};
    return ::stat(path.c_str(), &status) == 0 ? status.st_mode & 0777U : 0U;
  }

  std::filesystem::path folder_;
  PosixSharedFiles files_;
};

TEST_F(LogLinesTest, MakeAFileForItsOwnerAndAppendToIt) {
  ASSERT_TRUE(files_.append_line(path("log"), "one\n"));
  ASSERT_TRUE(files_.append_line(path("log"), "two\n"));
  EXPECT_EQ(read("log"), "one\ntwo\n");
  EXPECT_EQ(mode(path("log")), 0600U);
}

TEST_F(LogLinesTest, LeaveTheRightsOfAFileThatIsThere) {
  std::ofstream(folder_ / "log") << "zero\n";
  std::filesystem::permissions(folder_ / "log", std::filesystem::perms(0640));
  ASSERT_TRUE(files_.append_line(path("log"), "one\n"));
  EXPECT_EQ(read("log"), "zero\none\n");
  EXPECT_EQ(mode(path("log")), 0640U);
}

TEST_F(LogLinesTest, FollowNoLinkAndWriteIntoNothingButFiles) {
  std::ofstream(folder_ / "target") << "kept";
  std::filesystem::create_symlink(folder_ / "target", folder_ / "link");
  ASSERT_EQ(::mkfifo(path("pipe").c_str(), 0600), 0);
  EXPECT_EQ(files_.append_line(path("link"), "x\n").error().number, ELOOP);
  EXPECT_EQ(files_.append_line(folder_.string(), "x\n").error().number, EISDIR);
  EXPECT_EQ(files_.append_line(path("pipe"), "x\n").error().number, EINVAL);
  EXPECT_EQ(files_.append_line("/dev/null", "x\n").error().number, EINVAL);
  EXPECT_EQ(files_.append_line(path("no/log"), "x\n").error().number, ENOENT);
  EXPECT_EQ(files_.append_line("", "x\n").error().number, ENOENT);
  EXPECT_EQ(read("target"), "kept");
}

// Where the file may not grow, the system writes the part that still fits.
TEST_F(LogLinesTest, LeaveNoPartOfALine) {
  std::ofstream(folder_ / "log") << "one\n";
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  rlimit small = before;
  small.rlim_cur = 6;
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  const auto done = files_.append_line(path("log"), "a long line\n");
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
  EXPECT_EQ(done.error().number, ENOSPC);
  EXPECT_EQ(read("log"), "one\n");
}

TEST_F(LogLinesTest, WaitForNobodyWhoHasTheLock) {
  const Descriptor other(::open(path("log").c_str(), O_RDWR | O_CREAT, 0600));
  ASSERT_EQ(::flock(other.get(), LOCK_EX), 0);
  ASSERT_TRUE(files_.append_line(path("log"), "one\n"));
  EXPECT_EQ(read("log"), "one\n");
}

TEST_F(LogLinesTest, KeepLinesWholeThatSeveralWriteAtOnce) {
  const std::string line(3000, 'x');
  std::vector<std::thread> writers;
  for (int writer = 0; writer < 4; ++writer) {
    writers.emplace_back([&] {
      for (int i = 0; i < 50; ++i) static_cast<void>(files_.append_line(path("log"), line + "\n"));
    });
  }
  for (std::thread& writer : writers) writer.join();
  std::ifstream log(folder_ / "log");
  int count = 0;
  for (std::string found; std::getline(log, found); ++count) EXPECT_EQ(found, line);
  EXPECT_EQ(count, 200);
}

TEST_F(LogLinesTest, SendADatagramToTheSystemsLog) {
  const std::string place = path("dev-log");
  EXPECT_EQ(files_.send_datagram(place, "<22>x").error().number, ENOENT);

  const Descriptor socket(::socket(AF_UNIX, SOCK_DGRAM, 0));
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  ASSERT_LT(place.size(), sizeof address.sun_path);
  std::memcpy(address.sun_path, place.c_str(), place.size());
  ASSERT_EQ(::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  ASSERT_TRUE(files_.send_datagram(place, "<22>one"));
  std::string bytes(100, '\0');
  const ssize_t count = ::recv(socket.get(), bytes.data(), bytes.size(), 0);
  ASSERT_EQ(count, 7);
  EXPECT_EQ(bytes.substr(0, 7), "<22>one");

  // Nobody reads on: the queue fills up, and the next call says so at once.
  int sent = 0;
  auto done = files_.send_datagram(place, "<22>two");
  while (done && ++sent < 100'000) done = files_.send_datagram(place, "<22>two");
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().number, EAGAIN);
}

}  // namespace
}  // namespace send_bounce
