#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "send_bounce/text/encoding.h"
#include "stand_in/receipt_notification.h"

namespace send_bounce::stand_in {
namespace {

using Json = nlohmann::ordered_json;
using testing::ElementsAre;

// A mail in the form in which SES stores it (ses-bounce-facts.md §5).
constexpr const char* kMail =
    "Return-Path: <bob@example.net>\r\n"
    "Received: from mail.example.net (mail.example.net [192.0.2.1])\r\n"
    " by inbound-smtp.us-east-1.amazonaws.com with SMTP id abc123\r\n"
    " for ann@example.com;\r\n"
    " Wed, 20 Jul 2016 05:41:37 +0000 (UTC)\r\n"
    "X-SES-Spam-Verdict: PASS\r\n"
    "X-SES-Virus-Verdict: GRAY\r\n"
    "Received: by mail.example.net; Tue, 19 Jul 2016 22:41:37 -0700 (PDT)\r\n"
    "From: =?utf-8?Q?J=C3=B6rg?= <bob@example.net>\r\n"
    "Date: Wed, 20 Jul 2016 05:41:27 +0000\r\n"
    "Message-ID: <x@mail.example.net>\r\n"
    "Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=\r\n"
    "To: \"Lee, Ann\" <ann@example.com>, carl@example.org\r\n"
    "Cc: Dora <dora@example.com>\r\n"
    "\r\n"
    "body\r\n";

Receipt receipt() {
  return {"abc123", {1468993297, 304'567}, "bob@example.net", {"ann@example.com"}, "us-east-1"};
}

Json notification(const std::string& bytes, const Receipt& of = receipt()) {
  const auto mail = read_mail(bytes);
  EXPECT_TRUE(mail);
  return Json::parse(receipt_notification(ReceiptAction::Sns, of, *mail, bytes));
}

std::vector<std::string> keys(const Json& object) {
  std::vector<std::string> names;
  for (const auto& item : object.items()) names.push_back(item.key());
  return names;
}

TEST(ReceiptNotification, HasTheMembersOfTheDeveloperGuide) {
  const Json json = notification(kMail);
  EXPECT_THAT(keys(json), ElementsAre("notificationType", "mail", "receipt", "content"));
  EXPECT_THAT(keys(json["mail"]), ElementsAre("timestamp", "source", "messageId", "destination",
                                              "headersTruncated", "headers", "commonHeaders"));
  EXPECT_THAT(keys(json["receipt"]),
              ElementsAre("timestamp", "processingTimeMillis", "recipients", "spamVerdict",
                          "virusVerdict", "spfVerdict", "dkimVerdict", "dmarcVerdict", "action"));
  EXPECT_EQ(json["notificationType"], "Received");
}

TEST(ReceiptNotification, HoldsTheEnvelopeAndTheIdToBounceWith) {
  const Json json = notification(kMail);
  EXPECT_EQ(json["mail"]["messageId"], "abc123");
  EXPECT_EQ(json["mail"]["source"], "bob@example.net");
  EXPECT_EQ(json["mail"]["timestamp"], "2016-07-20T05:41:37.304Z");
  EXPECT_EQ(json["receipt"]["recipients"], Json({"ann@example.com"}));
}

TEST(ReceiptNotification, ListsTheAddresseesOfTheHeaderAsDestination) {
  EXPECT_EQ(notification(kMail)["mail"]["destination"],
            Json({"ann@example.com", "carl@example.org", "dora@example.com"}));
}

TEST(ReceiptNotification, TakesTheEnvelopeWhereTheHeaderNamesNobody) {
  EXPECT_EQ(notification("From: a@b.c\n\n")["mail"]["destination"], Json({"ann@example.com"}));
}

TEST(ReceiptNotification, KeepsHeadersUnfoldedAndInOrder) {
  const Json headers = notification(kMail)["mail"]["headers"];
  ASSERT_EQ(headers.size(), 11U);
  EXPECT_EQ(headers[0], Json({{"name", "Return-Path"}, {"value", "<bob@example.net>"}}));
  EXPECT_EQ(headers[1]["value"],
            "from mail.example.net (mail.example.net [192.0.2.1]) by "
            "inbound-smtp.us-east-1.amazonaws.com with SMTP id abc123 for ann@example.com; Wed, 20 "
            "Jul 2016 05:41:37 +0000 (UTC)");
}

TEST(ReceiptNotification, DecodesCommonHeaders) {
  EXPECT_EQ(notification(kMail)["mail"]["commonHeaders"],
            Json({{"returnPath", "bob@example.net"},
                  {"from", {"Jörg <bob@example.net>"}},
                  {"date", "Wed, 20 Jul 2016 05:41:27 +0000"},
                  {"to", {"\"Lee, Ann\" <ann@example.com>", "carl@example.org"}},
                  {"cc", {"Dora <dora@example.com>"}},
                  {"messageId", "<x@mail.example.net>"},
                  {"subject", "Grüße"}}));
}

TEST(ReceiptNotification, NamesTheReturnPathOfTheEnvelopeWhereTheHeaderHasNone) {
  EXPECT_EQ(notification("From: a@b.c\n\n")["mail"]["commonHeaders"]["returnPath"],
            "bob@example.net");
}

TEST(ReceiptNotification, ReportsOnlyVerdictsThatSesHasLeft) {
  const Json receipt_json = notification(kMail)["receipt"];
  EXPECT_EQ(receipt_json["spamVerdict"]["status"], "PASS");
  EXPECT_EQ(receipt_json["virusVerdict"]["status"], "GRAY");
  EXPECT_EQ(receipt_json["spfVerdict"]["status"], "DISABLED");

  const Json forged = notification("X-SES-Spam-Verdict: PASS\nFrom: a@b.c\n\n")["receipt"];
  EXPECT_EQ(forged["spamVerdict"]["status"], "DISABLED");
}

// The block of receipt-notifications.md §5.
constexpr const char* kScanned =
    "Received: from m.example (m.example [192.0.2.1]) by inbound-smtp.eu-west-1.amazonaws.com with "
    "SMTP id abc for ann@example.com; Wed, 20 Jul 2016 05:41:37 +0000 (UTC)\n"
    "X-SES-Spam-Verdict: FAIL\nX-SES-Virus-Verdict: PASS\n"
    "Received-SPF: fail (spfCheck: no) client-ip=192.0.2.1; envelope-from=bob@m.example;\n"
    "Authentication-Results: amazonses.com; spf=fail; dkim=pass header.i=@m.example; dmarc=fail "
    "header.from=m.example;\n"
    "Received: from a by b; Wed, 20 Jul 2016 05:41:37 +0000\nX-SES-Virus-Verdict: FAIL\n\n";

std::vector<std::string> verdicts(const Json& receipt_json) {
  std::vector<std::string> words;
  for (const char* name :
       {"spamVerdict", "virusVerdict", "spfVerdict", "dkimVerdict", "dmarcVerdict"})
    words.push_back(receipt_json[name]["status"]);
  return words;
}

TEST(ReceiptNotification, TakesAllVerdictsFromWhatSesWrote) {
  const Json receipt_json = notification(kScanned)["receipt"];
  EXPECT_THAT(verdicts(receipt_json), ElementsAre("FAIL", "PASS", "FAIL", "PASS", "FAIL"));
  EXPECT_FALSE(receipt_json.contains("dmarcPolicy")) << "a header does not tell it";
}

TEST(ReceiptNotification, HasTheVerdictsThatAreChosen) {
  Receipt chosen = receipt();
  ASSERT_TRUE(add_verdict("spam=gray", chosen.verdicts));
  ASSERT_TRUE(add_verdict("dkim=PROCESSING_FAILED", chosen.verdicts));
  ASSERT_TRUE(add_verdict("dmarc=FAIL:quarantine", chosen.verdicts));
  const Json receipt_json = notification(kScanned, chosen)["receipt"];
  EXPECT_THAT(verdicts(receipt_json),
              ElementsAre("GRAY", "PASS", "FAIL", "PROCESSING_FAILED", "FAIL"));
  EXPECT_EQ(receipt_json["dmarcPolicy"], "quarantine");
  EXPECT_THAT(keys(receipt_json), testing::Contains("dmarcPolicy"));
}

TEST(ReceiptNotification, HasAnEmptySourceForTheNullPath) {
  Receipt null_path = receipt();
  null_path.sender.clear();
  EXPECT_EQ(notification(kMail, null_path)["mail"]["source"], "");
}

TEST(ReceiptNotification, CarriesTheMailAsTextOrAsBase64) {
  const Json text = notification(kMail);
  EXPECT_EQ(text["content"], kMail);
  EXPECT_EQ(text["receipt"]["action"]["encoding"], "UTF8");

  const std::string latin1 = "From: a@b.c\n\n\xE9\n";
  const Json encoded = notification(latin1);
  EXPECT_EQ(encoded["content"], base64(latin1));
  EXPECT_EQ(encoded["receipt"]["action"]["encoding"], "BASE64");
}

TEST(ReceiptNotification, LeavesOutTheContentOfLargeMails) {
  const std::string just_small = "From: a@b.c\n\n";
  EXPECT_TRUE(notification(just_small + std::string(kMaxContentBytes - just_small.size(), 'x'))
                  .contains("content"));
  EXPECT_FALSE(notification(just_small + std::string(kMaxContentBytes, 'x')).contains("content"));
}

TEST(ReceiptNotification, TruncatesTheListOfHeadersAtTenKilobytes) {
  std::string header;
  for (int i = 0; i < 200; ++i) header += "X-Filler: " + std::string(100, 'x') + "\n";
  const Json mail = notification(header + "\n")["mail"];
  EXPECT_EQ(mail["headersTruncated"], true);
  EXPECT_EQ(mail["headers"].size(), kMaxHeaderListBytes / 108);
  EXPECT_EQ(notification(kMail)["mail"]["headersTruncated"], false);
}

TEST(ReceiptNotification, IsValidJsonWhateverTheMailHolds) {
  Receipt odd = receipt();
  odd.sender = "\xff@example.net";
  const Json json = notification("From: \xfe <\xff@b.c>\nSubject: \xc3\nX: \x01\n\n\x00", odd);
  EXPECT_EQ(json["mail"]["commonHeaders"]["subject"], "\xEF\xBF\xBD");
}

}  // namespace
}  // namespace send_bounce::stand_in
