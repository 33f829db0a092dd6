#include <gtest/gtest.h>

#include <algorithm>

#include "send_bounce/mail/address.h"
#include "send_bounce/received/guards.h"
#include "send_bounce/received/received_message.h"
#include "send_bounce/text/json_document.h"
#include "unit/received/sample_files.h"

/// Every sample that can be read, against the verdict, reasons and warnings that its list expects.
namespace send_bounce {
namespace {

/// What `--received FILE --all-recipients --bounce-type DoesNotExist` asks for.
BounceContent bounce_of(const ReceivedMessage& message) {
  BounceContent bounce;
  bounce.original_message_id = message.message_id;
  for (const std::string& recipient : message.recipients)
    bounce.recipients.push_back({recipient, std::nullopt, "DoesNotExist", std::nullopt});
  if (!message.recipients.empty())
    bounce.bounce_sender = "mailer-daemon@" + std::string(domain_of(message.recipients.front()));
  return bounce;
}

/// "refuse: stale" or "allow, list": the verdict, with the reasons of a refusal or the warnings of
/// a bounce that is sent. The list has no warnings for what is refused.
std::string told(bool is_refused, std::vector<std::string> reasons,
                 std::vector<std::string> warnings) {
  std::sort(reasons.begin(), reasons.end());
  std::sort(warnings.begin(), warnings.end());
  std::string text = is_refused ? "refuse" : "allow";
  for (const std::string& reason : reasons) text += ": " + reason;
  if (is_refused) return text;
  for (const std::string& warning : warnings) text += ", " + warning;
  return text;
}

std::string told(const ReceivedRecord& record) {
  if (!record.message) return told(true, {record.message.error().code}, {});
  std::vector<std::string> reasons;
  std::vector<std::string> warnings;
  for (const Finding& finding : judge(*record.message, bounce_of(*record.message), samples::kNow)) {
    (is_refusal(finding) ? reasons : warnings).push_back(finding.reason);
  }
  const bool is_refused = !reasons.empty();
  return told(is_refused, std::move(reasons), std::move(warnings));
}

std::vector<std::string> words_of(const Map& expected, const char* key) {
  std::vector<std::string> words;
  if (const auto* list = expected.get<List>(key))
    for (const Value& word : *list) words.push_back(*word.get<std::string>());
  return words;
}

std::string told(const Map& expected) {
  return told(*expected.get<std::string>("verdict") == "refuse", words_of(expected, "reasons"),
              words_of(expected, "warnings"));
}

TEST(SampleVerdicts, AreTheExpectedOnes) {
  const auto expected = read_json_document(samples::read("expected.json"));
  if (!expected) GTEST_SKIP() << "no samples in " << samples::kFolder;
  int scored = 0;
  for (const Value& entry : *expected->get<List>()) {
    const Map& sample = *entry.get<Map>();
    const auto* records = sample.get<List>("records");
    if (records == nullptr) continue;  // nothing to judge
    const std::string& file = *sample.get<std::string>("file");
    const auto read = read_received(samples::read(file));
    ASSERT_TRUE(read) << file;
    ASSERT_EQ(read->size(), records->size()) << file;
    for (std::size_t i = 0; i < records->size(); ++i) {
      const Map& wanted = *(*records)[i].get<Map>();
      // Whom to bounce is then for the caller to say; the guards have no such reason.
      if (words_of(wanted, "reasons") == std::vector<std::string>{"no-recipient"}) continue;
      EXPECT_EQ(told((*read)[i]), told(wanted)) << file;
      ++scored;
    }
  }
  EXPECT_GT(scored, 50);
}

TEST(SampleVerdicts, AnAgeThatCannotBeKnownIsStale) {
  const std::string text = samples::read("notifications/60-broken-timestamp.json");
  if (text.empty()) GTEST_SKIP() << "no samples in " << samples::kFolder;
  const auto read = read_received(text);
  ASSERT_TRUE(read);
  EXPECT_EQ(told(read->front()), "refuse: stale");
}

}  // namespace
}  // namespace send_bounce
