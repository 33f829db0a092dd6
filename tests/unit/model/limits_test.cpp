#include "send_bounce/model/limits.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace send_bounce {
namespace {

Map with_recipient(Map fields) {
  return {{"BouncedRecipientInfoList", Value::List{std::move(fields)}}};
}

Map with_dsn_fields(Map fields) {
  return with_recipient({{"Recipient", "a@b"}, {"RecipientDsnFields", std::move(fields)}});
}

Map with_extension(const char* name, const std::string& value) {
  return {
      {"MessageDsn", Map{{"ExtensionFields", Value::List{Map{{"Name", name}, {"Value", value}}}}}}};
}

/// So many characters of more than one byte.
std::string wide(int count, const char* character = "\u00e9") {
  std::string text;
  for (int i = 0; i < count; ++i) text += character;
  return text;
}

std::vector<std::string> paths(const Map& parameters) {
  std::vector<std::string> out;
  for (const LimitFault& fault : check_limits(parameters)) out.push_back(fault.path);
  return out;
}

struct Row {
  const char* name;
  Map parameters;
  const char* path;  // of the only fault; nullptr where there is none
};

// The limits are those of Amazon's API reference of SendBounce (ses-bounce-facts.md §1).
TEST(Limits, AreThoseThatTheDocumentationStates) {
  const std::string fifty(50, 'a');
  const std::string fifty_one(51, 'a');
  constexpr const char* kName = "MessageDsn.ExtensionFields[0].Name";
  constexpr const char* kValue = "MessageDsn.ExtensionFields[0].Value";
  constexpr const char* kFinal = "BouncedRecipientInfoList[0].RecipientDsnFields.FinalRecipient";
  const Row rows[] = {
      {"a bounce type", with_recipient({{"BounceType", "Undefined"}}), nullptr},
      {"another word", with_recipient({{"BounceType", "Nope"}}),
       "BouncedRecipientInfoList[0].BounceType"},
      {"another case", with_recipient({{"BounceType", "doesnotexist"}}),
       "BouncedRecipientInfoList[0].BounceType"},
      {"an empty bounce type", with_recipient({{"BounceType", ""}}),
       "BouncedRecipientInfoList[0].BounceType"},
      {"an action", with_dsn_fields({{"Action", "relayed"}}), nullptr},
      {"no action", with_dsn_fields({{"Action", "nope"}}),
       "BouncedRecipientInfoList[0].RecipientDsnFields.Action"},
      {"neither way to say why", with_recipient({{"Recipient", "a@b"}}),
       "BouncedRecipientInfoList[0]"},
      {"no recipient", {{"BouncedRecipientInfoList", Value::List{}}}, "BouncedRecipientInfoList"},
      {"a bare address", with_dsn_fields({{"FinalRecipient", "a@b"}}), nullptr},
      {"an address with its type", with_dsn_fields({{"FinalRecipient", "rfc822;a@b"}}), kFinal},
      {"in any case", with_dsn_fields({{"FinalRecipient", "RFC822; a@b"}}), kFinal},
      {"an empty field that an option gave", with_extension("", ""), nullptr},
      {"a value without a name", with_extension("", "x"), kName},
      {"a name of one", with_extension("a", "x"), nullptr},
      {"the ends of the alphabets", with_extension("AZaz09-", "x"), nullptr},
      {"beyond a Z", with_extension("X[", "x"), kName},
      {"before an A", with_extension("X@", "x"), kName},
      {"beyond a z", with_extension("X{", "x"), kName},
      {"before an a", with_extension("X`", "x"), kName},
      {"beyond a 9", with_extension("X:", "x"), kName},
      {"before a 0", with_extension("X/", "x"), kName},
      {"beside the dash", with_extension("X.", "x"), kName},
      {"a name of fifty", with_extension(fifty.c_str(), "x"), nullptr},
      {"a longer name", with_extension(fifty_one.c_str(), "x"), kName},
      {"an empty name", with_extension("", "x"), kName},
      {"a blank in a name", with_extension(" X B", "x"), kName},
      {"a letter outside ASCII", with_extension("X-\u00e9", "x"), kName},
      {"a long value", with_extension("X-A", std::string(2048, 'v')), nullptr},
      {"a value that is empty", with_extension("X-A", ""), nullptr},
      {"a longer value", with_extension("X-A", std::string(2049, 'v')), kValue},
      {"characters, not bytes", with_extension("X-A", std::string(1024, 'v') + wide(1024)),
       nullptr},
      {"2,049 characters of two bytes", with_extension("X-A", wide(2049)), kValue},
      {"2,048 of four bytes", with_extension("X-A", wide(2048, "\U0001F600")), nullptr},
      {"fifty letters outside ASCII", with_extension(wide(25).c_str(), "x"), kName},
      {"a prefix without its end", with_dsn_fields({{"FinalRecipient", "rfc822"}}), nullptr},
      {"a prefix alone", with_dsn_fields({{"FinalRecipient", "rfc822;"}}), kFinal},
      {"the prefix elsewhere", with_dsn_fields({{"FinalRecipient", " rfc822;a@b"}}), nullptr},
      {"a line feed at the end", with_extension("X-A", "a\n"), kValue},
      {"a line feed", with_extension("X-A", "a\nb"), kValue},
      {"a carriage return", with_extension("X-A", "a\rb"), kValue},
      {"a tab", with_extension("X-A", "a\tb"), nullptr},
      {"other types are not looked at", {{"BouncedRecipientInfoList", 5}}, nullptr},
  };
  for (const Row& row : rows) {
    const auto expected =
        row.path == nullptr ? std::vector<std::string>{} : std::vector<std::string>{row.path};
    EXPECT_EQ(paths(row.parameters), expected) << row.name;
  }
}

// What docs/input.md names as placeholders. The service has a default for the others that a
// skeleton prints empty.
TEST(Limits, RefuseWhatADocumentStillHoldsOfTheSkeleton) {
  const Map fields = {{"FinalRecipient", ""},
                      {"Action", "failed"},
                      {"RemoteMta", ""},
                      {"Status", ""},
                      {"DiagnosticCode", ""},
                      {"LastAttemptDate", Instant{}},
                      {"ExtensionFields", Value::List{Map{{"Name", ""}, {"Value", ""}}}}};
  const Map parameters = {
      {"OriginalMessageId", ""},
      {"BounceSender", ""},
      {"Explanation", ""},
      {"MessageDsn", Map{{"ReportingMta", ""},
                         {"ArrivalDate", Instant{}},
                         {"ExtensionFields", Value::List{Map{{"Name", "X-A"}, {"Value", ""}},
                                                         Map{{"Name", ""}, {"Value", "x"}}}}}},
      {"BouncedRecipientInfoList",
       Value::List{Map{{"Recipient", "a@b"}, {"RecipientArn", ""}, {"BounceType", "Undefined"}},
                   Map{{"Recipient", ""}, {"RecipientDsnFields", fields}}}},
      {"BounceSenderArn", ""}};
  const std::vector<std::string> in_message = {"MessageDsn.ArrivalDate",
                                               "MessageDsn.ExtensionFields[1].Name"};
  const std::string second = "BouncedRecipientInfoList[1].";
  const std::vector<std::string> in_recipients = {
      second + "Recipient",
      second + "RecipientDsnFields.FinalRecipient",
      second + "RecipientDsnFields.RemoteMta",
      second + "RecipientDsnFields.Status",
      second + "RecipientDsnFields.DiagnosticCode",
      second + "RecipientDsnFields.LastAttemptDate",
      second + "RecipientDsnFields.ExtensionFields[0].Name"};
  const struct {
    std::vector<std::string> from_document;
    std::vector<std::string> expected;
  } rows[] = {{{"OriginalMessageId"}, {"OriginalMessageId"}},
              {{"Explanation", "BounceSenderArn"}, {}},
              {{"BounceSender"}, {"BounceSender"}},
              {{"MessageDsn"}, in_message},
              {{"BouncedRecipientInfoList"}, in_recipients}};
  // An empty name beside a value is refused whoever gave it.
  const std::string always = "MessageDsn.ExtensionFields[1].Name";
  for (const auto& row : rows) {
    std::vector<std::string> found;
    for (const LimitFault& fault : check_limits(parameters, row.from_document)) {
      if (fault.is_unfilled || fault.path != always) found.push_back(fault.path);
    }
    EXPECT_EQ(found, row.expected) << row.from_document.front();
  }
}

TEST(Limits, TakeADateNearTheEpochForOneThatIsMeant) {
  const std::vector<std::string> from_document = {"MessageDsn"};
  for (const Instant meant : {Instant{1, 0}, Instant{-1, 0}, Instant{0, 1}}) {
    const Map parameters = {{"MessageDsn", Map{{"ArrivalDate", meant}}}};
    EXPECT_TRUE(check_limits(parameters, from_document).empty()) << meant.seconds;
  }
}

TEST(LimitLine, SaysHowAPlaceholderCanBeMended) {
  const Map parameters = {
      {"OriginalMessageId", ""},
      {"MessageDsn", Map{{"ArrivalDate", Instant{}},
                         {"ExtensionFields", Value::List{Map{{"Name", ""}, {"Value", ""}}}}}}};
  const std::vector<std::string> from_document = {"OriginalMessageId", "MessageDsn"};
  std::vector<std::string> lines;
  for (const LimitFault& fault : check_limits(parameters, from_document)) {
    lines.push_back(limit_line(fault));
  }
  EXPECT_EQ(lines,
            (std::vector<std::string>{
                "Invalid value for parameter OriginalMessageId, value: '': still the placeholder "
                "of the skeleton. Fill it in.",
                "Invalid value for parameter MessageDsn.ArrivalDate, value: "
                "'1970-01-01T00:00:00': still the placeholder of the skeleton. Fill it in, or "
                "remove the member.",
                "Invalid value for parameter MessageDsn.ExtensionFields[0].Name, value: '': still "
                "the placeholder of the skeleton. Fill it in, or remove "
                "MessageDsn.ExtensionFields[0]."}));
}

TEST(Limits, AreReportedAllAtOnceInTheOrderOfTheInput) {
  const Map parameters = {
      {"MessageDsn",
       Map{{"ExtensionFields",
            Value::List{Map{{"Value", std::string(3000, 'v') + "\n"}, {"Name", "X B"}}}}}},
      {"BouncedRecipientInfoList",
       Value::List{Map{{"Recipient", "a@b"}}, Map{{"BounceType", "x"}}}}};
  EXPECT_EQ(paths(parameters),
            (std::vector<std::string>{
                "MessageDsn.ExtensionFields[0].Value", "MessageDsn.ExtensionFields[0].Value",
                "MessageDsn.ExtensionFields[0].Name", "BouncedRecipientInfoList[0]",
                "BouncedRecipientInfoList[1].BounceType"}));
}

TEST(LimitLine, NamesTheMemberTheValueAndTheRemedy) {
  const auto faults = check_limits(with_recipient({{"BounceType", "Nope"}}));
  ASSERT_EQ(faults.size(), 1U);
  EXPECT_EQ(limit_line(faults[0]),
            "Invalid value for parameter BouncedRecipientInfoList[0].BounceType, value: 'Nope': "
            "not a value of BounceType. Use one of: DoesNotExist, MessageTooLarge, ExceededQuota, "
            "ContentRejected, Undefined, TemporaryFailure.");
}

TEST(LimitLine, ShortensAValueBetweenCharacters) {
  const struct {
    int characters;
    std::string shown;
  } rows[] = {{59, "'" + wide(59) + "'"},
              {60, "'" + wide(60) + "'"},
              {61, "'" + wide(60) + "'..."},
              {3000, "'" + wide(60) + "'..."}};
  for (const auto& row : rows) {
    const auto faults = check_limits(with_recipient({{"BounceType", wide(row.characters)}}));
    ASSERT_EQ(faults.size(), 1U);
    EXPECT_EQ(faults[0].value, row.shown);
  }
}

TEST(LimitLine, CountsTheCharactersOfALongValue) {
  const auto faults = check_limits(with_extension("X-A", wide(2049)));
  ASSERT_EQ(faults.size(), 1U);
  EXPECT_EQ(faults[0].problem, "has 2049 characters");
}

}  // namespace
}  // namespace send_bounce
