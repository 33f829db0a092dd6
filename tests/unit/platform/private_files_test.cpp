#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "send_bounce/platform/posix_world.h"

namespace send_bounce {
namespace {

class PrivateFilesTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "private-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  static std::string read(const std::filesystem::path& path) {
    return PosixFileSystem().read(path.string()).value_or("(no such file)");
  }
  static unsigned mode(const std::filesystem::path& path) {
    struct stat status {};
    return ::stat(path.c_str(), &status) == 0 ? status.st_mode & 0777U : 0U;
  }

  std::filesystem::path folder_;
  PosixPrivateFiles files_;
};

TEST_F(PrivateFilesTest, AreForTheirOwnerAloneAsAreTheirFolders) {
  const auto path = folder_ / "cli" / "cache" / "x.json";
  ASSERT_TRUE(files_.replace(path.string(), "secret"));
  EXPECT_EQ(read(path), "secret");
  EXPECT_EQ(mode(path), 0600U);
  EXPECT_EQ(mode(path.parent_path()), 0700U);
}

TEST_F(PrivateFilesTest, ReplaceWhatIsThereWithoutLeavingADraft) {
  const auto path = folder_ / "x.json";
  std::ofstream(path) << "old and longer";
  std::filesystem::permissions(path, std::filesystem::perms(0644));
  ASSERT_TRUE(files_.replace(path.string(), "new"));
  EXPECT_EQ(read(path), "new");
  EXPECT_EQ(mode(path), 0600U);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder_), {}), 1);
}

TEST_F(PrivateFilesTest, ThatCannotBeWrittenAreTheSystemsFault) {
  std::ofstream(folder_ / "file") << "x";
  EXPECT_EQ(files_.replace((folder_ / "file" / "x.json").string(), "x").error().number, ENOTDIR);
  std::filesystem::create_directory(folder_ / "x.json");
  EXPECT_EQ(files_.replace((folder_ / "x.json").string(), "x").error().number, EISDIR);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder_), {}), 2);
}

}  // namespace
}  // namespace send_bounce
