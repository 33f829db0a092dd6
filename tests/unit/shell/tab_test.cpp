#include "send_bounce/shell/tab.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

namespace send_bounce::shell {
namespace {

using Words = std::vector<std::string>;
using Candidates = std::vector<Candidate>;

// readline's own, in bash 5.2.
constexpr const char* kBreaks = " \t\n\"'@><=;|&(:";

std::optional<TabRequest> request_of(const Words& words,
                                     const std::map<std::string, std::string>& variables) {
  return tab_request(words, [&](const char* name) -> std::optional<std::string> {
    const auto found = variables.find(name);
    return found == variables.end() ? std::nullopt : std::optional(found->second);
  });
}

TEST(TabRequest, NeedsTheHiddenWordTheShellAndTheVariable) {
  const std::map<std::string, std::string> line{{"TAB_LINE", "send-bounce "}};
  EXPECT_TRUE(request_of({"__complete", "zsh"}, line));
  EXPECT_FALSE(request_of({"__complete", "zsh"}, {}));
  EXPECT_FALSE(request_of({"__complete", "csh"}, line));
  EXPECT_FALSE(request_of({"__complete"}, line));
  EXPECT_FALSE(request_of({"__complete", "zsh", "more"}, line));
  EXPECT_FALSE(request_of({"--debug"}, line));
}

TEST(TabRequest, LeavesTheCommandOut) {
  const auto request = request_of(
      {"__complete", "bash"},
      {{"TAB_LINE", "'/a b/send-bounce' --de"}, {"TAB_REST", " --color"}, {"TAB_BREAKS", "=:"}});
  ASSERT_TRUE(request);
  EXPECT_EQ(request->shell, Kind::Bash);
  EXPECT_EQ(request->line, " --de");
  EXPECT_EQ(request->rest, " --color");
  EXPECT_EQ(request->breaks, "=:");
  EXPECT_EQ(request_of({"__complete", "fish"}, {{"TAB_LINE", "send-bou"}})->line, "");
}

/// What bash gets, "|" in the place of NUL.
std::string in_bash(const std::string& line, const Candidates& candidates) {
  std::string reply = tab_reply({Kind::Bash, line, "", kBreaks}, candidates);
  std::replace(reply.begin(), reply.end(), '\0', '|');
  return reply;
}

TEST(InBash, CandidatesAreThoseThatGoOnFromWhatIsTyped) {
  EXPECT_EQ(in_bash(" --c", {{0, "--color"}, {0, "--debug"}, {0, "--ca-bundle"}}),
            "closed|--color|--ca-bundle|");
  EXPECT_EQ(in_bash(" x", {{5, "beyond"}}), "closed|");
}

TEST(InBash, CandidatesAreCutWhereReadlineCuts) {
  EXPECT_EQ(in_bash(" --color=o", {{8, "on"}, {8, "off"}}), "closed|on|off|");
  EXPECT_EQ(in_bash(" A=ann@b.c,Bo", {{10, "BounceType=", "", true}}), "open|@b.c,BounceType=|");
  EXPECT_EQ(in_bash(" file://do", {{7, "document"}}), "closed|//document|");
  // Also inside of what is typed of the candidate itself.
  EXPECT_EQ(in_bash(" a:b", {{0, "a:bc"}}), "closed|bc|");
  EXPECT_EQ(in_bash(" a@b", {{0, "a@bc"}}), "closed|@bc|");
}

TEST(InBash, WhatStandsBeforeStaysAsItWasTyped) {
  EXPECT_EQ(in_bash(" ~/$X/two\\ w", {{5, "two words"}}), "closed|~/$X/two\\ words|");
  EXPECT_EQ(in_bash(" X\\{\"a\"b,A", {{5, "Action", "", true}}), "open|b,Action|");
}

TEST(InBash, NothingIsExpandedThatWasNotMeantToBe) {
  EXPECT_EQ(in_bash(" A=", {{2, "{B=$`\"' !"}}), R"(closed|\{B=\$\`\"\'\ \!|)");
  EXPECT_EQ(in_bash(" \"A=", {{2, "{B=$`\"'"}}), R"(closed|A={B=\$\`\"'|)");
  EXPECT_EQ(in_bash(" 'A=", {{2, "{B=$`\"'"}}), R"(closed|A={B=$`"'\''|)");
}

TEST(InBash, AQuoteStaysOpenWhereMoreMayFollow) {
  EXPECT_EQ(in_bash(" 'A", {{0, "Ab=", "", true}}), "open|Ab=|Ab=...|");
  EXPECT_EQ(in_bash(" 'A", {{0, "Ab"}}), "closed|Ab|");
}

TEST(InZsh, RowsHaveSignsNamesAndHelp) {
  EXPECT_EQ(tab_reply({Kind::Zsh, " A=\xC3\xBC,B", "", ""},
                      {{5, "Bc:d", "What it is", true}, {5, "Be"}, {5, "C"}}),
            "1\n+Bc\\:d:What it is\n-Be\n");
  EXPECT_EQ(tab_reply({Kind::Zsh, " '\xC3\xBC", "", ""}, {{0,
                                                           "\xC3\xBC"
                                                           "ber"}}),
            "1\n-\xC3\xBC"
            "ber\n");
  EXPECT_EQ(tab_reply({Kind::Zsh, " x", "", ""}, {{0, "y"}}), "");
}

TEST(InFish, RowsAreWholeWordsAndASingleOneTwiceIfABlankWouldFollow) {
  EXPECT_EQ(tab_reply({Kind::Fish, " 'A=b,C", "", ""}, {{4, "Cd=", "What it is", true}}),
            "A=b,Cd=\tWhat it is\n");
  EXPECT_EQ(tab_reply({Kind::Fish, " 'A=", "", ""}, {{2, "x", "", true}}), "A=x\t\nA=x,\t\n");
  EXPECT_EQ(tab_reply({Kind::Fish, " 'A=", "", ""}, {{2, "x", "", true}, {2, "y", "", true}}),
            "A=x\t\nA=y\t\n");
  EXPECT_EQ(tab_reply({Kind::Fish, " 'tw", "", ""}, {{0, "two words"}}), "two words\t\n");
}

// A shell reads candidates line by line.
TEST(Tab, CandidatesWithControlCharactersAreLeftOut) {
  for (const Kind shell : {Kind::Zsh, Kind::Fish}) {
    EXPECT_EQ(tab_reply({shell, " ", "", ""}, {{0, "a\nb"}, {0, "a\x1B"}}), "");
  }
  EXPECT_EQ(in_bash(" ", {{0, "a\nb"}}), "closed|");
}

}  // namespace
}  // namespace send_bounce::shell
