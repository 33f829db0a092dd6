#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>

#include "send_bounce/cli/run.h"
#include "support/fake_world.h"

namespace send_bounce {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using Words = std::vector<std::string>;

/// `configure list` in a world where nothing is set but HOME.
struct ConfigureList : ::testing::Test {
  ConfigureList() { fake.variables.values = {{"HOME", "/home/user"}}; }

  int list(Words more = {}) {
    Words words = {"configure", "list"};
    words.insert(words.end(), more.begin(), more.end());
    World world = fake.world(words);
    return run(world);
  }

  /// The columns of a line, parted by "|"; empty where there is no such line.
  std::string row(const std::string& name) const {
    std::size_t start = 0;
    while (start < fake.out.text.size()) {
      const std::size_t end = fake.out.text.find('\n', start);
      std::string line = fake.out.text.substr(start, end - start);
      start = end + 1;
      if (line.substr(0, line.find(' ')) != name) continue;
      std::string columns;
      for (std::size_t at = 0; at < line.size(); ++at) {
        if (line[at] == ' ' && line.compare(at, 2, "  ") == 0) continue;
        if (line.compare(at, 2, " :") == 0) {
          columns += "|";
          at += 2;
        } else {
          columns += line[at];
        }
      }
      return columns;
    }
    return "";
  }

