#include "send_bounce/manual/option_manual.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <optional>

#include "send_bounce/input/json_reader.h"
#include "send_bounce/input/shorthand.h"
#include "send_bounce/manual/command_manual.h"
#include "send_bounce/model/ses_model.h"

namespace send_bounce {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const Shape& shape_of(const char* option) { return *member_of_option(*find_option(option))->shape; }

// A form with the first of its choices, and without the dots that stand for more elements.
std::string filled_in(std::string form) {
  for (const std::string dots : {", ...]", ",...]"}) {
    for (std::size_t at = 0; (at = form.find(dots)) != std::string::npos;) {
      form.replace(at, dots.size(), "]");
    }
  }
  std::string out;
  bool is_choice = false;
  for (const char c : form) {
    is_choice = c == '|' || (is_choice && c != ',' && c != '}');
    if (!is_choice) out += c;
  }
  return out;
}

void expect_every_member(const Shape& shape, const std::string& text) {
  if (shape.element != nullptr) {
    expect_every_member(*shape.element, text);
    return;
  }
  for (const std::string_view value : shape.enumeration) {
    EXPECT_THAT(text, HasSubstr(std::string(value))) << shape.name;
  }
  for (const Member& member : shape.members) {
    EXPECT_THAT(text, HasSubstr("`" + std::string(member.name) + "` (")) << member.name;
    EXPECT_THAT(text, HasSubstr(std::string(member.documentation)));
    expect_every_member(*member.shape, text);
  }
}

std::string all_text(const Document& document) {
  std::string out;
  for (const Block& block : document) out += block.text + "\n";
  return out;
}

TEST(OptionDocument, SaysEverythingThatTheTablesSay) {
  for (const Option& option : all_options()) {
    const Document document = option_document(option);
    ASSERT_GE(document.size(), 2U) << option.name;
    EXPECT_EQ(document[0].kind, BlockKind::Term);
    EXPECT_THAT(document[0].text, HasSubstr("`--" + std::string(option.name)));
    EXPECT_NE(document[1].text, "") << option.name;
    const std::string text = all_text(document);
    for (const std::string_view choice : option.choices) {
      EXPECT_THAT(text, HasSubstr("`" + std::string(choice) + "`")) << option.name;
    }
    if (const Member* member = member_of_option(option)) expect_every_member(*member->shape, text);
  }
}

void expect_plain_first_sentences(const Shape& shape) {
  if (shape.element != nullptr) expect_plain_first_sentences(*shape.element);
  for (const Member& member : shape.members) {
    EXPECT_THAT(std::string(first_sentence(member.documentation)), Not(HasSubstr("`")));
    expect_plain_first_sentences(*member.shape);
  }
}

// Menus, completions and skeletons show the first sentence as it is written.
TEST(OptionDocument, HasNoBackticksInFirstSentences) {
  for (const Option& option : all_options()) {
    EXPECT_THAT(std::string(first_sentence(option.documentation)), Not(HasSubstr("`")));
  }
  expect_plain_first_sentences(*kSendBounce.input);
}

TEST(OptionDocument, TellsTheOptionsThatTheReferenceRequires) {
  EXPECT_EQ(option_title(*find_option("bounce-sender")), "`--bounce-sender <address>` (required)");
  EXPECT_EQ(option_title(*find_option("explanation")), "`--explanation <text>`");
  EXPECT_EQ(option_title(*find_option("debug")), "`--debug`");
}

TEST(MemberDocument, TellsItsKind) {
  const Shape& recipient = *shape_of("bounced-recipient-info-list").element;
  EXPECT_EQ(member_title(*find_member(recipient, "Recipient")), "`Recipient` (text, required)");
  const Shape& fields = *find_member(recipient, "RecipientDsnFields")->shape;
  EXPECT_EQ(member_title(*find_member(fields, "LastAttemptDate")), "`LastAttemptDate` (timestamp)");
  EXPECT_EQ(member_title(*find_member(fields, "ExtensionFields")),
            "`ExtensionFields` (list of structures)");
}

TEST(Forms, OfAStructure) {
  EXPECT_EQ(shorthand_form(shape_of("message-dsn")),
            "ReportingMta=<text>,\n"
            "ArrivalDate=<timestamp>,\n"
            "ExtensionFields=[{\n"
            "  Name=<text>,\n"
            "  Value=<text>\n"
            "},...]");
  EXPECT_EQ(json_form(shape_of("message-dsn")),
            "{\n"
            "  \"ReportingMta\": \"<text>\",\n"
            "  \"ArrivalDate\": \"<timestamp>\",\n"
            "  \"ExtensionFields\": [{\n"
            "    \"Name\": \"<text>\",\n"
            "    \"Value\": \"<text>\"\n"
            "  }, ...]\n"
            "}");
}

TEST(Forms, OfATextThereIsNone) {
  EXPECT_EQ(shorthand_form(shape_of("explanation")), "");
  EXPECT_EQ(json_form(shape_of("explanation")), "");
}

TEST(Forms, AreReadByTheParsersOnceFilledIn) {
  for (const char* option : {"message-dsn", "bounced-recipient-info-list"}) {
    const Shape& shape = shape_of(option);
    const Shape& top = shape.element != nullptr ? *shape.element : shape;
    const std::string shorthand = filled_in(shorthand_form(shape));
    EXPECT_THAT(shorthand, Not(HasSubstr("|")));
    const auto map = parse_shorthand(shorthand, [](std::string_view) { return std::nullopt; });
    ASSERT_TRUE(map.has_value()) << map.error().message << "\n" << shorthand;
    for (const Member& member : top.members) EXPECT_TRUE(map->has(member.name)) << member.name;
    if (const Value* type = map->find("BounceType")) {
      ASSERT_NE(type->get<std::string>(), nullptr);
      EXPECT_EQ(*type->get<std::string>(), "DoesNotExist");
    }
    const auto json = read_json(filled_in(json_form(shape)));
    EXPECT_TRUE(json.has_value()) << filled_in(json_form(shape));
  }
}

TEST(Forms, FitAnEightyColumnTerminalInsideAPage) {
  for (const char* option : {"message-dsn", "bounced-recipient-info-list"}) {
    for (const std::string& form :
         {shorthand_form(shape_of(option)), json_form(shape_of(option))}) {
      std::size_t at = 0;
      while (at < form.size()) {
        const std::size_t end = std::min(form.find('\n', at), form.size());
        EXPECT_LE(end - at, 70U) << form.substr(at, end - at);
        at = end + 1;
      }
    }
  }
}

// dsn-as-ses-writes-it.md §3.
TEST(OptionManual, OfBounceTypesHasStatusAndTextOfEach) {
  const std::string row = "\nExceededQuota    5.2.2  smtp; 552 5.2.2 Mailbox full\n";
  for (const Document& document :
       {option_document(*find_option("bounce-type")), *manual_about("BounceType")}) {
    const auto table = std::find_if(document.begin(), document.end(), [](const Block& block) {
      return block.kind == BlockKind::Code && block.text.starts_with("DoesNotExist ");
    });
    ASSERT_NE(table, document.end());
    EXPECT_NE(table->text.find(row), std::string::npos) << table->text;
    EXPECT_EQ(std::count(table->text.begin(), table->text.end(), '\n'), 5);
  }
}

}  // namespace
}  // namespace send_bounce
