#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <functional>

#include "cli/batch_input.h"
#include "cli/batch_report.h"
#include "send_bounce/cli/run.h"
#include "send_bounce/text/json_text.h"
#include "support/fake_world.h"

namespace send_bounce {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;
using Words = std::vector<std::string>;

constexpr const char* kJournalPath = "/home/user/.local/state/send-bounce/journal.ndjson";

/// A message received five minutes before the fake clock's time.
std::string event(const std::string& id, const std::string& recipients = R"("ann@example.com")",
                  const std::string& source = "bob@sender.example") {
  return R"({"mail":{"messageId":")" + id + R"(","timestamp":"2020-01-02T02:59:05Z","source":")" +
         source + R"(","headers":[{"name":"Subject","value":"Lunch"}]},"receipt":{"recipients":[)" +
         recipients +
         R"(],"spamVerdict":{"status":"PASS"},"virusVerdict":{"status":"PASS"},)"
         R"("spfVerdict":{"status":"PASS"},"dkimVerdict":{"status":"PASS"},)"
         R"("action":{"functionArn":"arn:aws:lambda:eu-west-1:1:function:f"}}})";
}

std::string accepted(const std::string& id) {
  return "<SendBounceResponse xmlns=\"http://ses.amazonaws.com/doc/2010-12-01/\">"
         "<SendBounceResult><MessageId>" +
         id +
         "</MessageId></SendBounceResult><ResponseMetadata><RequestId>r</RequestId>"
         "</ResponseMetadata></SendBounceResponse>";
}

std::string refused_by_ses(const std::string& code) {
  return "<ErrorResponse xmlns=\"http://ses.amazonaws.com/doc/2010-12-01/\"><Error><Type>Sender"
         "</Type><Code>" +
         code + "</Code><Message>No.</Message></Error><RequestId>r</RequestId></ErrorResponse>";
}

/// Does something of the test's before each exchange.
class WatchedTransport : public testing::ScriptedTransport {
 public:
  Answer exchange(const HttpRequest& request, const TransportOptions& how) override {
    if (before) before();
    return ScriptedTransport::exchange(request, how);
  }
  std::function<void()> before;
};

struct BatchTest : ::testing::Test {
  BatchTest() {
    fake.variables.values = {{"HOME", "/home/user"},
                             {"AWS_EC2_METADATA_DISABLED", "true"},
                             {"AWS_MAX_ATTEMPTS", "1"},
                             {"AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"},
                             {"AWS_SECRET_ACCESS_KEY", "secret"}};
  }

  int run_with(const std::string& input, const Words& more = {}) {
    fake.files.files["in"] = input;
    Words words = {"--batch", "in", "--bounce-type", "DoesNotExist"};
    words.insert(words.end(), more.begin(), more.end());
    return run_words(words);
  }

  int run_words(const Words& words) {
    fake.out.text.clear();
    fake.err.text.clear();
    World from = fake.world(words);
    World world{from.arguments,   from.variables,   from.files, from.private_files, from.clock,
                from.zone,        from.random,      transport,  from.programs,      from.viewers,
                from.terminal,    from.interrupts,  from.out,   from.err,           from.screens,
                from.directories, from.shared_files};
    return run(world);
  }

  /// Of each line of stdout; `from` is a query.
  std::string states(const std::string& input, const Words& more = {},
                     const std::string& query = "State") {
    Words words = {"--query", query, "--output", "text"};
    words.insert(words.end(), more.begin(), more.end());
    code = run_with(input, words);
    std::string text = fake.out.text;
    std::replace(text.begin(), text.end(), '\n', ' ');
    std::replace(text.begin(), text.end(), '\t', ':');
    return text;
  }

  std::string& journal() { return fake.shared_files.contents[kJournalPath]; }

  testing::FakeWorld fake;
  WatchedTransport transport;
  int code = -1;
};

TEST_F(BatchTest, WritesALineForEachBounce) {
  transport.answer(200, accepted("0102-1"));
  EXPECT_EQ(run_with(event("a1") + "\n"), 0);
  EXPECT_EQ(fake.out.text,
            R"({"Line":1,"State":"sent","Exit":0,"Region":"eu-west-1","OriginalMessageId":"a1",)"
            R"("Recipients":["ann@example.com"],"MessageId":"0102-1","Warnings":[]})"
            "\n");
  EXPECT_EQ(fake.err.text, "");
}

