#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "send_bounce/received/received_message.h"
#include "unit/received/example_inputs.h"

namespace send_bounce {
namespace {

using namespace std::string_literals;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kGive =
    " Give the receipt notification, which has \"mail\" and \"receipt\", or the message as SES "
    "stored it.";

struct WrongRow {
  const char* name;
  std::string input;
  std::string refusal;
};

class WrongInput : public testing::TestWithParam<WrongRow> {};

TEST_P(WrongInput, IsRefusedWithTheDifference) {
  EXPECT_EQ(refusal_of(GetParam().input), GetParam().refusal);
}

const char* kCopyUnknown =
    "wrong-event: This event from S3 names a stored message, but not its sender and recipients. "
    "Give "
    "the message itself: aws s3 cp s3://BUCKET/KEY - | send-bounce --received -";

std::string s3_event(const std::string& key) {
  return R"({"Records":[{"eventSource":"aws:s3","s3":{"bucket":{"name":"mail"},"object":{"key":)" +
         in_json(key) + "}}}]}";
}

// receipt-notifications.md §4.
INSTANTIATE_TEST_SUITE_P(
    LooksSimilar, WrongInput,
    testing::Values(
        WrongRow{"bounce_of_what_was_sent",
                 R"({"notificationType":"Bounce","bounce":{},"mail":{"messageId":"0102-000000"}})",
                 "wrong-event: This is a notification of type \"Bounce\" about a message that you "
                 "sent. A bounce answers a message that SES received for you."s +
                     kGive},
        WrongRow{
            "event_publishing", R"({"eventType":"Delivery","mail":{"messageId":"0102-0"}})",
            "wrong-event: This is a notification of type \"Delivery\" about a message that you "
            "sent. A bounce answers a message that SES received for you."s +
                kGive},
        WrongRow{"mail_with_the_sending_account", R"({"mail":{"sendingAccountId":"1"}})",
                 "wrong-event: This is a notification about a message that you sent. A bounce "
                 "answers a message that SES received for you."s +
                     kGive},
        WrongRow{"event_of_ses_in_eventbridge",
                 R"({"source":"aws.ses","detail-type":"Email Bounced","detail":)"
                 R"({"eventType":"Bounce","mail":{}}})",
                 "wrong-event: This is SES's event \"Email Bounced\" in EventBridge, where SES "
                 "reports only what you send. A bounce answers a message that SES received for "
                 "you."s +
                     kGive},
        WrongRow{"s3", s3_event("in/my+mail%2Fo3vr'1"),
                 "wrong-event: This event from S3 names a stored message, but not its sender and "
                 "recipients. Give the message itself: aws s3 cp "
                 "'s3://mail/in/my mail/o3vr'\\''1' - | send-bounce --received -"},
        WrongRow{"s3_in_eventbridge",
                 R"({"source":"aws.s3","detail-type":"Object Created","detail":)"
                 R"({"bucket":{"name":"mail"},"object":{"key":"in/a+b"}}})",
                 "wrong-event: This event from S3 names a stored message, but not its sender and "
                 "recipients. Give the message itself: aws s3 cp s3://mail/in/a+b - | send-bounce "
                 "--received -"},
        WrongRow{"s3_with_a_name_for_no_line", s3_event("a%0Ab"), kCopyUnknown},
        WrongRow{"s3_test_event", R"({"Service":"Amazon S3","Event":"s3:TestEvent"})",
                 kCopyUnknown},
        WrongRow{
            "s3_setup_notification", s3_event("in/AMAZON_SES_SETUP_NOTIFICATION"),
            "setup-notification: SES wrote this message itself when a receipt rule was created "
            "(its id is AMAZON_SES_SETUP_NOTIFICATION). There is no message to bounce."},
        WrongRow{
            "subscription",
            R"({"Type":"SubscriptionConfirmation","Message":"Confirm","SubscribeURL":"https"})",
            "wrong-event: This is a SubscriptionConfirmation from SNS, not a notification. "
            "Its URL was not opened. Confirm the subscription yourself, then give the "
            "notifications that follow."},
        WrongRow{"published_by_hand",
                 R"({"Type":"Notification","Message":"Say \"hi\" to\nall of the )"
                 R"(postmasters \u00e9\u202e of the whole wide world, please"})",
                 "wrong-event: \"Message\" holds plain text, not a receipt notification: \"Say "
                 "\\\"hi\\\" to\\x0aall of the postmasters \u00e9\\u202e of the...\"."s +
                     kGive},
        WrongRow{"parameters", R"({"OriginalMessageId":"x","BounceSender":"y"})",
                 "wrong-event: The input has OriginalMessageId, so it holds request parameters, "
                 "not a received message. Give it to --cli-input-json."},
        WrongRow{"unknown_json", R"({"MessageMetadata":{},"x":1})",
                 "wrong-event: The JSON is not a receipt notification from SES. It has "
                 "\"MessageMetadata, x\"."s +
                     kGive},
        WrongRow{
            "empty_object", "{}",
            "wrong-event: The JSON is not a receipt notification from SES. It is empty."s + kGive},
        WrongRow{"empty_records", R"({"Records":[]})",
                 "wrong-event: \"Records\" is empty: there is no notification in it."},
        WrongRow{"empty_list", "[]",
                 "wrong-event: The list is empty: there is no notification in it."},
        WrongRow{"number", "[7]",
                 "wrong-event: The JSON holds a number, true, false or null, not a receipt "
                 "notification."s +
                     kGive}),
    [](const auto& row) { return std::string(row.param.name); });