  testing::FakeWorld fake;
};

TEST_F(ConfigureList, ShowsWhatACallWouldRunWith) {
  fake.files.files["/home/user/.aws/config"] = "[default]\nregion = eu-west-1\n";
  fake.files.files["/home/user/.aws/credentials"] =
      "[default]\naws_access_key_id = AKIDEXAMPLEABCD\naws_secret_access_key = secret/key\n";
  EXPECT_EQ(list(), 0);
  EXPECT_EQ(
      fake.out.text,
      "NAME             : VALUE                                  : TYPE                    : "
      "LOCATION\n"
      "profile          : default                                : default                 :\n"
      "config_file      : /home/user/.aws/config                 : default                 :\n"
      "credentials_file : /home/user/.aws/credentials            : default                 :\n"
      "region           : eu-west-1                              : config-file             : "
      "/home/user/.aws/config [default] region\n"
      "endpoint         : https://email.eu-west-1.amazonaws.com/ : default                 :\n"
      "proxy            : <not set>                              : None                    : "
      "None\n"
      "ca_bundle        : <roots of Amazon Trust Services>       : default                 : "
      "(no store on this machine; for AWS hosts only)\n"
      "credentials      : shared-credentials-file                : shared-credentials-file : "
      "/home/user/.aws/credentials [default] aws_access_key_id\n"
      "access_key       : ****************ABCD                   : shared-credentials-file :\n"
      "secret_key       : ****************                       : shared-credentials-file :\n");
  EXPECT_EQ(fake.err.text, "");
}

TEST_F(ConfigureList, NamesOptionsAndVariables) {
  fake.variables.values["AWS_ACCESS_KEY_ID"] = "AKIDEXAMPLEABCD";
  fake.variables.values["AWS_SECRET_ACCESS_KEY"] = "secret/key";
  fake.variables.values["AWS_SESSION_TOKEN"] = "session/token";
  fake.variables.values["AWS_USE_FIPS_ENDPOINT"] = "true";
  fake.variables.values["HTTPS_PROXY"] = "http://user:password@proxy:3128";
  fake.variables.values["AWS_CONFIG_FILE"] = "/none";
  EXPECT_EQ(list({"--region", "us-gov-west-1", "--no-verify-ssl"}), 0);
  EXPECT_EQ(row("region"), "region|us-gov-west-1|manual|--region");
  EXPECT_EQ(row("config_file"), "config_file|/none|env|AWS_CONFIG_FILE (no such file)");
  EXPECT_EQ(row("endpoint"),
            "endpoint|https://email-fips.us-gov-west-1.amazonaws.com/|env|AWS_USE_FIPS_ENDPOINT");
  EXPECT_EQ(row("proxy"), "proxy|http://***:***@proxy:3128|env|HTTPS_PROXY");
  EXPECT_EQ(row("ca_bundle"), "ca_bundle|<not verified>|manual|--no-verify-ssl");
  EXPECT_EQ(row("credentials"), "credentials|env|env|AWS_ACCESS_KEY_ID");
  EXPECT_EQ(row("access_key"), "access_key|****************ABCD|env|");
  EXPECT_EQ(row("session_token"), "session_token|****************|env|");
  for (const char* secret : {"secret/key", "session/token", "password", "AKIDEXAMPLE"}) {
    EXPECT_THAT(fake.out.text, Not(HasSubstr(secret)));
  }
}

// Whom a call would ask, or whose program it would run, is told, and left alone.
TEST_F(ConfigureList, AsksNobody) {
  const struct {
    const char* config;
    std::pair<std::string, std::string> variable;
    std::string credentials;
  } rows[] = {
      {"role_arn = r\nsource_profile = s\n",
       {},
       "credentials|assume-role|config-file|/home/user/.aws/config [default] role_arn"},
      {"",
       {"AWS_WEB_IDENTITY_TOKEN_FILE", "f"},
       "credentials|assume-role-with-web-identity|env|AWS_WEB_IDENTITY_TOKEN_FILE"},
      {"role_arn = r\nweb_identity_token_file = f\n",
       {},
       "credentials|assume-role-with-web-identity|config-file|/home/user/.aws/config [default] "
       "web_identity_token_file"},
      {"sso_account_id = 1\n",
       {},
       "credentials|sso|config-file|/home/user/.aws/config [default] sso_account_id"},
      {"login_session = a\n",
       {},
       "credentials|login|config-file|/home/user/.aws/config [default] login_session"},
      {"credential_process = p\n",
       {},
       "credentials|custom-process|config-file|/home/user/.aws/config [default] "
       "credential_process"},
      {"",
       {"AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://localhost/"},
       "credentials|container-role|env|AWS_CONTAINER_CREDENTIALS_FULL_URI"},
      {"", {}, "credentials|iam-role|imds|http://169.254.169.254/"},
      {"", {"AWS_EC2_METADATA_DISABLED", "true"}, "credentials|<not set>|None|None"},
  };
  for (const auto& [config, variable, credentials] : rows) {
    fake.variables.values = {{"HOME", "/home/user"}, variable};
    fake.files.files["/home/user/.aws/config"] = std::string("[default]\n") + config;
    fake.out.text.clear();
    EXPECT_EQ(list(), 0) << fake.err.text;
    EXPECT_EQ(row("credentials"), credentials);
    EXPECT_EQ(row("region"), variable.first == "AWS_EC2_METADATA_DISABLED"
                                 ? "region|<not set>|None|None"
                                 : "region|<not asked>|imds|http://169.254.169.254/");
    EXPECT_EQ(row("endpoint"), "endpoint|<not set>|None|None");
    EXPECT_THAT(fake.transport.requests, IsEmpty());
    EXPECT_THAT(fake.programs.started, IsEmpty());
  }
}

TEST_F(ConfigureList, HasNoUseForKeysInAnUnsignedCall) {
  fake.variables.values["AWS_ACCESS_KEY_ID"] = "half a pair";
  EXPECT_EQ(list({"--no-sign-request"}), 0);
  EXPECT_EQ(row("credentials"), "credentials|<unsigned>|manual|--no-sign-request");
}

TEST_F(ConfigureList, IsAListOfMapsWhereAFormatOrAQueryIsTyped) {
  fake.variables.values["AWS_REGION"] = "us-east-1";
  EXPECT_EQ(list({"--query", "[?Name=='region']"}), 0);
  EXPECT_EQ(fake.out.text,
            "[\n    {\n        \"Name\": \"region\",\n        \"Value\": \"us-east-1\",\n"
            "        \"Type\": \"env\",\n        \"Location\": \"AWS_REGION\"\n    }\n]\n");
  fake.out.text.clear();
  EXPECT_EQ(list({"--output", "text", "--query", "[?Name=='proxy'].[Value,Type]"}), 0);
  EXPECT_EQ(fake.out.text, "None\tNone\n");
}

TEST_F(ConfigureList, HasTheFaultsOfACall) {
  const struct {
    std::pair<std::string, std::string> variable;
    const char* text;
  } rows[] = {
      {{"AWS_PROFILE", "nope"}, "The config profile (nope) could not be found"},
      {{"AWS_ACCESS_KEY_ID", "A"}, "Partial credentials found in env"},
      {{"AWS_METADATA_SERVICE_TIMEOUT", "x"}, "invalid literal for int()"},
      {{"AWS_RETRY_MODE", "legacy"}, "Invalid value provided to \"mode\""},
  };
  for (const auto& [variable, text] : rows) {
    fake.variables.values = {{"HOME", "/home/user"}, variable};
    EXPECT_EQ(list(), 255);
    EXPECT_THAT(fake.err.text, HasSubstr(text));
    EXPECT_EQ(fake.out.text, "");
  }
}

// Only the two words are a command of ours; the reference knows no others either.
TEST_F(ConfigureList, OtherWordsAreUnknown) {
  for (const Words& words : {Words{"configure"}, Words{"list"}, Words{"configure", "list", "x"},
                             Words{"list", "configure"}}) {
    World world = fake.world(words);
    EXPECT_EQ(run(world), 252);
  }
}

TEST_F(ConfigureList, SaysWhichFilesCannotBeRead) {
  fake.variables.values["AWS_CONFIG_FILE"] = "/c";
  fake.files.others["/c"] = FileKind::Directory;
  fake.files.broken["/home/user/.aws/credentials"] = {EACCES, "Permission denied"};
  EXPECT_EQ(list(), 0);
  EXPECT_EQ(row("config_file"),
            "config_file|/c|env|AWS_CONFIG_FILE (cannot be read: Is a directory)");
  EXPECT_EQ(row("credentials_file"),
            "credentials_file|/home/user/.aws/credentials|default|(cannot be read: Permission "
            "denied)");
}

}  // namespace
}  // namespace send_bounce
