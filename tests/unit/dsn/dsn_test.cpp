#include "send_bounce/dsn/dsn.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace send_bounce {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr const char* kOriginal =
    "Return-Path: <bob@example.net>\r\n"
    "Received: from mail.example.net (mail.example.net [192.0.2.1])\r\n"
    " by inbound-smtp.us-west-2.amazonaws.com with SMTP id abc123\r\n"
    " for ann@example.com;\r\n"
    " Thu, 01 Oct 2015 13:48:54 +0000 (UTC)\r\n"
    "From: bob@example.net\r\n";

BounceContent content() {
  BounceContent result;
  result.original_message_id = "abc123";
  result.bounce_sender = "mailer-daemon@example.com";
  result.recipients.push_back({"ann@example.com", std::nullopt, "DoesNotExist", std::nullopt});
  return result;
}

DsnEnvelope envelope() {
  DsnEnvelope result;
  result.region = "us-west-2";
  result.outbound_message_id = "0101015023a9bde3-50e76a13-a681-4aff-9ef3-63360127adc0-000000";
  result.recipient = "bob@example.net";
  result.original_received = instant_from_civil({2015, 10, 1, 13, 48, 54, 0});
  result.now = instant_from_civil({2015, 10, 1, 13, 48, 58, 0});
  result.boundary_hash = 1984813963;
  return result;
}

std::string rendered(const BounceContent& bounce) {
  const auto dsn = render_dsn(bounce, kOriginal, envelope());
  EXPECT_TRUE(dsn) << (dsn ? "" : dsn.error().message);
  return dsn.value_or(std::string());
}

// The layout of ses-bounce-facts.md §6; dates of the second part as RFC 3464 has them.
TEST(RenderDsn, HasTheLayoutOfSes) {
  EXPECT_EQ(rendered(content()),
            "Date: Thu, 1 Oct 2015 13:48:58 +0000\r\n"
            "From: mailer-daemon@example.com\r\n"
            "To: bob@example.net\r\n"
            "Message-ID: <0101015023a9bde3-50e76a13-a681-4aff-9ef3-63360127adc0-000000@us-west-2."
            "amazonses.com>\r\n"
            "Subject: Delivery Status Notification (Failure)\r\n"
            "MIME-Version: 1.0\r\n"
            "Content-Type: multipart/report; \r\n"
            "\tboundary=\"----=_Part_0_1984813963.1443707338000\"; \r\n"
            "\treport-type=delivery-status\r\n"
            "\r\n"
            "------=_Part_0_1984813963.1443707338000\r\n"
            "Content-Type: text/plain; charset=us-ascii\r\n"
            "Content-Transfer-Encoding: 7bit\r\n"
            "Content-Description: Notification\r\n"
            "\r\n"
            "This message could not be delivered.\r\n"
            "------=_Part_0_1984813963.1443707338000\r\n"
            "Content-Type: message/delivery-status\r\n"
            "Content-Transfer-Encoding: 7bit\r\n"
            "Content-Description: Delivery Status Notification\r\n"
            "\r\n"
            "Reporting-MTA: dns; inbound-smtp.us-west-2.amazonaws.com\r\n"
            "Arrival-Date: Thu, 01 Oct 2015 13:48:54 +0000\r\n"
            "\r\n"
            "Action: failed\r\n"
            "Final-Recipient: rfc822; ann@example.com\r\n"
            "Original-Recipient: rfc822; ann@example.com\r\n"
            "Diagnostic-Code: smtp; 550 5.1.1 Mailbox does not exist\r\n"
            "Status: 5.1.1\r\n"
            "\r\n"
            "\r\n"
            "------=_Part_0_1984813963.1443707338000\r\n"
            "Content-Type: text/rfc822-headers\r\n"
            "Content-Transfer-Encoding: 7bit\r\n"
            "Content-Description: Undelivered Message\r\n"
            "\r\n" +
                std::string(kOriginal) +
                "\r\n"
                "\r\n"
                "------=_Part_0_1984813963.1443707338000--\r\n");
}