INSTANTIATE_TEST_SUITE_P(
    Broken, WrongInput,
    testing::Values(
        WrongRow{"empty", " \r\n", "malformed: The input is empty."s + kGive},
        WrongRow{"cut_off", "{\n \"mail\": {\"messageId\": \"o3",
                 "malformed: The JSON is cut off: it ends at line 2, column 27, before it is "
                 "complete. Give the complete notification."},
        WrongRow{"syntax", "{\n \"\xC3\xA9\": oops}",
                 "malformed: The JSON has an error at line 2, column 7. Give the notification as "
                 "SES wrote it."},
        WrongRow{"two_values", kNotification + "\n" + kNotification,
                 "malformed: The JSON is followed by more text at line 12, column 1. Give one "
                 "notification."},
        WrongRow{"not_utf8", "{\"a\":\n\"\xE9\"}",
                 "malformed: The JSON is not UTF-8 at line 2, column 2. Save it as UTF-8."},
        WrongRow{"nul", "{\"a\": \0}"s,
                 "malformed: The JSON has an error at line 1, column 7. Give the notification as "
                 "SES wrote it."},
        WrongRow{"brackets", std::string(5000, '['),
                 "malformed: The JSON is nested deeper than 900 levels. Give the "
                 "notification as SES wrote it."},
        WrongRow{"broken_inside", R"({"Message":"{\"mail\":"})",
                 "malformed: The JSON in \"Message\" is cut off: it ends at line 1, column 9, "
                 "before it is complete. Give the complete notification."},
        WrongRow{"utf16", "{\0\"\0"s,
                 "malformed: The input is UTF-16, not UTF-8. Convert it: iconv -f UTF-16 -t UTF-8 "
                 "FILE | send-bounce --received -"},
        WrongRow{"utf16_of_a_mail", "\xFE\xFF\0R"s,
                 "malformed: The input is UTF-16, not UTF-8. Convert it: iconv -f UTF-16 -t UTF-8 "
                 "FILE | send-bounce --received -"},
        WrongRow{
            "no_id", with(kNotification, "\"messageId\":\"" + kId + "\",", ""),
            "no-message-id: The notification has no mail.messageId, the id that SES gave the "
            "message. The ids in commonHeaders, SNS and SQS are different ids. Give the complete "
            "notification."},
        WrongRow{"id_of_another_kind", with(kNotification, kId, "<m1@sender.example>"),
                 "no-message-id: mail.messageId is not an id from SES: \"<m1@sender.example>\". "
                 "Give the "
                 "notification as SES wrote it."},
        WrongRow{"id_with_a_line_end", with(kNotification, kId, "a\\nb"),
                 "no-message-id: mail.messageId is not an id from SES: \"a\\x0ab\". Give the "
                 "notification as "
                 "SES wrote it."},
        WrongRow{
            "setup_notification", with(kNotification, kId, "AMAZON_SES_SETUP_NOTIFICATION"),
            "setup-notification: SES wrote this message itself when a receipt rule was created "
            "(its id is AMAZON_SES_SETUP_NOTIFICATION). There is no message to bounce."},
        WrongRow{"no_recipients", with(kNotification, R"(["ann@example.com"])", "[]"),
                 "no-recipient: The notification has no recipients in receipt.recipients, so it "
                 "does not say for whom SES received the message. The addresses in To, Cc and "
                 "mail.destination may differ. Give the complete notification."},
        WrongRow{
            "recipients_of_another_type", with(kNotification, R"(["ann@example.com"])", "7"),
            "malformed: receipt.recipients is not a list of addresses. Give the notification as "
            "SES wrote it."},
        WrongRow{
            "a_recipient_of_another_type",
            with(kNotification, R"(["ann@example.com"])", R"([{"address":"a@x"}])"),
            "malformed: An entry of receipt.recipients is not an address. Give the notification "
            "as SES wrote it."},
        WrongRow{"a_recipient_with_control_characters",
                 with(kNotification, R"(["ann@example.com"])", R"(["a@x\r\nCc: b@x"])"),
                 "malformed: An address in receipt.recipients has control characters: "
                 "\"a@x\\x0d\\x0aCc: "
                 "b@x\". Give the notification as SES wrote it."},
        WrongRow{"no_receipt", R"({"notificationType":"Received","mail":{"messageId":"o3"}})",
                 "no-recipient: The notification has no \"receipt\", which names the recipients. "
                 "Give the complete notification."},
        WrongRow{"no_mail", R"({"receipt":{"recipients":["ann@example.com"]}})",
                 "no-message-id: The notification has no \"mail\", which names the id that SES "
                 "gave the message. Give the complete notification."},
        WrongRow{"mail_of_another_type", R"({"mail":"x","receipt":{}})",
                 "malformed: \"mail\" is not an object. Give the notification as SES wrote it."},
        WrongRow{"receipt_of_another_type", R"({"mail":{},"receipt":[]})",
                 "malformed: \"receipt\" is not an object. Give the notification as SES wrote it."},
        WrongRow{"no_mail_and_no_json", "Hello\n",
                 "malformed: The input is neither JSON nor a message: it does not begin with a "
                 "header field such as \"From:\"."s +
                     kGive},
        WrongRow{
            "mail_that_ses_has_not_received",
            "Received: from a by mx.example.com with ESMTP id x; Fri, 27 Nov 2026 11:50:00 "
            "+0000\nMessage-ID: <m1@sender.example>\n\nHello\n",
            "no-message-id: The message has no Received field from SES, so the id that SES gave "
            "it is unknown. Its Message-ID is a different id. Give the message as SES stored it, "
            "or "
            "its receipt notification."},
        WrongRow{
            "stored_setup_notification", with(kStored, kId, "AMAZON_SES_SETUP_NOTIFICATION"),
            "setup-notification: SES wrote this message itself when a receipt rule was created "
            "(its id is AMAZON_SES_SETUP_NOTIFICATION). There is no message to bounce."},
        WrongRow{
            "stored_setup_notification_without_a_received_field",
            "From: aws@example.com\nSubject: Amazon SES Setup Notification\n\nHello\n",
            "setup-notification: SES wrote this message itself when a receipt rule was created "
            "(its id is AMAZON_SES_SETUP_NOTIFICATION). There is no message to bounce."}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(JsonThatIsTooLong, IsRefusedWithTheLimit) {
  EXPECT_EQ(refusal_of("[" + std::string(kMaxNotificationBytes, ' ')),
            "malformed: The JSON is longer than 16777216 bytes (16 MiB). Give fewer notifications "
            "at a time.");
}

TEST(TooManyRecords, AreRefused) {
  std::string input = "[0";
  for (std::size_t i = 0; i < kMaxRecords; ++i) input += ",0";
  EXPECT_EQ(refusal_of(input + "]"),
            "malformed: The input holds more than 100000 records. Give fewer at a time.");
}

TEST(EveryPrefixOfANotification, IsRefused) {
  for (std::size_t length = 0; length < kNotification.size(); ++length)
    EXPECT_THAT(refusal_of(std::string_view(kNotification).substr(0, length)),
                testing::StartsWith("malformed: "));
}

TEST(Messages, NeverShowWhatConfirmsASubscription) {
  EXPECT_THAT(refusal_of(R"({"Type":"UnsubscribeConfirmation","Token":"s3cret",)"
                         R"("SubscribeURL":"https://sns.example/?Token=s3cret"})"),
              Not(HasSubstr("s3cret")));
}

}  // namespace
}  // namespace send_bounce
