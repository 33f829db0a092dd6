#include <gtest/gtest.h>

#include "unit/credentials/one_provider.h"

namespace send_bounce {
namespace {

using testing::OneProvider;

const std::string kConfigKeys = "aws_access_key_id = AKIDCONF\naws_secret_access_key = s\n";
const std::map<std::string, std::string> kEnvironmentKeys = {{"AWS_ACCESS_KEY_ID", "AKIDENV"},
                                                             {"AWS_SECRET_ACCESS_KEY", "s"}};

OneProvider world_with(std::string config, std::map<std::string, std::string> variables,
                       bool has_shared_keys) {
  OneProvider world{.config = std::move(config)};
  world.fake.variables.values = std::move(variables);
  if (has_shared_keys) {
    world.fake.files.files["/home/user/.aws/credentials"] =
        "[default]\naws_access_key_id = AKIDF\naws_secret_access_key = s\n";
  }
  return world;
}

// The list and the call look in one order: wherever keys are at hand, both name the same provider.
TEST(ExpectedProvider, IsTheOneThatACallUses) {
  const struct {
    std::string config;
    std::map<std::string, std::string> variables;
    bool has_shared_keys;
    const char* provider;
  } rows[] = {
      {kConfigKeys, kEnvironmentKeys, true, "env"},
      {kConfigKeys, {}, true, "shared-credentials-file"},
      {"credential_process = p\n", {}, true, "shared-credentials-file"},
      {"login_session = l\n", {}, true, "shared-credentials-file"},
      {kConfigKeys, {{"AWS_CREDENTIAL_FILE", "/f"}}, false, "config-file"},
      {kConfigKeys, {{"AWS_ACCESS_KEY_ID", ""}}, false, "config-file"},
      {"web_identity_token_file =\n",
       {{"AWS_WEB_IDENTITY_TOKEN_FILE", ""}},
       true,
       "shared-credentials-file"},
      {"web_identity_token_file = /t\nrole_arn = r\n",
       {{"AWS_WEB_IDENTITY_TOKEN_FILE", ""}},
       true,
       "shared-credentials-file"},
      {"", {{"BOTO_CONFIG", "/b"}, {"AWS_CREDENTIAL_FILE", "/no-keys"}}, false, "boto-config"},
  };
  for (const auto& row : rows) {
    OneProvider world = world_with(row.config, row.variables, row.has_shared_keys);
    world.fake.files.files["/no-keys"] = "x=y\n";
    world.fake.files.files["/b"] =
        "[Credentials]\naws_access_key_id = AKIDBOTO\naws_secret_access_key = s\n";
    const auto expected = world.ask(expected_provider);
    ASSERT_TRUE(expected && *expected) << row.provider;
    EXPECT_EQ((*expected)->provider, row.provider);
    Found found = world.ask(find_credentials);
    ASSERT_TRUE(found && *found) << row.provider;
    EXPECT_EQ((*found)->provider, row.provider);
    EXPECT_EQ((*found)->current->credentials.access_key_id, (*expected)->keys->access_key_id);
  }
}

TEST(ExpectedProvider, IsNobodyWhereEvenTheMetadataServiceIsSwitchedOff) {
  OneProvider world = world_with("", {{"AWS_EC2_METADATA_DISABLED", "true"}}, false);
  const auto expected = world.ask(expected_provider);
  ASSERT_TRUE(expected);
  EXPECT_FALSE(*expected);
}

}  // namespace
}  // namespace send_bounce
