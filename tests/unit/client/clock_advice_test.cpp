#include "send_bounce/client/service_advice.h"

#include <gtest/gtest.h>

namespace send_bounce {
namespace {

constexpr Instant kTheirs{1577934245, 0};  // 2020-01-02T03:04:05Z

Error refusal(const char* code, const char* message = "m") {
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
  EXPECT_EQ(advice(refusal("RequestTimeTooSkewed"), kTheirs, ours(-1203)),
            "The clock here is 20 min 3 s behind the service's, which says 2020-01-02T03:04:05Z. "
            "Set it, and call again; this bounce was not accepted.");
  EXPECT_EQ(advice(refusal("RequestExpired"), kTheirs, ours(90'000 + 7'200)).substr(0, 53),
            "The clock here is 1 d 3 h ahead of the service's, whi");
  EXPECT_NE(advice(refusal("SignatureDoesNotMatch",
                           "Signature expired: 20200102T024405Z is now earlier than …"),
                   kTheirs, ours(-1200)),
            "");
}

TEST(ClockAdvice, AWrongClockExplainsAnySignatureThatDoesNotMatch) {
  EXPECT_NE(advice(refusal("SignatureDoesNotMatch", "m"), kTheirs, ours(3'600)), "");
  EXPECT_EQ(advice(refusal("SignatureDoesNotMatch", "m"), kTheirs, ours(2)), "");
}

TEST(ClockAdvice, SaysSoWhereTheClocksAgree) {
  EXPECT_EQ(
      advice(refusal("RequestExpired"), kTheirs, ours(3)),
      "The clock here agrees with the service's within 4 s, so the request was held up on its "
      "way. It was not accepted.");
}

// An attempt before may have been accepted, whatever became of this one.
TEST(ClockAdvice, DeniesNothingThatMayHaveBeenAccepted) {
  EXPECT_EQ(advice(refusal("RequestTimeTooSkewed"), kTheirs, ours(-1203), Outcome::Unknown),
            "The clock here is 20 min 3 s behind the service's, which says 2020-01-02T03:04:05Z. "
            "Set it.");
  EXPECT_EQ(advice(refusal("RequestExpired"), kTheirs, ours(3), Outcome::Unknown),
            "The clock here agrees with the service's within 4 s, so the request was held up on "
            "its way.");
}

TEST(ClockAdvice, WithoutADateThereIsNothingToMeasure) {
  EXPECT_EQ(advice(refusal("RequestTimeTooSkewed"), std::nullopt, ours(0)),
            "The clock here may be wrong; the answer has no Date to measure it by.");
  EXPECT_EQ(advice(refusal("SignatureDoesNotMatch"), std::nullopt, ours(0)), "");
}

TEST(ClockAdvice, OtherRefusalsAreNoMatterOfTime) {
  EXPECT_EQ(advice(refusal("MessageRejected", "expired"), kTheirs, ours(9'999)), "");
  EXPECT_EQ(advice(refusal("ExpiredToken"), kTheirs, ours(9'999)), "");
}

}  // namespace
}  // namespace send_bounce
