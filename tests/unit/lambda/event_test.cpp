#include "send_bounce/lambda/event.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "send_bounce/text/json_document.h"
#include "send_bounce/text/json_text.h"

namespace send_bounce {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kQueue = "arn:aws:sqs:eu-west-1:123456789012:bounces";
constexpr const char* kFifo = "arn:aws:sqs:eu-west-1:123456789012:bounces.fifo";
constexpr const char* kKernel =
    R"({"mail":{"timestamp":"2026-11-27T11:50:00.123Z","source":"bob@sender.example",)"
    R"("messageId":"m1","destination":["ann@example.com"]},)"
    R"("receipt":{"timestamp":"2026-11-27T11:50:00.123Z","recipients":["ann@example.com"],)"
    R"("action":{"type":"Lambda"}}})";

std::string ses_event(int count) {
  std::string records;
  for (int i = 0; i < count; ++i) {
    records +=
        (i == 0 ? "" : ",") + std::string(R"({"eventSource":"aws:ses","ses":)") + kKernel + "}";
  }
  return R"({"Records":[)" + records + "]}";
}

std::string sqs_event(const std::string& arn, const std::vector<std::string>& bodies) {
  List records;
  for (const std::string& body : bodies) {
    records.emplace_back(Map{{"messageId", "q" + std::to_string(records.size() + 1)},
                             {"receiptHandle", "h"},
                             {"body", body},
                             {"eventSource", "aws:sqs"},
                             {"eventSourceARN", arn}});
  }
  return json_text(Map{{"Records", std::move(records)}}, JsonSpacing::None);
}

std::vector<std::string> bodies(std::size_t count) {
  return std::vector<std::string>(count, kKernel);
}

RecordOutcome outcome(int code) {
  RecordOutcome made;
  made.exit_code = code;
  made.state = code == 0 ? "sent" : "failed";
  made.is_bounced = code == 0;
  if (code != 0) made.message = "fault " + std::to_string(code);
  return made;
}

std::vector<RecordOutcome> outcomes(const std::vector<int>& codes) {
  std::vector<RecordOutcome> made;
  for (const int code : codes) made.push_back(outcome(code));
  return made;
}

TEST(LambdaEvent, IsReadInAnyEnvelopeAndKnowsWhoWaits) {
  const struct {
    std::string json;
    EventSource source;
    std::size_t records;
    bool are_messages;
  } rows[] = {
      {ses_event(1), EventSource::Direct, 1, true},
      {ses_event(2), EventSource::Direct, 2, true},
      {kKernel, EventSource::Direct, 1, true},
      {sqs_event(kQueue, bodies(1)), EventSource::Queue, 1, true},
      {sqs_event(kFifo, bodies(3)), EventSource::FifoQueue, 3, true},
      {sqs_event(kQueue, {"not JSON"}), EventSource::Queue, 1, false},
      {sqs_event(kQueue, {ses_event(2)}), EventSource::Queue, 2, true},
      // As EventBridge Pipes hands it over: the records alone.
      {sqs_event(kQueue, bodies(1)).substr(11, sqs_event(kQueue, bodies(1)).size() - 12),
       EventSource::Queue, 1, true},
      // Printed by receive-message: nobody waits for an answer about a queue.
      {R"({"Messages":[{"MessageId":"q1","ReceiptHandle":"h","Body":"{}"}]})", EventSource::Direct,
       1, false},
      {R"({"Records":[{"eventSource":"aws:s3","s3":{}}]})", EventSource::Direct, 1, false},
      {R"({"detail-type":"Scheduled Event","detail":{}})", EventSource::Direct, 1, false},
      {"{}", EventSource::Direct, 1, false},
      {"null", EventSource::Direct, 1, false},
      {"", EventSource::Direct, 1, false},
      {"{\"Records\":[", EventSource::Direct, 1, false},
      {"\xFF", EventSource::Direct, 1, false},
  };
  for (const auto& row : rows) {
    const LambdaEvent event = read_lambda_event(row.json);
    EXPECT_EQ(event.source, row.source) << row.json;
    ASSERT_EQ(event.records.size(), row.records) << row.json;
    for (const ReceivedRecord& record : event.records) {
      EXPECT_EQ(record.message.has_value(), row.are_messages) << row.json;
    }
  }
}

// One message of a queue that is a list of 100,001 things would else let all of them get lost.
TEST(LambdaEvent, OfAQueueIsOneEvenIfItCannotBeTakenApart) {
  std::string many = "[";
  for (std::size_t i = 0; i <= kMaxRecords; ++i) many += i == 0 ? "1" : ",1";
  const LambdaEvent event = read_lambda_event(sqs_event(kFifo, {many + "]"}));
  EXPECT_EQ(event.source, EventSource::FifoQueue);
  ASSERT_EQ(event.records.size(), 1U);
  EXPECT_EQ(event.records[0].message.error().kind, ErrorKind::NothingToBounce);
  EXPECT_EQ(answer_to(event, outcomes({65})).error_type, "SendBounce.65");
}

// The table of docs/lambda.md: what each exit code is answered by.
TEST(LambdaAnswer, ToADirectCall) {
  const struct {
    std::vector<int> codes;
    const char* summary;
  } rows[] = {
      {{0}, "STOP_RULE_SET"},
      {{65}, "CONTINUE"},
      {{77}, "CONTINUE"},
      {{74}, "SendBounce.74"},
      {{75}, "SendBounce.75"},
      {{143}, "SendBounce.143"},
      {{252}, "SendBounce.252"},
      {{253}, "SendBounce.253"},
      {{254}, "SendBounce.254"},
      {{255}, "SendBounce.255"},
      {{}, "SendBounce.255"},
      {{0, 0}, "STOP_RULE_SET"},
      {{0, 77}, "CONTINUE"},
      {{77, 65}, "CONTINUE"},
      {{0, 254}, "SendBounce.254"},
      {{254, 75, 255}, "SendBounce.75"},
      {{254, 253, 252}, "SendBounce.253"},
  };
  for (const auto& row : rows) {
    const LambdaEvent event =
        read_lambda_event(ses_event(static_cast<int>(std::max<std::size_t>(row.codes.size(), 1))));
    const LambdaAnswer answer = answer_to(event, outcomes(row.codes));
    EXPECT_EQ(answer.summary, row.summary);
    const bool is_error = answer.summary.starts_with("SendBounce");
    EXPECT_EQ(answer.error_type, is_error ? answer.summary : "");
    if (is_error) continue;
    EXPECT_EQ(answer.body, "{\"disposition\": \"" + answer.summary + "\"}");
  }
}

TEST(LambdaAnswer, OfADryRunLetsTheRulesGoOn) {
  RecordOutcome shown{0, "would-send"};
  EXPECT_EQ(answer_to(read_lambda_event(ses_event(1)), {shown}).body,
            R"({"disposition": "CONTINUE"})");
}

TEST(LambdaAnswer, ThatIsAnErrorTellsTheFault) {
  const LambdaAnswer one = answer_to(read_lambda_event(ses_event(1)), outcomes({254}));
  EXPECT_EQ(one.body,
            R"({"errorMessage": "fault 254", "errorType": "SendBounce.254", "stackTrace": []})");
  const LambdaEvent three = read_lambda_event(ses_event(3));
  EXPECT_THAT(answer_to(three, outcomes({0, 254, 0})).body,
              HasSubstr("1 of 3 records failed. fault 254"));
  EXPECT_THAT(answer_to(three, outcomes({254})).body,
              HasSubstr("3 of 3 records failed. fault 254"));
  EXPECT_THAT(answer_to(three, outcomes({0})).body,
              HasSubstr("2 of 3 records failed. The record was not handled"));
  const auto odd = read_json_document(error_answer(252, "quote \" end \n \xFF").body);
  ASSERT_TRUE(odd);
}

std::vector<std::string> failed_items(const LambdaAnswer& answer) {
  const auto body = read_json_document(answer.body);
  std::vector<std::string> ids;
  const auto* items = body ? body->get<Map>()->get<List>("batchItemFailures") : nullptr;
  if (items == nullptr) return {"no list: " + answer.body};
  for (const Value& item : *items)
    ids.push_back(*item.get<Map>()->get<std::string>("itemIdentifier"));
  return ids;
}

TEST(LambdaAnswer, ToAQueueListsWhatHasFailed) {
  const struct {
    std::vector<int> codes;
    std::size_t records;
    std::vector<std::string> failed;
  } rows[] = {
      {{0, 0}, 2, {}},
      {{0, 77, 254}, 3, {}},
      {{0, 65, 74, 75, 252, 253, 255, 143}, 8, {"q2", "q3", "q4", "q5", "q6", "q7", "q8"}},
      {{255, 0, 255, 0}, 4, {"q1", "q3"}},
      {{0}, 3, {"q2", "q3"}},
  };
  for (const auto& row : rows) {
    const LambdaEvent event = read_lambda_event(sqs_event(kQueue, bodies(row.records)));
    const LambdaAnswer answer = answer_to(event, outcomes(row.codes));
    EXPECT_EQ(answer.error_type, "");
    EXPECT_EQ(failed_items(answer), row.failed);
  }
  EXPECT_EQ(answer_to(read_lambda_event(sqs_event(kQueue, bodies(1))), outcomes({254})).body,
            R"({"batchItemFailures": []})");
}

TEST(LambdaAnswer, ToAQueueIsAnErrorIfEveryRecordHasFailed) {
  const LambdaEvent event = read_lambda_event(sqs_event(kQueue, bodies(2)));
  EXPECT_EQ(answer_to(event, outcomes({253, 255})).error_type, "SendBounce.255");
  EXPECT_EQ(answer_to(event, {}).error_type, "SendBounce.255");
  EXPECT_EQ(answer_to(event, outcomes({65, 65})).error_type, "SendBounce.65");
}

TEST(LambdaAnswer, ToAFifoQueueHasAllThatFollowsTheFirstFailure) {
  const LambdaEvent event = read_lambda_event(sqs_event(kFifo, bodies(4)));
  EXPECT_THAT(failed_items(answer_to(event, outcomes({0, 255}))), ElementsAre("q2", "q3", "q4"));
  EXPECT_THAT(failed_items(answer_to(event, outcomes({0, 77, 65, 0}))), ElementsAre("q3", "q4"));
  EXPECT_EQ(answer_to(event, outcomes({255})).error_type, "SendBounce.255");
  EXPECT_TRUE(ends_event(EventSource::FifoQueue, outcome(65)));
  EXPECT_FALSE(ends_event(EventSource::FifoQueue, outcome(77)));
  EXPECT_FALSE(ends_event(EventSource::Queue, outcome(65)));
}

TEST(LambdaAnswer, CountsAMessageAsFailedIfOneOfItsRecordsHas) {
  const LambdaEvent event =
      read_lambda_event(sqs_event(kQueue, {ses_event(2), kKernel, ses_event(2)}));
  ASSERT_EQ(event.records.size(), 5U);
  EXPECT_THAT(failed_items(answer_to(event, outcomes({255, 0, 0, 0, 65}))),
              ElementsAre("q1", "q3"));
}

// SES refuses the call with 254, which a queue would take for settled.
TEST(LambdaAnswer, CountsExpiredCredentialsAsAFailure) {
  RecordOutcome expired = outcome(254);
  expired.is_for_now = expired.ends_process = true;
  const LambdaEvent event = read_lambda_event(sqs_event(kQueue, bodies(2)));
  EXPECT_THAT(failed_items(answer_to(event, {outcome(0), expired})), ElementsAre("q2"));
  EXPECT_EQ(answer_to(event, {expired}).error_type, "SendBounce.254");
  EXPECT_TRUE(ends_event(EventSource::Queue, expired));
}

TEST(LambdaLog, HasALineThatProgramsReadAndNobodysAddress) {
  RecordOutcome sent = outcome(0);
  sent.noted = Map{{"OriginalMessageId", "m1"}, {"MessageId", "0102-1"}};
  RecordOutcome failed = outcome(254);
  failed.message = "Email address is not verified: ann@example.com, \"b c\"@example.com";
  const LambdaEvent event = read_lambda_event(sqs_event(kQueue, bodies(3)));
  const std::vector<RecordOutcome> made{sent, failed};
  EXPECT_EQ(
      lambda_log_line({"r1", "Root=1-2", std::chrono::milliseconds(12)}, event, made,
                      answer_to(event, made)),
      R"({"RequestId":"r1","TraceId":"Root=1-2","Source":"sqs","Records":3,)"
      R"("States":{"sent":1,"failed":1,"not-reached":1},"Answer":"1 of 3 failed","DurationMs":12,)"
      R"("Bounces":[{"State":"sent","Exit":0,"OriginalMessageId":"m1","MessageId":"0102-1"},)"
      R"({"State":"failed","Exit":254,"Message":"Email address is not verified: ***, ***"}]})"
      "\n");
}

TEST(LambdaLog, HasAnEndWhateverTheEvent) {
  std::string odd = "caf";
  while (odd.size() < 5000) odd += "\xC3\xA9";
  std::vector<RecordOutcome> made(500, outcome(255));
  for (RecordOutcome& one : made) one.message = odd;
  const LambdaEvent event = read_lambda_event(sqs_event(kQueue, bodies(500)));
  const std::string line = lambda_log_line({"r1", "", {}}, event, made, answer_to(event, made));
  EXPECT_LT(line.size(), 20'000U);
  EXPECT_TRUE(read_json_document(line));
  EXPECT_THAT(line, Not(HasSubstr("udc")));
}

}  // namespace
}  // namespace send_bounce
