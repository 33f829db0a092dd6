#include "send_bounce/received/received_message.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/received/example_inputs.h"

namespace send_bounce {
namespace {

using namespace std::string_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

constexpr const char* kTopic = "arn:aws:sns:eu-central-1:123456789012:in";

std::string sns_envelope(const std::string& message) {
  return R"({"Type":"Notification","MessageId":"9b1d","TopicArn":")"s + kTopic +
         R"(","Subject":null,"Message":)" + in_json(message) + "}";
}

std::string kernel_alone() { return with(kNotification, R"("notificationType":"Received",)", ""); }

struct EnvelopeRow {
  const char* name;
  std::string input;
  const char* weak_region;  // "region source"; "" for none
};

class Envelope : public testing::TestWithParam<EnvelopeRow> {};

TEST_P(Envelope, IsOpened) {
  const ReceivedMessage message = message_of(GetParam().input);
  EXPECT_EQ(message.message_id, kId);
  EXPECT_THAT(message.recipients, ElementsAre("ann@example.com"));
  EXPECT_TRUE(message.recipients_are_complete);
  ASSERT_TRUE(message.strong_region);
  EXPECT_EQ(message.strong_region->region, "eu-west-1");
  const auto& weak = message.weak_region;
  EXPECT_EQ(weak ? weak->region + " " + weak->source : "", GetParam().weak_region);
  EXPECT_THAT(message.ignored_evidence, IsEmpty());
}

