#include "send_bounce/cli/command_line.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace send_bounce {
namespace {

Result<CommandLine> parse_command_line(const std::vector<std::string>& words) {
  return read_words(words).line;
}

using ::testing::ElementsAre;
using Words = std::vector<std::string>;

const Words kSmallest = {"--original-message-id",         "ok",           "--bounce-sender", "s@x",
                         "--bounced-recipient-info-list", "Recipient=r@x"};

Words smallest_and(const Words& more) {
  Words words = kSmallest;
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

Words then_smallest(Words words) {
  words.insert(words.end(), kSmallest.begin(), kSmallest.end());
  return words;
}

// command-line.md rows 1 to 44.
TEST(CommandLine, TakesAValueInEveryForm) {
  const struct {
    const char* name;
    Words words;
    const char* option;
    const char* value;
  } rows[] = {
      {"apart", {"--explanation", "e"}, "explanation", "e"},
      {"attached", {"--explanation=e"}, "explanation", "e"},
      {"attached and empty", {"--explanation="}, "explanation", ""},
      {"empty", {"--explanation", ""}, "explanation", ""},
      {"attached, with a dash", {"--explanation=-x"}, "explanation", "-x"},
      {"attached, two dashes", {"--explanation=--"}, "explanation", "--"},
      {"attached, with an equals sign", {"--explanation=a=b"}, "explanation", "a=b"},
      {"a negative number", {"--explanation", "-1"}, "explanation", "-1"},
      {"a negative fraction", {"--explanation", "-.5"}, "explanation", "-.5"},
      {"a dash alone", {"--explanation", "-"}, "explanation", "-"},
      {"a dash and a space", {"--explanation", "- x"}, "explanation", "- x"},
      {"an option and a space", {"--explanation", "--a b"}, "explanation", "--a b"},
      {"abbreviated", {"--expl", "e"}, "explanation", "e"},
      {"abbreviated, attached", {"--expl=e"}, "explanation", "e"},
      {"a global one first", {"--o", "text"}, "output", "text"},
      {"repeated", {"--explanation", "a", "--explanation", "b"}, "explanation", "b"},
      {"not the word help", {"--explanation", "help"}, "explanation", "help"},
      {"a colon in front", {"--explanation", ":e"}, "explanation", ":e"},
  };
  for (const auto& row : rows) {
    const auto line = parse_command_line(smallest_and(row.words));
    ASSERT_TRUE(line.has_value()) << row.name << ": " << line.error().message;
    ASSERT_NE(line->text(row.option), nullptr) << row.name;
    EXPECT_EQ(*line->text(row.option), row.value) << row.name;
  }
}

TEST(CommandLine, RefusesWithTheReferencesWords) {
  const struct {
    const char* name;
    Words words;
    ErrorKind kind;
    const char* message;
  } rows[] = {
      {"nothing",
       {},
       ErrorKind::Usage,
       "the following arguments are required: --original-message-id, --bounce-sender, "
       "--bounced-recipient-info-list"},
      {"one of three",
       {"--original-message-id", "ok"},
       ErrorKind::Usage,
       "the following arguments are required: --bounce-sender, --bounced-recipient-info-list"},
      {"ambiguous", smallest_and({"--bounce", "x"}), ErrorKind::Usage,
       "ambiguous option: --bounce could match --bounce-sender, --bounced-recipient-info-list, "
       "--bounce-sender-arn"},
      {"ambiguous among globals", smallest_and({"--no"}), ErrorKind::Usage,
       "ambiguous option: --no could match --no-verify-ssl, --no-paginate, --no-sign-request, "
       "--no-cli-pager, --no-cli-auto-prompt"},
      {"no value", smallest_and({"--explanation"}), ErrorKind::Usage,
       "argument --explanation: expected one argument"},
      {"an option for a value", smallest_and({"--explanation", "--foo"}), ErrorKind::Usage,
       "argument --explanation: expected one argument"},
      {"an exponent", smallest_and({"--explanation", "-1e3"}), ErrorKind::Usage,
       "argument --explanation: expected one argument"},
      {"two dashes for a value", smallest_and({"--explanation", "--"}), ErrorKind::Usage,
       "argument --explanation: expected one argument"},
      {"unknown", smallest_and({"--foo"}), ErrorKind::UnknownOptions, "Unknown options: --foo"},
      {"unknown with a word", smallest_and({"--foo", "bar"}), ErrorKind::UnknownOptions,
       "Unknown options: --foo, bar"},
      {"unknown, attached", smallest_and({"--foo=bar", "-z"}), ErrorKind::UnknownOptions,
       "Unknown options: --foo=bar, -z"},
      {"a word before", then_smallest({"extra"}), ErrorKind::UnknownOptions,
       "Unknown options: extra"},
      {"two stray words", smallest_and({"--explanation", "e", "p1", "p2"}),
       ErrorKind::UnknownOptions, "Unknown options: p2, p1"},
      {"after two dashes", smallest_and({"--", "p1"}), ErrorKind::UnknownOptions,
       "Unknown options: p1"},
      {"help and more",
       {"help", "x", "y"},
       ErrorKind::Usage,
       "the following arguments are required: --original-message-id, --bounce-sender, "
       "--bounced-recipient-info-list"},
      {"invalid choice", smallest_and({"--output", "xml"}), ErrorKind::Usage,
       "argument --output: Found invalid choice 'xml'\n"},
      {"invalid choice with a hint", smallest_and({"--output", "jso"}), ErrorKind::Usage,
       "argument --output: Found invalid choice 'jso'\n\nMaybe you meant:\n\n  * json"},
      {"scheme missing", smallest_and({"--e", "x"}), ErrorKind::ParamValidation,
       "Bad value for --endpoint-url \"x\": scheme is missing.  Must be of the form "
       "http://<hostname>/ or https://<hostname>/"},
      {"no query",
       {"--query", ""},
       ErrorKind::ParamValidation,
       "Bad value for --query : Invalid JMESPath expression: cannot be empty."},
      {"no integer", smallest_and({"--cli-read-timeout", "abc"}), ErrorKind::General,
       "invalid literal for int() with base 10: 'abc'"},
      {"a flag with a value", smallest_and({"--debug=1"}), ErrorKind::Usage,
       "argument --debug: ignored explicit argument '1'"},
      {"prompt on and off", smallest_and({"--cli-auto-prompt", "--no-cli-auto-prompt"}),
       ErrorKind::ParamValidation,
       "Both --cli-auto-prompt and --no-cli-auto-prompt cannot be specified at the same time."},
      {"a global error wins over missing options",
       {"--output", "xml"},
       ErrorKind::Usage,
       "argument --output: Found invalid choice 'xml'\n"},
      {"document attached",
       {"--cli-input-json={}"},
       ErrorKind::Usage,
       "the following arguments are required: --original-message-id, --bounce-sender, "
       "--bounced-recipient-info-list"},
      {"skeleton output",
       {"--generate-cli-skeleton", "output"},
       ErrorKind::Usage,
       "the following arguments are required: --original-message-id, --bounce-sender, "
       "--bounced-recipient-info-list"},
  };
  for (const auto& row : rows) {
    const auto line = parse_command_line(row.words);
    ASSERT_FALSE(line.has_value()) << row.name;
    EXPECT_EQ(line.error().kind, row.kind) << row.name;
    EXPECT_EQ(line.error().message, row.message) << row.name;
  }
}

TEST(CommandLine, LiftsRequiredOptionsForADocumentOrASkeleton) {
  for (const Words& words :
       {Words{"--cli-input-json", "{}"}, Words{"--cli-input-yaml", "a: b"},
        Words{"--generate-cli-skeleton"}, Words{"--generate-cli-skeleton", "yaml-input"}}) {
    EXPECT_TRUE(parse_command_line(words).has_value()) << words[0];
  }
}

TEST(CommandLine, TakesAListWithoutValues) {
  const auto line = parse_command_line(smallest_and({"--bounced-recipient-info-list"}));
  ASSERT_TRUE(line.has_value());
  EXPECT_THAT(line->values.at("bounced-recipient-info-list"), ElementsAre());
}

TEST(CommandLine, ReplacesAnEarlierListWhole) {
  const auto line =
      parse_command_line(smallest_and({"--bounced-recipient-info-list", "a", "b", "--debug=x"}));
  ASSERT_FALSE(line.has_value());  // --debug takes no value
  const auto again = parse_command_line(smallest_and({"--bounced-recipient-info-list", "a", "b"}));
  ASSERT_TRUE(again.has_value());
  EXPECT_THAT(again->values.at("bounced-recipient-info-list"), ElementsAre("a", "b"));
}

TEST(CommandLine, LooksAtNothingElseOnceTheVersionIsAsked) {
  for (const Words& words : {Words{"--version"}, Words{"--ver", "--output", "xml"},
                             smallest_and({"--foo", "--version"})}) {
    const auto line = parse_command_line(words);
    ASSERT_TRUE(line.has_value());
    EXPECT_EQ(line->action, Action::Version);
  }
}

TEST(CommandLine, KnowsHelpAsTheSoleWord) {
  for (const Words& words : {Words{"help"}, Words{"--region", "x", "help"}}) {
    const auto line = parse_command_line(words);
    ASSERT_TRUE(line.has_value());
    EXPECT_EQ(line->action, Action::Help);
  }
}

TEST(CommandLine, IgnoresTwoDashesBeforeTheOptionsAndAtTheEnd) {
  EXPECT_TRUE(parse_command_line(then_smallest({"--"})).has_value());
  EXPECT_TRUE(parse_command_line(smallest_and({"--"})).has_value());
}

// So does AWS CLI 2.9.19: an unset shell variable in quotes stops no call.
TEST(CommandLine, IgnoresOneEmptyStrayWord) {
  EXPECT_TRUE(parse_command_line(then_smallest({""})));
  const auto two = parse_command_line(then_smallest({"", ""}));
  ASSERT_FALSE(two);
  EXPECT_EQ(two.error().message, "Unknown options: ");
}

// The grammar of the reference's own command line, in which global options may stand anywhere.
TEST(CommandWords, AreDroppedInFrontOfAllButGlobalOptions) {
  const struct {
    Words typed;
    Words words;
  } rows[] = {
      {{"ses", "send-bounce", "--explanation", "x"}, {"--explanation", "x"}},
      {{"--region", "x", "ses", "send-bounce", "help"}, {"--region", "x", "help"}},
      {{"--debug", "ses", "--reg=x", "--no-sign-request", "send-bounce", "--output", "text"},
       {"--debug", "--reg=x", "--no-sign-request", "--output", "text"}},
      {{"ses", "send-bounce", "ses", "send-bounce"}, {"ses", "send-bounce"}},
      {{"ses", "send-bounce"}, {}},
      {{"ses"}, {"ses"}},
      {{"ses", "help", "send-bounce"}, {"ses", "help", "send-bounce"}},
      {{"send-bounce", "ses"}, {"send-bounce", "ses"}},
      {{"--region", "ses", "send-bounce"}, {"--region", "ses", "send-bounce"}},
      {{"--explanation", "ses", "send-bounce"}, {"--explanation", "ses", "send-bounce"}},
      {{"--version", "ses", "send-bounce"}, {"--version", "ses", "send-bounce"}},
      {{}, {}},
  };
  for (const auto& row : rows) EXPECT_EQ(without_command_words(row.typed), row.words);
}

TEST(CommandLine, IsTheSameBehindTheReferencesCommandWords) {
  const auto line = parse_command_line(then_smallest({"--output", "text", "ses", "send-bounce"}));
  ASSERT_TRUE(line.has_value()) << line.error().message;
  EXPECT_EQ(line->values, parse_command_line(smallest_and({"--output", "text"}))->values);
}

TEST(CommandLine, NamesUnknownWordsBehindWhatIsMissing) {
  const auto line = parse_command_line({"--regoin", "x", "--bounce-sender", "s@x", "word"});
  ASSERT_FALSE(line.has_value());
  EXPECT_EQ(line.error().message,
            "the following arguments are required: --original-message-id, "
            "--bounced-recipient-info-list");
  EXPECT_EQ(line.error().advice,
            "Unknown option --regoin. Did you mean --region?\nUnexpected word \"word\".");
}

TEST(CommandLine, WithAnOptionOfOursNamesUnknownWordsFirst) {
  const auto line = parse_command_line({"--bounce-type", "DoesNotExist", "--recieved", "e.json"});
  ASSERT_FALSE(line.has_value());
  EXPECT_EQ(line.error().kind, ErrorKind::UnknownOptions);
  EXPECT_EQ(line.error().message, "Unknown options: --recieved, e.json");
  EXPECT_EQ(line.error().advice, "Unknown option --recieved. Did you mean --received?");

  const auto other = parse_command_line({"--once", "--bounce-sendr", "a@x"});
  ASSERT_FALSE(other.has_value());
  EXPECT_EQ(other.error().advice,
            "Unknown option --bounce-sendr. Did you mean --bounce-sender or --bounce-sender-arn?\n"
            "Required: --original-message-id, --bounce-sender, --bounced-recipient-info-list.");
}

TEST(CommandLine, TellsHowToWriteAValueThatBeginsWithADash) {
  const struct {
    Words words;
    const char* advice;
  } rows[] = {
      {{"--explanation", "-x"},
       "A value that begins with a dash needs an equals sign. Write: --explanation=-x"},
      {{"--explanation", "--nobody-is-here"},
       "A value that begins with a dash needs an equals sign. Write: "
       "--explanation=--nobody-is-here"},
      {{"--query", "-x*"},
       "A value that begins with a dash needs an equals sign. Write: --query='-x*'"},
      {{"--explanation"}, ""},
      {{"--explanation", "--bounce-sender", "x"}, ""},
      {{"--region", "--bounce-sender=x"}, ""},
  };
  for (const auto& row : rows) {
    const auto line = parse_command_line(smallest_and(row.words));
    ASSERT_FALSE(line.has_value());
    EXPECT_EQ(line.error().advice, row.advice) << row.words.front();
  }
}

}  // namespace
}  // namespace send_bounce
