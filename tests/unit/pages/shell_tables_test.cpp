#include "pages/shell_tables.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "pages/template.h"
#include "send_bounce/manual/option_manual.h"
#include "send_bounce/model/option_table.h"
#include "send_bounce/model/ses_model.h"

namespace send_bounce {
namespace {

using ::testing::HasSubstr;

void expect_every_member(const Shape& shape, const std::string& tables) {
  if (shape.element != nullptr) {
    expect_every_member(*shape.element, tables);
    return;
  }
  for (const std::string_view value : shape.enumeration) {
    EXPECT_THAT(tables, HasSubstr(std::string(value)));
  }
  for (const Member& member : shape.members) {
    EXPECT_THAT(tables, HasSubstr(std::string(member.name)));
    expect_every_member(*member.shape, tables);
  }
}

TEST(ShellTables, NameEveryOptionChoiceMemberAndValue) {
  for (const std::string& tables : {posix_tables(), fish_tables()}) {
    for (const Option& option : all_options()) {
      EXPECT_THAT(tables, HasSubstr("--" + std::string(option.name)));
      for (const std::string_view choice : option.choices) {
        EXPECT_THAT(tables, HasSubstr(std::string(choice)));
      }
    }
    for (const Member& member : kSendBounce.input->members) {
      expect_every_member(*member.shape, tables);
    }
    EXPECT_THAT(tables, HasSubstr("us-gov-west-1"));
  }
}

TEST(ShellTables, DescribeEveryOption) {
  for (const std::string& tables : {zsh_descriptions(), fish_tables()}) {
    for (const Option& option : all_options()) {
      const Member* member = member_of_option(option);
      const auto documentation = member != nullptr ? member->documentation : option.documentation;
      EXPECT_THAT(tables, HasSubstr(shell_quoted(in_short(documentation)))) << option.name;
    }
  }
}

TEST(ShellCode, QuotesForEveryShell) {
  EXPECT_EQ(shell_quoted("a b"), "'a b'");
  EXPECT_EQ(shell_quoted("the server's"), "'the server'\\''s'");
}

TEST(ShellCode, OfACase) {
  EXPECT_EQ(
      posix_case(
          "look_up", "kind=", {{"--a", {"x", "y"}}},
          [](const Names& names) { return "kind=" + shell_quoted(joined(names)); }, "return 1"),
      "look_up() {\n  kind=\n  case $1 in\n    --a) kind='x y' ;;\n    *) return 1 ;;\n"
      "  esac\n}\n");
}

TEST(Template, PutsTextsInThePlaceOfTheLinesThatNameThem) {
  const Insertion insertions[] = {{"A", "one\ntwo\n"}};
  EXPECT_EQ(fill_template("x\n@A@\n @A@\n@B@\n", insertions), "x\none\ntwo\n @A@\n@B@\n");
}

}  // namespace
}  // namespace send_bounce