// The numbers are those of receipt-notifications.md §2.
INSTANTIATE_TEST_SUITE_P(
    Table, Envelope,
    testing::Values(
        EnvelopeRow{"lambda_action_1",
                    R"({"Records":[{"eventSource":"aws:ses","eventVersion":"1.0","ses":)" +
                        kernel_alone() + "}]}",
                    ""},
        EnvelopeRow{"sns_text_2", kNotification, ""},
        EnvelopeRow{"sns_envelope_3", sns_envelope(kNotification), "eu-central-1 TopicArn"},
        EnvelopeRow{
            "sns_to_lambda_4",
            R"({"Records":[{"EventSource":"aws:sns","Sns":)" + sns_envelope(kNotification) + "}]}",
            "eu-central-1 TopicArn"},
        EnvelopeRow{"sqs_to_lambda_5",
                    R"({"Records":[{"messageId":"m","awsRegion":"eu-north-1","body":)" +
                        in_json(sns_envelope(kNotification)) + "}]}",
                    "eu-central-1 TopicArn"},
        EnvelopeRow{"sqs_to_lambda_with_raw_delivery_5",
                    R"({"Records":[{"messageId":"m","awsRegion":"eu-north-1","body":)" +
                        in_json(kNotification) + "}]}",
                    "eu-north-1 awsRegion"},
        EnvelopeRow{"receive_message_6",
                    R"({"Messages":[{"MessageId":"m","Body":)" + in_json(kNotification) + "}]}",
                    ""},
        EnvelopeRow{"pipes_7",
                    R"([{"eventSourceARN":"arn:aws:sqs:ap-south-1:123456789012:q","body":)" +
                        in_json(kNotification) + "}]",
                    "ap-south-1 eventSourceARN"},
        EnvelopeRow{"own_bus_8",
                    R"({"detail-type":"mail","source":"my.app","region":"eu-west-2","detail":)" +
                        kNotification + "}",
                    "eu-west-2 region"},
        EnvelopeRow{"own_bus_with_ses_8",
                    R"({"detail-type":"mail","source":"my.app","region":"eu-west-2",)"
                    R"("detail":{"ses":)" +
                        kernel_alone() + "}}",
                    "eu-west-2 region"},
        EnvelopeRow{"own_bus_with_an_envelope_8",
                    R"({"detail-type":"mail","source":"my.app","region":"eu-west-2","detail":)" +
                        sns_envelope(kNotification) + "}",
                    "eu-central-1 TopicArn"},
        EnvelopeRow{"kernel_10", kernel_alone(), ""},
        EnvelopeRow{"string_10", in_json(kNotification), ""},
        EnvelopeRow{"string_in_a_string_10", in_json(in_json(sns_envelope(kNotification))),
                    "eu-central-1 TopicArn"},
        EnvelopeRow{"body_that_is_an_object", R"({"Records":[{"body":)" + kNotification + "}]}",
                    ""},
        EnvelopeRow{"byte_order_mark_and_crlf",
                    "\xEF\xBB\xBF\r\n" + with_each(kNotification, "\n", "\r\n"), ""},
        EnvelopeRow{"byte_order_mark_inside", sns_envelope("\xEF\xBB\xBF" + kNotification),
                    "eu-central-1 TopicArn"},
        EnvelopeRow{"unknown_keys",
                    R"({"new":{"mail":1},"Records":[{"x":[],"ses":)" +
                        with(kernel_alone(), "{", R"({"added":{"later":true},)") + "}]}",
                    ""}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(Records, AreReadEachByItself) {
  const auto records = records_of(
      R"({"Records":[{"messageId":"m1","receiptHandle":"h1","eventSourceARN":"arn:aws:sqs:eu-west-1:1:q","body":)" +
      in_json(kNotification) +
      R"(},{"messageId":"m2","receiptHandle":"h2","body":"Hello"},7,{"messageId":"m4","body":)" +
      in_json(sns_envelope(with(kNotification, "ann@example.com\"],", "eve@example.com\"],"))) +
      "}]}");
  ASSERT_EQ(records.size(), 4U);
  ASSERT_TRUE(records[0].message);
  EXPECT_EQ(records[0].sqs.message_id, "m1");
  EXPECT_EQ(records[0].sqs.receipt_handle, "h1");
  EXPECT_EQ(records[0].sqs.queue_arn, "arn:aws:sqs:eu-west-1:1:q");
  ASSERT_FALSE(records[1].message);
  EXPECT_EQ(records[1].message.error().code, kWrongEvent);
  EXPECT_EQ(records[1].sqs.receipt_handle, "h2");
  EXPECT_FALSE(records[2].message);
  EXPECT_EQ(records[2].sqs.message_id, "");
  ASSERT_TRUE(records[3].message);
  EXPECT_THAT(records[3].message->recipients, ElementsAre("eve@example.com"));
  EXPECT_EQ(records[3].sqs.message_id, "m4");  // and not the topic's
}

TEST(Records, OfReceiveMessageKeepTheirHandles) {
  const auto records = records_of(R"({"Messages":[{"MessageId":"m1","ReceiptHandle":"h1","Body":)" +
                                  in_json(sns_envelope(kNotification)) + "}]}");
  ASSERT_EQ(records.size(), 1U);
  EXPECT_EQ(records[0].sqs.message_id, "m1");
  EXPECT_EQ(records[0].sqs.receipt_handle, "h1");
}

TEST(Records, MayBeThousands) {
  std::string input = R"({"Records":[)";
  for (int i = 0; i < 10'000; ++i) {
    const std::string kernel = R"({"mail":{"timestamp":"2026-11-27T11:50:00Z","messageId":"id)" +
                               std::to_string(i) +
                               R"("},"receipt":{"recipients":["ann@example.com"]}})";
    input += (i == 0 ? "" : ",") + R"({"messageId":"m","body":)"s + in_json(kernel) + "}";
  }
  const auto records = records_of(input + "]}");
  ASSERT_EQ(records.size(), 10'000U);
  ASSERT_TRUE(records.back().message);
  EXPECT_EQ(records.back().message->message_id, "id9999");
}

std::string nested(int envelopes, const char* before, const char* after) {
  std::string text = kNotification;
  for (int i = 0; i < envelopes; ++i) text = before + text + after;
  return text;
}

