#include "cli/help.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace send_bounce {
namespace {

TEST(UsageBlock, NamesTheRequiredOptionsAndHelp) {
  EXPECT_EQ(usage_block(),
            "usage: send-bounce [options] --original-message-id <id>\n"
            "                   --bounce-sender <address>\n"
            "                   --bounced-recipient-info-list <structure> [<structure> ...]\n"
            "To see help text, you can run:\n"
            "\n"
            "  send-bounce help\n"
            "  send-bounce help <name of an option>\n");
}

TEST(Version, IsOneLineOfNamesWithVersions) {
  EXPECT_THAT(version_line(),
              ::testing::MatchesRegex("send-bounce/[0-9.]+ commit/[0-9a-z]+ (gcc|clang)/[0-9.]+ "
                                      "libcurl/[0-9.]+ OpenSSL/[0-9a-z.]+\n"));
}

}  // namespace
}  // namespace send_bounce
