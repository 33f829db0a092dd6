#include "send_bounce/settings/profiles.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>

#include "support/fake_world.h"

namespace send_bounce {
namespace {

using ::testing::ElementsAre;
using testing::FakeFileSystem;
using testing::FakeVariables;

constexpr const char* kConfig = "/home/user/.aws/config";
constexpr const char* kCredentials = "/home/user/.aws/credentials";

Result<ConfigFiles> load(const std::string& config, const std::string& credentials = "") {
  const FakeFileSystem files{{kConfig, config}, {kCredentials, credentials}};
  return load_config_files(FakeVariables{}, files);
}

std::string value_of(const ConfigFiles& files, std::string_view profile, std::string_view key) {
  const auto found = find_in_profile(files, profile, key);
  return found ? found->value->text : "(none)";
}

TEST(ConfigFiles, TheHeadersOfTheConfigFileNameProfiles) {
  const struct {
    const char* header;
    const char* profile;
    bool found;
  } rows[] = {
      {"[default]", "default", true},   {"[profile x]", "x", true},
      {"[profile\tx]", "x", true},      {"[profile \"x y\"]", "x y", true},
      {"[profile 'x y']", "x y", true}, {"[profile a\\b]", "ab", true},
      {"[profilesx y]", "y", true},     {"[profile default]", "default", true},
      {"[profile \"\"]", "", true},     {"[x]", "x", false},
      {"[profile x y]", "x y", false},  {"[profile \"x]", "x", false},
      {"[ profile x ]", "x", false},    {"[ default ]", "default", false},
      {"[Default]", "default", false},  {"[DEFAULT]", "DEFAULT", false},
      {"[profile X]", "x", false},      {"[sso-session x]", "x", false},
      {"[services x]", "x", false},
  };
  for (const auto& row : rows) {
    const auto files = load(std::string(row.header) + "\nregion = r\n");
    ASSERT_TRUE(files) << row.header;
    EXPECT_EQ(has_profile(*files, row.profile), row.found) << row.header;
  }
}

TEST(ConfigFiles, EveryHeaderOfTheCredentialsFileIsAProfileAsItStands) {
  const auto files = load("", "[x y]\na=1\n[profile default]\na=2\n[\"q\"]\na=3\n");
  ASSERT_TRUE(files);
  EXPECT_TRUE(has_profile(*files, "x y"));
  EXPECT_TRUE(has_profile(*files, "profile default"));
  EXPECT_TRUE(has_profile(*files, "\"q\""));
  EXPECT_FALSE(has_profile(*files, "default"));
}

TEST(ConfigFiles, OfTwoHeadersForOneProfileTheLaterReplacesTheEarlier) {
  const auto files = load(
      "[profile x]\na=1\n[profile \"x\"]\nb=2\n"
      "[default]\na=1\n[profile default]\nb=2\n");
  ASSERT_TRUE(files);
  for (const char* profile : {"x", "default"}) {
    EXPECT_EQ(value_of(*files, profile, "a"), "(none)");
    EXPECT_EQ(value_of(*files, profile, "b"), "2");
  }
}

TEST(ConfigFiles, TheCredentialsFileIsLaidOverTheConfigFile) {
  const auto files =
      load("[default]\nregion = us-west-1\noutput = text\n", "[default]\nregion = eu-west-1\n");
  ASSERT_TRUE(files);
  EXPECT_EQ(value_of(*files, "default", "region"), "eu-west-1");
  EXPECT_EQ(find_in_profile(*files, "default", "region")->path, kCredentials);
  EXPECT_EQ(value_of(*files, "default", "output"), "text");
  EXPECT_EQ(find_in_profile(*files, "default", "output")->path, kConfig);
}

TEST(ConfigFiles, ServicesAndSsoSessionsAreKeptApart) {
  const auto files = load(
      "[services sv]\nses =\n  endpoint_url = http://x\n"
      "[sso-session my]\nsso_region = us-east-1\n[plugins]\na = b\n");
  ASSERT_TRUE(files);
  EXPECT_EQ(files->services.at("sv").at("ses").block->at("endpoint_url"), "http://x");
  EXPECT_EQ(files->sso_sessions.at("my").at("sso_region").text, "us-east-1");
  EXPECT_TRUE(files->config.profiles.empty());
}

TEST(ConfigFiles, AreTheTwoInTheHomeDirectoryAndNoOthers) {
  const FakeFileSystem files{{kConfig, ""}, {kCredentials, ""}};
  ASSERT_TRUE(load_config_files(FakeVariables{}, files));
  EXPECT_THAT(files.opened, ElementsAre(kConfig, kCredentials));
}

TEST(ConfigFiles, AreFoundByTheirVariables) {
  const FakeFileSystem files{{"/home/ann/my/c", "[default]\nregion=a\n"}, {"rel", "[d]\nx=1\n"}};
  const FakeVariables variables{{"HOME", "/home/ann"},
                                {"AWS_CONFIG_FILE", "$HOME/my/c"},
                                {"AWS_SHARED_CREDENTIALS_FILE", "rel"}};
  const auto loaded = load_config_files(variables, files);
  ASSERT_TRUE(loaded);
  EXPECT_EQ(loaded->config.path, "/home/ann/my/c");
  EXPECT_TRUE(has_profile(*loaded, "default"));
  EXPECT_TRUE(has_profile(*loaded, "d"));
}

TEST(ConfigFiles, AnEmptyVariableNamesAFileThatDoesNotExist) {
  const FakeFileSystem files{{kConfig, "[default]\n"}};
  const auto loaded = load_config_files(FakeVariables{{"AWS_CONFIG_FILE", ""}}, files);
  ASSERT_TRUE(loaded);
  EXPECT_FALSE(has_profile(*loaded, "default"));
}

TEST(ConfigFiles, AnUnreadableFileIsAnEmptyOne) {
  FakeFileSystem files;
  files.broken[kConfig] = {EACCES, "Permission denied"};
  const auto loaded = load_config_files(FakeVariables{}, files);
  ASSERT_TRUE(loaded);
  EXPECT_TRUE(loaded->config.profiles.empty());
}

TEST(ConfigFiles, AMalformedFileIsNamedWithItsLine) {
  const auto config = load("[default]\nregion\n");
  ASSERT_FALSE(config);
  EXPECT_EQ(config.error().kind, ErrorKind::General);
  EXPECT_EQ(config.error().message, "Unable to parse config file: /home/user/.aws/config");
  EXPECT_EQ(config.error().advice, "Line 2: expected [section] or key = value.");

  const auto credentials = load("[default]\n", "junk");
  ASSERT_FALSE(credentials);
  EXPECT_EQ(credentials.error().message,
            "Unable to parse config file: /home/user/.aws/credentials");
  EXPECT_EQ(credentials.error().advice, "Line 1: a [section] must come first.");
}

TEST(ConfigFiles, ABlockWhereTextIsWantedIsRefused) {
  const auto files = load("[default]\nregion =\n  a = b\n");
  ASSERT_TRUE(files);
  const auto text = text_in_profile(*files, "default", "region");
  ASSERT_FALSE(text);
  EXPECT_EQ(text.error().message,
            "The value of \"region\" in the profile \"default\" must be on the same line as its "
            "key, not below it (/home/user/.aws/config).");
}

TEST(ConfigFiles, ThatAreTooLargeAreRefused) {
  for (const char* path : {kConfig, kCredentials}) {
    FakeFileSystem files;
    files.broken[path] = {EFBIG, "File too large"};
    const auto loaded = load_config_files(FakeVariables{}, files);
    ASSERT_FALSE(loaded) << path;
    EXPECT_EQ(loaded.error().kind, ErrorKind::General);
    EXPECT_EQ(loaded.error().message, "Unable to parse config file: " + std::string(path));
    EXPECT_EQ(loaded.error().advice, "It is larger than 64 MiB.");
  }
}

TEST(ConfigFiles, ThatCannotBeReadAreEmptyAndSaySo) {
  FakeFileSystem files;
  files.broken[kConfig] = {EACCES, "Permission denied"};
  files.others[kCredentials] = FileKind::Directory;
  const auto loaded = load_config_files(FakeVariables{}, files);
  ASSERT_TRUE(loaded);
  EXPECT_TRUE(is_unreadable(loaded->config));
  EXPECT_EQ(unread_files_advice("The profile", *loaded),
            "The profile may be in a file that cannot be read: /home/user/.aws/config (Permission "
            "denied), /home/user/.aws/credentials (Is a directory)");
}

TEST(ConfigFiles, ThatCannotBeReachedSaySo) {
  FakeFileSystem files;
  files.others[kConfig] =
      tl::make_unexpected(SystemError{ELOOP, "Too many levels of symbolic links"});
  files.others[kCredentials] = FileKind::Other;
  const auto loaded = load_config_files(FakeVariables{}, files);
  ASSERT_TRUE(loaded);
  EXPECT_EQ(unread_files_advice("Credentials", *loaded),
            "Credentials may be in a file that cannot be read: /home/user/.aws/config (Too many "
            "levels of symbolic links), /home/user/.aws/credentials (Not a regular file)");
}

TEST(ConfigFiles, ThatAreMissingNeedNoWord) {
  FakeFileSystem files;
  files.others[kConfig] = tl::make_unexpected(SystemError{ENOTDIR, "Not a directory"});
  const auto loaded = load_config_files(FakeVariables{}, files);
  ASSERT_TRUE(loaded);
  EXPECT_EQ(unread_files_advice("Credentials", *loaded), "");
}

}  // namespace
}  // namespace send_bounce
