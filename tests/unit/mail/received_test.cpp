#include "send_bounce/mail/received.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace send_bounce {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// The form that stored mails of SES have (ses-bounce-facts.md §5), with a documentation address.
constexpr const char* kSesLine =
    "from mail-qt0-f173.example.net (mail-qt0-f173.example.net [192.0.2.173])\r\n"
    " by inbound-smtp.us-east-1.amazonaws.com with SMTP id 1en6ud2oqpo3r8c1v22n23pu7bdr2e11t8rqb6o1"
    "\r\n for ann@example.com;\r\n Wed, 20 Jul 2016 05:41:37 +0000 (UTC)";

TEST(ParseSesReceived, ReadsIdRegionRecipientAndTime) {
  const auto received = parse_ses_received(kSesLine);
  ASSERT_TRUE(received);
  EXPECT_EQ(received->message_id, "1en6ud2oqpo3r8c1v22n23pu7bdr2e11t8rqb6o1");
  EXPECT_EQ(received->region, "us-east-1");
  EXPECT_EQ(received->recipient, "ann@example.com");
  ASSERT_TRUE(received->time);
  EXPECT_EQ(format_iso8601(*received->time), "2016-07-20T05:41:37Z");
}

struct ReceivedCase {
  const char* name;
  const char* value;
  const char* id;  // nullptr: not SES's
  const char* region;
  const char* recipient;
};

class SesReceivedLine : public testing::TestWithParam<ReceivedCase> {};

TEST_P(SesReceivedLine, IsToldFromOthers) {
  const auto received = parse_ses_received(GetParam().value);
  ASSERT_EQ(received.has_value(), GetParam().id != nullptr);
  if (!received) return;
  EXPECT_EQ(received->message_id, GetParam().id);
  EXPECT_EQ(received->region, GetParam().region);
  EXPECT_EQ(received->recipient, GetParam().recipient);
}

INSTANTIATE_TEST_SUITE_P(
    Table, SesReceivedLine,
    testing::Values(
        ReceivedCase{"angle_brackets",
                     "from a by inbound-smtp.eu-west-1.amazonaws.com with SMTP id abc for "
                     "<b@example.com>; Wed, 20 Jul 2016 05:41:37 +0000",
                     "abc", "eu-west-1", "b@example.com"},
        ReceivedCase{"no_recipient_and_no_date",
                     "from a by inbound-smtp.us-gov-west-1.amazonaws.com with SMTP id abc", "abc",
                     "us-gov-west-1", ""},
        ReceivedCase{"china", "by inbound-smtp.cn-north-1.amazonaws.com.cn with SMTP id x-1_0.2; x",
                     "x-1_0.2", "cn-north-1", ""},
        ReceivedCase{"keywords_inside_a_comment",
                     "from a (by evil id 1 for x) by inbound-smtp.us-east-1.amazonaws.com id 2; x",
                     "2", "us-east-1", ""},
        ReceivedCase{"another_host", "from a by mx.example.com with ESMTP id abc; x", nullptr, "",
                     ""},
        ReceivedCase{"a_host_that_only_begins_so",
                     "from a by inbound-smtp.us-east-1.amazonaws.com.evil.example id abc; x",
                     nullptr, "", ""},
        ReceivedCase{"the_name_in_the_from_clause",
                     "from inbound-smtp.us-east-1.amazonaws.com by mx.example.com id abc; x",
                     nullptr, "", ""},
        ReceivedCase{"no_id", "from a by inbound-smtp.us-east-1.amazonaws.com with SMTP; x",
                     nullptr, "", ""},
        ReceivedCase{"the_id_is_missing_before_for",
                     "from a by inbound-smtp.us-east-1.amazonaws.com with SMTP id for "
                     "ann@example.com; x",
                     nullptr, "", ""},
        ReceivedCase{"the_sender_calls_itself_an_open_comment",
                     "from ( (a.example [192.0.2.1]) by inbound-smtp.us-east-1.amazonaws.com with "
                     "SMTP id abc for ann@example.com; x",
                     "abc", "us-east-1", "ann@example.com"},
        ReceivedCase{"the_sender_calls_itself_by",
                     "from by (a.example [192.0.2.1]) by inbound-smtp.us-east-1.amazonaws.com with "
                     "SMTP id abc for ann@example.com; x",
                     "abc", "us-east-1", "ann@example.com"},
        ReceivedCase{"the_sender_calls_itself_id_and_for",
                     "from id (id evil for x@y) by inbound-smtp.us-east-1.amazonaws.com with "
                     "SMTP id abc for ann@example.com; x",
                     "abc", "us-east-1", "ann@example.com"},
        ReceivedCase{"an_odd_region", "by inbound-smtp.../x.amazonaws.com id abc; x", nullptr, "",
                     ""},
        ReceivedCase{"empty", "", nullptr, "", ""}),
    [](const auto& row) { return std::string(row.param.name); });

MailMessage mail_of(std::string_view text) {
  auto mail = read_mail(text);
  EXPECT_TRUE(mail);
  return mail ? *std::move(mail) : MailMessage{};
}

