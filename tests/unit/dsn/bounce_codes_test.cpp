#include "send_bounce/dsn/bounce_codes.h"

#include <gtest/gtest.h>

#include <string>

#include "send_bounce/model/ses_model.h"

namespace send_bounce {
namespace {

TEST(BounceCodes, AreThoseOfTheTemplatesOfTheBounceAction) {
  // SES Developer Guide, "Return a bounce response", templates; dsn-as-ses-writes-it.md §3.
  EXPECT_EQ(bounce_codes("DoesNotExist").diagnostic_code, "smtp; 550 5.1.1 Mailbox does not exist");
  EXPECT_EQ(bounce_codes("MessageTooLarge").diagnostic_code, "smtp; 552 5.3.4 Message too large");
  EXPECT_EQ(bounce_codes("ExceededQuota").diagnostic_code, "smtp; 552 5.2.2 Mailbox full");
  EXPECT_EQ(bounce_codes("ContentRejected").diagnostic_code,
            "smtp; 500 5.6.1 Message content rejected");
  EXPECT_EQ(bounce_codes("TemporaryFailure").diagnostic_code, "smtp; 450 4.0.0 Temporary failure");
  // Code and name are the template's, the words are made from its name as in the other rows.
  EXPECT_EQ(bounce_codes("Undefined").diagnostic_code, "smtp; 554 5.0.0 Unknown failure");
}

TEST(BounceCodes, RepeatTheStatusInsideTheDiagnosticCode) {
  for (const BounceCodes& codes : all_bounce_codes())
    EXPECT_NE(codes.diagnostic_code.find(" " + std::string(codes.status) + " "),
              std::string_view::npos)
        << codes.bounce_type;
}

TEST(BounceCodes, CoverTheEnumerationOfTheServiceModel) {
  const Member* list = find_member(*kSendBounce.input, "BouncedRecipientInfoList");
  ASSERT_NE(list, nullptr);
  const Member* type = find_member(*list->shape->element, "BounceType");
  ASSERT_NE(type, nullptr);
  ASSERT_EQ(type->shape->enumeration.size(), all_bounce_codes().size());
  for (const std::string_view name : type->shape->enumeration)
    EXPECT_EQ(bounce_codes(name).bounce_type, name);
}

TEST(BounceCodes, TakeAnUnknownTypeForUndefined) {
  EXPECT_EQ(bounce_codes("Nope").bounce_type, "Undefined");
  EXPECT_EQ(bounce_codes("").bounce_type, "Undefined");
}

}  // namespace
}  // namespace send_bounce
