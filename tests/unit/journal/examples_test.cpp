#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

#include "send_bounce/journal/journal.h"
#include "support/simulated_disk.h"

// What the journal says of a file, one example each. docs/journal.md is the format.

namespace send_bounce::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr const char* kPath = "/state/journal.ndjson";
constexpr Instant kNow{1'795'780'800, 0};  // 2026-11-27T12:00:00Z

class StoppedClock : public Clock {
 public:
  Instant now() const override { return time; }
  std::chrono::microseconds elapsed() const override { return {}; }
  bool sleep(std::chrono::milliseconds) const override { return true; }

  Instant time = kNow;
};

class SameBytes : public Random {
 public:
  std::string bytes(std::size_t count) const override { return std::string(count, 'r'); }
};

class JournalExamples : public ::testing::Test {
 protected:
  Result<Journal> open(JournalScope scope = {}) {
    return Journal::open(files, kPath, clock, random, std::move(scope), [this] { ++waits; });
  }

  /// What a new process is told.
  Remembered ask(const std::string& recipient = "ann@example.com", const std::string& id = "a1",
                 const std::string& realm = "aws") {
    auto journal = open();
    EXPECT_TRUE(journal) << journal.error().message;
    EXPECT_TRUE(journal->lock());
    auto remembered = journal->ask({realm, "eu-west-1", id, {recipient}});
    EXPECT_TRUE(remembered);
    return *remembered;
  }

  static JournalSubject subject(std::vector<std::string> recipients = {"ann@example.com"}) {
    return {"aws", "eu-west-1", "a1", std::move(recipients)};
  }

  static std::string line(const std::string& state, const std::string& more = "",
                          const std::string& at = "2026-11-27T11:00:00.000Z",
                          const std::string& id = "a1") {
    return R"({"V":1,"At":")" + at + R"(","Run":"r","Realm":"aws","Region":"eu-west-1","Id":")" +
           id + R"(","Recipients":["ann@example.com"],"State":")" + state + "\"" + more + "}\n";
  }

  void put(const std::string& content) { disk.put(kPath, content); }

  SimulatedDisk disk{1};
  SimulatedFiles files{disk};
  StoppedClock clock;
  SameBytes random;
  int waits = 0;
};

TEST_F(JournalExamples, AKeyThatNobodyClaimedIsOpen) {
  EXPECT_THAT(ask().open, ElementsAre("ann@example.com"));
}

TEST_F(JournalExamples, AClaimAndItsOutcomeAreALineEach) {
  auto journal = open();
  ASSERT_TRUE(journal);
  ASSERT_TRUE(journal->lock());
  ASSERT_TRUE(journal->claim(subject(), "i1", Instant{kNow.seconds - 600, 0}));
  ASSERT_TRUE(journal->settle({JournalState::Sent, "", "0102-1"}));
  journal->unlock();
  const std::string run = "72727272-7272-4272-b272-727272727272";
  const std::string start =
      R"({"V":1,"At":"2026-11-27T12:00:00.000Z","Run":")" + run +
      R"(","Realm":"aws","Region":"eu-west-1","Id":"a1","Recipients":["ann@example.com"],"State":)";
  EXPECT_EQ(disk.content(kPath),
            start + R"("sending","InvocationId":"i1","Received":"2026-11-27T11:50:00Z"})" + "\n" +
                start + R"("sent","MessageId":"0102-1"})" + "\n");
}

TEST_F(JournalExamples, OnlySentAndUnknownBlock) {
  put(line("sending") + line("sent", R"(,"MessageId":"0102-1")"));
  EXPECT_THAT(ask().sent, ElementsAre("ann@example.com"));
  for (const std::string& outcome : {line("unknown"), std::string()}) {
    put(line("sending") + outcome);
    EXPECT_THAT(ask().unknown, ElementsAre("ann@example.com")) << outcome;
  }
  for (const std::string& outcome :
       {line("rejected", R"(,"Code":"MessageRejected")"), line("failed")}) {
    put(line("sending") + outcome);
    EXPECT_THAT(ask().open, ElementsAre("ann@example.com")) << outcome;
  }
}

TEST_F(JournalExamples, ARefusalAfterAnUnknownClaimLeavesItUnknown) {
  put(line("sending") + line("sending") + line("rejected"));
  EXPECT_THAT(ask().unknown, ElementsAre("ann@example.com"));
  put(line("sending") + line("sending") + line("sent", R"(,"MessageId":"0102-2")"));
  EXPECT_THAT(ask().sent, ElementsAre("ann@example.com"));
}