std::string ses_field() { return "Received: " + std::string(kSesLine) + "\r\n"; }

TEST(FindSesTrace, TakesTheTopmostLineOfSesBelowOtherHops) {
  const auto trace = find_ses_trace(
      mail_of("Received: from x by mx.example.com; Wed, 20 Jul 2016 05:42:00 +0000\r\n" +
              ses_field() + "Received: by inbound-smtp.eu-west-1.amazonaws.com id older; x\r\n"));
  ASSERT_TRUE(trace);
  EXPECT_EQ(trace->field, 1U);
  EXPECT_EQ(trace->received.message_id, "1en6ud2oqpo3r8c1v22n23pu7bdr2e11t8rqb6o1");
  EXPECT_FALSE(find_ses_trace(mail_of("From: a@b.c\r\n")));
}

struct EnvelopeCase {
  const char* name;
  std::string header;
  const char* sender;
  std::vector<std::string> recipients;
};

class EnvelopeOfMail : public testing::TestWithParam<EnvelopeCase> {};

TEST_P(EnvelopeOfMail, ComesFromTheTraceFields) {
  const Envelope envelope = find_envelope(mail_of(GetParam().header));
  EXPECT_EQ(envelope.sender, GetParam().sender);
  EXPECT_EQ(envelope.recipients, GetParam().recipients);
}

INSTANTIATE_TEST_SUITE_P(
    Table, EnvelopeOfMail,
    testing::Values(
        EnvelopeCase{"return_path_and_one_recipient_of_ses",
                     "Return-Path: <bob@example.net>\r\n" + ses_field() +
                         "From: Robert <robert@example.net>\r\nTo: list@example.org\r\n",
                     "bob@example.net",
                     {"ann@example.com"}},
        EnvelopeCase{"addressees_in_the_domain_that_ses_names",
                     ses_field() + "From: a@example.net\r\n"
                                   "To: Ann <ann@EXAMPLE.com>, carl@Example.com, x@example.org\r\n"
                                   "Cc: dora@example.com\r\n",
                     "a@example.net",
                     {"ann@example.com", "carl@Example.com", "dora@example.com"}},
        EnvelopeCase{"null_path",
                     "Return-Path: <>\r\nFrom: MAILER-DAEMON@a.test\r\nTo: b@c.d\r\n",
                     "",
                     {"b@c.d"}},
        EnvelopeCase{"received_spf_of_ses",
                     ses_field() +
                         "Received-SPF: pass (spfCheck: domain of example.net) client-ip=192.0.2.1;"
                         " envelope-from=verp+1@lists.example.net; helo=x;\r\n"
                         "From: a@example.net\r\n",
                     "verp+1@lists.example.net",
                     {"ann@example.com"}},
        EnvelopeCase{"received_spf_of_an_earlier_hop",
                     ses_field() + "Received: from x by y; Wed, 20 Jul 2016 05:41:37 +0000\r\n"
                                   "Received-SPF: pass envelope-from=other@example.net;\r\n"
                                   "From: a@example.net\r\n",
                     "a@example.net",
                     {"ann@example.com"}},
        EnvelopeCase{"postfix",
                     "Return-Path: <bob@example.net>\r\nX-Original-To: ann@example.com\r\n"
                     "Delivered-To: ann.lee@store.example.com\r\n"
                     "Received: from x by y; Wed, 20 Jul 2016 05:41:37 +0000\r\nTo: z@a.test\r\n",
                     "bob@example.net",
                     {"ann@example.com"}},
        EnvelopeCase{"exim",
                     "Return-path: <bob@example.net>\nEnvelope-to: ann@example.com, b@example.com\n"
                     "Received: from x by y; Wed, 20 Jul 2016 05:41:37 +0000\nTo: z@a.test\n",
                     "bob@example.net",
                     {"ann@example.com", "b@example.com"}},
        EnvelopeCase{"every_x_envelope_to",
                     "X-Envelope-From: <bob@example.net>\nX-Envelope-To: <ann@example.com>\n"
                     "X-Envelope-To: <b@example.com>\nFrom: c@d.e\n",
                     "bob@example.net",
                     {"ann@example.com", "b@example.com"}},
        EnvelopeCase{"trace_fields_below_the_line_of_ses_are_not_its_envelope",
                     ses_field() + "Return-Path: <forged@example.net>\r\n"
                                   "Delivered-To: forged@example.com\r\nFrom: a@example.net\r\n",
                     "a@example.net",
                     {"ann@example.com"}},
        EnvelopeCase{"only_the_header_of_the_sender",
                     "From: Ann <a@b.c>\nTo: Group: d@e.f, g@h.i;\nCc: d@E.F\n",
                     "a@b.c",
                     {"d@e.f", "g@h.i"}},
        EnvelopeCase{
            "sender_where_from_cannot_be_read", "From: nobody\nSender: a@b.c\n", "a@b.c", {}},
        EnvelopeCase{"nothing_at_all", "Subject: x\n", "", {}}),
    [](const auto& row) { return std::string(row.param.name); });

}  // namespace
}  // namespace send_bounce
