#include "send_bounce/model/shape.h"

#include <gtest/gtest.h>

#include "send_bounce/model/ses_model.h"

namespace send_bounce {
namespace {

TEST(Shape, FindsItsMembersByTheServiceSpelling) {
  const Member* sender = find_member(*kSendBounce.input, "BounceSender");
  ASSERT_NE(sender, nullptr);
  EXPECT_TRUE(sender->required);
  EXPECT_EQ(find_member(*kSendBounce.input, "bounceSender"), nullptr);
}

TEST(Shape, EndsTheFirstSentenceAtAFullStopBeforeASpaceOrTheEnd) {
  EXPECT_EQ(first_sentence("One. Two."), "One.");
  EXPECT_EQ(first_sentence("Code 5.1.1 is one. Two"), "Code 5.1.1 is one.");
  EXPECT_EQ(first_sentence("Only one."), "Only one.");
  EXPECT_EQ(first_sentence("no stop"), "no stop");
  EXPECT_EQ(first_sentence(""), "");
}

// wire-protocol.md §1.
TEST(ErrorShape, NamesTheMembersThatTheModelGivesAnError) {
  const ErrorShape* shape = find_error_shape(kSendBounce.errors, "InvalidSNSDestination");
  ASSERT_NE(shape, nullptr);
  ASSERT_EQ(shape->members.size(), 2U);
  EXPECT_EQ(shape->members[0], "ConfigurationSetName");
  EXPECT_EQ(shape->members[1], "EventDestinationName");
  EXPECT_EQ(find_error_shape(kSendBounce.errors, "MessageRejected"), nullptr);
}

}  // namespace
}  // namespace send_bounce
