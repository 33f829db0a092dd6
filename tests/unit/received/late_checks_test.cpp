#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "send_bounce/received/guards.h"

namespace send_bounce {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const Instant kNow = instant_from_civil({2026, 11, 27, 12, 0, 0, 0});

BouncedRecipient to(std::string address) {
  return {std::move(address), std::nullopt, "DoesNotExist", std::nullopt};
}

BouncedRecipient with_status(std::string status, std::string action = "failed") {
  BouncedRecipient bounced = to("ann@example.com");
  bounced.bounce_type = std::nullopt;
  bounced.dsn_fields.emplace();
  bounced.dsn_fields->status = std::move(status);
  bounced.dsn_fields->action = std::move(action);
  return bounced;
}

std::vector<std::string> found(std::vector<BouncedRecipient> recipients,
                               std::string sender = "mailer-daemon@example.com",
                               std::optional<Instant> arrival = std::nullopt) {
  BounceContent bounce;
  bounce.bounce_sender = std::move(sender);
  bounce.recipients = std::move(recipients);
  if (arrival) bounce.message_dsn = MessageDsn{"dns; x", arrival, {}};
  std::vector<std::string> lines;
  for (const Finding& finding : late_checks(bounce, nullptr, kNow)) {
    EXPECT_EQ(finding.level, GuardLevel::Warn);
    lines.push_back(warning_line(finding));
  }
  return lines;
}

TEST(LateChecks, FindNothingInAnOrdinaryBounce) {
  EXPECT_THAT(found({to("ann@example.com"), to("ben@example.com")}), IsEmpty());
  EXPECT_THAT(found({to("ann@example.com")}, "Post <postmaster@example.com>"), IsEmpty());
}

// RFC 3463 §2; RFC 3464 §2.3.4 has the comment.
TEST(LateChecks, TakeEnhancedStatusCodes) {
  for (const char* status : {"5.1.1", "5.0.0", "5.999.123", "4.4.7", " 5.1.1 ", "5.1.1 (no user)"})
    EXPECT_THAT(found({with_status(status)}), IsEmpty()) << status;
}

TEST(LateChecks, KnowWhatIsNoEnhancedStatusCode) {
  for (const char* status :
       {"",       "5",        "5.1",      "5.1.",    "5..1",  ".1.1",  "3.1.1",         "1.1.1",
        "55.1.1", "5.1000.1", "5.1.1000", "5.1.1.1", "5.1.x", "5,1,1", "5.1.1 no user", "5 .1.1",
        "-5.1.1", "(5.1.1)",  "650",      "5500"})
    EXPECT_THAT(found({with_status(status)}),
                ElementsAre("bad-status: Status of ann@example.com is \"" + std::string(status) +
                            "\", which is not an enhanced status code such as 5.1.1"));
}

TEST(LateChecks, ExplainReplyCodes) {
  for (const char* status : {"550", "452", "250"})
    EXPECT_THAT(found({with_status(status)}),
                ElementsAre("bad-status: Status of ann@example.com is \"" + std::string(status) +
                            "\", an SMTP reply code; give an enhanced status code such as 5.1.1, "
                            "and put the reply in DiagnosticCode"));
}

// RFC 3464 §2.3.3.
TEST(LateChecks, HoldTheStatusAgainstTheAction) {
  EXPECT_THAT(found({with_status("2.0.0")}),
              ElementsAre("status-and-action: Status of ann@example.com is \"2.0.0\", which does "
                          "not fit the Action failed"));
  EXPECT_THAT(found({with_status("5.1.1", "delayed")}),
              ElementsAre("status-and-action: Status of ann@example.com is \"5.1.1\", which does "
                          "not fit the Action delayed",
                          "wrong-action: Action of ann@example.com is \"delayed\", which says that "
                          "delivery will be tried again; the action of a bounce is failed"));
  EXPECT_THAT(found({with_status("4.1.1")}), IsEmpty());
}

TEST(LateChecks, KnowTheActionsThatAreWrongInABounce) {
  EXPECT_THAT(
      found({with_status("4.4.1", "delayed"), with_status("2.0.0", "delivered"),
             with_status("2.0.0", "relayed"), with_status("2.0.0", "expanded")}),
      ElementsAre("wrong-action: Action of ann@example.com is \"delayed\", which says that "
                  "delivery will be tried again; the action of a bounce is failed",
                  "wrong-action: Action of ann@example.com is \"delivered\", which says "
                  "that the message was delivered; the action of a bounce is failed",
                  "wrong-action: Action of ann@example.com is \"relayed\", which says that "
                  "the message was passed on; the action of a bounce is failed",
                  "wrong-action: Action of ann@example.com is \"expanded\", which says "
                  "that the message was delivered to a list; the action of a bounce is failed",
                  "repeated-recipient: Recipient ann@example.com appears more than once"));
  EXPECT_THAT(found({with_status("5.1.1", "Failed")}),
              ElementsAre("wrong-action: Action of ann@example.com is \"Failed\", which is not an "
                          "action; the action of a bounce is failed"));
}

TEST(LateChecks, KnowWhatIsNoAddress) {
  EXPECT_THAT(found({to("ann"), to("Ann <ann@example.com>")}),
              ElementsAre("bad-address: Recipient is \"ann\", which is not an email address such "
                          "as ann@example.com",
                          "bad-address: Recipient is \"Ann <ann@example.com>\", which is not an "
                          "email address such as ann@example.com"));
  EXPECT_THAT(found({to("ann@b\xc3\xbc"
                        "cher.example")}),
              ElementsAre("bad-address: Recipient is \"ann@b\xc3\xbc"
                          "cher.example\", which is not an ASCII email address; write the domain "
                          "in Punycode (xn--...)"));
  EXPECT_THAT(found({to("\u201Cann@example.com\u201D")}),
              ElementsAre("bad-address: Recipient is \"\u201Cann@example.com\u201D\", which has a "
                          "typographic quote in it; write the address without quotes"));
  EXPECT_THAT(found({}, "mailer-daemon"),
              ElementsAre("bad-address: BounceSender is \"mailer-daemon\", which is not an email "
                          "address such as ann@example.com"));
  BouncedRecipient bounced = with_status("5.1.1");
  bounced.dsn_fields->final_recipient = "rfc822; ann@example.com";
  EXPECT_THAT(found({bounced}),
              ElementsAre("bad-address: FinalRecipient is \"rfc822; ann@example.com\", which is "
                          "not an email address such as ann@example.com"));
}

TEST(LateChecks, KnowDatesThatAreYetToCome) {
  BouncedRecipient bounced = with_status("5.1.1");
  bounced.dsn_fields->last_attempt_date = Instant{kNow.seconds + 301, 0};
  EXPECT_THAT(
      found({bounced}, "a@b", Instant{kNow.seconds + 86400, 0}),
      ElementsAre("future-date: ArrivalDate is 2026-11-28T12:00:00Z, which is in the future",
                  "future-date: LastAttemptDate of ann@example.com is "
                  "2026-11-27T12:05:01Z, which is in the future"));
  bounced.dsn_fields->last_attempt_date = Instant{kNow.seconds + 300, 0};
  EXPECT_THAT(found({bounced}, "a@b", kNow), IsEmpty());
}

TEST(LateChecks, TellARecipientThatComesAgainOnce) {
  EXPECT_THAT(found({to("ann@example.com"), to("ben@example.com"), to("ann@EXAMPLE.com"),
                     to("ann@example.com"), to("Ann@example.com")}),
              ElementsAre("repeated-recipient: Recipient ann@EXAMPLE.com appears more than once"));
}

TEST(LateChecks, TellOfEvidenceThatNamesNoRegion) {
  ReceivedMessage received;
  received.ignored_evidence = {
      "awsRegion does not name a region and is ignored: \"evil.example/\""};
  BounceContent bounce;
  bounce.bounce_sender = "mailer-daemon@example.com";
  bounce.recipients = {to("ann@example.com")};
  const auto findings = late_checks(bounce, &received, kNow);
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].reason, "ignored-region");
  EXPECT_EQ(findings[0].level, GuardLevel::Warn);
  EXPECT_EQ(findings[0].text, received.ignored_evidence[0]);
  EXPECT_EQ(apply_choice(findings, GuardChoice{{}, true}), findings);
  EXPECT_FALSE(check_allowed({"ignored-region"}));
}

}  // namespace
}  // namespace send_bounce
