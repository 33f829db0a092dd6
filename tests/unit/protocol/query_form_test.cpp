#include <gtest/gtest.h>

#include "send_bounce/model/ses_model.h"
#include "send_bounce/protocol/query.h"

namespace send_bounce {
namespace {

std::string fault_of(const std::string& body) {
  const auto parameters = parse_query_form(kSendBounce, body);
  if (parameters) return "no fault";
  EXPECT_EQ(parameters.error().kind, ErrorKind::ParamValidation);
  return parameters.error().message;
}

TEST(QueryForm, ReadsWhatTheSerializerWrites) {
  const Map parameters{
      {"OriginalMessageId", "m"},
      {"Explanation", "a b&c=d\n\xC3\xA9"},
      {"MessageDsn", Map{{"ArrivalDate", "2020-01-02T03:04:05Z"},
                         {"ReportingMta", ""},
                         {"ExtensionFields", Value::List{}}}},
      {"BouncedRecipientInfoList",
       Value::List{Map{{"Recipient", "r@x.y"}},
                   Map{{"RecipientDsnFields",
                        Map{{"ExtensionFields",
                             Value::List{Map{{"Name", "X-A"}}, Map{{"Value", "v"}}}}}}}}}};
  const auto body = serialize_query(kSendBounce, parameters);
  ASSERT_TRUE(body);

  const auto parsed = parse_query_form(kSendBounce, *body);

  ASSERT_TRUE(parsed) << parsed.error().message;
  EXPECT_EQ(*parsed, parameters);
}

TEST(QueryForm, FieldsOfAListMayComeInAnyOrder) {
  const auto parsed = parse_query_form(kSendBounce,
                                       "BouncedRecipientInfoList.member.2.Recipient=b"
                                       "&BounceSender=s"
                                       "&BouncedRecipientInfoList.member.1.Recipient=a");
  ASSERT_TRUE(parsed) << parsed.error().message;
  EXPECT_EQ(*parsed, (Map{{"BouncedRecipientInfoList",
                           Value::List{Map{{"Recipient", "a"}}, Map{{"Recipient", "b"}}}},
                          {"BounceSender", "s"}}));
}

TEST(QueryForm, ActionAndVersionAreNoParameters) {
  EXPECT_EQ(*parse_query_form(kSendBounce, "Action=Other&Version=1"), Map());
  EXPECT_EQ(*parse_query_form(kSendBounce, ""), Map());
}

struct FaultRow {
  std::string body;
  std::string fault;
};

TEST(QueryForm, NamesTheFieldThatIsWrong) {
  const std::string list = "BouncedRecipientInfoList";
  const FaultRow kRows[] = {
      {"Nope=x", "Unknown field 'Nope'"},
      {"=x", "Unknown field ''"},
      {"MessageDsn.Nope=x", "Unknown field 'MessageDsn.Nope'"},
      {"Explanation.=x", "Unknown field 'Explanation.'"},
      {"Explanation.member.1=x", "Unknown field 'Explanation.member.1'"},
      {list + ".item.1.Recipient=x", "Unknown field '" + list + ".item.1.Recipient'"},
      {list + ".member=x", "The list index in '" + list + ".member' is not one of 1 to 10000"},
      {list + ".member.0.Recipient=x",
       "The list index in '" + list + ".member.0.Recipient' is not one of 1 to 10000"},
      {list + ".member.01.Recipient=x",
       "The list index in '" + list + ".member.01.Recipient' is not one of 1 to 10000"},
      {list + ".member.10001.Recipient=x",
       "The list index in '" + list + ".member.10001.Recipient' is not one of 1 to 10000"},
      {list + ".member.99999999999999999999.Recipient=x",
       "The list index in '" + list +
           ".member.99999999999999999999.Recipient' is not one of 1 to 10000"},
      {list + ".member.2.Recipient=x", "The list " + list + " has no element 1"},
      {list + "=&" + list + ".member.1.Recipient=x",
       "The list " + list + " is given both empty and with elements"},
      {list + "=x", "The field '" + list + "' takes members, not text"},
      {"MessageDsn=", "The field 'MessageDsn' takes members, not text"},
      {list + ".member.1=x", "The field '" + list + ".member.1' takes members, not text"},
      {"Explanation=a&Explanation=b", "The field 'Explanation' is given twice"},
      {"Explanation", "The form holds 'Explanation', which has no value"},
      {"Explanation=a&&BounceSender=b", "The form holds '', which has no value"},
      {"Explanation=%2", "The form field 'Explanation=%2' is not percent-encoded UTF-8"},
      {"Explanation=%FF", "The form field 'Explanation=%FF' is not percent-encoded UTF-8"}};
  for (const FaultRow& row : kRows) EXPECT_EQ(fault_of(row.body), row.fault) << row.body;
}

TEST(QueryForm, ShowsOfALongNameOnlyTheBeginning) {
  EXPECT_EQ(fault_of(std::string(1000, 'a') + "=x"),
            "Unknown field '" + std::string(200, 'a') + "'");
}

}  // namespace
}  // namespace send_bounce