TEST(RenderDsn, PutsWhatRecipientDsnFieldsGiveBeforeWhatTheTypeImplies) {
  BounceContent bounce = content();
  RecipientDsnFields fields;
  fields.final_recipient = "ann@store.example.com";
  fields.action = "delayed";
  fields.status = "4.2.2";
  fields.remote_mta = "dns; mx.example.com";
  fields.last_attempt_date = instant_from_civil({2015, 10, 1, 13, 48, 55, 0});
  fields.extension_fields = {{"X-Queue", "q1"}, {"X-Host", "h2"}};
  bounce.recipients[0].dsn_fields = fields;
  EXPECT_THAT(rendered(bounce),
              HasSubstr("\r\n\r\n"
                        "Action: delayed\r\n"
                        "Final-Recipient: rfc822; ann@store.example.com\r\n"
                        "Original-Recipient: rfc822; ann@example.com\r\n"
                        "Remote-MTA: dns; mx.example.com\r\n"
                        "X-Queue: q1\r\n"
                        "X-Host: h2\r\n"
                        "Diagnostic-Code: smtp; 550 5.1.1 Mailbox does not exist\r\n"
                        "Status: 4.2.2\r\n"
                        "Last-Attempt-Date: Thu, 01 Oct 2015 13:48:55 +0000\r\n\r\n"));
}

TEST(RenderDsn, ImpliesNoDiagnosticCodeWhereNoTypeIsGiven) {
  BounceContent bounce = content();
  bounce.recipients[0].bounce_type.reset();
  bounce.recipients[0].dsn_fields = RecipientDsnFields{};
  bounce.recipients[0].dsn_fields->action = "failed";
  bounce.recipients[0].dsn_fields->status = "5.7.1";
  const std::string dsn = rendered(bounce);
  EXPECT_THAT(dsn, HasSubstr("Status: 5.7.1\r\n"));
  EXPECT_THAT(dsn, Not(HasSubstr("Diagnostic-Code")));
}

TEST(RenderDsn, WritesTheMessageGroupAsGiven) {
  BounceContent bounce = content();
  bounce.message_dsn = MessageDsn{
      "dns; mta.example.com", instant_from_civil({2015, 9, 30, 1, 2, 3, 0}), {{"X-Trace", "t"}}};
  EXPECT_THAT(rendered(bounce), HasSubstr("\r\n\r\nReporting-MTA: dns; mta.example.com\r\n"
                                          "Arrival-Date: Wed, 30 Sep 2015 01:02:03 +0000\r\n"
                                          "X-Trace: t\r\n\r\nAction: failed\r\n"));
}

TEST(RenderDsn, GivesEachRecipientAGroup) {
  BounceContent bounce = content();
  bounce.recipients.push_back({"carl@example.com", std::nullopt, "ExceededQuota", std::nullopt});
  EXPECT_THAT(rendered(bounce), HasSubstr("Status: 5.1.1\r\n\r\nAction: failed\r\n"
                                          "Final-Recipient: rfc822; carl@example.com\r\n"));
}

TEST(RenderDsn, ReplacesTheTextByTheExplanation) {
  BounceContent bounce = content();
  bounce.explanation = "Ann left.\nWrite to Carl.";
  const std::string dsn = rendered(bounce);
  EXPECT_THAT(dsn, HasSubstr("\r\n\r\nAnn left.\r\nWrite to Carl.\r\n--"));
  EXPECT_THAT(dsn, Not(HasSubstr("This message could not be delivered.")));
}

TEST(RenderDsn, DeclaresTheCharsetOfAnExplanationBeyondAscii) {
  BounceContent bounce = content();
  bounce.explanation = "Unzustellbar für Ann";
  EXPECT_THAT(rendered(bounce), HasSubstr("Content-Type: text/plain; charset=utf-8\r\n"
                                          "Content-Transfer-Encoding: quoted-printable\r\n"
                                          "Content-Description: Notification\r\n\r\n"
                                          "Unzustellbar f=C3=BCr Ann\r\n"));
}

TEST(RenderDsn, StaysSevenBitWithinItsLinesWhateverItIsGiven) {
  BounceContent bounce = content();
  bounce.explanation = std::string(5000, 'x') + "\xff\xfe" + std::string("\0", 1);
  bounce.recipients[0].dsn_fields = RecipientDsnFields{};
  bounce.recipients[0].dsn_fields->diagnostic_code = "smtp; 550 " + std::string(3000, '\xc3');
  bounce.recipients[0].dsn_fields->extension_fields = {{"X-Long", std::string(2048, 'y')}};
  std::string header = "Subject: ";
  for (int i = 0; i < 2000; ++i) header += "\xe9";
  const auto dsn = render_dsn(bounce, header + "\n", envelope());
  ASSERT_TRUE(dsn);
  std::size_t line = 0;
  for (std::size_t i = 0; i < dsn->size(); ++i) {
    const char c = (*dsn)[i];
    ASSERT_TRUE(c > 0 && c != '\x7f') << "at " << i;
    if (c == '\n') {
      ASSERT_GT(i, 0U);
      ASSERT_EQ((*dsn)[i - 1], '\r');
      ASSERT_LE(line, 999U);  // with its CR
      line = 0;
    } else {
      ++line;
    }
  }
}

