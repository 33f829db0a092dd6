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

TEST(RegionOfZone, IsWhatComesBeforeTheZone) {
  const struct {
    const char* zone;
    const char* region;  // empty: none
  } rows[] = {
      {"us-east-1a", "us-east-1"},
      {"us-gov-west-1b", "us-gov-west-1"},
      {"us-west-2-lax-1a", "us-west-2"},
      {"us-west-2-wl1-las-wlz-1", "us-west-2"},
      {"us-east-1", ""},
      {"us-east-1ab", ""},
      {"us-east-1A", ""},
      {"us-1a", ""},
      {"useast1a", ""},
      {"1a", ""},
      {"", ""},
  };
  for (const auto& row : rows) EXPECT_EQ(region_of_zone(row.zone).value_or(""), row.region);
}

TEST(HintOnRegion, NamesTheRegionOfAZoneOrTheNearestOne) {
  const struct {
    const char* name;
    const char* hint;
  } rows[] = {
      {"us-east-1a", "us-east-1a is the name of a zone. Its region is us-east-1."},
      {"eu-central1", "eu-central1 is not a known region. Did you mean eu-central-1"},
      {"us_east_1", "us_east_1 is not a known region. Did you mean us-east-1?"},
      {"us-east-1", ""},
      {"email", ""},
      {"amazonaws", ""},
      {"localhost", ""},
      {"127", ""},
      {"", ""},
  };
  for (const auto& row : rows) {
    const std::string hint = hint_on_region(row.name);
    EXPECT_EQ(hint.substr(0, std::string_view(row.hint).size()), row.hint) << hint;
    EXPECT_EQ(hint.empty(), std::string_view(row.hint).empty()) << hint;
  }
}

}  // namespace
}  // namespace send_bounce
