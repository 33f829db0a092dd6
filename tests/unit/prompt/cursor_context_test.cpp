#include "prompt/cursor_context.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace send_bounce::prompt {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Part = CursorContext::Part;
using Place = ShorthandPlace::Part;

/// The context at the mark "|" of a line.
CursorContext at(std::string line) {
  const std::size_t mark = line.find('|');
  line.erase(mark, 1);
  return find_cursor_context(line, mark);
}

std::string name_of(const Option* option) {
  return option == nullptr ? "" : std::string(option->name);
}

std::vector<std::string> names_of(const std::vector<const Option*>& options) {
  std::vector<std::string> names;
  for (const Option* option : options) names.emplace_back(option->name);
  return names;
}

TEST(CursorContext, TellsNamesFromValues) {
  const struct {
    const char* line;
    Part part;
    const char* option;
    const char* typed;
  } rows[] = {
      {"|", Part::OptionName, "", ""},
      {"--|", Part::OptionName, "", "--"},
      {"--outp|", Part::OptionName, "", "--outp"},
      {"--output|", Part::OptionName, "output", "--output"},
      {"--output |", Part::OptionValue, "output", ""},
      {"--output js|on", Part::OptionValue, "output", "js"},
      {"--output=js|", Part::OptionValue, "output", "js"},
      {"--outp js|", Part::OptionValue, "output", "js"},
      {"--output json |", Part::OptionName, "", ""},
      {"--output json x|", Part::OptionName, "", "x"},
      {"--debug |", Part::OptionName, "", ""},
      {"--explanation 'a b|", Part::OptionValue, "explanation", "a b"},
      {"--explanation a\\ b|", Part::OptionValue, "explanation", "a b"},
      {"--bounced-recipient-info-list a b |", Part::OptionValue, "bounced-recipient-info-list", ""},
      {"--generate-cli-skeleton |", Part::OptionValue, "generate-cli-skeleton", ""},
      {"--generate-cli-skeleton input |", Part::OptionName, "", ""},
      {"--nonsense x|", Part::OptionName, "", "x"},
      {"x|", Part::OptionName, "", "x"},
  };
  for (const auto& row : rows) {
    const CursorContext context = at(row.line);
    EXPECT_EQ(context.part, row.part) << row.line;
    EXPECT_EQ(name_of(context.option), row.option) << row.line;
    EXPECT_EQ(context.typed(), row.typed) << row.line;
  }
}

TEST(CursorContext, KnowsTheOtherOptionsOfTheLine) {
  EXPECT_THAT(names_of(at("--debug --out| --region x").used), ElementsAre("debug", "region"));
  EXPECT_THAT(names_of(at("--debug --output| x").used), ElementsAre("debug"));
  EXPECT_THAT(names_of(at("--region x|").used), ElementsAre("region"));
  EXPECT_THAT(names_of(at("| --region x").used), ElementsAre("region"));
  EXPECT_THAT(names_of(at("|").used), IsEmpty());
}

TEST(CursorContext, HasAllValuesOfTheOption) {
  const CursorContext context =
      at("--bounced-recipient-info-list Recipient=a Rec|ipient=b Recipient=c");
  EXPECT_THAT(context.values, ElementsAre("Recipient=a", "Recipient=b", "Recipient=c"));
  EXPECT_EQ(context.value_index, 1U);
}

std::string shape_of(const ShorthandLevel& level) {
  return level.shape == nullptr ? "" : std::string(level.shape->name);
}

