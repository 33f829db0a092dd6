#include "send_bounce/client/service_advice.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace send_bounce {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

CallFacts facts_with(std::string provider = "env") {
  CallFacts facts;
  facts.region = "eu-west-1";
  facts.host = "email.eu-west-1.amazonaws.com";
  facts.profile = "mail";
  facts.bounce_sender = "Mailer <mta@bounces.example.com>";
  facts.original_message_id = "bl1pdpn3gydbd48maplfudybhhcj2igm7xnaw4e5";
  facts.access_key_id = "AKIAIOSFODNN7EXAMPLE";
  facts.provider = std::move(provider);
  return facts;
}

Error refusal(std::string code, std::string message) {
  Error error;
  error.kind = ErrorKind::Service;
  error.code = std::move(code);
  error.message = std::move(message);
  return error;
}

struct Row {
  const char* name;
  const char* code;
  const char* message;
  const char* advice;  // a part of it; empty: there is none
  CallFacts facts = facts_with();
};

void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

CallFacts with_id(const char* id) {
  CallFacts facts = facts_with();
  facts.original_message_id = id;
  return facts;
}

CallFacts with_arn(const char* arn) {
  CallFacts facts = facts_with();
  facts.bounce_sender_arn = arn;
  return facts;
}

CallFacts with_key(const char* key, bool has_token) {
  CallFacts facts = facts_with();
  facts.access_key_id = key;
  facts.has_session_token = has_token;
  return facts;
}

CallFacts in_region(const char* region) {
  CallFacts facts = facts_with();
  facts.region = region;
  return facts;
}

CallFacts of_default_profile() {
  CallFacts facts = facts_with("login");
  facts.profile = "default";
  return facts;
}