TEST_F(BatchTest, TellsEachStateAndTheWorstExitCode) {
  transport.answer(200, accepted("0102-1"));
  transport.answer(400, refused_by_ses("MessageRejected"));
  transport.fail(TransportPhase::Closed);
  transport.fail(TransportPhase::Connect, "Connection refused");
  const std::string input = event("a1") + "\n" + event("a2") + "\n" + event("a3") + "\n" +
                            event("a4") + "\n" + event("a1") + "\n" +
                            event("a5", R"("ann@example.com")", "") + "\n{\"x\":\n" +
                            event("a6", R"("ann@example.com","ben@example.com")") + "\n";
  EXPECT_EQ(states(input, {}, "[Line, State, Exit]"),
            "1:sent:0 2:rejected:254 3:unknown:75 4:failed:255 5:already:0 6:refused:77 "
            "7:unreadable:65 8:invalid:252 ");
  EXPECT_EQ(code, 75);
  EXPECT_EQ(fake.err.text,
            "send-bounce: batch of 8: 1 sent, 1 already, 1 refused, 1 rejected, 1 unknown, 1 "
            "failed, 1 unreadable, 1 invalid\n");
}

TEST_F(BatchTest, RefusalsAreDecisionsAndNoFailure) {
  EXPECT_EQ(states(event("a5", R"("ann@example.com")", "") + "\n"), "refused ");
  EXPECT_EQ(code, 0);
}

TEST_F(BatchTest, ClaimsBeforeItSends) {
  transport.before = [&] {
    EXPECT_THAT(journal(), HasSubstr(R"("State":"sending")"));
    EXPECT_EQ(fake.shared_files.syncs, 1);
  };
  transport.answer(200, accepted("0102-1"));
  run_with(event("a1"));
  EXPECT_THAT(journal(), HasSubstr(R"("State":"sent")"));
  EXPECT_EQ(fake.shared_files.syncs, 2) << "the outcome is on disk at the end";
}

TEST_F(BatchTest, ASecondRunSendsNothing) {
  transport.answer(200, accepted("0102-1"));
  run_with(event("a1"));
  EXPECT_EQ(states(event("a1"), {}, "[State, MessageId, At]"),
            "already:0102-1:2020-01-02T03:04:05.000Z ");
  EXPECT_THAT(transport.requests, SizeIs(1));
}

TEST_F(BatchTest, WhatIsUnknownIsSentAgainOnlyIfAPersonSaysSo) {
  transport.fail(TransportPhase::ReadTimeout);
  EXPECT_EQ(states(event("a1")), "unknown ");
  EXPECT_EQ(states(event("a1")), "unknown ");
  EXPECT_EQ(code, 75);
  transport.answer(400, refused_by_ses("MessageRejected"));
  EXPECT_EQ(states(event("a1"), {"--retry-unknown"}), "rejected ");
  EXPECT_EQ(states(event("a1")), "unknown ") << "the first may have been accepted all the same";
  transport.answer(200, accepted("0102-2"));
  EXPECT_EQ(states(event("a1"), {"--retry-unknown"}), "sent ");
  EXPECT_EQ(states(event("a1")), "already ");
  EXPECT_THAT(transport.requests, SizeIs(3));
}

TEST_F(BatchTest, WhatWasRejectedIsTriedAgain) {
  transport.answer(400, refused_by_ses("MessageRejected"));
  transport.answer(200, accepted("0102-1"));
  EXPECT_EQ(states(event("a1")), "rejected ");
  EXPECT_EQ(states(event("a1")), "sent ");
}

TEST_F(BatchTest, TheRestOfTheRecipientsIsSent) {
  transport.answer(200, accepted("0102-1"));
  transport.answer(200, accepted("0102-2"));
  run_with(event("a1"));
  EXPECT_EQ(states(event("a1", R"("Ann@example.com","ann@EXAMPLE.com","ben@example.com")"),
                   {"--all-recipients"}, "[State, join(',', Recipients), join(',', AlreadySent)]"),
            "sent:Ann@example.com,ben@example.com:ann@EXAMPLE.com ");
  EXPECT_THAT(transport.requests.back().body, ::testing::Not(HasSubstr("EXAMPLE")));
}