TEST(CursorContext, WalksIntoShorthand) {
  const struct {
    const char* value;
    Place part;
    const char* shape;   // of the innermost structure or list
    const char* member;  // whose value is typed
    const char* typed;
  } rows[] = {
      {"", Place::Key, "BouncedRecipientInfo", "", ""},
      {"Rec", Place::Key, "BouncedRecipientInfo", "", "Rec"},
      {"Recipient=", Place::Value, "BouncedRecipientInfo", "Recipient", ""},
      {"Recipient=a@b", Place::Value, "BouncedRecipientInfo", "Recipient", "a@b"},
      {"Recipient@=file", Place::Value, "BouncedRecipientInfo", "Recipient", "file"},
      {"Recipient=a@b,", Place::Key, "BouncedRecipientInfo", "", ""},
      {"Recipient=a@b, Bou", Place::Key, "BouncedRecipientInfo", "", "Bou"},
      {"Recipient=\"a,b", Place::Value, "BouncedRecipientInfo", "Recipient", "\"a,b"},
      {"Recipient=\"a,b\"", Place::Behind, "BouncedRecipientInfo", "Recipient", ""},
      // A quote behind a backslash closes only where no later one can.
      {R"(Recipient="\\"a",)", Place::Key, "BouncedRecipientInfo", "", ""},
      {R"(Recipient="a\\"b\\",)", Place::Key, "BouncedRecipientInfo", "", ""},
      {R"(Recipient="C:\\",)", Place::Key, "BouncedRecipientInfo", "", ""},
      {R"(Recipient="C:\\",BounceType="D)", Place::Behind, "BouncedRecipientInfo", "Recipient",
       "D"},
      {R"(Recipient="a",BounceType="D)", Place::Value, "BouncedRecipientInfo", "BounceType", "\"D"},
      {R"(Recipient=a\,b,Bo)", Place::Key, "BouncedRecipientInfo", "", "Bo"},
      {R"(Recipient=a,"b,c=",Bo)", Place::Key, "BouncedRecipientInfo", "", "Bo"},
      {"Nonsense=x", Place::Value, "BouncedRecipientInfo", "", "x"},
      {"RecipientDsnFields={", Place::Key, "RecipientDsnFields", "", ""},
      {"RecipientDsnFields={Action=fa", Place::Value, "RecipientDsnFields", "Action", "fa"},
      {"RecipientDsnFields={Action=failed,Status=5.1.1}", Place::Behind, "BouncedRecipientInfo",
       "RecipientDsnFields", ""},
      {"RecipientDsnFields={Action=failed},Bo", Place::Key, "BouncedRecipientInfo", "", "Bo"},
      {"RecipientDsnFields={ExtensionFields=[", Place::Element, "ExtensionField", "", ""},
      {"RecipientDsnFields={ExtensionFields=[{", Place::Key, "ExtensionField", "", ""},
      {"RecipientDsnFields={ExtensionFields=[{Name=X-A,Val", Place::Key, "ExtensionField", "",
       "Val"},
      {"RecipientDsnFields={ExtensionFields=[{Name=X-A},{", Place::Key, "ExtensionField", "", ""},
      {"RecipientDsnFields={ExtensionFields=[{Name=X-A}],Sta", Place::Key, "RecipientDsnFields", "",
       "Sta"},
      {"RecipientDsnFields={ExtensionFields={Na", Place::Key, "ExtensionField", "", "Na"},
  };
  for (const auto& row : rows) {
    const std::string line = "--bounced-recipient-info-list '" + std::string(row.value) + "|";
    const CursorContext context = at(line);
    ASSERT_TRUE(context.shorthand) << row.value;
    const ShorthandPlace& place = *context.shorthand;
    EXPECT_EQ(place.part, row.part) << row.value;
    EXPECT_EQ(shape_of(place.levels.back()), row.shape) << row.value;
    EXPECT_EQ(place.member == nullptr ? "" : place.member->name, row.member) << row.value;
    EXPECT_EQ(context.typed().substr(place.start), row.typed) << row.value;
  }
}

TEST(CursorContext, KnowsTheKeysThatAreGiven) {
  const auto context =
      at("--message-dsn ReportingMta=x,ExtensionFields=[{Name=a,Value=b},{Name=c,|");
  ASSERT_EQ(context.shorthand->levels.size(), 3U);
  EXPECT_THAT(context.shorthand->levels[0].keys, ElementsAre("ReportingMta", "ExtensionFields"));
  EXPECT_THAT(context.shorthand->levels[2].keys, ElementsAre("Name"));
}

TEST(CursorContext, TakesJsonAndFilesForNoShorthand) {
  for (const char* line : {"--message-dsn '{\"Rep|", "--bounced-recipient-info-list [{|",
                           "--message-dsn file://|", "--explanation a=b|"}) {
    EXPECT_FALSE(at(line).shorthand) << line;
  }
}

}  // namespace
}  // namespace send_bounce::prompt
