#include "stand_in/event_form.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "send_bounce/signing/digest.h"
#include "send_bounce/text/encoding.h"

namespace send_bounce::stand_in {
namespace {

using Json = nlohmann::ordered_json;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::MatchesRegex;
using testing::Pair;

constexpr const char* kUuid = "[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}";
constexpr const char* kMail = "From: bob@example.net\nSubject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=\n\nhi\n";

Receipt receipt() {
  return {"abc123", {1468993297, 304'567}, "bob@example.net", {"ann@example.com"}, "eu-west-1"};
}

std::string text_of(EventForm form) {
  return event_text(form, receipt(), *read_mail(kMail), std::string(kMail));
}

Json event(EventForm form) { return Json::parse(text_of(form)); }

std::vector<std::string> names(const Json& object) {
  std::vector<std::string> result;
  for (const auto& item : object.items()) result.push_back(item.key());
  return result;
}

TEST(EventForms, AreChosenByAWord) {
  EXPECT_EQ(event_forms().front().word, "receipt");
  for (const EventFormRow& row : event_forms())
    EXPECT_EQ(parse_event_form(std::string(row.word)), row.form);
  const auto wrong = parse_event_form("kinesis");
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().message,
            "--event 'kinesis' is unknown. Use receipt, lambda, sns, sqs or eventbridge");
}

// receipt-notifications.md §2 rows 2, 1, 4, 5 and 8, and the samples beside that page.
TEST(EventText, OfAReceiptIsTheTextThatSesPublishes) {
  EXPECT_THAT(names(event(EventForm::Receipt)),
              ElementsAre("notificationType", "mail", "receipt", "content"));
}

TEST(EventText, OfALambdaActionHasNoContentAndNoType) {
  const Json json = event(EventForm::Lambda);
  ASSERT_EQ(json["Records"].size(), 1U);
  const Json& record = json["Records"][0];
  EXPECT_THAT(names(record), ElementsAre("eventSource", "eventVersion", "ses"));
  EXPECT_EQ(record["eventSource"], "aws:ses");
  EXPECT_THAT(names(record["ses"]), ElementsAre("mail", "receipt"));
  EXPECT_EQ(record["ses"]["receipt"]["action"],
            Json({{"type", "Lambda"},
                  {"functionArn", "arn:aws:lambda:eu-west-1:000000000000:function:ses-stand-in"},
                  {"invocationType", "Event"}}));
}

TEST(EventText, OfATopicHasTheNotificationAsAString) {
  const Json record = event(EventForm::Sns)["Records"][0];
  EXPECT_THAT(names(record),
              ElementsAre("EventSource", "EventVersion", "EventSubscriptionArn", "Sns"));
  EXPECT_EQ(record["EventSource"], "aws:sns");
  const Json& sns = record["Sns"];
  EXPECT_THAT(names(sns), ElementsAre("Type", "MessageId", "TopicArn", "Subject", "Message",
                                      "Timestamp", "SignatureVersion", "Signature",
                                      "SigningCertUrl", "UnsubscribeUrl", "MessageAttributes"));
  EXPECT_THAT(sns["MessageId"].get<std::string>(), MatchesRegex(kUuid));
  EXPECT_EQ(sns["TopicArn"], "arn:aws:sns:eu-west-1:000000000000:ses-stand-in");
  EXPECT_EQ(sns["Timestamp"], "2016-07-20T05:41:37.304Z");
  EXPECT_EQ(sns["Signature"].get<std::string>().size(), 344U) << "256 bytes in Base64";
  EXPECT_THAT(
      sns["SigningCertUrl"].get<std::string>(),
      testing::StartsWith("https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-"));
  EXPECT_EQ(Json::parse(sns["Message"].get<std::string>()), event(EventForm::Receipt));
}

TEST(EventText, OfAQueueHasAnSnsMessageAsItsBody) {
  const Json record = event(EventForm::Sqs)["Records"][0];
  EXPECT_THAT(names(record),
              ElementsAre("messageId", "receiptHandle", "body", "attributes", "messageAttributes",
                          "md5OfBody", "eventSource", "eventSourceARN", "awsRegion"));
  EXPECT_EQ(record["eventSource"], "aws:sqs");
  EXPECT_EQ(record["attributes"]["SentTimestamp"], "1468993297304");
  const auto body = record["body"].get<std::string>();
  EXPECT_EQ(record["md5OfBody"], hex(md5(body)));
  const Json message = Json::parse(body);
  EXPECT_EQ(message["Type"], "Notification");
  EXPECT_TRUE(message.contains("SigningCertURL"));
  EXPECT_EQ(Json::parse(message["Message"].get<std::string>()), event(EventForm::Receipt));
}

TEST(EventText, OfABusHasTheNotificationAsDetail) {
  const Json json = event(EventForm::EventBridge);
  EXPECT_THAT(names(json), ElementsAre("version", "id", "detail-type", "source", "account", "time",
                                       "region", "resources", "detail"));
  EXPECT_EQ(json["detail-type"], "MailReceived");
  EXPECT_NE(json["source"], "aws.ses") << "that is about mail sent";
  EXPECT_EQ(json["time"], "2016-07-20T05:41:37Z");
  EXPECT_THAT(names(json["detail"]), ElementsAre("notificationType", "mail", "receipt"));
}

TEST(EventText, IsOneLineAndTheSameForTheSameMessage) {
  for (const EventFormRow& row : event_forms()) {
    const std::string text = text_of(row.form);
    EXPECT_EQ(text.find('\n'), text.size() - 1) << row.word;
    EXPECT_EQ(text, text_of(row.form)) << row.word;
  }
}

TEST(EventText, NamesThePartitionOfItsRegion) {
  Receipt china = receipt();
  china.region = "cn-north-1";
  const Json sns =
      Json::parse(event_text(EventForm::Sns, china, *read_mail(kMail), {}))["Records"][0]["Sns"];
  EXPECT_EQ(sns["TopicArn"], "arn:aws-cn:sns:cn-north-1:000000000000:ses-stand-in");
  EXPECT_THAT(sns["SigningCertUrl"].get<std::string>(),
              testing::StartsWith("https://sns.cn-north-1.amazonaws.com.cn/"));
}

TEST(HttpPost, OfATopicIsWhatSnsPosts) {
  const auto post = http_post(EventForm::Sns, text_of(EventForm::Sns));
  ASSERT_TRUE(post);
  const Json body = Json::parse(post->body);
  EXPECT_THAT(names(body),
              ElementsAre("Type", "MessageId", "TopicArn", "Subject", "Message", "Timestamp",
                          "SignatureVersion", "Signature", "SigningCertURL", "UnsubscribeURL"));
  EXPECT_THAT(post->headers, Contains(Pair("x-amz-sns-message-type", "Notification")));
  EXPECT_THAT(post->headers,
              Contains(Pair("x-amz-sns-message-id", body["MessageId"].get<std::string>())));
  EXPECT_THAT(post->headers,
              Contains(Pair("x-amz-sns-topic-arn", body["TopicArn"].get<std::string>())));
  EXPECT_THAT(post->headers, Contains(Pair("x-amz-sns-subscription-arn",
                                           HasSubstr("000000000000:ses-stand-in:"))));
  EXPECT_THAT(post->headers, Contains(Pair("Content-Type", "text/plain; charset=UTF-8")));
}

TEST(HttpPost, OfAReceiptIsRawDelivery) {
  const auto post = http_post(EventForm::Receipt, text_of(EventForm::Receipt));
  ASSERT_TRUE(post);
  EXPECT_EQ(post->body, text_of(EventForm::Receipt));
  EXPECT_THAT(post->headers, Contains(Pair("x-amz-sns-rawdelivery", "true")));
}

TEST(HttpPost, OfAnyOtherIsJson) {
  for (const EventForm form : {EventForm::Lambda, EventForm::Sqs, EventForm::EventBridge}) {
    const auto post = http_post(form, text_of(form));
    ASSERT_TRUE(post);
    EXPECT_EQ(post->body, text_of(form));
    EXPECT_THAT(post->headers, Contains(Pair("Content-Type", "application/json")));
  }
}

TEST(HttpPost, RefusesATextThatIsNoSnsEvent) {
  for (const char* text :
       {"", "{}", "[]", R"({"Records":[]})", R"({"Records":[{"Sns":1}]})", R"({"Records":[1]})"})
    EXPECT_FALSE(http_post(EventForm::Sns, text)) << text;
}

TEST(FunctionPost, CallsTheFunctionAsSesDoes) {
  const auto post = function_post(text_of(EventForm::Sns));
  EXPECT_EQ(post.body, text_of(EventForm::Sns));
  EXPECT_THAT(post.headers, Contains(Pair("X-Amz-Invocation-Type", "Event")));
}

}  // namespace
}  // namespace send_bounce::stand_in