TEST(Envelopes, AreOpenedToAFixedDepth) {
  for (const auto& [before, after] : {std::pair(R"({"detail":)", "}"), std::pair("[", "]"),
                                      std::pair(R"({"Records":[{"body":)", "}]}")}) {
    EXPECT_EQ(message_of(nested(8, before, after)).message_id, kId) << before;
    EXPECT_THAT(refusal_of(nested(9, before, after)),
                "malformed: The notification is wrapped in more than 8 envelopes. Give the "
                "innermost one.")
        << before;
    EXPECT_THAT(refusal_of(nested(400, before, after)), HasSubstr("malformed: ")) << before;
  }
}

struct TimeRow {
  const char* text;
  const char* time;
};

TEST(TimeOfReceipt, IsOneOfRfc3339WithAZone) {
  const TimeRow rows[] = {
      {"2026-11-27T11:50:00.123Z", "2026-11-27T11:50:00.123000Z"},
      {"2026-11-27T11:50:00Z", "2026-11-27T11:50:00Z"},
      {"2026-11-27t11:50:00z", "2026-11-27T11:50:00Z"},
      {" 2026-11-27 11:50:00+00:00 ", "2026-11-27T11:50:00Z"},
      {"2026-11-27T13:20:00.5+0130", "2026-11-27T11:50:00.500000Z"},
      {"2024-02-29T00:00:00-01:00", "2024-02-29T01:00:00Z"},
      {"2026-11-27T11:50:00.123456789Z", "2026-11-27T11:50:00.123456Z"},
  };
  for (const TimeRow& row : rows) {
    const auto message =
        message_of(with(kNotification, R"("2026-11-27T11:50:00.123Z")", in_json(row.text)));
    EXPECT_EQ(message.time ? format_iso8601(*message.time) : "", row.time) << row.text;
    EXPECT_EQ(message.time_text, row.text);
  }
}

TEST(TimeOfReceipt, ThatIsNoneIsAFaultOfTheNotification) {
  for (const char* text :
       {R"("2026-11-27T11:50:00")", R"("2026-11-27")", R"("2026-02-29T11:50:00Z")",
        R"("2026-11-27T24:50:00Z")", R"("2026-11-27T11:50:00.Z")", R"("2026-11-27T11:50:00 CET")",
        R"("yesterday")", "1795780200"}) {
    EXPECT_THAT(refusal_of(with(kNotification, R"("2026-11-27T11:50:00.123Z")", text)),
                StartsWith("malformed: mail.timestamp, the time of receipt, is not a time: "))
        << text;
  }
  EXPECT_THAT(refusal_of(with(kNotification, R"("2026-11-27T11:50:00.123Z")", R"("")")),
              StartsWith("malformed: mail.timestamp, the time of receipt, is missing, so"));
}

TEST(ReturnPath, IsKeptAsItIs) {
  const auto path_for = [](std::string_view source) {
    return message_of(with(kNotification, R"("source":"bob@sender.example",)", source)).return_path;
  };
  EXPECT_EQ(path_for(R"("source":"prvs=144d0cba7=Bob@s.example",)"),
            "prvs=144d0cba7=Bob@s.example");
  EXPECT_EQ(path_for(R"("source":"",)"), "");
  EXPECT_EQ(path_for(R"("source":"<>",)"), "");
  EXPECT_EQ(path_for(R"("source":"<bob@s.example>",)"), "bob@s.example");
  EXPECT_EQ(path_for(""), "bob@sender.example");  // by SES's own fields in mail.headers
  EXPECT_EQ(message_of(
                with(with(kNotification, R"("source":"bob@sender.example",)", ""), kId, "another1"))
                .return_path,
            std::nullopt);
}

TEST(Recipients, AreThoseOfTheReceiptInItsSpelling) {
  EXPECT_THAT(message_of(with(kNotification, R"(["ann@example.com"])",
                              R"(["Ann+x@Example.COM","", "ben@example.com","Ann+x@example.com"])"))
                  .recipients,
              ElementsAre("Ann+x@Example.COM", "ben@example.com"));
  EXPECT_THAT(
      message_of(with(kNotification, R"(["ann@example.com"])", R"("ann@example.com")")).recipients,
      ElementsAre("ann@example.com"));
}