// Codes and texts of ses-bounce-facts.md rows 3.4 to 3.14 where they are known.
const Row kRows[] = {
    {"UnverifiedSender", "MessageRejected",
     "Failed to generate a bounce for x. The following identities are not verified: mta@b",
     "verified identity in eu-west-1"},
    {"UnverifiedSenderToLookAt", "MessageRejected", "Email address is not verified.",
     "aws ses get-identity-verification-attributes --region eu-west-1 --identities "
     "bounces.example.com mta@bounces.example.com"},
    {"After24Hours", "MessageRejected", "older than 24 hours",
     "within 24 hours after it received the message"},
    {"Expired", "MessageRejected", "The message has expired",
     "within 24 hours after it received the message"},
    {"Paused", "MessageRejected", "Sending paused for this account.",
     "aws ses get-account-sending-enabled --region eu-west-1"},
    {"UnknownId", "MessageRejected", "Message x is unknown",
     "If SES does not recognise the message id: use mail.messageId from the receipt notification, "
     "in "
     "the region that received the message (the call went to eu-west-1), within 24 hours."},
    {"AStranger", "MessageRejected", "eve@example.com is no recipient of it",
     "SES bounces only addresses that it received the message for."},
    {"AHeaderForAnId", "MessageRejected", "no such message",
     "The id looks like a Message-ID header. Use mail.messageId", with_id("<4711@mail.example>")},
    {"Throttled", "Throttling", "Maximum sending rate exceeded.", "one SendBounce call per second"},
    {"ThrottledByItsOtherName", "ThrottlingException", "Rate exceeded",
     "one SendBounce call per second"},
    {"DailyQuota", "Throttling", "Daily message quota exceeded.", "aws ses get-send-quota"},
    {"DeniedForAUser", "AccessDenied",
     "User: arn:aws-cn:iam::123456789012:user/ann is not authorized to perform: ses:SendBounce",
     "\"Action\": \"ses:SendBounce\", \"Resource\": "
     "\"arn:aws-cn:ses:eu-west-1:123456789012:identity/bounces.example.com\"}]}"},
    {"DeniedOnAResource", "AccessDenied",
     "User: `arn:aws:sts::123456789012:assumed-role/r/s` is not authorized to perform: "
     "`ses:SendBounce` on resource: `arn:aws:ses:eu-west-1:123456789012:identity/example.com`",
     "\"Resource\": \"arn:aws:ses:eu-west-1:123456789012:identity/example.com\""},
    {"DeniedWithAnArnOfTheSender", "AccessDeniedException", "no",
     "\"Resource\": \"arn:aws:ses:us-east-1:1:identity/x\"",
     with_arn("arn:aws:ses:us-east-1:1:identity/x")},
    {"DeniedForNobodyKnows", "AccessDenied", "no", "\"Resource\": \"*\""},
    {"DeniedExplicitly", "AccessDenied",
     "User: arn:aws:iam::1:user/a with an explicit deny in a "
     "service control policy",
     "explicitly denies ses:SendBounce"},
    {"ExpiredVariables", "ExpiredToken", "The security token included in the request is expired",
     "unset all three"},
    {"ExpiredSso", "ExpiredToken", "expired", "aws sso login --profile mail", facts_with("sso")},
    {"ExpiredLogin", "ExpiredTokenException", "expired", "To log in again: aws login",
     of_default_profile()},
    {"ExpiredElsewhere", "ExpiredToken", "expired", "from the provider custom-process have expired",
     facts_with("custom-process")},
    {"ExpiredRole", "ExpiredToken", "expired", "delete its file in ~/.aws/cli/cache",
     facts_with("assume-role-with-web-identity")},
    {"UnknownKey", "InvalidClientTokenId", "The security token included in the request is invalid.",
     "The key id ****MPLE of the provider env is unknown to AWS"},
    {"ATemporaryKeyWithoutItsToken", "InvalidClientTokenId", "invalid", "needs its session token",
     with_key("ASIAIOSFODNN7EXAMPLE", false)},
    {"ATemporaryKeyWithItsToken", "InvalidClientTokenId", "invalid", "is unknown to AWS",
     with_key("ASIAIOSFODNN7EXAMPLE", true)},
    {"WrongSecret", "SignatureDoesNotMatch",
     "The request signature we calculated does not match the signature you provided.",
     "does not belong to the key id ****MPLE (provider env)"},
    {"ClockIsToldElsewhere", "SignatureDoesNotMatch",
     "Signature expired: 20200102T030405Z is now earlier than 20200102T040405Z", ""},
    {"ClockAheadIsToldElsewhere", "SignatureDoesNotMatch", "Signature not yet current: x", ""},
    {"AnotherRegion", "SignatureDoesNotMatch",
     "Credential should be scoped to a valid region, not 'eu-west-1'.",
     "email.eu-west-1.amazonaws.com serves another region. Name that region with --region."},
    {"AZoneForARegion", "SignatureDoesNotMatch",
     "Credential should be scoped to a valid region, not 'us-east-1a'.",
     "us-east-1a is the name of a zone. Its region is us-east-1.", in_region("us-east-1a")},
    {"NoReturnPath", "MessageRejected",
     "message x has a null return path (MAIL FROM:<>) or an unknown one, so no bounce may be "
     "sent for it",
     "has an empty envelope sender"},
    {"BadAddress", "InvalidParameterValue", "Missing final '@domain'", "Punycode"},
    {"AnAddressThatIsNoAscii", "InvalidParameterValue", "Recipient is no address in ASCII: x",
     "Punycode"},
    {"AnAddressWithAName", "InvalidParameterValue",
     "Recipient is no address in ASCII (a domain goes in Punycode): Ann <a@example.com>",
     "without a display name"},
    {"AnotherService", "InvalidAction", "Could not find operation SendBounce",
     "email.eu-west-1.amazonaws.com does not know SendBounce"},
    {"NothingIsKnown", "InternalFailure", "boom", ""},
    {"NoCode", "", "", ""},
};

class ServiceAdvice : public ::testing::TestWithParam<Row> {};

TEST_P(ServiceAdvice, IsOneLineThatFitsTheCall) {
  const Row& row = GetParam();
  const std::string advice = service_advice(refusal(row.code, row.message), row.facts);
  EXPECT_EQ(advice.empty(), std::string(row.advice).empty()) << advice;
  EXPECT_THAT(advice, HasSubstr(row.advice));
  EXPECT_THAT(advice, Not(HasSubstr("\n")));
  EXPECT_THAT(advice, Not(HasSubstr("IOSFODNN7")));
}