TEST(RenderDsn, LetsNoValueBeginAFieldOfItsOwn) {
  BounceContent bounce = content();
  RecipientDsnFields fields;
  fields.diagnostic_code = "smtp; 550 no\r\nAction: delivered\r\n\r\nStatus: 2.0.0";
  fields.extension_fields = {{"X-A", "1\nX-B: 2"}};
  bounce.recipients[0].dsn_fields = fields;
  const std::string dsn = rendered(bounce);
  EXPECT_THAT(dsn, Not(HasSubstr("\r\nAction: delivered")));
  EXPECT_THAT(dsn, Not(HasSubstr("\r\nStatus: 2.0.0")));
  EXPECT_THAT(dsn, Not(HasSubstr("\r\nX-B")));
}

TEST(RenderDsn, ChoosesABoundaryThatNoPartContains) {
  BounceContent bounce = content();
  bounce.explanation = "------=_Part_0_1984813963.1443707338000";
  EXPECT_THAT(rendered(bounce), HasSubstr("boundary=\"----=_Part_1_1984813963.1443707338000\""));
}

TEST(RenderDsn, WritesTheBoundaryAsSesWithACounterAndANumberOf31Bits) {
  DsnEnvelope with = envelope();
  with.boundary_counter = 5005639;
  with.boundary_hash = 0xFFFFFFFF;
  const auto dsn = render_dsn(content(), kOriginal, with);
  ASSERT_TRUE(dsn);
  EXPECT_THAT(*dsn, HasSubstr("boundary=\"----=_Part_5005639_2147483647.1443707338000\""));
}

TEST(RenderDsn, NamesSesAsTheSenderIfAskedTo) {
  DsnEnvelope with = envelope();
  with.from = DsnFrom::MailerDaemon;
  const auto dsn = render_dsn(content(), kOriginal, with);
  ASSERT_TRUE(dsn);
  EXPECT_THAT(*dsn, HasSubstr("\r\nFrom: MAILER-DAEMON@us-west-2.amazonses.com\r\nTo: "));
}

// Prefixes: dsn-as-ses-writes-it.md §2. The rest is that of a real mail (ses-bounce-facts.md §2).
TEST(OutboundMessageId, HasThePrefixOfItsRegion) {
  const Instant then = {1443707338, 211000};
  const char* uuid = "50e76a13-a681-4aff-9ef3-63360127adc0";
  EXPECT_EQ(outbound_message_id("us-east-1", then, uuid),
            "0100015023a9bde3-50e76a13-a681-4aff-9ef3-63360127adc0-000000");
  EXPECT_THAT(outbound_message_id("us-west-2", then, uuid), StartsWith("0101015023a9"));
  EXPECT_THAT(outbound_message_id("eu-west-1", then, uuid), StartsWith("0102015023a9"));
  EXPECT_THAT(outbound_message_id("eu-west-3", then, uuid), StartsWith("0113015023a9"));
  EXPECT_THAT(outbound_message_id("xx-new-9", then, uuid), StartsWith("0000015023a9"));
}

TEST(RenderDsn, RefusesAddressesAndNamesThatNoHeaderCanCarry) {
  const auto is_refused = [](const BounceContent& bounce, const DsnEnvelope& with) {
    const auto dsn = render_dsn(bounce, kOriginal, with);
    return !dsn && dsn.error().kind == ErrorKind::ParamValidation;
  };
  BounceContent bounce = content();
  bounce.bounce_sender = "a@b.c\r\nBcc: d@e.f";
  EXPECT_TRUE(is_refused(bounce, envelope()));

  bounce = content();
  bounce.recipients[0].recipient = "jörg@example.com";
  EXPECT_TRUE(is_refused(bounce, envelope()));

  bounce = content();
  bounce.message_dsn = MessageDsn{"dns; x", std::nullopt, {{"X A:", "1"}}};
  EXPECT_TRUE(is_refused(bounce, envelope()));

  DsnEnvelope to_nobody = envelope();
  to_nobody.recipient = "";
  EXPECT_TRUE(is_refused(content(), to_nobody));
}

TEST(RenderDsn, ClaimsNothingThatOnlyAmazonCanWrite) {
  const std::string dsn = rendered(content());
  for (const char* name : {"DKIM-Signature", "X-SES-Outgoing", "Feedback-ID", "Auto-Submitted"})
    EXPECT_THAT(dsn, Not(HasSubstr(name)));
}

}  // namespace
}  // namespace send_bounce
