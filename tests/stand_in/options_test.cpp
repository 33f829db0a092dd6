#include "stand_in/options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <sstream>
#include <string>
#include <vector>

namespace send_bounce::stand_in {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::StartsWith;

using Words = std::vector<std::string>;
using Variables = std::map<std::string, std::string>;

Result<Options> parse(const Words& words, const Variables& variables = {}) {
  return parse_options(words, [&](const char* name) -> std::optional<std::string> {
    const auto found = variables.find(name);
    if (found == variables.end()) return std::nullopt;
    return found->second;
  });
}

Options good(const Words& words, const Variables& variables = {}) {
  auto options = parse(words, variables);
  EXPECT_TRUE(options) << options.error().message;
  return options ? *std::move(options) : Options{};
}

Words with_folders(Words words) {
  words.insert(words.end(), {"--inbox", "in", "--outbox", "out"});
  return words;
}

TEST(Options, ServeIsWhatIsDoneWithoutAWord) {
  EXPECT_EQ(good(with_folders({})).mode, Mode::Serve);
  EXPECT_EQ(good(with_folders({"serve"})).mode, Mode::Serve);
}

TEST(Options, HaveDefaults) {
  const auto options = good(with_folders({}));
  EXPECT_EQ(options.inbox, "in");
  EXPECT_EQ(options.outbox, "out");
  EXPECT_EQ(options.state, "out");
  EXPECT_EQ(options.address, "127.0.0.1");
  EXPECT_EQ(options.port, 0);
  EXPECT_FALSE(options.tls);
  EXPECT_EQ(options.region, "us-east-1");
  EXPECT_EQ(options.call_interval_microseconds, 1'000'000);
  EXPECT_FALSE(options.has_identities);
  EXPECT_EQ(options.dsn_from, DsnFrom::BounceSender);
  EXPECT_FALSE(options.deliver);
  EXPECT_TRUE(options.faults.empty());
}

TEST(Options, TakeEachValue) {
  const auto options =
      good(with_folders({"--port",     "8025",          "--tls",      "--state=st",
                         "--region",   "eu-west-1",     "--address",  "::1",
                         "--rate",     "2.5",           "--identity", "example.com",
                         "--identity", "a@example.net", "--deliver",  "smtp://localhost:2525",
                         "--fault",    "503*2",         "--fault",    "reset"}));
  EXPECT_EQ(options.port, 8025);
  EXPECT_TRUE(options.tls);
  EXPECT_EQ(options.state, "st");
  EXPECT_EQ(options.region, "eu-west-1");
  EXPECT_EQ(options.address, "::1");
  EXPECT_EQ(options.call_interval_microseconds, 400'000);
  EXPECT_TRUE(options.has_identities);
  EXPECT_TRUE(options.identities.covers("mta@example.com"));
  EXPECT_TRUE(options.identities.covers("a@example.net"));
  EXPECT_FALSE(options.identities.covers("b@example.net"));
  EXPECT_EQ(options.deliver->url(), "smtp://localhost:2525");
  EXPECT_THAT(options.faults, ElementsAre(FaultStep{{FaultKind::Unavailable, 0}, 2},
                                          FaultStep{{FaultKind::Reset, 0}, 1}));
}

TEST(Options, TakeWhatFixturesAndEventsNeed) {
  const auto options = good(with_folders({"--notifications", "told", "--received-at", "-2h",
                                          "--event", "sns", "--verdict", "spam=FAIL", "--verdict",
                                          "DMARC=fail:Reject", "--on-mail", "./handler --now"}));
  EXPECT_EQ(options.notifications, "told");
  EXPECT_EQ(options.received_at.at({10'000, 5}), (Instant{2'800, 5}));
  EXPECT_EQ(options.event, EventForm::Sns);
  EXPECT_EQ(options.verdicts.spam, "FAIL");
  EXPECT_EQ(options.verdicts.virus, "");
  EXPECT_EQ(options.verdicts.dmarc, "FAIL");
  EXPECT_EQ(options.verdicts.dmarc_policy, "reject");
  ASSERT_TRUE(options.on_mail);
  EXPECT_EQ(options.on_mail->command, "./handler --now");
}

TEST(Options, ChangeNothingAboutNotificationsByDefault) {
  const auto options = good(with_folders({}));
  EXPECT_EQ(options.notifications, "");
  EXPECT_EQ(options.received_at.at({10'000, 5}), std::nullopt);
  EXPECT_EQ(options.event, EventForm::Receipt);
  EXPECT_FALSE(options.on_mail);
}

TEST(Options, TheLastVerdictOfANameCounts) {
  const auto options = good(with_folders(
      {"--verdict", "dmarc=FAIL:reject", "--verdict=dmarc=PASS", "--received-at=now"}));
  EXPECT_EQ(options.verdicts.dmarc, "PASS");
  EXPECT_EQ(options.verdicts.dmarc_policy, "");
}

TEST(Options, RateZeroIsNoLimit) {
  EXPECT_EQ(good(with_folders({"--rate", "0"})).call_interval_microseconds, 0);
}

TEST(Options, DsnFromIsBounceSenderOrMailerDaemon) {
  EXPECT_EQ(good(with_folders({"--dsn-from", "mailer-daemon"})).dsn_from, DsnFrom::MailerDaemon);
  EXPECT_EQ(good(with_folders({"--dsn-from", "bounce-sender"})).dsn_from, DsnFrom::BounceSender);
}

TEST(Options, RunTakesTheCommandAsItStands) {
  auto words = with_folders({"run"});
  words.insert(words.end(), {"--", "sh", "-c", "exit 3", "--", "--help"});
  const auto options = good(words);
  EXPECT_EQ(options.mode, Mode::Run);
  EXPECT_THAT(options.command, ElementsAre("sh", "-c", "exit 3", "--", "--help"));
}

TEST(Options, ServeTakesItsKeysFromTheVariables) {
  const auto options = good(with_folders({}), {{"AWS_ACCESS_KEY_ID", "AKID"},
                                               {"AWS_SECRET_ACCESS_KEY", "secret"},
                                               {"AWS_SESSION_TOKEN", "token"}});
  EXPECT_EQ(options.credentials.access_key_id, "AKID");
  EXPECT_EQ(options.credentials.secret_access_key, "secret");
  EXPECT_EQ(options.credentials.session_token, "token");
  EXPECT_EQ(options.credentials.provider, "env");
}

TEST(Options, AnOptionWinsOverItsVariable) {
  const auto options = good(with_folders({"--access-key-id", "OTHER", "--secret-access-key", "s",
                                          "--session-token", "t"}),
                            {{"AWS_ACCESS_KEY_ID", "AKID"}, {"AWS_SECRET_ACCESS_KEY", "secret"}});
  EXPECT_EQ(options.credentials.access_key_id, "OTHER");
  EXPECT_EQ(options.credentials.secret_access_key, "s");
  EXPECT_EQ(options.credentials.session_token, "t");
}

TEST(Options, ATokenOfTheEnvironmentBelongsToItsKey) {
  const auto options =
      good(with_folders({"--access-key-id", "OTHER"}), {{"AWS_SESSION_TOKEN", "token"}});
  EXPECT_EQ(options.credentials.session_token, std::nullopt);
}

TEST(Options, KeysAreMadeUpWhereNoneAreGiven) {
  const auto one = good(with_folders({}));
  const auto two = good(with_folders({}));
  EXPECT_EQ(one.credentials.provider, "generated");
  EXPECT_THAT(one.credentials.access_key_id, MatchesRegex("STANDIN[A-Z2-7]{13}"));
  EXPECT_THAT(one.credentials.secret_access_key, MatchesRegex("[A-Za-z0-9]{40}"));
  EXPECT_NE(one.credentials.secret_access_key, two.credentials.secret_access_key);
}

TEST(Options, RunNeverTakesKeysOfTheEnvironment) {
  auto words = with_folders({"run"});
  words.insert(words.end(), {"--", "true"});
  const auto options = good(words, {{"AWS_ACCESS_KEY_ID", "AKIAREAL"},
                                    {"AWS_SECRET_ACCESS_KEY", "real"},
                                    {"AWS_SESSION_TOKEN", "real"}});
  EXPECT_THAT(options.credentials.access_key_id, StartsWith("STANDIN"));
  EXPECT_NE(options.credentials.secret_access_key, "real");
  EXPECT_EQ(options.credentials.session_token, std::nullopt);
}

TEST(Options, AllowNetworkAllowsEveryAddress) {
  for (const char* address : {"0.0.0.0", "::", "192.0.2.1", "127.0.0.1"})
    EXPECT_EQ(good(with_folders({"--allow-network", "--address", address})).address, address);
}

TEST(Options, OnANetworkNoKeyOfTheEnvironmentIsTaken) {
  const Variables real = {{"AWS_ACCESS_KEY_ID", "AKIAREAL"},
                          {"AWS_SECRET_ACCESS_KEY", "real"},
                          {"AWS_SESSION_TOKEN", "real"}};
  const Words network = with_folders({"--allow-network", "--address", "0.0.0.0"});
  const auto options = good(network, real);
  EXPECT_EQ(options.credentials.provider, "generated");
  EXPECT_THAT(options.credentials.access_key_id, StartsWith("STANDIN"));
  EXPECT_EQ(options.credentials.session_token, std::nullopt);
  auto own = network;
  own.insert(own.end(), {"--access-key-id", "OWN", "--secret-access-key", "own"});
  EXPECT_EQ(good(own, real).credentials.secret_access_key, "own");
}

TEST(Options, MayStandInAVariable) {
  const auto options = good({"--port", "8025"},
                            {{"SES_STAND_IN_OPTIONS", "--inbox '/my mails' --outbox /out --tls"}});
  EXPECT_EQ(options.mode, Mode::Serve);
  EXPECT_EQ(options.inbox, "/my mails");
  EXPECT_EQ(options.port, 8025);
  EXPECT_TRUE(options.tls);
}

TEST(Options, TheVariableOfOptionsIsNamedWhereItCannotBeRead) {
  const auto options = parse(with_folders({}), {{"SES_STAND_IN_OPTIONS", "--inbox 'in"}});
  ASSERT_FALSE(options);
  EXPECT_EQ(options.error().kind, ErrorKind::Usage);
  EXPECT_THAT(options.error().message, StartsWith("SES_STAND_IN_OPTIONS: "));
}

TEST(Options, HealthTakesOneUrl) {
  const auto options = good({"health", "http://127.0.0.1:8025"});
  EXPECT_EQ(options.mode, Mode::Health);
  EXPECT_EQ(options.url, "http://127.0.0.1:8025");
}

TEST(Options, KnowEachFileThatVariablesTrustOnce) {
  const auto options = good(with_folders({}), {{"AWS_CA_BUNDLE", "/corp.pem"},
                                               {"SSL_CERT_FILE", "/corp.pem"},
                                               {"NODE_EXTRA_CA_CERTS", "/extra.pem"}});
  EXPECT_THAT(options.trusted, ElementsAre("/corp.pem", "/extra.pem"));
}

TEST(Options, HelpNamesEveryOption) {
  for (const Words& words :
       {Words{"--help"}, Words{"help"}, Words{"run", "--help"}, Words{"serve", "--help"}}) {
    const auto options = good(words);
    ASSERT_EQ(options.mode, Mode::ShowText);
    for (const char* name : {"--inbox",
                             "--outbox",
                             "--identity",
                             "--region",
                             "--address",
                             "--port",
                             "--tls",
                             "--allow-network",
                             "--ready-file",
                             "--all-services",
                             "--state",
                             "--access-key-id",
                             "--secret-access-key",
                             "--session-token",
                             "--rate",
                             "--dsn-from",
                             "--deliver",
                             "--fault",
                             "--help",
                             "--version",
                             "--notifications",
                             "--received-at",
                             "--verdict",
                             "--event",
                             "--on-mail"}) {
      EXPECT_THAT(options.text, HasSubstr(name));
    }
  }
}

TEST(Options, HelpFitsATerminal) {
  std::istringstream help(good({"help"}).text);
  for (std::string line; std::getline(help, line);) EXPECT_LE(line.size(), 80U) << line;
}

TEST(Options, VersionIsOneLine) {
  EXPECT_THAT(good({"--version"}).text,
              MatchesRegex("ses-stand-in/[0-9]+\\.[0-9]+\\.[0-9]+ commit/[0-9a-z]+ [a-z]+/[0-9.]+ "
                           "libcurl/[0-9.]+ OpenSSL/[0-9.]+\n"));
}

struct BadRow {
  const char* name;
  Words words;
  const char* option;  // what the line begins with
  const char* remedy;  // what it also says
};

class BadOption : public ::testing::TestWithParam<BadRow> {};

TEST_P(BadOption, IsOneLineThatNamesItAndTheRemedy) {
  const auto options = parse(GetParam().words);
  ASSERT_FALSE(options);
  EXPECT_EQ(options.error().kind, ErrorKind::Usage);
  EXPECT_THAT(options.error().message,
              AllOf(StartsWith(GetParam().option), HasSubstr(GetParam().remedy)));
  EXPECT_EQ(options.error().message.find('\n'), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(
    Options, BadOption,
    ::testing::Values(
        BadRow{"NoInbox", {"--outbox", "o"}, "--inbox is missing", "Maildir"},
        BadRow{"NoOutbox", {"--inbox", "i"}, "--outbox is missing", "folder"},
        BadRow{"Unknown", with_folders({"--bogus"}), "unknown argument '--bogus'", "--help"},
        BadRow{"StrayWord", with_folders({"start"}), "unknown argument 'start'", "--help"},
        BadRow{"IdentityTakesOneWord", with_folders({"--identity", "a@b.example", "c@d.example"}),
               "unknown argument 'c@d.example'", "--help"},
        BadRow{"NoValue", {"--inbox", "i", "--port"}, "--port", "--help"},
        BadRow{"Twice", with_folders({"--port", "1", "--port", "2"}), "--port", "--help"},
        BadRow{"PortIsNoNumber", with_folders({"--port", "http"}), "--port 'http'", "0 to 65535"},
        BadRow{"PortTooLarge", with_folders({"--port", "65536"}), "--port '65536'", "0 to 65535"},
        BadRow{"NoTime", with_folders({"--received-at", "noon"}), "--received-at 'noon'", "-2h"},
        BadRow{"NoForm", with_folders({"--event", "kafka"}), "--event 'kafka'", "eventbridge"},
        BadRow{"NoVerdict", with_folders({"--verdict", "spam"}), "--verdict 'spam'", "spam=FAIL"},
        BadRow{"NoVerdictName", with_folders({"--verdict", "x=FAIL"}), "--verdict 'x=FAIL'",
               "spam, virus, spf, dkim or dmarc"},
        BadRow{"NoVerdictStatus", with_folders({"--verdict", "spam=BAD"}), "--verdict 'spam=BAD'",
               "PASS, FAIL, GRAY, PROCESSING_FAILED or DISABLED"},
        BadRow{"NoPolicy", with_folders({"--verdict", "dmarc=FAIL:no"}),
               "--verdict 'dmarc=FAIL:no'", "none, quarantine or reject"},
        BadRow{"PolicyOfSpam", with_folders({"--verdict", "spam=FAIL:reject"}),
               "--verdict 'spam=FAIL:reject'", "only dmarc"},
        BadRow{"NoHandler", with_folders({"--on-mail", ""}), "--on-mail", "http://"},
        BadRow{"SecureHandler", with_folders({"--on-mail", "https://h/"}), "--on-mail", "http://"},
        BadRow{"RateIsNoNumber", with_folders({"--rate", "fast"}), "--rate 'fast'", "no limit"},
        BadRow{"RateIsTiny", with_folders({"--rate", "0.0001"}), "--rate '0.0001'", "0.001"},
        BadRow{"NotLoopback", with_folders({"--address", "0.0.0.0"}), "--address '0.0.0.0'",
               "127.0.0.1"},
        BadRow{"NoAddress", with_folders({"--address", "ses.test", "--allow-network"}),
               "--address 'ses.test'", "not an IP address"},
        BadRow{"HealthOfNothing", {"health"}, "health needs one URL", "http://127.0.0.1"},
        BadRow{"FaultOfTlsWithoutTls", with_folders({"--fault", "ok,unknown-ca"}),
               "--fault: step 'unknown-ca'", "Add --tls"},
        BadRow{"NoRegion", with_folders({"--region", "us_east"}), "--region 'us_east'",
               "us-east-1"},
        BadRow{"NobodyToBounceFrom", with_folders({"--dsn-from", "me"}), "--dsn-from 'me'",
               "mailer-daemon"},
        BadRow{"NoUrl", with_folders({"--deliver", "localhost:25"}), "--deliver 'localhost:25'",
               "smtp://HOST[:PORT]"},
        BadRow{"NoFault", with_folders({"--fault", "boom"}), "--fault: step 'boom'", "Known steps"},
        BadRow{"NoKey", with_folders({"--access-key-id", "a/b"}), "--access-key-id", "'/'"},
        BadRow{"NoSecret", with_folders({"--secret-access-key", "a b"}), "--secret-access-key",
               "visible ASCII"},
        BadRow{"RunWithoutCommand", with_folders({"run"}), "run: no command", "-- COMMAND"},
        BadRow{"RunWithEmptyCommand",
               {"run", "--inbox", "i", "--outbox", "o", "--"},
               "run: no command",
               "-- COMMAND"}),
    [](const auto& row) { return row.param.name; });

TEST(Options, AWrongIdentityIsNamed) {
  const auto options = parse(with_folders({"--identity", "no identity"}));
  ASSERT_FALSE(options);
  EXPECT_EQ(options.error().kind, ErrorKind::Usage);
  EXPECT_THAT(options.error().message, AllOf(HasSubstr("--identity"), HasSubstr("no identity")));
}

}  // namespace
}  // namespace send_bounce::stand_in