TEST_F(JournalExamples, TheDomainIsComparedWithoutCaseTheRestAsItIs) {
  put(line("sending") + line("sent", R"(,"MessageId":"0102-1")"));
  EXPECT_THAT(ask("ann@EXAMPLE.com").sent, ElementsAre("ann@EXAMPLE.com"));
  EXPECT_THAT(ask("Ann@example.com").sent, IsEmpty());
  EXPECT_THAT(ask("ann@example.com", "a2").sent, IsEmpty());
  EXPECT_THAT(ask("ann@example.com", "a1", "http://127.0.0.1:8080").sent, IsEmpty());
}

TEST_F(JournalExamples, SeveralAnswersComeTheNewestFirst) {
  put(line("sent", R"(,"MessageId":"0102-1")") + line("sending") +
      line("sent", R"(,"MessageId":"0102-2")", "2026-11-27T11:30:00.000Z"));
  const auto remembered = ask();
  ASSERT_EQ(remembered.answers.size(), 2U);
  EXPECT_EQ(remembered.answers[0].message_id, "0102-2");
  EXPECT_EQ(remembered.answers[1].message_id, "0102-1");
}

TEST_F(JournalExamples, ATornLastLineGetsItsEndAndCountsAsNotWritten) {
  const std::string sent = line("sent", R"(,"MessageId":"0102-1")");
  for (const std::size_t length : {std::size_t{1}, std::size_t{20}, sent.size() - 3}) {
    put(line("sending") + sent.substr(0, length));
    EXPECT_THAT(ask().unknown, ElementsAre("ann@example.com"));
    EXPECT_EQ(disk.content(kPath), line("sending") + sent.substr(0, length) + "\n");
    EXPECT_THAT(ask().unknown, ElementsAre("ann@example.com"));
  }
}

TEST_F(JournalExamples, AnOutcomeThatLacksNothingButItsEndCounts) {
  const std::string sent = line("sent", R"(,"MessageId":"0102-1")");
  put(line("sending") + sent.substr(0, sent.size() - 1));
  EXPECT_THAT(ask().sent, ElementsAre("ann@example.com"));
}

TEST_F(JournalExamples, AClaimThatLacksItsEndWasNotSent) {
  const std::string claim = line("sending");
  put(claim.substr(0, claim.size() - 1));
  EXPECT_THAT(ask().open, ElementsAre("ann@example.com"));
}

// A sync failed, the kernel dropped what it had not written, and another process went on behind it.
TEST_F(JournalExamples, ALineBehindAHoleOrABeginningCounts) {
  for (const std::string& before : {std::string(300, '\0'), line("failed").substr(0, 30),
                                    line("failed").substr(0, 30) + std::string(9, '\0')}) {
    put(line("failed", "", "2026-11-27T11:00:00.000Z", "a2") + before + line("sending"));
    EXPECT_THAT(ask().unknown, ElementsAre("ann@example.com")) << before.size();
    put(before + line("sent", R"(,"MessageId":"0102-1")"));
    const auto remembered = ask();
    ASSERT_EQ(remembered.answers.size(), 1U) << before.size();
    EXPECT_EQ(remembered.answers[0].message_id, "0102-1");
  }
}

TEST_F(JournalExamples, AFileThatEndsInZerosIsWhatALossOfPowerLeaves) {
  for (const std::string& start : {std::string(), std::string("{\"V\":1,\"At\":\"20")}) {
    put(start + std::string(300, '\0'));
    EXPECT_THAT(ask().open, ElementsAre("ann@example.com")) << start;
    EXPECT_THAT(ask().open, ElementsAre("ann@example.com")) << start;
  }
}

TEST_F(JournalExamples, LinesOfLaterVersionsAreRefusedTheirOtherMembersAndStatesPass) {
  put(line("sent", R"(,"MessageId":"0102-1","New":{"a":[1]})") + line("pondering"));
  EXPECT_THAT(ask().sent, ElementsAre("ann@example.com"));
  std::string newer = line("sent");
  newer.replace(newer.find("\"V\":1"), 5, "\"V\":2");
  put(line("sent") + newer);
  const auto journal = open();
  ASSERT_FALSE(journal);
  EXPECT_EQ(journal.error().kind, ErrorKind::Configuration);
  EXPECT_THAT(journal.error().message, HasSubstr(kPath));
  EXPECT_EQ(disk.content(kPath), line("sent") + newer);
}

TEST_F(JournalExamples, AnotherKindOfFileIsRefusedAndLeftAlone) {
  for (const std::string content : {"root:x:0:0:root:/root:/bin/bash\n", "{\"a\": 1}\n", "[]\n"}) {
    put(content);
    const auto journal = open();
    ASSERT_FALSE(journal) << content;
    EXPECT_EQ(journal.error().kind, ErrorKind::Configuration);
    EXPECT_EQ(disk.content(kPath), content);
  }
}

