#include "send_bounce/dsn/preview.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "send_bounce/dsn/dsn.h"
#include "support/dsn_text.h"

namespace send_bounce {
namespace {

using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr Instant kReceived = {1795780200, 123000};  // 2026-11-27T11:50:00.123Z
constexpr Instant kNow = {1795780800, 0};

// As SES stores a message, behind what a mail program of ours has put on top of it.
constexpr const char* kStored =
    "Delivered-To: archive@example.com\n"
    "Received: from localhost by archive.example.com with LMTP id 1 for <archive@example.com>;\n"
    " Fri, 27 Nov 2026 11:51:00 +0000\n"
    "Return-Path: <bob@sender.example>\n"
    "Received: from mail.sender.example (mail.sender.example [192.0.2.7])\n"
    " by inbound-smtp.eu-west-1.amazonaws.com with SMTP id abc123\n"
    " for ann@example.com;\n"
    " Fri, 27 Nov 2026 11:50:00 +0000 (UTC)\n"
    "X-SES-Spam-Verdict: PASS\n"
    "X-SES-Virus-Verdict: PASS\n"
    "Received-SPF: pass (spfCheck: domain of sender.example designates 192.0.2.7 as permitted\n"
    " sender) client-ip=192.0.2.7; envelope-from=bob@sender.example; helo=mail.sender.example;\n"
    "Authentication-Results: amazonses.com;\n"
    " spf=pass (spfCheck: domain of sender.example) client-ip=192.0.2.7;\n"
    "X-SES-RECEIPT: AAAA\n"
    "X-SES-DKIM-SIGNATURE: a=rsa-sha256; d=amazonses.com\n";
// What the sender's own server sent, fields with names of SES's among it.
constexpr const char* kAsSent =
    "Authentication-Results: mail.sender.example; auth=pass\n"
    "X-SES-Outgoing: 2026.11.27-192.0.2.80\n"
    "Received-SPF: none\n"
    "From:  Bob\tSender <bob@sender.example>\n"
    "To: ann@example.com\n";
constexpr const char* kTraceOfSes =
    "Return-Path: <bob@sender.example>\n"
    "Received: from mail.sender.example (mail.sender.example [192.0.2.7])\n"
    " by inbound-smtp.eu-west-1.amazonaws.com with SMTP id abc123\n"
    " for ann@example.com;\n"
    " Fri, 27 Nov 2026 11:50:00 +0000 (UTC)\n";

BounceContent content() {
  BounceContent bounce;
  bounce.original_message_id = "abc123";
  bounce.bounce_sender = "mailer-daemon@example.com";
  bounce.recipients.push_back({"ann@example.com", std::nullopt, "DoesNotExist", std::nullopt});
  return bounce;
}

OriginalFacts all_facts() { return {"bob@sender.example", kReceived, kStored}; }

std::string preview(const BounceContent& bounce, const OriginalFacts& original,
                    std::string_view region = "eu-west-1") {
  const auto text = preview_dsn(bounce, original, region, kNow);
  EXPECT_TRUE(text) << (text ? "" : text.error().message);
  return text.value_or(std::string());
}

std::string third_part(std::string_view mail) {
  const std::size_t start = mail.find("Content-Description: Undelivered Message\r\n\r\n");
  const std::string_view part = mail.substr(start + 44);
  std::string text;
  for (const char c : part.substr(0, part.find("\r\n\r\n")))
    if (c != '\r') text += c;
  return text + "\n";
}

TEST(PreviewDsn, SaysFirstThatSesWritesTheRealOne) {
  EXPECT_THAT(preview(content(), all_facts()),
              StartsWith("X-Send-Bounce-Preview: This is a preview by send-bounce. SES writes the "
                         "real message\r\n"
                         " and adds DKIM-Signature, Feedback-ID and X-SES-Outgoing.\r\n"
                         " Layout and codes follow the bounces of SES's receipt rules.\r\n"
                         " From may be MAILER-DAEMON@eu-west-1.amazonses.com instead.\r\n"
                         "Date: Fri, 27 Nov 2026 12:00:00 +0000\r\n"
                         "From: mailer-daemon@example.com\r\n"
                         "To: bob@sender.example\r\n"
                         "Message-ID: <010201a21ce06e00-00000000-0000-0000-0000-000000000000-"
                         "000000@eu-west-1.amazonses.com>\r\n"));
}

TEST(PreviewDsn, IsTheNotificationOfTheOneWriter) {
  DsnEnvelope envelope;
  envelope.region = "eu-west-1";
  envelope.outbound_message_id = "0102-x";
  envelope.recipient = "bob@sender.example";
  envelope.original_received = kReceived;
  envelope.now = {1795780801, 0};
  envelope.boundary_counter = 12;
  envelope.boundary_hash = 34;
  const auto written = render_dsn(content(), kStored, envelope);
  ASSERT_TRUE(written);
  EXPECT_EQ(comparable_dsn(preview(content(), all_facts())), comparable_dsn(*written));
}

TEST(PreviewDsn, KeepsOfTheHeaderWhatSesHadReceived) {
  OriginalFacts facts = all_facts();
  facts.header_block = std::string(kStored) + kAsSent;
  // The next field with a name of SES's is the sender's only if another one stands between.
  facts.header_block.insert(std::string(kStored).size(), "DKIM-Signature: v=1\n");
  EXPECT_EQ(third_part(preview(content(), facts)),
            std::string(kTraceOfSes) + "DKIM-Signature: v=1\n" + kAsSent);
}

TEST(PreviewDsn, ShowsAHeaderThatSesDidNotWriteWhole) {
  OriginalFacts facts = all_facts();
  facts.header_block =
      "Delivered-To: ann@example.com\nX-SES-Spam-Verdict: PASS\nFrom: bob@sender.example\n";
  EXPECT_EQ(third_part(preview(content(), facts)), facts.header_block);
}

TEST(PreviewDsn, SaysWhatIsNotKnown) {
  const std::string mail = preview(content(), {});
  EXPECT_THAT(mail, HasSubstr("\r\n The envelope sender of the original is unknown. SES "
                              "puts it in To.\r\n"
                              " The time of receipt is unknown. SES puts it in "
                              "Arrival-Date.\r\n"
                              " The header of the original is unknown. SES puts it in the "
                              "third part.\r\nDate: "));
  EXPECT_THAT(mail, HasSubstr("\r\nTo: unknown envelope sender:;\r\n"));
  EXPECT_THAT(mail, HasSubstr("\r\nReporting-MTA: dns; inbound-smtp.eu-west-1.amazonaws.com\r\n"
                              "\r\nAction: failed\r\n"));
  EXPECT_EQ(third_part(mail),
            "X-Send-Bounce-Preview: The header of the original message is unknown.\n"
            " SES puts it in this part.\n");
}

TEST(PreviewDsn, AsksForNoTimeOfReceiptThatTheRequestGives) {
  BounceContent bounce = content();
  bounce.message_dsn = MessageDsn{"dns; mx.example.com", kReceived, {}};
  const std::string mail = preview(bounce, {});
  EXPECT_THAT(mail, HasSubstr("\r\nArrival-Date: Fri, 27 Nov 2026 11:50:00 +0000\r\n"));
  EXPECT_THAT(mail, Not(HasSubstr("time of receipt")));
}

TEST(PreviewDsn, WritesTheWordRegionForOneThatIsNotKnown) {
  EXPECT_THAT(preview(content(), all_facts(), ""),
              AllOf(HasSubstr("\r\n The region is unknown, so this preview shows REGION.\r\n"),
                    HasSubstr(" MAILER-DAEMON@REGION.amazonses.com "),
                    HasSubstr("Message-ID: <000001a21ce0"),
                    HasSubstr("Reporting-MTA: dns; inbound-smtp.REGION.amazonaws.com\r\n")));
}

TEST(PreviewDsn, RefusesTheNullPath) {
  OriginalFacts facts = all_facts();
  facts.return_path = "";
  EXPECT_FALSE(preview_dsn(content(), facts, "eu-west-1", kNow));
}

// The samples of DSNs beside the project, made in the layout of SES's.

struct DsnSample {
  const char* file;
  void (*change)(BounceContent& bounce);
};

void set_type(BounceContent& bounce, const char* type) { bounce.recipients[0].bounce_type = type; }

RecipientDsnFields fields(std::string status, std::string diagnostic_code) {
  RecipientDsnFields result;
  result.action = "failed";
  result.status = std::move(status);
  result.diagnostic_code = std::move(diagnostic_code);
  return result;
}

void use_explanation(BounceContent& bounce) {
  bounce.explanation = "Only members can write to this address.\nAsk postmaster@example.com.";
  bounce.recipients[0] = {"ann@example.com", std::nullopt, std::nullopt,
                          fields("5.7.1", "smtp; 550 5.7.1 not a member")};
}

void use_extension_fields(BounceContent& bounce) {
  bounce.message_dsn =
      MessageDsn{"dns; mail.example.com", kReceived, {{"X-Example-Rule", "members"}}};
  RecipientDsnFields given = fields("5.7.1", "smtp; 550 5.7.1 refused");
  given.final_recipient = "ann.new@example.com";
  given.remote_mta = "dns; mx.example.com";
  given.extension_fields = {{"X-Example-Ticket", "4711"}};
  bounce.recipients[0] = {"ann@example.com", std::nullopt, std::nullopt, given};
}

constexpr DsnSample kSamples[] = {
    {"01-DoesNotExist", [](BounceContent&) {}},
    {"02-MessageTooLarge", [](BounceContent& bounce) { set_type(bounce, "MessageTooLarge"); }},
    {"03-ExceededQuota", [](BounceContent& bounce) { set_type(bounce, "ExceededQuota"); }},
    {"04-ContentRejected", [](BounceContent& bounce) { set_type(bounce, "ContentRejected"); }},
    {"05-TemporaryFailure", [](BounceContent& bounce) { set_type(bounce, "TemporaryFailure"); }},
    {"06-two-recipients",
     [](BounceContent& bounce) {
       bounce.recipients.push_back(
           {"ben@example.com", std::nullopt, "ExceededQuota", std::nullopt});
     }},
    {"07-explanation", use_explanation},
    {"09-extension-fields", use_extension_fields},
};

std::string sample_file(const std::string& name) {
  std::ifstream file(std::string(SEND_BOUNCE_SHARED) + "/samples/dsn/" + name + ".eml",
                     std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// The header in a sample's third part, as SES would have stored the message: with its verdicts.
std::string stored_header(const std::string& sample) {
  const std::string opening = "Content-Description: Undelivered Message\n\n";
  const std::size_t start = sample.find(opening) + opening.size();
  std::string header = sample.substr(start, sample.find("\n\n", start) + 1 - start);
  const std::size_t next_hop = header.find("\nReceived:", header.find("\nReceived:") + 1) + 1;
  return header.insert(next_hop, "X-SES-Spam-Verdict: PASS\nX-SES-RECEIPT: AAAA\n");
}

class DsnSamples : public testing::TestWithParam<DsnSample> {};

TEST_P(DsnSamples, AgreeWithThePreview) {
  const std::string sample = sample_file(GetParam().file);
  if (sample.empty()) GTEST_SKIP() << "the samples are not here: " << SEND_BOUNCE_SHARED;
  BounceContent bounce = content();
  GetParam().change(bounce);
  const OriginalFacts facts = {"bob@sender.example", kReceived, stored_header(sample)};
  EXPECT_EQ(comparable_dsn(preview(bounce, facts)), comparable_dsn(sample));
}

INSTANTIATE_TEST_SUITE_P(All, DsnSamples, testing::ValuesIn(kSamples), [](const auto& row) {
  std::string name = row.param.file;
  for (char& c : name)
    if (c == '-') c = '_';
  return name;
});

TEST(DsnSampleFromMailerDaemon, AgreesWithTheOtherFormOfTheWriter) {
  const std::string sample = sample_file("08-mailer-daemon-from");
  if (sample.empty()) GTEST_SKIP() << "the samples are not here: " << SEND_BOUNCE_SHARED;
  DsnEnvelope envelope;
  envelope.region = "eu-west-1";
  envelope.outbound_message_id = outbound_message_id(envelope.region, kNow, "uuid");
  envelope.recipient = "bob@sender.example";
  envelope.original_received = kReceived;
  envelope.now = kNow;
  envelope.from = DsnFrom::MailerDaemon;
  const auto written = render_dsn(content(), stored_header(sample), envelope);
  ASSERT_TRUE(written);
  EXPECT_EQ(comparable_dsn(*written), comparable_dsn(sample));
}

}  // namespace
}  // namespace send_bounce
