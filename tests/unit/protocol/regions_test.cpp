#include "send_bounce/protocol/partitions.h"

#include <gtest/gtest.h>

#include <string>

namespace send_bounce {
namespace {

TEST(Region, IsOneThatIsKnown) {
  for (const std::string_view region : known_regions()) EXPECT_TRUE(is_region(region)) << region;
}

TEST(Region, MayBeYetToCome) {
  for (const char* region : {"eu-west-9", "us-gov-north-1", "cn-south-12", "us-isob-west-1"})
    EXPECT_TRUE(is_region(region)) << region;
}

TEST(Region, IsNothingElse) {
  for (const char* text :
       {"", "evil", "aws-global", "aws-cn-global", "eu-west-1.evil.example", "eu-west-", "eu-1",
        "-eu-west-1", "eu-west-1/", "eu-west-1 ", "xx-west-1", "EU-WEST-1", "eu-west-x"})
    EXPECT_FALSE(is_region(text)) << text;
  EXPECT_FALSE(is_region("eu-" + std::string(80, 'x') + "-1"));
}

}  // namespace
}  // namespace send_bounce
