#include <gtest/gtest.h>

#include <limits>

#include "send_bounce/model/ses_model.h"
#include "send_bounce/protocol/query.h"

namespace send_bounce {
namespace {

const std::string kStart = "Action=SendBounce&Version=2010-12-01";

std::string body_of(const Map& parameters) {
  const auto body = serialize_query(kSendBounce, parameters);
  if (!body) return "error: " + body.error().message;
  EXPECT_TRUE(body->starts_with(kStart)) << *body;
  return body->substr(kStart.size());
}

// wire-protocol.md §2.1.
TEST(QuerySerializer, WritesTheMinimalCall) {
  EXPECT_EQ(*serialize_query(kSendBounce, Map{{"OriginalMessageId", "m"},
                                              {"BounceSender", "a@b.c"},
                                              {"BouncedRecipientInfoList",
                                               Value::List{Map{{"Recipient", "r@x.y"}}}}}),
            "Action=SendBounce&Version=2010-12-01&OriginalMessageId=m&BounceSender=a%40b.c"
            "&BouncedRecipientInfoList.member.1.Recipient=r%40x.y");
}

TEST(QuerySerializer, NumbersTheElementsOfNestedLists) {
  const Map fields{{"ExtensionFields", Value::List{Map{{"Name", "X-A"}}, Map{{"Name", "X-B"}}}}};
  EXPECT_EQ(
      body_of(Map{{"BouncedRecipientInfoList",
                   Value::List{Map{{"RecipientDsnFields", fields}}, Map{{"Recipient", "b"}}}}}),
      "&BouncedRecipientInfoList.member.1.RecipientDsnFields.ExtensionFields.member.1.Name=X-A"
      "&BouncedRecipientInfoList.member.1.RecipientDsnFields.ExtensionFields.member.2.Name=X-B"
      "&BouncedRecipientInfoList.member.2.Recipient=b");
}

TEST(QuerySerializer, KeepsTheOrderInWhichMembersWereWritten) {
  EXPECT_EQ(body_of(Map{
                {"MessageDsn", Map{{"ArrivalDate", Instant{1577934245, 0}}, {"ReportingMta", "m"}}},
                {"Explanation", "e"}}),
            "&MessageDsn.ArrivalDate=2020-01-02T03%3A04%3A05Z&MessageDsn.ReportingMta=m"
            "&Explanation=e");
}

// wire-protocol.md §2.2: an empty list and an empty string stand there, an empty structure does
// not.
TEST(QuerySerializer, WritesWhatIsEmpty) {
  EXPECT_EQ(
      body_of(Map{
          {"Explanation", ""}, {"BouncedRecipientInfoList", Value::List{}}, {"MessageDsn", Map{}}}),
      "&Explanation=&BouncedRecipientInfoList=");
  EXPECT_EQ(body_of(Map{{"MessageDsn", Map{{"ExtensionFields", Value::List{}}}}}),
            "&MessageDsn.ExtensionFields=");
}

struct EncodingRow {
  std::string text;
  std::string encoded;
};

TEST(QuerySerializer, EncodesValuesAsTheReferenceDoes) {
  const EncodingRow kRows[] = {{"a b", "a+b"},
                               {"AZaz09_.-~", "AZaz09_.-~"},
                               {"*'()!/:", "%2A%27%28%29%21%2F%3A"},
                               {"%20+%", "%2520%2B%25"},
                               {"\x01\x7F\n", "%01%7F%0A"},
                               {"\xC3\xA9\xE2\x82\xAC", "%C3%A9%E2%82%AC"}};
  for (const EncodingRow& row : kRows) {
    EXPECT_EQ(body_of(Map{{"Explanation", row.text}}), "&Explanation=" + row.encoded);
  }
}

// wire-protocol.md §2.3; the year is padded, which the reference forgets.
TEST(QuerySerializer, WritesInstantsAsIso8601) {
  EXPECT_EQ(body_of(Map{{"MessageDsn", Map{{"ArrivalDate", Instant{1577934245, 500000}}}}}),
            "&MessageDsn.ArrivalDate=2020-01-02T03%3A04%3A05.500000Z");
  EXPECT_EQ(body_of(Map{{"MessageDsn", Map{{"ArrivalDate", Instant{-62135596800, 0}}}}}),
            "&MessageDsn.ArrivalDate=0001-01-01T00%3A00%3A00Z");
}

// What Python's urlencode(doseq=True) makes of values that validation would have refused.
TEST(QuerySerializer, WithoutValidationOtherScalarsAreWrittenAsPythonWould) {
  EXPECT_EQ(body_of(Map{{"OriginalMessageId", true},
                        {"BounceSender", 1.5},
                        {"Explanation", nullptr},
                        {"BounceSenderArn", Bytes{std::string("\0\xFF", 2)}}}),
            "&OriginalMessageId=True&BounceSender=1.5&Explanation=None&BounceSenderArn=%00%FF");
  EXPECT_EQ(body_of(Map{{"Explanation", Value::List{"a", 2, Value::List{"b"}}},
                        {"BounceSender", Map{{"k", "v"}}}}),
            "&Explanation=a&Explanation=2&Explanation=%5B%27b%27%5D&BounceSender=k");
  EXPECT_EQ(body_of(Map{{"BouncedRecipientInfoList", ""}, {"MessageDsn", Map{}}}),
            "&BouncedRecipientInfoList=");
}

// botocore/serialize.py _serialize_type_list: what Python takes for false is a list without
// elements.
TEST(QuerySerializer, WithoutValidationWhatPythonTakesForFalseIsAnEmptyList) {
  const Value kFalse[] = {nullptr, false, 0, 0.0, -0.0, "", Bytes{""}, Value::List{}, Map{}};
  for (const Value& value : kFalse) {
    EXPECT_EQ(body_of(Map{{"BouncedRecipientInfoList", value}}), "&BouncedRecipientInfoList=");
    EXPECT_EQ(body_of(Map{{"MessageDsn", Map{{"ExtensionFields", value}}}}),
              "&MessageDsn.ExtensionFields=");
  }
}

TEST(QuerySerializer, WithoutValidationWhatIsNeitherFalseNorAListIsRefused) {
  const struct {
    Value value;
    const char* type;
  } kRows[] = {{true, "bool"},
               {1, "int"},
               {-1, "int"},
               {0.5, "float"},
               {-0.5, "float"},
               {std::numeric_limits<double>::denorm_min(), "float"},
               {std::numeric_limits<double>::quiet_NaN(), "float"},
               {" ", "str"},
               {Bytes{std::string("\0", 1)}, "bytes"},
               {Map{{"Recipient", "r@x"}}, "dict"}};
  for (const auto& row : kRows) {
    EXPECT_EQ(body_of(Map{{"BouncedRecipientInfoList", row.value}}),
              std::string("error: Cannot send parameter BouncedRecipientInfoList: the API takes a "
                          "list there, not <class '") +
                  row.type + "'>");
  }
}

TEST(QuerySerializer, WithoutValidationWhatNoShapeCarriesIsRefused) {
  const auto unknown = serialize_query(kSendBounce, Map{{"MessageDsn", Map{{"Nope", "x"}}}});
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().kind, ErrorKind::General);
  EXPECT_EQ(unknown.error().message,
            "Cannot send parameter MessageDsn.Nope: the API has no such member");
  EXPECT_EQ(body_of(Map{{"MessageDsn", "x"}}),
            "error: Cannot send parameter MessageDsn: the API takes a structure there, not <class "
            "'str'>");
  EXPECT_EQ(
      body_of(Map{{"BouncedRecipientInfoList", "x"}}),
      "error: Cannot send parameter BouncedRecipientInfoList: the API takes a list there, not "
      "<class 'str'>");
}

}  // namespace
}  // namespace send_bounce
