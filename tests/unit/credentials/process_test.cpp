#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>

#include "unit/credentials/one_provider.h"

namespace send_bounce {
namespace {

using ::testing::ElementsAre;
using testing::OneProvider;
using ::testing::Pair;
using testing::shown;

constexpr const char* kKeys = R"("Version":1,"AccessKeyId":"AKIDPROC","SecretAccessKey":"s")";

/// A process that writes `output` to stdout, or fails with a status and `errors`.
OneProvider with_process(std::string output, int status = 0, std::string errors = "") {
  OneProvider provider{.config = "credential_process = /bin/cp 'a b'\n"};
  provider.fake.programs.answers.push_back({status, std::move(output), std::move(errors)});
  return provider;
}

// configuration-and-credentials.md §3.8; a number in a case's name is a row of it.
struct AnswerRow {
  const char* name;
  std::string output;
  std::string expected;
  int status = 0;
  std::string errors{};
};

void PrintTo(const AnswerRow& row, std::ostream* out) { *out << row.name; }

std::string object(const std::string& more = "") { return "{" + std::string(kKeys) + more + "}"; }

const std::string kStart = "Error when retrieving credentials from custom-process: ";

const AnswerRow kAnswerRows[] = {
    {"Keys_171", object() + "\n", "AKIDPROC/s"},
    {"ATokenToo_172", object(R"(,"SessionToken":"TP")"), "AKIDPROC/s+TP"},
    {"NullIsAbsent", object(R"(,"SessionToken":null,"Expiration":null)"), "AKIDPROC/s"},
    {"AnExpiration", object(R"(,"Expiration":"2099-01-01T00:00:00Z")"),
     "AKIDPROC/s until 2099-01-01T00:00:00Z"},
    {"AnExpirationWithABlankAndAnOffset", object(R"(,"Expiration":"2099-01-01 02:00:00+02:00")"),
     "AKIDPROC/s until 2099-01-01T00:00:00Z"},
    {"AnExpirationInWords", object(R"(,"Expiration":"2099-01-01 00:00:00 UTC")"),
     "AKIDPROC/s until 2099-01-01T00:00:00Z"},
    {"AnExpirationWithoutAZone_182", object(R"(,"Expiration":"2099-01-01T00:00:00")"),
     "can't subtract offset-naive and offset-aware datetimes"},
    {"AnExpirationThatIsNone", object(R"(,"Expiration":"soon")"),
     "Unknown string format: (4 bytes, not shown)"},
    {"AnExpirationThatIsANumber", object(R"(,"Expiration":"1893553445")"),
     "Unknown string format: (10 bytes, not shown)"},
    {"ARealNumberIsAVersion", R"({"Version":1.0,"AccessKeyId":"A","SecretAccessKey":"s"})", "A/s"},
    {"TrueIsAVersion", R"({"Version":true,"AccessKeyId":"A","SecretAccessKey":"s"})", "A/s"},
    {"TextIsNoVersion", R"({"Version":"1"})",
     kStart + "Unsupported version '1' for credential process provider, supported versions: 1"},
    {"AnotherVersion", R"({"Version":2})",
     kStart + "Unsupported version '2' for credential process provider, supported versions: 1"},
    {"NoVersion_175", "{}",
     kStart + "Unsupported version '<Version key not provided>' for credential process provider, "
              "supported versions: 1"},
    {"NoKey_176", R"({"Version":1})", kStart + "Missing required key in response: 'AccessKeyId'"},
    {"NoSecret", R"({"Version":1,"AccessKeyId":"A"})",
     kStart + "Missing required key in response: 'SecretAccessKey'"},
    {"AKeyThatIsNoText", R"({"Version":1,"AccessKeyId":5,"SecretAccessKey":"s"})",
     kStart + "AccessKeyId in the answer is not a string"},
    {"NoJson_174", "hi\n", "Expecting value: line 1 column 1 (char 0)"},
    {"Nothing", "", "Expecting value: line 1 column 1 (char 0)"},
    {"AList", "[]", "'list' object has no attribute 'get'"},
    {"Null", "null", "'NoneType' object has no attribute 'get'"},
    {"NoUtf8", "\xff", "'utf-8' codec can't decode byte 0xff in position 0: invalid start byte"},
    {"AFailure_173", object(), kStart + "boom\n", 3, "boom\n"},
    {"ASignal", "", kStart, 137, ""},
    {"AFailureInNoUtf8", "",
     "'utf-8' codec can't decode byte 0xff in position 0: invalid start byte", 1, "\xff"},
};

struct ProcessAnswer : ::testing::TestWithParam<AnswerRow> {};

TEST_P(ProcessAnswer, IsReadAsTheReferenceReadsIt) {
  OneProvider provider = with_process(GetParam().output, GetParam().status, GetParam().errors);
  Found found = provider.ask(process);
  EXPECT_EQ(shown(found), GetParam().expected);
  EXPECT_TRUE(found || found.error().kind == ErrorKind::General);
}

// Secrets stand in what it writes to stdout, and perhaps in what it traces on stderr.
TEST(Process, IsNeverQuotedWhereSecretsMayBe) {
  const std::string keys =
      R"("AccessKeyId":"AKIDPROC","SecretAccessKey":"THE-SECRET","SessionToken":"THE-TOKEN")";
  const struct {
    std::string output;
    int status = 0;
    std::string errors{};
  } rows[] = {
      {"{" + keys},                                         // cut
      {R"({"Version":"THE-SECRET",)" + keys + "}"},         // wrong version
      {R"({"Version":{"SecretAccessKey":"THE-SECRET"}})"},  // wrong type
      {R"({"Version":1,"AccessKeyId":["THE-SECRET"],)" + keys.substr(25) + "}"},
      {R"({"Version":1,"Expiration":"THE-SECRET",)" + keys + "}"},    // no time
      {R"({"Version":1,)" + keys + "}\xff"},                          // no UTF-8
      {R"("THE-SECRET")"},                                            // no object
      {"", 1, "+ echo '{\"SecretAccessKey\": \"THE-SECRET\"}'\n"},    // traced
      {"", 1, "AWS_SECRET_ACCESS_KEY=THE-SECRET\n"},                  // traced
      {"key THE-SECRET0123456789+", 1, "got THE-SECRET0123456789+"},  // said twice
      {"\"THE-SECRET\"\n", 1, "\"THE-SECRET\"\n"},                    // a whole line
  };
  for (const auto& row : rows) {
    OneProvider provider = with_process(row.output, row.status, row.errors);
    Found found = provider.ask(process);
    ASSERT_FALSE(found) << row.output;
    EXPECT_THAT(found.error().message + found.error().advice,
                ::testing::Not(::testing::HasSubstr("THE-")));
  }
}

TEST(Process, LinesWithoutASecretAreShown) {
  OneProvider provider =
      with_process(R"({"SecretAccessKey":"known"})", 1,
                   "first\n+ secret_access_key=x\nlast: run aws sso login --profile dev\n");
  EXPECT_EQ(shown(provider.ask(process)),
            kStart +
                "first\n(a line that may hold a secret is not shown)\nlast: run aws sso login "
                "--profile dev\n");
  EXPECT_THAT(provider.log.hidden, ::testing::Contains("known"));
}

TEST(Process, OfALongMessageTheBeginningIsShown) {
  OneProvider provider = with_process("", 1, std::string(2345, '.'));
  EXPECT_EQ(shown(provider.ask(process)), kStart + std::string(2000, '.') + " and 345 more bytes");
}

TEST(Process, TellsTheLogItsSecretsBeforeAnythingCanGoWrong) {
  OneProvider provider =
      with_process(R"({"SecretAccessKey":"THE-SECRET","SessionToken":"THE-TOKEN"})");
  EXPECT_FALSE(provider.ask(process));
  EXPECT_THAT(provider.log.hidden, ::testing::IsSupersetOf({"THE-SECRET", "THE-TOKEN"}));
}

INSTANTIATE_TEST_SUITE_P(Rows, ProcessAnswer, ::testing::ValuesIn(kAnswerRows),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(Process, RunsTheWordsWithoutAShell) {
  OneProvider provider = with_process(object());
  Found found = provider.ask(process);
  ASSERT_TRUE(found && *found);
  EXPECT_EQ((*found)->provider, "custom-process");
  EXPECT_THAT(provider.fake.programs.started, ElementsAre(ElementsAre("/bin/cp", "a b")));
  EXPECT_THAT(provider.fake.programs.added,
              ElementsAre(ElementsAre(Pair("PYINSTALLER_RESET_ENVIRONMENT", "1"))));
}

// What cannot be started: configuration-and-credentials.md §3.8 and rows 177 to 180.
TEST(Process, ThatCannotBeStartedEndsTheSearch) {
  const struct {
    std::string command;
    SystemError fault;
    std::string expected;
  } rows[] = {
      {"~/bin/cp",
       {ENOENT, "No such file or directory"},
       "[Errno 2] No such file or directory: '~/bin/cp'"},
      {"/etc/passwd x",
       {EACCES, "Permission denied"},
       "[Errno 13] Permission denied: '/etc/passwd'"},
      {"cp", {ENOEXEC, "Exec format error"}, "[Errno 8] Exec format error: 'cp'"},
      {"\"x", {}, "No closing quotation"},
      {"x\\", {}, "No escaped character"},
      {"", {}, "list index out of range"},
      {std::string("x\0y", 3), {}, "embedded null byte"},
  };
  for (const auto& row : rows) {
    OneProvider provider{.config = "credential_process = " + row.command + "\n"};
    provider.fake.programs.fault = row.fault;
    Found found = provider.ask(process);
    EXPECT_EQ(shown(found), row.expected);
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().kind, ErrorKind::General);
  }
}

TEST(Process, IsNotAskedWhereNoneIsConfigured) {
  OneProvider provider;
  EXPECT_EQ(shown(provider.ask(process)), "none");
  EXPECT_TRUE(provider.fake.programs.started.empty());
}

TEST(Process, RunsAgainWhereItsCredentialsAreShortLived) {
  OneProvider provider = with_process(object(R"(,"Expiration":"2020-01-02T03:09:05Z")"));
  provider.fake.programs.answers.push_back(
      {0, object(R"(,"Expiration":"2020-01-02T04:04:05Z","SessionToken":"second")"), ""});
  Found found = provider.ask(process);
  ASSERT_TRUE(found && *found);
  const auto credentials = redeem(**found, {}, provider.world());
  ASSERT_TRUE(credentials);
  EXPECT_EQ(credentials->session_token, "second");
  EXPECT_EQ(provider.fake.programs.started.size(), 2U);
}

TEST(Process, WhoseCredentialsNeverExpireRunsOnce) {
  OneProvider provider = with_process(object());
  Found found = provider.ask(process);
  ASSERT_TRUE(found && *found);
  EXPECT_TRUE(redeem(**found, {}, provider.world()));
  EXPECT_EQ(provider.fake.programs.started.size(), 1U);
}

// configuration-and-credentials.md row 181.
TEST(Process, ThatGivesExpiredCredentialsTwiceIsAnError) {
  const std::string expired = object(R"(,"Expiration":"2020-01-01T00:00:00Z")");
  OneProvider provider = with_process(expired);
  provider.fake.programs.answers.push_back({0, expired, ""});
  Found found = provider.ask(process);
  ASSERT_TRUE(found && *found);
  const auto credentials = redeem(**found, {}, provider.world());
  ASSERT_FALSE(credentials);
  EXPECT_EQ(credentials.error().message,
            "Credentials were refreshed, but the refreshed credentials are still expired.");
}

// An argument may be a secret.
TEST(Process, ThatFailsIsNamedWithItsStatusAndWithoutItsArguments) {
  OneProvider provider = with_process("", 3, "boom\n");
  const auto found = provider.ask(process);
  ASSERT_FALSE(found.has_value());
  EXPECT_EQ(found.error().advice, "The program /bin/cp of credential_process ended with status 3.");
}

}  // namespace
}  // namespace send_bounce
