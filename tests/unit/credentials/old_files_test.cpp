#include <gtest/gtest.h>

#include "unit/credentials/one_provider.h"

namespace send_bounce {
namespace {

using testing::OneProvider;
using testing::shown;

// configuration-and-credentials.md §3.11; what is in the file, and who signs, "none", or the error.
struct Row {
  const char* name;
  std::map<std::string, std::string> variables;
  std::map<std::string, std::string> files;
  std::string expected;
};

void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

OneProvider with(const Row& row) {
  OneProvider provider;
  provider.fake.variables.values = row.variables;
  for (const auto& [path, text] : row.files) provider.fake.files.files[path] = text;
  return provider;
}

const Row kEc2Rows[] = {
    {"NoVariable", {}, {{"/home/user/k", "AWSAccessKeyId=A\nAWSSecretKey=s\n"}}, "none"},
    {"BothKeys_205",
     {{"AWS_CREDENTIAL_FILE", "~/k"}},
     {{"/home/user/k", "# old\nAWSAccessKeyId = AKIDEC2 \r\nAWSSecretKey=s=1\n"}},
     "AKIDEC2/s=1"},
    {"NoKey", {{"AWS_CREDENTIAL_FILE", "/k"}}, {{"/k", "AWSSecretKey=s\n"}}, "none"},
    {"NoSecret", {{"AWS_CREDENTIAL_FILE", "/k"}}, {{"/k", "AWSAccessKeyId=A\n"}}, "'AWSSecretKey'"},
    {"NoFile",
     {{"AWS_CREDENTIAL_FILE", "~/k"}},
     {},
     "The specified config file (/home/user/k) could not be found."},
};

struct Ec2File : ::testing::TestWithParam<Row> {};

TEST_P(Ec2File, IsReadAsTheReferenceReadsIt) {
  OneProvider provider = with(GetParam());
  EXPECT_EQ(shown(provider.ask(ec2_file)), GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(Rows, Ec2File, ::testing::ValuesIn(kEc2Rows),
                         [](const auto& row) { return std::string(row.param.name); });

const std::string kBoto =
    "[Boto]\nx = 1\n[Credentials]\naws_access_key_id = AKIDBOTO\naws_secret_access_key = s\n"
    "aws_session_token = t\n";

const Row kBotoRows[] = {
    {"NoFile", {}, {}, "none"},
    {"TheUsersFile_206", {}, {{"/home/user/.boto", kBoto}}, "AKIDBOTO/s"},
    {"TheMachinesFileComesFirst",
     {},
     {{"/home/user/.boto", "nonsense"}, {"/etc/boto.cfg", kBoto}},
     "AKIDBOTO/s"},
    {"TheVariableRulesBothOut",
     {{"BOTO_CONFIG", "$HOME/b"}, {"HOME", "/home/user"}},
     {{"/home/user/.boto", kBoto}},
     "none"},
    {"TheVariablesFile", {{"BOTO_CONFIG", "~/b"}}, {{"/home/user/b", kBoto}}, "AKIDBOTO/s"},
    {"NoSection", {}, {{"/home/user/.boto", "[Boto]\naws_access_key_id = A\n"}}, "none"},
    {"NoKey", {}, {{"/home/user/.boto", "[Credentials]\naws_secret_access_key = s\n"}}, "none"},
    {"NoSecret",
     {},
     {{"/home/user/.boto", "[Credentials]\naws_access_key_id = A\n"}},
     "Partial credentials found in boto-config, missing: aws_secret_access_key"},
    {"AMalformedFile",
     {},
     {{"/home/user/.boto", "nonsense"}},
     "Unable to parse config file: /home/user/.boto"},
};

struct BotoConfig : ::testing::TestWithParam<Row> {};

TEST_P(BotoConfig, IsReadAsTheReferenceReadsIt) {
  OneProvider provider = with(GetParam());
  EXPECT_EQ(shown(provider.ask(boto_config)), GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(Rows, BotoConfig, ::testing::ValuesIn(kBotoRows),
                         [](const auto& row) { return std::string(row.param.name); });

}  // namespace
}  // namespace send_bounce