TEST_F(BatchTest, NothingOfAMessageIsSentIfOneRecipientIsUnknown) {
  transport.fail(TransportPhase::ReadTimeout);
  run_with(event("a1"));
  EXPECT_EQ(states(event("a1", R"("ann@example.com","ben@example.com")"), {"--all-recipients"}),
            "unknown ");
  EXPECT_THAT(transport.requests, SizeIs(1));
}

TEST_F(BatchTest, ARehearsalAtAnotherServiceIsNoMemoryOfSes) {
  transport.answer(200, accepted("0102-1"));
  transport.answer(200, accepted("0102-2"));
  EXPECT_EQ(states(event("a1"), {"--endpoint-url", "http://127.0.0.1:8080"}), "sent ");
  EXPECT_EQ(states(event("a1")), "sent ");
  EXPECT_THAT(journal(), HasSubstr(R"("Realm":"http://127.0.0.1:8080")"));
  EXPECT_THAT(journal(), HasSubstr(R"("Realm":"aws")"));
}

TEST_F(BatchTest, StaysAtOneCallASecond) {
  for (int i = 0; i < 3; ++i) transport.answer(200, accepted("0102"));
  run_with(event("a1") + "\n" + event("a2") + "\n" + event("a3"));
  EXPECT_THAT(fake.clock.sleeps, ElementsAre(std::chrono::seconds(1), std::chrono::seconds(1)));
  fake.clock.sleeps.clear();
  for (int i = 0; i < 3; ++i) transport.answer(200, accepted("0102"));
  run_with(event("b1") + "\n" + event("b2"), {"--rate", "0"});
  EXPECT_THAT(fake.clock.sleeps, IsEmpty());
}

TEST_F(BatchTest, CountsFromTheLastClaimOfAnotherRun) {
  transport.answer(200, accepted("0102-1"));
  transport.answer(200, accepted("0102-2"));
  run_with(event("a1"));
  fake.clock.time.microseconds = 250'000;
  fake.clock.running = std::chrono::hours(1);  // another process
  run_with(event("a2"));
  EXPECT_THAT(fake.clock.sleeps, ElementsAre(std::chrono::milliseconds(750)));
}

TEST_F(BatchTest, NeverWaitsLongerThanATurnThoughTheClockWasSetBack) {
  transport.answer(200, accepted("0102-1"));
  transport.answer(200, accepted("0102-2"));
  run_with(event("a1"));
  fake.clock.time.seconds -= 3600;
  fake.clock.running = std::chrono::hours(1);
  EXPECT_EQ(states(event("a2"), {"--rate", "0.5", "--allow", "stale", "future"}), "sent ");
  EXPECT_THAT(fake.clock.sleeps, ElementsAre(std::chrono::seconds(2)));
}

TEST_F(BatchTest, WaitsOutThrottling) {
  for (int i = 0; i < 4; ++i) transport.answer(400, refused_by_ses("Throttling"));
  transport.answer(200, accepted("0102-1"));
  EXPECT_EQ(states(event("a1"), {"--rate", "0"}), "sent ");
  using std::chrono::seconds;
  EXPECT_THAT(fake.clock.sleeps, ElementsAre(seconds(1), seconds(1), seconds(2), seconds(4)));
  EXPECT_EQ(code, 0);
}

TEST_F(BatchTest, GivesUpOnThrottlingAfterAQuarterOfAnHour) {
  for (int i = 0; i < 100; ++i) transport.answer(400, refused_by_ses("Throttling"));
  EXPECT_EQ(states(event("a1"), {"--rate", "0"}), "failed ");
  std::chrono::milliseconds waited{0};
  for (const auto sleep : fake.clock.sleeps) waited += sleep;
  EXPECT_GE(waited, std::chrono::minutes(15));
  EXPECT_LE(waited, std::chrono::minutes(16));
}

TEST_F(BatchTest, StopsWhenNothingWorks) {
  std::string input;
  for (int i = 0; i < 20; ++i) input += event("a" + std::to_string(i)) + "\n";
  EXPECT_EQ(states(input, {"--rate", "0"}).size(), std::string("failed ").size() * 10);
  EXPECT_EQ(code, 255);
  EXPECT_THAT(fake.err.text, HasSubstr("ten items in a row failed"));
  EXPECT_THAT(fake.err.text, HasSubstr("Continue at line 1."));

  for (int i = 0; i < 20; ++i) transport.fail(TransportPhase::ReadTimeout);
  EXPECT_EQ(states(input, {"--rate", "0"}), "unknown unknown unknown ");
  EXPECT_EQ(code, 75);
  EXPECT_THAT(fake.err.text, HasSubstr("three items in a row have an unknown outcome"));
  EXPECT_THAT(fake.err.text, HasSubstr("Continue at line 4."));
}

TEST_F(BatchTest, SendsNothingWithoutAClaim) {
  fake.shared_files.append_failure = SystemError{ENOSPC, "No space left on device"};
  EXPECT_EQ(states(event("a1") + "\n" + event("a2")), "failed ");
  EXPECT_EQ(code, 255);
  EXPECT_THAT(transport.requests, IsEmpty());
  EXPECT_THAT(fake.err.text, HasSubstr("No space left on device"));
}

TEST_F(BatchTest, StopsWhenAnOutcomeIsLost) {
  transport.before = [&] {
    fake.shared_files.append_failure = SystemError{ENOSPC, "No space left on device"};
  };
  transport.answer(200, accepted("0102-1"));
  EXPECT_EQ(states(event("a1") + "\n" + event("a2"), {}, "[State, Exit, MessageId]"),
            "sent:74:0102-1 ");
  EXPECT_EQ(code, 74);
  fake.shared_files.append_failure.reset();
  EXPECT_EQ(states(event("a1")), "unknown ");
}

TEST_F(BatchTest, StartsNothingNewWhenStdoutIsGone) {
  fake.out.failure = SystemError{EPIPE, "Broken pipe"};
  transport.answer(200, accepted("0102-1"));
  transport.answer(200, accepted("0102-2"));
  EXPECT_EQ(run_with(event("a1") + "\n" + event("a2"), {"--rate", "0"}), 74);
  EXPECT_THAT(transport.requests, SizeIs(1));
  fake.out.failure.reset();
  EXPECT_EQ(states(event("a1") + "\n" + event("a2"), {"--rate", "0"}), "already sent ");
}

TEST_F(BatchTest, ASignalEndsItAfterTheCallInFlight) {
  transport.before = [&] {
    EXPECT_TRUE(fake.interrupts.is_holding);
    fake.interrupts.signal = 15;
  };
  transport.answer(200, accepted("0102-1"));
  EXPECT_EQ(states(event("a1") + "\n" + event("a2"), {"--rate", "0"}), "sent ");
  EXPECT_EQ(code, 143);
  EXPECT_THAT(journal(), HasSubstr(R"("State":"sent")"));
}

TEST_F(BatchTest, ASignalDuringAWaitLeavesTheItemOut) {
  transport.answer(200, accepted("0102-1"));
  transport.answer(200, accepted("0102-2"));
  fake.clock.is_interrupted = true;
  fake.clock.on_sleep = [&] { fake.interrupts.signal = 2; };
  EXPECT_EQ(states(event("a1") + "\n" + event("a2")), "sent ");
  EXPECT_EQ(code, 130);
  EXPECT_THAT(transport.requests, SizeIs(1));
}

TEST_F(BatchTest, ADryRunNeitherSendsNorRemembers) {
  EXPECT_EQ(states(event("a1") + "\n" + event("a5", R"("ann@example.com")", ""), {"--dry-run"}),
            "would-send refused ");
  EXPECT_THAT(transport.requests, IsEmpty());
  EXPECT_FALSE(fake.shared_files.contents.contains(kJournalPath));
}

/// Single calls with a journal, for a message to ann and ben.
struct DryRunWithJournal : BatchTest {
  int call(const Words& recipients, const Words& more) {
    fake.files.files["event.json"] = event("a1", R"("ann@example.com","ben@example.com")");
    Words words = {"--received", "event.json", "--bounce-type", "DoesNotExist", "--once"};
    for (const std::string& recipient : recipients) {
      words.insert(words.end(), {"--recipient", recipient});
    }
    words.insert(words.end(), more.begin(), more.end());
    return run_words(words);
  }
};

const Words kAnn = {"ann@example.com"};
const Words kBoth = {"ann@example.com", "ben@example.com"};

TEST_F(DryRunWithJournal, ShowsThePartThatIsLeft) {
  transport.answer(200, accepted("0102-1"));
  ASSERT_EQ(call(kAnn, {}), 0);
  const std::string before = journal();
  const std::string query =
      "[WouldSend, Already[].[Recipients[0], State, MessageId], "
      "Parameters.BouncedRecipientInfoList[].Recipient]";
  EXPECT_EQ(call(kBoth, {"--dry-run", "--query", query, "--output", "text"}), 0);
  EXPECT_EQ(fake.out.text, "True\nann@example.com\tsent\t0102-1\nben@example.com\n");
  EXPECT_EQ(call(kBoth, {"--dry-run", "curl"}), 0);
  EXPECT_THAT(fake.out.text, HasSubstr("member.1.Recipient=ben%40example.com"));
  EXPECT_THAT(fake.out.text, Not(HasSubstr("ann%40example.com")));
  EXPECT_THAT(transport.requests, SizeIs(1));
  EXPECT_EQ(journal(), before);
}

TEST_F(DryRunWithJournal, HasNothingToShowOfWhatWasSent) {
  transport.answer(200, accepted("0102-1"));
  ASSERT_EQ(call(kAnn, {}), 0);
  EXPECT_EQ(call(kAnn, {"--dry-run", "--query", "WouldSend"}), 0);
  EXPECT_EQ(fake.out.text, "false\n");
  for (const char* form : {"curl", "dsn", "policy"}) {
    EXPECT_EQ(call(kAnn, {"--dry-run", form}), 0) << form;
    EXPECT_EQ(fake.out.text, "") << form;
    EXPECT_EQ(fake.err.text,
              "send-bounce: already sent for ann@example.com at 2020-01-02T03:04:05.000Z (0102-1); "
              "not sent again\n")
        << form;
  }
}

TEST_F(DryRunWithJournal, EndsAsTheCallWouldIfAnOutcomeIsUnknown) {
  transport.fail(TransportPhase::Closed);
  ASSERT_EQ(call(kAnn, {}), 75);
  EXPECT_EQ(call(kAnn, {"--dry-run", "--query", "[WouldSend, Already[0].State]"}), 75);
  EXPECT_EQ(fake.out.text, "[\n    false,\n    \"unknown\"\n]\n");
  for (const char* form : {"curl", "dsn", "policy"}) {
    EXPECT_EQ(call(kAnn, {"--dry-run", form}), 75) << form;
    EXPECT_EQ(fake.out.text, "") << form;
    EXPECT_THAT(fake.err.text, HasSubstr("--retry-unknown")) << form;
    EXPECT_EQ(call(kAnn, {"--dry-run", form, "--retry-unknown"}), 0) << form;
    EXPECT_NE(fake.out.text, "") << form;
  }
  EXPECT_THAT(transport.requests, SizeIs(1));
}

TEST_F(BatchTest, OptionsStandInForWhatAnItemDoesNotSay) {
  for (int i = 0; i < 3; ++i) transport.answer(200, accepted("0102"));
  const std::string item =
      R"({"OriginalMessageId":"a1","BouncedRecipientInfoList":[{"Recipient":"ann@example.com"},)"
      R"({"Recipient":"ben@example.com","BounceType":"ExceededQuota"}]})";
  EXPECT_EQ(states(item, {"--bounce-sender", "mta@example.com", "--region", "us-east-1"}), "sent ");
  EXPECT_THAT(transport.requests.back().body,
              HasSubstr("member.1.Recipient=ann%40example.com&BouncedRecipientInfoList.member.1."
                        "BounceType=DoesNotExist"));
  EXPECT_THAT(transport.requests.back().body, HasSubstr("member.2.BounceType=ExceededQuota"));
  EXPECT_THAT(transport.requests.back().body, HasSubstr("BounceSender=mta%40example.com"));
  EXPECT_EQ(states(R"({"Received":)" + event("a2") + R"(,"BounceSender":"x@example.com"})",
                   {"--bounce-sender", "mta@example.com"}),
            "sent ");
  EXPECT_THAT(transport.requests.back().body, HasSubstr("BounceSender=x%40example.com"));
}

struct InputRow {
  const char* name;
  std::string input;
  const char* lines;  ///< of the values; "!" behind one that holds nothing
};

class InputOfABatch : public ::testing::TestWithParam<InputRow> {};

TEST_P(InputOfABatch, IsTakenApart) {
  const InputRow& row = GetParam();
  const ItemDefaults defaults;
  for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, std::size_t{100'000}}) {
    if (row.input.size() > kLongestItem && piece < 100) continue;  // takes too long
    BatchInput input(std::make_unique<testing::TextSource>(row.input, piece), defaults);
    std::string lines;
    for (auto value = input.next(); *value; value = input.next()) {
      lines += (lines.empty() ? "" : " ") + std::to_string((*value)->line);
      for (const Item& item : (*value)->items) lines += item.input ? "" : "!";
    }
    EXPECT_EQ(lines, row.lines) << "in pieces of " << piece;
  }
}

std::string spread(std::string json) {
  for (std::size_t at = json.find(','); at != std::string::npos; at = json.find(',', at + 2))
    json.insert(at + 1, "\n");
  return json;
}

INSTANTIATE_TEST_SUITE_P(
    Table, InputOfABatch,
    ::testing::Values(InputRow{"nothing", "", ""}, InputRow{"blank_lines", "\n \r\n\t\n", ""},
                      InputRow{"two_lines", event("a") + "\n" + event("b") + "\n", "1 2"},
                      InputRow{"no_last_line_end", event("a") + "\r\n\r\n" + event("b"), "1 3"},
                      InputRow{"byte_order_mark", "\xEF\xBB\xBF" + event("a"), "1"},
                      InputRow{"one_value_over_lines", "\n" + spread(event("a")) + "\n\n", "2"},
                      InputRow{"broken_first_line", "{\"a\":\n" + event("b") + "\n", "1! 2"},
                      InputRow{"value_over_lines_and_more",
                               "[\n" + event("a") + "\n]\n" + event("b"), "1! 2 3! 4"},
                      InputRow{"cut_off", "{\"a\":\"", "1!"},
                      InputRow{"not_utf8", "\"\xFF\"\n" + event("b"), "1! 2"},
                      InputRow{"nul", std::string("\0\n", 2) + event("b"), "1! 2"},
                      InputRow{"too_long", std::string(kLongestItem + 1, 'x') + "\n" + event("b"),
                               "1! 2"},
                      InputRow{"too_long_at_the_end",
                               event("a") + "\n\"" + std::string(3 * kLongestItem, 'x'), "1 2!"}),
    [](const auto& row) { return row.param.name; });

TEST(TallyTest, TheWorstExitCodeCounts) {
  Tally tally;
  int last = 0;
  for (const int code : {0, 65, 74, 254, 252, 253, 255, 75, 130, 143}) {
    tally.take_exit_code(code);
    EXPECT_EQ(tally.exit_code(), code);
    if (code != 0) tally.take_exit_code(last);
    EXPECT_EQ(tally.exit_code(), code) << "a better one after it";
    last = code;
  }
}

TEST(ProgressTest, IsOneLine) {
  Tally tally;
  BounceResult sent;
  sent.state = BounceState::Sent;
  for (int i = 0; i < 34; ++i) tally.add(sent);
  tally.add(Bouncer::unusable(nothing_to_bounce(kMalformed, "x").value()));
  using std::chrono::seconds;
  EXPECT_EQ(progress_line(37, 120, tally, seconds(37)), "37/120  34 sent  1 unreadable  1:23 left");
  EXPECT_EQ(progress_line(37, 0, tally, seconds(37)), "37  34 sent  1 unreadable");
  EXPECT_EQ(progress_line(1, 10'001, Tally(), seconds(1)), "1/10001  2:46:40 left");
  EXPECT_EQ(progress_line(0, 120, Tally(), seconds(0)), "0/120");
}

}  // namespace
}  // namespace send_bounce