struct VerdictRow {
  const char* old;
  const char* replacement;
  Verdict Verdicts::*verdict;
  Verdict expected;
};

TEST(VerdictsOfTheReceipt, AreReadInAnyCase) {
  const VerdictRow rows[] = {
      {R"("spamVerdict":{"status":"PASS"})", R"("spamVerdict":{"status":"Fail"})", &Verdicts::spam,
       Verdict::Fail},
      {R"("virusVerdict":{"status":"PASS"})", R"("virusVerdict":"processing_failed")",
       &Verdicts::virus, Verdict::ProcessingFailed},
      {R"("spfVerdict":{"status":"PASS"})", R"("spfVerdict":{"status":"DISABLED"})", &Verdicts::spf,
       Verdict::Disabled},
      {R"("dkimVerdict":{"status":"PASS"})", R"("dkimVerdict":{"status":"SOMETHING"})",
       &Verdicts::dkim, Verdict::Gray},
      {R"("dmarcVerdict":{"status":"PASS"},)", "", &Verdicts::dmarc, Verdict::Missing},
      {R"("dmarcVerdict":{"status":"PASS"})", R"("dmarcVerdict":{})", &Verdicts::dmarc,
       Verdict::Missing},
      {R"("dmarcVerdict":{"status":"PASS"})", R"("dmarcVerdict":{"status":"PASS"})",
       &Verdicts::dmarc, Verdict::Pass},
  };
  for (const VerdictRow& row : rows) {
    EXPECT_EQ(message_of(with(kNotification, row.old, row.replacement)).verdicts.*row.verdict,
              row.expected)
        << row.replacement;
  }
}

TEST(DmarcPolicy, IsATextOrAnObject) {
  const auto policy = [](const std::string& text) {
    return message_of(with(kNotification, R"("spfVerdict")", text + R"("spfVerdict")"))
        .verdicts.dmarc_policy;
  };
  EXPECT_EQ(policy(R"("dmarcPolicy":"REJECT",)"), "reject");
  EXPECT_EQ(policy(R"("dmarcPolicy":{"status":"Quarantine"},)"), "quarantine");
  EXPECT_EQ(policy(R"("dmarcPolicy":"none",)"), "none");
  EXPECT_EQ(policy(R"("dmarcPolicy":"whatever",)"), "");
  EXPECT_EQ(policy(R"("dmarcPolicy":7,)"), "");
  EXPECT_EQ(policy(""), "");
}

std::string with_field(const std::string& name, const std::string& value) {
  return with(kNotification, R"(    {"name":"From")",
              R"({"name":)" + in_json(name) + R"(,"value":)" + in_json(value) +
                  "},\n    {\"name\":\"From\"");
}

TEST(VerdictsInTheHeader, CountWhereTheyAreWorse) {
  EXPECT_EQ(message_of(with_field("X-SES-Spam-Verdict", "FAIL")).verdicts.spam, Verdict::Fail);
  EXPECT_EQ(message_of(with_field("X-SES-Virus-Verdict", "GRAY")).verdicts.virus, Verdict::Gray);
  const auto failed = message_of(with_field(
      "Authentication-Results", "amazonses.com; spf=fail; dkim=fail; dmarc=fail header.from=x;"));
  EXPECT_EQ(failed.verdicts.spf, Verdict::Fail);
  EXPECT_EQ(failed.verdicts.dkim, Verdict::Fail);
  EXPECT_EQ(failed.verdicts.dmarc, Verdict::Fail);
  const auto others =
      message_of(with_field("Authentication-Results", "mx.example.com; spf=fail; dmarc=fail"));
  EXPECT_EQ(others.verdicts.spf, Verdict::Pass);
  EXPECT_EQ(
      message_of(with(with_field("X-SES-Spam-Verdict", "PASS"),
                      R"("spamVerdict":{"status":"PASS"})", R"("spamVerdict":{"status":"FAIL"})"))
          .verdicts.spam,
      Verdict::Fail);
}

