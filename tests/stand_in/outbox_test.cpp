#include "stand_in/delivery.h"

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
using ::testing::ContainsRegex;
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

TEST_F(OutboxTest, GivesNoMessageANameThatCouldBeKnownBefore) {
  const auto outbox = Outbox::open(folder_);
  ASSERT_TRUE(outbox);
  const auto path = outbox->store("x", {1700000000, 123});
  ASSERT_TRUE(path);
  // Maildir's letter for what is drawn from /dev/urandom or the like.
  EXPECT_THAT(*path, ContainsRegex("Q[0-9]+R[0-9a-f]{16}[.]"));
}

TEST_F(OutboxTest, MakesItsFoldersForTheirOwnerAlone) {
  const mode_t before = ::umask(0);
  const auto outbox = Outbox::open(folder_ + "/out");
  ASSERT_TRUE(outbox);
  const auto path = outbox->store("x", {1, 1});
  ::umask(before);
  for (const char* name : {"", "/tmp", "/new", "/cur"}) {
    struct stat status {};
    ASSERT_EQ(::stat((folder_ + "/out" + name).c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0700U) << name;
  }
  struct stat status {};
  ASSERT_EQ(::stat(path->c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
  EXPECT_EQ(outbox->warning(), "");
}

TEST_F(OutboxTest, MayBeNamedByALinkButHoldsNone) {
  fs::create_directory(folder_ + "/out");
  fs::create_directory_symlink("out", folder_ + "/link");
  const auto outbox = Outbox::open(folder_ + "/link");
  ASSERT_TRUE(outbox) << outbox.error().message;
  EXPECT_EQ(outbox->directory(), folder_ + "/out");

  for (const std::string name : {"/tmp", "/new", "/cur"}) {
    const std::string other = folder_ + "/other" + std::to_string(name[1]);
    fs::create_directory(other);
    fs::create_directory_symlink(folder_ + "/out/cur", other + name);
    const auto refused = Outbox::open(other);
    ASSERT_FALSE(refused) << name;
    EXPECT_THAT(refused.error().message, HasSubstr("A file or a symbolic link has that name"));
  }
}

TEST_F(OutboxTest, StoresNothingThroughAFolderThatBecomesALink) {
  const auto outbox = Outbox::open(folder_ + "/out");
  ASSERT_TRUE(outbox);
  fs::create_directory(folder_ + "/elsewhere");
  for (const std::string name : {"tmp", "new"}) {
    fs::rename(folder_ + "/out/" + name, folder_ + "/kept");
    fs::create_directory_symlink(folder_ + "/elsewhere", folder_ + "/out/" + name);
    EXPECT_FALSE(outbox->store("x", {1, 1}));
    EXPECT_TRUE(fs::is_empty(folder_ + "/elsewhere"));
    fs::remove(folder_ + "/out/" + name);
    fs::rename(folder_ + "/kept", folder_ + "/out/" + name);
  }
  EXPECT_TRUE(fs::is_empty(folder_ + "/out/tmp"));
}

TEST_F(OutboxTest, WarnsWhereOthersCanMeddle) {
  fs::create_directory(folder_ + "/open");
  fs::permissions(folder_ + "/open", fs::perms::all);
  const auto open = Outbox::open(folder_ + "/open");
  ASSERT_TRUE(open);
  EXPECT_EQ(open->warning(), "--outbox " + folder_ + "/open is writable by everybody");
  if (::geteuid() != 0) GTEST_SKIP() << "only root can give a folder away";
  fs::create_directories(folder_ + "/foreign/new");
  ASSERT_EQ(::chown((folder_ + "/foreign/new").c_str(), 65534, 65534), 0);
  const auto foreign = Outbox::open(folder_ + "/foreign");
  ASSERT_TRUE(foreign);
  EXPECT_EQ(foreign->warning(),
            "--outbox " + folder_ +
                "/foreign/new belongs to another user, who can remove the files in it");
}

TEST_F(OutboxTest, OpensOneThatIsThere) {
  ASSERT_TRUE(Outbox::open(folder_));
  EXPECT_TRUE(Outbox::open(folder_));
}

TEST_F(OutboxTest, SaysWhatIsInTheWay) {
  std::ofstream(folder_ + "/file") << "x";
  const auto file = Outbox::open(folder_ + "/file");
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().message,
            "--outbox: cannot create " + folder_ +
                "/file: Not a directory. A file or a symbolic link has that name");

  const auto missing = Outbox::open(folder_ + "/a/b");
  ASSERT_FALSE(missing);
  EXPECT_THAT(missing.error().message,
              AllOf(HasSubstr("No such file or directory"), HasSubstr("Create its parent folder")));
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
