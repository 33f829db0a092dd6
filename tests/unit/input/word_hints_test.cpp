#include "send_bounce/input/word_hints.h"

#include <gtest/gtest.h>

#include "support/fake_world.h"

namespace send_bounce {
namespace {

using Words = std::vector<std::string>;

constexpr const char* kList = "--bounced-recipient-info-list";
constexpr const char* kQuoted =
    "The character \u201C is a typographic quote. Type \" instead, and put the whole value in "
    "single quotes for the shell.";
constexpr const char* kDoubleQuotes =
    "JSON needs double quotes around names and strings. Put the whole value in single quotes, so "
    "that the shell keeps them.";
constexpr const char* kAddress =
    "An address needs its key. Write: Recipient=a@x.example,BounceType=DoesNotExist. Or use: "
    "--recipient "
    "a@x.example --bounce-type DoesNotExist";

struct UnreadRow {
  const char* name;
  const char* option;
  Words words;
  const char* hint;
};

void PrintTo(const UnreadRow& row, std::ostream* out) { *out << row.name; }

class HintOnUnread : public ::testing::TestWithParam<UnreadRow> {};

TEST_P(HintOnUnread, SaysWhatToType) {
  const UnreadRow& row = GetParam();
  const testing::FakeFileSystem files{{"r.json", "[]"}, {"/home/user/my r.json", "[]"}};
  testing::FakeVariables variables;
  variables.values = {{"HOME", "/home/user"}};
  EXPECT_EQ(hint_on_unread({row.option, row.words, is_file_in(files, variables)}), row.hint);
}

const UnreadRow kUnread[] = {
    {"AFile",
     kList,
     {"r.json"},
     "r.json is a file. To read it, write: --bounced-recipient-info-list file://r.json"},
    {"AFileBehindAnAt",
     "--message-dsn",
     {"@r.json"},
     "r.json is a file. To read it, write: --message-dsn file://r.json"},
    {"AFileBehindHalfAScheme",
     "--cli-input-json",
     {"file:r.json"},
     "r.json is a file. To read it, write: --cli-input-json file://r.json"},
    {"AFileOfTheHomeDirectory",
     "--cli-input-yaml",
     {"~/my r.json"},
     "~/my r.json is a file. To read it, write: --cli-input-yaml 'file://~/my r.json'"},
    {"NoFile", kList, {"s.json"}, ""},
    {"AFileThatIsThereAndCouldNotBeRead", kList, {"file://r.json"}, ""},
    {"TypographicJson", kList, {"[{\u201CRecipient\u201D: \u201Ca@x.example\u201D}]"}, kQuoted},
    {"TypographicValueInJson",
     kList,
     {R"([{"Recipient": )"
      "\u201Ca@x.example\u201D}]"},
     kQuoted},
    {"TypographicTextInsideOfJson", kList, {R"([{"Recipient": "a \u201Cb",})"}, ""},
    {"SingleQuotesInJson", kList, {"[{'Recipient': 'a@x.example'}]"}, kDoubleQuotes},
    {"QuotesThatTheShellTook", "--message-dsn", {"{ReportingMta: dns}"}, kDoubleQuotes},
    {"OtherFaultsOfJson", kList, {R"([{"Recipient" "a"}])"}, ""},
    {"AnEmptyObject", kList, {"[{}"}, ""},
    {"ABareAddress", kList, {"a@x.example"}, kAddress},
    {"BareAddresses", kList, {"a@x.example,b@x.example"}, kAddress},
    {"AnAddressOfAnotherOption", "--message-dsn", {"a@x.example"}, ""},
    {"ASpaceBehindTheComma",
     kList,
     {"Recipient=a@x.example,", "BounceType=DoesNotExist"},
     "A space starts a second recipient. Write one word: "
     "Recipient=a@x.example,BounceType=DoesNotExist"},
    {"NoWords", kList, {}, ""},
};

INSTANTIATE_TEST_SUITE_P(Rows, HintOnUnread, ::testing::ValuesIn(kUnread),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(HintOnRecipients, SeesWhatCouldBeReadAndIsRefused) {
  const struct {
    Words words;
    const char* hint;
  } rows[] = {
      {{"Recipient=a@x.example", "BounceType=DoesNotExist"},
       "A space starts a second recipient. Write one word: "
       "Recipient=a@x.example,BounceType=DoesNotExist"},
      {{"Recipient=a@x.example", ",BounceType=DoesNotExist"},
       "A space starts a second recipient. Write one word: "
       "Recipient=a@x.example,BounceType=DoesNotExist"},
      {{"Recipient=b", "Recipient=a", "RecipientArn=x y"},
       "A space starts a second recipient. Write one word: 'Recipient=a,RecipientArn=x y'"},
      {{"Recipient=a", "BounceType=Undefined,Recipient=b"}, ""},
      {{"Recipient=a", "Recipient=b,BounceType=Undefined"}, ""},
      {{"Recipient=\u201Ca@x.example\u201D"}, kQuoted},
      {{"RecipientDsnFields={DiagnosticCode=say \u201Cno\u201D}"}, ""},
      {{R"({"Recipient":"a@x.example"})", "BounceType=DoesNotExist"}, ""},
      {{}, ""},
  };
  for (const auto& row : rows) EXPECT_EQ(hint_on_recipients(row.words), row.hint);
}

TEST(WithHint, KeepsWhatIsKnownAlready) {
  Error error;
  error.advice = "Line 1.";
  const Words words = {"{'a'}"};
  const auto no_file = [](std::string_view) { return false; };
  EXPECT_EQ(with_hint(error, {"--message-dsn", words, no_file}).value().advice,
            "Line 1.\n" + std::string(kDoubleQuotes));
  const Words unknown = {"x"};
  EXPECT_EQ(with_hint(error, {"--message-dsn", unknown, no_file}).value().advice, "Line 1.");
}

}  // namespace
}  // namespace send_bounce