TEST_F(JournalExamples, ALineThatCannotBeReadIsWarnedOf) {
  put(line("sending") + "{\"a\": 1}\n" + line("sent", R"(,"MessageId":"0102-1")"));
  const auto journal = open();
  ASSERT_TRUE(journal);
  EXPECT_THAT(journal->warnings(), ElementsAre(HasSubstr("line")));
  EXPECT_THAT(ask().sent, ElementsAre("ann@example.com"));
}

constexpr const char* kTenDaysBefore = "2026-11-17T12:00:00.000Z";

TEST_F(JournalExamples, EntriesOlderThanEightDaysAreForgotten) {
  put(line("sent", R"(,"MessageId":"0102-1")", kTenDaysBefore) +
      line("sent", R"(,"MessageId":"0102-2")", "2026-11-27T11:00:00.000Z", "a2"));
  EXPECT_THAT(ask().open, ElementsAre("ann@example.com"));
  EXPECT_EQ(disk.content(kPath),
            line("sent", R"(,"MessageId":"0102-2")", "2026-11-27T11:00:00.000Z", "a2"));
}

TEST_F(JournalExamples, AClockThatIsTenDaysAheadForgetsNothing) {
  const std::string content = line("sent", R"(,"MessageId":"0102-1")");
  put(content);
  clock.time.seconds += 10 * kSecondsPerDay;
  EXPECT_THAT(ask().sent, ElementsAre("ann@example.com"));
  EXPECT_EQ(disk.content(kPath), content);
}

TEST_F(JournalExamples, ALinePassedOverForAnotherIdIsNotForgotten) {
  put(line("sent", R"(,"MessageId":"0102-1")"));
  auto journal = open({"a2", true});
  ASSERT_TRUE(journal);
  ASSERT_TRUE(journal->lock());
  EXPECT_THAT(journal->ask({"aws", "eu-west-1", "a2", {"ann@example.com"}})->open,
              ElementsAre("ann@example.com"));
  journal->unlock();
  EXPECT_THAT(ask().sent, ElementsAre("ann@example.com"));
}

TEST_F(JournalExamples, AClaimThatCannotBeKeptIsTakenBack) {
  put(line("failed"));
  auto journal = open();
  ASSERT_TRUE(journal);
  ASSERT_TRUE(journal->lock());
  disk.fail_next(SimulatedDisk::Call::Sync);
  const auto claimed = journal->claim(subject(), "i1", {});
  ASSERT_FALSE(claimed);
  EXPECT_EQ(claimed.error().kind, ErrorKind::General);
  EXPECT_EQ(disk.content(kPath), line("failed"));
  journal->unlock();
  EXPECT_THAT(ask().open, ElementsAre("ann@example.com"));
}

TEST_F(JournalExamples, AnOutcomeThatCannotBeWrittenLeavesTheClaimUnknown) {
  auto journal = open();
  ASSERT_TRUE(journal);
  ASSERT_TRUE(journal->lock());
  ASSERT_TRUE(journal->claim(subject(), "i1", {}));
  disk.fail_next(SimulatedDisk::Call::Append);
  EXPECT_FALSE(journal->settle({JournalState::Sent, "", "0102-1"}));
  journal->unlock();
  EXPECT_THAT(ask().unknown, ElementsAre("ann@example.com"));
}

TEST_F(JournalExamples, WhoWaitsReadsWhatTheOtherHasDone) {
  auto first = open();
  auto second = open();
  ASSERT_TRUE(first && second);
  ASSERT_TRUE(first->lock());
  ASSERT_TRUE(first->claim(subject(), "i1", {}));
  disk.let_others_go_on = [&] {
    ASSERT_TRUE(first->settle({JournalState::Sent, "", "0102-1"}));
    first->unlock();
  };
  ASSERT_TRUE(second->lock());
  EXPECT_EQ(waits, 1);
  EXPECT_THAT(second->ask(subject())->sent, ElementsAre("ann@example.com"));
}

TEST_F(JournalExamples, WhoOnlyReadsMakesAndChangesNothing) {
  const auto missing = open({"", false});
  ASSERT_TRUE(missing);
  EXPECT_TRUE(missing->is_missing());
  EXPECT_EQ(disk.content(kPath), "");
  const std::string content =
      line("sent", R"(,"MessageId":"0102-1")", kTenDaysBefore) + line("sending") + "{\"V\"";
  put(content);
  auto journal = open({"", false});
  ASSERT_TRUE(journal);
  ASSERT_TRUE(journal->lock());
  EXPECT_THAT(journal->ask(subject())->sent, ElementsAre("ann@example.com"));
  EXPECT_EQ(disk.content(kPath), content);
}

}  // namespace
}  // namespace send_bounce::testing
