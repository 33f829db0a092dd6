#include "stand_in/outbox.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace send_bounce::stand_in {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class OutboxTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = ::testing::TempDir() + "outbox-XXXXXX";
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder_ = fs::canonical(name).string();
  }
  void TearDown() override { fs::remove_all(folder_); }

  static std::string content(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  std::string folder_;
};

TEST_F(OutboxTest, StoresAMessageInNewForItsOwnerAlone) {
  const auto outbox = Outbox::open(folder_ + "/out");
  ASSERT_TRUE(outbox) << outbox.error().message;
  const auto path = outbox->store("Subject: x\r\n\r\nbody\r\n", {1700000000, 123});
  ASSERT_TRUE(path) << path.error().message;
  EXPECT_THAT(*path, StartsWith(folder_ + "/out/new/1700000000.M123P"));
  EXPECT_EQ(content(*path), "Subject: x\n\nbody\n");
  struct stat status {};
  ASSERT_EQ(::stat(path->c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
  EXPECT_TRUE(fs::is_empty(folder_ + "/out/tmp"));
  EXPECT_TRUE(fs::is_directory(folder_ + "/out/cur"));
}

TEST_F(OutboxTest, GivesEveryMessageAnotherName) {
  const auto outbox = Outbox::open(folder_);
  ASSERT_TRUE(outbox);
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < 25; ++n) EXPECT_TRUE(outbox->store("x", {1, 1}));
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_ + "/new"), fs::directory_iterator()), 100);
}

TEST_F(OutboxTest, OpensOneThatIsThere) {
  ASSERT_TRUE(Outbox::open(folder_));
  EXPECT_TRUE(Outbox::open(folder_));
}

TEST_F(OutboxTest, SaysWhatIsInTheWay) {
  std::ofstream(folder_ + "/file") << "x";
  const auto file = Outbox::open(folder_ + "/file");
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().message, "--outbox: cannot make " + folder_ + "/file: Not a directory");

  const auto missing = Outbox::open(folder_ + "/a/b");
  ASSERT_FALSE(missing);
  EXPECT_THAT(missing.error().message,
              AllOf(HasSubstr("No such file or directory"), HasSubstr("make the folder above")));
}

TEST_F(OutboxTest, SaysThatAMessageCannotBeStored) {
  const auto outbox = Outbox::open(folder_);
  ASSERT_TRUE(outbox);
  fs::remove_all(folder_ + "/tmp");
  const auto path = outbox->store("x", {1, 1});
  ASSERT_FALSE(path);
  EXPECT_THAT(path.error().message, HasSubstr("No such file or directory"));
}

TEST(LineEnds, AreMadeTheSame) {
  EXPECT_EQ(with_line_ends("a\r\nb\nc\r\n", "\r\n"), "a\r\nb\r\nc\r\n");
  EXPECT_EQ(with_line_ends("a\r\nb\nc\r", "\n"), "a\nb\nc\r");
}

}  // namespace
}  // namespace send_bounce::stand_in
