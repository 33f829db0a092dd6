#include "send_bounce/model/bounce.h"

#include <gtest/gtest.h>

namespace send_bounce {
namespace {

TimestampContext today() {
  TimestampContext context;
  context.local_now = {2026, 11, 22, 10, 30, 0, 0};
  return context;
}

TEST(BounceContent, HoldsEveryMemberOfARequest) {
  const Map request = {
      {"OriginalMessageId", "id"},
      {"BounceSender", "mta@example.com"},
      {"Explanation", "why"},
      {"MessageDsn", Map{{"ReportingMta", "dns; mx"},
                         {"ArrivalDate", "1970-01-01T00:00:05Z"},
                         {"ExtensionFields", Value::List{Map{{"Name", "X-A"}, {"Value", "1"}},
                                                         Map{{"Name", "X-B"}, {"Value", "2"}}}}}},
      {"BouncedRecipientInfoList",
       Value::List{Map{{"Recipient", "ann@example.com"}, {"BounceType", "DoesNotExist"}},
                   Map{{"Recipient", "bob@example.com"},
                       {"RecipientArn", "arn:r"},
                       {"RecipientDsnFields", Map{{"FinalRecipient", "rob@example.com"},
                                                  {"Action", "failed"},
                                                  {"RemoteMta", "dns; far"},
                                                  {"Status", "5.1.1"},
                                                  {"DiagnosticCode", "smtp; 550"},
                                                  {"LastAttemptDate", 7}}}}}},
      {"BounceSenderArn", "arn:s"}};
  const auto checked = SendBounceRequest::check(request, today());
  ASSERT_TRUE(checked) << checked.error().message;

  BounceContent expected;
  expected.original_message_id = "id";
  expected.bounce_sender = "mta@example.com";
  expected.explanation = "why";
  expected.message_dsn = MessageDsn{"dns; mx", Instant{5, 0}, {{"X-A", "1"}, {"X-B", "2"}}};
  expected.recipients = {
      {"ann@example.com", std::nullopt, "DoesNotExist", std::nullopt},
      {"bob@example.com", "arn:r", std::nullopt,
       RecipientDsnFields{
           "rob@example.com", "failed", "dns; far", "5.1.1", "smtp; 550", Instant{7, 0}, {}}}};
  expected.bounce_sender_arn = "arn:s";
  EXPECT_EQ(bounce_content(*checked), expected);
}

TEST(BounceContent, IsEmptyWhereAnUncheckedRequestHoldsNothingOfUse) {
  const auto unchecked = SendBounceRequest::check(
      Map{{"OriginalMessageId", 5},
          {"MessageDsn", "text"},
          {"BouncedRecipientInfoList", Value::List{"text", Map{{"Recipient", nullptr}}}}},
      today(), Validation::Off);
  ASSERT_TRUE(unchecked);
  BounceContent expected;
  expected.recipients = {BouncedRecipient{}};
  EXPECT_EQ(bounce_content(*unchecked), expected);
}

}  // namespace
}  // namespace send_bounce
