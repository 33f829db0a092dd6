#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "send_bounce/client/attempt_request.h"

namespace send_bounce {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;

TEST(UserAgent, NamesTheProgramTheSystemAndTheCommand) {
  EXPECT_THAT(user_agent("1.2.3", "", ""),
              MatchesRegex("send-bounce/1\\.2\\.3 ua/2\\.1 os/[a-z]+ md/arch#[a-z0-9_]+ "
                           "md/command#ses\\.send-bounce"));
}

// wire-protocol.md §2.4, and its example.
TEST(UserAgent, CarriesTheApplicationIdWithoutForeignCharacters) {
  EXPECT_THAT(user_agent("1", "", "my app/1#x(\xC3\xA9)"), HasSubstr(" app/my-app-1#x--- "));
  EXPECT_THAT(user_agent("1", "", "a\r\nb\xFF"), HasSubstr(" app/a--b- "));
  EXPECT_THAT(user_agent("1", "", "!$%&'*+-.^_`|~,"), HasSubstr(" app/!$%&'*+-.^_`|~, "));
  EXPECT_THAT(user_agent("1", "", std::string(60, 'x')), HasSubstr("app/" + std::string(60, 'x')));
  EXPECT_THAT(user_agent("1", "", ""), Not(HasSubstr("app/")));
}

TEST(UserAgent, CarriesTheExecutionEnvironment) {
  EXPECT_THAT(user_agent("1", "AWS_Lambda x", "id"), HasSubstr(" exec-env/AWS_Lambda-x app/id "));
}

}  // namespace
}  // namespace send_bounce
