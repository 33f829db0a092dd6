#include <gtest/gtest.h>

#include "send_bounce/world/paths.h"
#include "support/fake_world.h"

namespace send_bounce {
namespace {

using testing::FakeFileSystem;
using testing::FakeVariables;

// Expected: os.path.expanduser(os.path.expandvars(path)).
TEST(Paths, ExpandVariablesFirstAndThenTheHomeDirectory) {
  const FakeVariables variables{
      {"HOME", "/home/ann/"}, {"A", "1"}, {"TILDE", "~/x"}, {"NESTED", "$A"}};
  FakeFileSystem files;
  files.homes["bob"] = "/home/bob";
  const struct {
    const char* path;
    const char* expanded;
  } rows[] = {
      {"/etc/x", "/etc/x"},
      {"~/.aws/config", "/home/ann/.aws/config"},
      {"~", "/home/ann"},
      {"~bob/x", "/home/bob/x"},
      {"~nobody/x", "~nobody/x"},
      {"/a/~/b", "/a/~/b"},
      {"$HOME/x", "/home/ann//x"},
      {"${A}b$A", "1b1"},
      {"$UNKNOWN/${UNKNOWN}", "$UNKNOWN/${UNKNOWN}"},
      {"$TILDE", "/home/ann/x"},
      {"$NESTED", "$A"},
      {"100$", "100$"},
      {"${A", "${A"},
      {"$", "$"},
      {"", ""},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(expand_path(row.path, variables, files), row.expanded) << row.path;
  }
}

TEST(Paths, WithoutHomeTheUserDatabaseIsAsked) {
  FakeFileSystem files;
  files.homes[""] = "/srv/ann";
  EXPECT_EQ(expand_home("~/x", FakeVariables{}, files), "/srv/ann/x");
}

TEST(Paths, AHomeOfRootOrOfNothingStaysAPath) {
  const FakeFileSystem files;
  EXPECT_EQ(expand_home("~", FakeVariables{{"HOME", "/"}}, files), "/");
  EXPECT_EQ(expand_home("~/x", FakeVariables{{"HOME", ""}}, files), "/x");
}

}  // namespace
}  // namespace send_bounce