TEST(RegionOfANotification, IsThatOfSesFieldThenOfTheActionsArns) {
  const std::string without_line = with(kNotification, "by inbound-smtp.", "by mx.");
  const auto strong = [](const std::string& input) {
    const auto region = message_of(input).strong_region;
    return region ? region->region + " by " + region->source : "none";
  };
  EXPECT_EQ(strong(kNotification), "eu-west-1 by SES's Received field");
  EXPECT_EQ(strong(without_line), "us-west-2 by receipt.action.topicArn");
  EXPECT_EQ(strong(with(without_line, R"("action":{)",
                        R"("action":{"functionArn":"arn:aws:lambda:sa-east-1:1:function:f",)")),
            "sa-east-1 by receipt.action.functionArn");
  EXPECT_EQ(strong(with(without_line, R"("topicArn":)", R"("bucketName":)")), "none");
}

TEST(RegionOfANotification, IsNotTakenFromALineWithAnotherId) {
  const auto message = message_of(with(kNotification, "SMTP id " + kId, "SMTP id forged"));
  ASSERT_TRUE(message.strong_region);
  EXPECT_EQ(message.strong_region->source, "receipt.action.topicArn");
  EXPECT_THAT(message.ignored_evidence,
              ElementsAre("The Received field from SES in mail.headers has a different id from "
                          "mail.messageId and is ignored: \"forged\""));
}

TEST(RegionOfANotification, IsNoneIfItHasNoFormOfOne) {
  const auto message = message_of(
      R"({"TopicArn":"arn:aws:sns:evil.example/:1:in","Message":)" +
      in_json(with(with(kNotification, "inbound-smtp.eu-west-1.", "inbound-smtp.evil-1."),
                   "sns:us-west-2:", "sns:us-west-2.evil.example:")) +
      "}");
  EXPECT_EQ(message.strong_region, std::nullopt);
  EXPECT_EQ(message.weak_region, std::nullopt);
  EXPECT_THAT(
      message.ignored_evidence,
      ElementsAre(
          "SES's Received field does not name a region and is ignored: \"evil-1\"",
          "receipt.action.topicArn does not name a region and is ignored: "
          "\"arn:aws:sns:us-west-2.evil.example:123456789012:in\"",
          "TopicArn does not name a region and is ignored: \"arn:aws:sns:evil.example/:1:in\""));
}

TEST(HeaderOfANotification, IsThatOfMailHeaders) {
  const auto message = message_of(with_field("X-Folded", "a\r\nInjected: b"));
  EXPECT_EQ(message.header_knowledge, HeaderKnowledge::Complete);
  ASSERT_EQ(message.header.size(), 4U);
  EXPECT_EQ(message.header[3].name, "From");
  EXPECT_EQ(message.header[3].value, "Bob <bob@sender.example>");
  EXPECT_EQ(message.action, "SNS");
  EXPECT_THAT(message.header_block, testing::StartsWith("Return-Path: <bob@sender.example>\r\n"));
  EXPECT_THAT(message.header_block, testing::EndsWith("\r\nX-Folded: a  Injected: b\r\nFrom: Bob "
                                                      "<bob@sender.example>\r\n"));
}

TEST(HeaderOfANotification, MayBeCutOffOrAbsent) {
  for (const char* truth : {"true", "\"true\"", "\"True\""}) {
    EXPECT_EQ(message_of(with(kNotification, R"("headersTruncated":false)",
                              R"("headersTruncated":)"s + truth))
                  .header_knowledge,
              HeaderKnowledge::Truncated);
  }
  const auto absent = message_of(with(kNotification, R"("headers":)", R"("reduced":)"));
  EXPECT_EQ(absent.header_knowledge, HeaderKnowledge::Absent);
  ASSERT_EQ(absent.header.size(), 2U);
  EXPECT_EQ(absent.header[0].name, "From");
  EXPECT_EQ(absent.header_block,
            "From: Bob <bob@sender.example>\r\nMessage-ID: <m1@sender.example>\r\n");
  const auto nothing = message_of(with(with(kNotification, R"("headers":)", R"("reduced":)"),
                                       R"("commonHeaders":)", R"("alsoReduced":)"));
  EXPECT_THAT(nothing.header, IsEmpty());
  EXPECT_EQ(nothing.header_block, "");
}

