#include "cli/usage.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "send_bounce/model/option_table.h"

namespace send_bounce {
namespace {

using ::testing::HasSubstr;

TEST(Help, NamesEveryOptionMemberAndEnumerationValue) {
  const std::string help = help_text();
  for (const Option& option : all_options()) {
    EXPECT_THAT(help, HasSubstr("\n  --" + std::string(option.name))) << option.name;
  }
  for (const char* member : {"Recipient (required)", "BounceType", "DiagnosticCode", "ReportingMta",
                             "TemporaryFailure", "expanded"}) {
    EXPECT_THAT(help, HasSubstr(member));
  }
}

TEST(Help, FitsAnEightyColumnTerminal) {
  const std::string help = help_text();
  for (std::size_t at = 0; at < help.size();) {
    const std::size_t end = help.find('\n', at);
    EXPECT_LE(end - at, 100U) << help.substr(at, end - at);
    at = end + 1;
  }
}

TEST(Version, IsOneLine) {
  EXPECT_THAT(version_line(), ::testing::MatchesRegex("send-bounce/[0-9.]+ [^\n]*\n"));
}

}  // namespace
}  // namespace send_bounce
