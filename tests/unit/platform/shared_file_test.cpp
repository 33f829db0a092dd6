#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cerrno>
#include <filesystem>
#include <memory>
#include <string>

#include "send_bounce/platform/posix_world.h"

namespace send_bounce {
namespace {

/// A journal's file on a real disk. Locks between processes and crashes: tests/batch, tests/crash.
class SharedFileTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "shared-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string path() const { return (folder_ / "new folder" / "journal").string(); }
  std::unique_ptr<SharedFile> opened() {
    auto file = files_.open(path());
    EXPECT_TRUE(file);
    if (!file || !(*file)->lock([] {})) return nullptr;
    return *std::move(file);
  }

  std::filesystem::path folder_;
  PosixSharedFiles files_;
};

TEST_F(SharedFileTest, IsReadFromAnyPlaceUpToItsEnd) {
  const auto file = opened();
  ASSERT_NE(file, nullptr);
  EXPECT_EQ(file->read(0, 100).value(), "");
  ASSERT_TRUE(file->append("one\ntwo\n"));
  const struct {
    std::uint64_t offset;
    std::size_t count;
    const char* read;
  } rows[] = {
      {0, 3, "one"}, {4, 3, "two"},    {4, 100, "two\n"}, {0, 1'000'000, "one\ntwo\n"},
      {8, 100, ""},  {1'000, 100, ""}, {3, 0, ""},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(file->read(row.offset, row.count).value(), row.read)
        << row.offset << " + " << row.count;
  }
}

TEST_F(SharedFileTest, IsReadAsOthersHaveChangedIt) {
  const auto file = opened();
  ASSERT_NE(file, nullptr);
  ASSERT_TRUE(file->append("one\n"));
  const auto reader = files_.open_to_read(path());
  ASSERT_TRUE(reader);
  EXPECT_EQ((*reader)->read(0, 100).value(), "one\n");
  ASSERT_TRUE(file->append("two\n"));
  EXPECT_EQ((*reader)->read(4, 100).value(), "two\n");
  ASSERT_TRUE(file->cut(4));
  EXPECT_EQ((*reader)->read(0, 100).value(), "one\n");
  EXPECT_EQ((*reader)->read(4, 100).value(), "");
}

TEST_F(SharedFileTest, IsItsOwnersAlone) {
  const auto file = opened();
  ASSERT_NE(file, nullptr);
  ASSERT_TRUE(file->append("x"));
  struct stat status {};
  ASSERT_EQ(::stat(path().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
  ASSERT_EQ(::stat((folder_ / "new folder").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0700U);
}

TEST_F(SharedFileTest, IsNeitherAFolderNorALink) {
  EXPECT_EQ(files_.open(folder_.string()).error().number, EISDIR);
  std::filesystem::create_symlink(folder_ / "elsewhere", folder_ / "link");
  EXPECT_EQ(files_.open((folder_ / "link").string()).error().number, ELOOP);
  EXPECT_FALSE(std::filesystem::exists(folder_ / "elsewhere"));
  EXPECT_EQ(files_.open_to_read((folder_ / "none").string()).error().number, ENOENT);
}

}  // namespace
}  // namespace send_bounce
