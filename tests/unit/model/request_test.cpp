#include "send_bounce/model/request.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace send_bounce {
namespace {

TimestampContext today() {
  TimestampContext context;
  context.local_now = {2026, 11, 22, 10, 30, 0, 0};
  context.zone_names = {"UTC", "UTC"};
  context.local_offset = [](const CivilTime&) { return std::int64_t{0}; };
  return context;
}

Map recipient() { return {{"Recipient", "r@x"}, {"BounceType", "DoesNotExist"}}; }

// The smallest request that passes both reports, with the members given over it.
Map request_with(Map members) {
  Map request = {{"OriginalMessageId", "ok"},
                 {"BounceSender", "s@x"},
                 {"BouncedRecipientInfoList", Value::List{recipient()}}};
  for (const MapEntry& entry : members) request.set(entry.key, entry.value);
  return request;
}

std::string report(const Map& parameters) {
  const auto request = SendBounceRequest::check(parameters, today());
  if (request) return "valid";
  return (request.error().kind == ErrorKind::ParamValidation ? "" : "not a report: ") +
         request.error().message;
}

constexpr const char* kHead = "Parameter validation failed:\n";

struct Row {
  const char* name;
  Map members;
  const char* lines;
};

// command-line.md §2.4, and the lines of §12 under "Scalars and JSON", "Shorthand" and YAML.
TEST(SendBounceRequest, ReportsFaultsInTheWordsOfTheReference) {
  const Row rows[] = {
      {"missing in a structure",
       {{"MessageDsn", Map{}}},
       "Missing required parameter in MessageDsn: \"ReportingMta\""},
      {"missing in an element",
       {{"BouncedRecipientInfoList", Value::List{Map{}}}},
       "Missing required parameter in BouncedRecipientInfoList[0]: \"Recipient\""},
      {"a name in the wrong case",
       {{"BouncedRecipientInfoList", Value::List{Map{{"recipient", "a"}}}}},
       "Missing required parameter in BouncedRecipientInfoList[0]: \"Recipient\"\n"
       "Unknown parameter in BouncedRecipientInfoList[0]: \"recipient\", must be one of: "
       "Recipient, RecipientArn, BounceType, RecipientDsnFields"},
      {"an unknown name at the top",
       {{"Foo", 1}},
       "Unknown parameter in input: \"Foo\", must be one of: OriginalMessageId, BounceSender, "
       "Explanation, MessageDsn, BouncedRecipientInfoList, BounceSenderArn"},
      {"own unknown members before what is wrong inside, then in the order of the input",
       {{"MessageDsn", Map{{"ExtensionFields", Value::List{Map{{"Name", "a"}}}},
                           {"Zed", 0},
                           {"ReportingMta", 5}}}},
       "Unknown parameter in MessageDsn: \"Zed\", must be one of: ReportingMta, ArrivalDate, "
       "ExtensionFields\n"
       "Missing required parameter in MessageDsn.ExtensionFields[0]: \"Value\"\n"
       "Invalid type for parameter MessageDsn.ReportingMta, value: 5, type: <class 'int'>, valid "
       "types: <class 'str'>"},
      {"a structure where a list is modelled",
       {{"BouncedRecipientInfoList", Map{{"Recipient", "q@x"}}}},
       "Invalid type for parameter BouncedRecipientInfoList, value: {'Recipient': 'q@x'}, type: "
       "<class 'dict'>, valid types: <class 'list'>, <class 'tuple'>"},
      {"every other type where a structure is modelled",
       {{"BouncedRecipientInfoList", Value::List{1, "a", nullptr, true, 1.5}}},
       "Invalid type for parameter BouncedRecipientInfoList[0], value: 1, type: <class 'int'>, "
       "valid types: <class 'dict'>\n"
       "Invalid type for parameter BouncedRecipientInfoList[1], value: a, type: <class 'str'>, "
       "valid types: <class 'dict'>\n"
       "Invalid type for parameter BouncedRecipientInfoList[2], value: None, type: <class "
       "'NoneType'>, valid types: <class 'dict'>\n"
       "Invalid type for parameter BouncedRecipientInfoList[3], value: True, type: <class "
       "'bool'>, valid types: <class 'dict'>\n"
       "Invalid type for parameter BouncedRecipientInfoList[4], value: 1.5, type: <class "
       "'float'>, valid types: <class 'dict'>"},
      {"a list where text is modelled",
       {{"MessageDsn", Map{{"ReportingMta", Value::List{"a", "ArrivalDate"}}}}},
       "Invalid type for parameter MessageDsn.ReportingMta, value: ['a', 'ArrivalDate'], type: "
       "<class 'list'>, valid types: <class 'str'>"},
      {"bytes where text is modelled",
       {{"Explanation", Bytes{"hello\nworld\n"}}},
       "Invalid type for parameter Explanation, value: b'hello\\nworld\\n', type: <class "
       "'bytes'>, valid types: <class 'str'>"},
      {"a YAML date where text is modelled",
       {{"Explanation", Foreign{"datetime.date", "2020-01-01"}}},
       "Invalid type for parameter Explanation, value: 2020-01-01, type: <class "
       "'datetime.date'>, valid types: <class 'str'>"},
      {"no timestamp",
       {{"MessageDsn", Map{{"ReportingMta", "m"}, {"ArrivalDate", "soon"}}}},
       "Invalid type for parameter MessageDsn.ArrivalDate, value: soon, type: <class 'str'>, "
       "valid types: <class 'datetime.datetime'>, timestamp-string"},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(report(request_with(row.members)), kHead + std::string(row.lines)) << row.name;
  }
}

TEST(SendBounceRequest, NamesEveryMissingMemberOfAnEmptyRequest) {
  EXPECT_EQ(report(Map{}),
            kHead + std::string("Missing required parameter in input: \"OriginalMessageId\"\n"
                                "Missing required parameter in input: \"BounceSender\"\n"
                                "Missing required parameter in input: "
                                "\"BouncedRecipientInfoList\""));
}

TEST(SendBounceRequest, CountsEmptyTextAsPresent) {
  EXPECT_EQ(report(request_with({{"OriginalMessageId", ""}, {"Explanation", ""}})), "valid");
}

TEST(SendBounceRequest, ReportsLimitsOnlyOfWhatIsOtherwiseValid) {
  EXPECT_EQ(report(request_with({{"BouncedRecipientInfoList", Value::List{}}})),
            kHead + std::string("Invalid value for parameter BouncedRecipientInfoList: the list "
                                "is empty. Name at least one recipient."));
  EXPECT_EQ(report(request_with({{"BouncedRecipientInfoList", Value::List{}}, {"Explanation", 1}})),
            kHead + std::string("Invalid type for parameter Explanation, value: 1, type: <class "
                                "'int'>, valid types: <class 'str'>"));
}

TEST(SendBounceRequest, TurnsTimestampsIntoInstants) {
  const auto request = SendBounceRequest::check(
      request_with({{"MessageDsn", Map{{"ReportingMta", "m"}, {"ArrivalDate", "1577934245"}}}}),
      today());
  ASSERT_TRUE(request);
  const Map* dsn = request->parameters().find("MessageDsn")->get<Map>();
  EXPECT_EQ(*dsn->find("ArrivalDate"), Value(Instant{1577934245, 0}));
  EXPECT_TRUE(request->ignored_zones().empty());
}

TEST(SendBounceRequest, NamesEachZoneThatWasNotUnderstoodOnce) {
  const Map fields = {
      {"Action", "failed"}, {"Status", "5.1.1"}, {"LastAttemptDate", "Jan 2 2020 3am EST"}};
  Map first = recipient();
  first.set("RecipientDsnFields", fields);
  Map second = first;
  Map third = first;
  Map other_fields = fields;
  other_fields.set("LastAttemptDate", "Jan 2 2020 3am PST");
  third.set("RecipientDsnFields", other_fields);
  const auto request = SendBounceRequest::check(
      request_with({{"BouncedRecipientInfoList", Value::List{first, second, third}}}), today());
  ASSERT_TRUE(request) << request.error().message;
  EXPECT_EQ(request->ignored_zones(), (std::vector<std::string>{"EST", "PST"}));
}

// The reference dies of these while it validates, whatever else it has found.
TEST(SendBounceRequest, FailsWithoutAReportForATimeOutsideTheCalendar) {
  for (const Value& date : {Value("1e400"), Value("9999-12-31T23:59:59-01:00")}) {
    const auto request = SendBounceRequest::check(
        Map{{"MessageDsn", Map{{"ReportingMta", 1}, {"ArrivalDate", date}}}}, today());
    ASSERT_FALSE(request);
    EXPECT_EQ(request.error().kind, ErrorKind::General);
    EXPECT_NE(request.error().message.find("MessageDsn.ArrivalDate"), std::string::npos);
  }
}

TEST(SendBounceRequest, IsCheckedForNothingButTimestampsWhenValidationIsOff) {
  const Map parameters = {{"Nope", 1},
                          {"BouncedRecipientInfoList", Value::List{}},
                          {"MessageDsn", Map{{"ArrivalDate", "2020-01-02"}}}};
  const auto request = SendBounceRequest::check(parameters, today(), Validation::Off);
  ASSERT_TRUE(request);
  EXPECT_EQ(request->parameters().size(), 3U);
  EXPECT_EQ(*request->parameters().find("MessageDsn")->get<Map>()->find("ArrivalDate"),
            Value(Instant{1577923200, 0}));

  const auto no_list =
      SendBounceRequest::check(Map{{"BouncedRecipientInfoList", 5}}, today(), Validation::Off);
  ASSERT_TRUE(no_list);
  EXPECT_EQ(*no_list->parameters().find("BouncedRecipientInfoList"), Value(5));

  const auto unreadable = SendBounceRequest::check(
      Map{{"MessageDsn", Map{{"ArrivalDate", "soon"}}}}, today(), Validation::Off);
  ASSERT_FALSE(unreadable);
  EXPECT_EQ(unreadable.error().kind, ErrorKind::General);
}

Map attempted(const char* date) { return {{"RecipientDsnFields", Map{{"LastAttemptDate", date}}}}; }

TEST(SendBounceRequest, TurnsTheTimestampsOfEveryElementIntoInstantsWhenValidationIsOff) {
  const auto checked = [](Value::List recipients) {
    return SendBounceRequest::check(Map{{"BouncedRecipientInfoList", std::move(recipients)}},
                                    today(), Validation::Off);
  };
  const auto request =
      checked({attempted("2020-01-02"), 5, attempted("2020-01-03"), attempted("2020-01-04")});
  ASSERT_TRUE(request) << request.error().message;
  const auto dated = [](std::int64_t seconds) {
    return Value(Map{{"RecipientDsnFields", Map{{"LastAttemptDate", Instant{seconds, 0}}}}});
  };
  EXPECT_EQ(*request->parameters().find("BouncedRecipientInfoList"),
            Value(Value::List{dated(1577923200), 5, dated(1578009600), dated(1578096000)}));

  const auto unreadable = checked({attempted("2020-01-02"), attempted("soon")});
  ASSERT_FALSE(unreadable);
  EXPECT_THAT(unreadable.error().message,
              testing::HasSubstr("BouncedRecipientInfoList[1].RecipientDsnFields.LastAttemptDate"));
}

// A word of argv may hold any bytes; the wire is UTF-8.
TEST(SendBounceRequest, RefusesTextThatIsNotUtf8WhereverItStands) {
  const struct {
    Map members;
    const char* path;
  } rows[] = {{{{"Explanation", "\xFF"}}, "Explanation"},
              {{{"BouncedRecipientInfoList", Value::List{Map{{"Recipient", "\xC3"}}, recipient()}}},
               "BouncedRecipientInfoList[0].Recipient"},
              {{{"BouncedRecipientInfoList", Value::List{recipient(), Map{{"Recipient", "\xC3"}}}}},
               "BouncedRecipientInfoList[1].Recipient"}};
  for (const auto& row : rows) {
    EXPECT_EQ(report(request_with(row.members)),
              std::string("not a report: The text of parameter ") + row.path + " is not UTF-8");
  }
  EXPECT_EQ(report(request_with({{"Explanation", "\u00e9"}})), "valid");
}

}  // namespace
}  // namespace send_bounce