INSTANTIATE_TEST_SUITE_P(Rows, ServiceAdvice, ::testing::ValuesIn(kRows),
                         [](const auto& row) { return std::string(row.param.name); });

constexpr Instant kTheirs{1577934245, 0};  // 2020-01-02T03:04:05Z

Error refused_at(const char* code, const char* message = "m") {
  Error error;
  error.kind = ErrorKind::Service;
  error.code = code;
  error.message = message;
  return error;
}

Instant ours(std::int64_t ahead) { return {kTheirs.seconds + ahead, 0}; }

std::string advice(const Error& error, std::optional<Instant> theirs, Instant ours,
                   Outcome outcome = Outcome::NotSent) {
  return clock_advice(error, theirs, ours, outcome);
}

// Codes: wire-protocol.md §5 and row 58; ses-bounce-facts.md §3 for the texts.
TEST(ClockAdvice, NamesTheOffsetThatItMeasures) {
  EXPECT_EQ(advice(refused_at("RequestTimeTooSkewed"), kTheirs, ours(-1203)),
            "The clock of this machine is 20 min 3 s behind the clock of the service, which says "
            "2020-01-02T03:04:05Z. Set the clock, and call again. This bounce was not accepted.");
  EXPECT_EQ(advice(refused_at("RequestExpired"), kTheirs, ours(90'000 + 7'200)).substr(0, 70),
            "The clock of this machine is 1 d 3 h ahead of the clock of the service");
  EXPECT_NE(advice(refused_at("SignatureDoesNotMatch",
                              "Signature expired: 20200102T024405Z is now earlier than …"),
                   kTheirs, ours(-1200)),
            "");
}

TEST(ClockAdvice, AWrongClockExplainsAnySignatureThatDoesNotMatch) {
  EXPECT_NE(advice(refused_at("SignatureDoesNotMatch", "m"), kTheirs, ours(3'600)), "");
  EXPECT_EQ(advice(refused_at("SignatureDoesNotMatch", "m"), kTheirs, ours(2)), "");
}

TEST(ClockAdvice, SaysSoWhereTheClocksAgree) {
  EXPECT_EQ(advice(refused_at("RequestExpired"), kTheirs, ours(3)),
            "The clock of this machine agrees with the clock of the service within 4 s, so the "
            "request was delayed on its way. It was not accepted.");
}

// An attempt before may have been accepted, whatever became of this one.
TEST(ClockAdvice, DeniesNothingThatMayHaveBeenAccepted) {
  EXPECT_EQ(advice(refused_at("RequestTimeTooSkewed"), kTheirs, ours(-1203), Outcome::Unknown),
            "The clock of this machine is 20 min 3 s behind the clock of the service, which says "
            "2020-01-02T03:04:05Z. "
            "Set it.");
  EXPECT_EQ(advice(refused_at("RequestExpired"), kTheirs, ours(3), Outcome::Unknown),
            "The clock of this machine agrees with the clock of the service within 4 s, so the "
            "request was delayed on its way.");
}

TEST(ClockAdvice, WithoutADateThereIsNothingToMeasure) {
  EXPECT_EQ(advice(refused_at("RequestTimeTooSkewed"), std::nullopt, ours(0)),
            "The clock of this machine may be wrong. The answer has no Date to compare it with.");
  EXPECT_EQ(advice(refused_at("SignatureDoesNotMatch"), std::nullopt, ours(0)), "");
}

TEST(ClockAdvice, OtherRefusalsAreNoMatterOfTime) {
  EXPECT_EQ(advice(refused_at("MessageRejected", "expired"), kTheirs, ours(9'999)), "");
  EXPECT_EQ(advice(refused_at("ExpiredToken"), kTheirs, ours(9'999)), "");
}

}  // namespace

}  // namespace send_bounce