TEST(CommonHeaders, MayBeTextsOrLists) {
  const auto message = message_of(
      with(with(kNotification, R"("headers":)", R"("reduced":)"), R"("from":[)",
           R"("sender":"s@x.example","replyTo":["a@x.example","b@x.example"],"from":[)"));
  ASSERT_EQ(message.header.size(), 4U);
  EXPECT_EQ(message.header[1].value, "s@x.example");
  EXPECT_EQ(message.header[2].value, "a@x.example, b@x.example");
}

std::string with_content(const std::string& content, const char* encoding) {
  return with(with(kNotification, R"("mail":)", R"("content":)" + in_json(content) + R"(,"mail":)"),
              R"("encoding":"UTF8")", encoding);
}

TEST(ContentOfANotification, IsTheCompleteHeader) {
  const std::string crlf = with_each(kStored, "\n", "\r\n");
  const std::string base64 =
      "UmV0dXJuLVBhdGg6IDxib2JAc2VuZGVyLmV4YW1wbGU+ClJlY2VpdmVkOiBmcm9tIG0g"
      "YnkgaW5ib3VuZC1zbXRwLmV1LXdlc3QtMS5hbWF6b25hd3MuY29tIHdpdGggU01UUCBp"
      "ZCBvM3ZybmlsMGUyaWMyOHRyOXFidjFzbTRmN2drZDV4aHc2eXpqYXUyIGZvciBhbm5A"
      "ZXhhbXBsZS5jb207IEZyaSwgMjcgTm92IDIwMjYgMTE6NTA6MDAgKzAwMDAKQXV0by1T"
      "dWJtaXR0ZWQ6IG5vCgpIZWxsbwo=";
  const auto text = message_of(with(with_content(crlf, R"("encoding":"UTF-8")"),
                                    R"("headersTruncated":false)", R"("headersTruncated":true)"));
  EXPECT_EQ(text.header_knowledge, HeaderKnowledge::Complete);
  EXPECT_EQ(text.header_block, crlf.substr(0, crlf.find("\r\n\r\n") + 2));
  EXPECT_EQ(text.header.back().name, "Message-ID");
  for (const char* encoding : {R"("encoding":"BASE64")", R"("encoding":"Base64")", R"("x":1)"}) {
    const auto message = message_of(with_content(base64, encoding));
    EXPECT_EQ(message.header.back().name, "Auto-Submitted") << encoding;
    EXPECT_THAT(message.header_block, testing::EndsWith("Auto-Submitted: no\n"));
  }
}

TEST(ContentOfANotification, IsNoHeaderIfItIsAnotherMailOrCutOff) {
  for (const std::string& content :
       {with(kStored, kId, "another1"), kStored.substr(0, kStored.find("To: ")), "<snip>"s, ""s}) {
    const auto message = message_of(with_content(content, R"("encoding":"UTF8")"));
    EXPECT_EQ(message.header.size(), 3U) << content;
    EXPECT_EQ(message.header_knowledge, HeaderKnowledge::Complete);
  }
}

TEST(ContentOfANotification, HasVerdictsThatCountWhereTheyAreWorse) {
  const auto message = message_of(with_content(
      with(kStored, "Spam-Verdict: PASS", "Spam-Verdict: FAIL"), R"("encoding":"UTF8")"));
  EXPECT_EQ(message.verdicts.spam, Verdict::Fail);
  EXPECT_EQ(message.verdicts.virus, Verdict::Pass);
}

TEST(MessageId, MayBeANumber) {
  EXPECT_EQ(message_of(with(kNotification, "\"" + kId + "\"", "20150911")).message_id, "20150911");
}

}  // namespace
}  // namespace send_bounce
