#include "settings/setting_hints.h"

#include <gtest/gtest.h>

#include "unit/settings/user_side.h"

namespace send_bounce {
namespace {

using testing::UserSide;

SettingsOptions profile_option(const char* name) {
  SettingsOptions options;
  options.profile = name;
  return options;
}

SettingsOptions region_option(const char* name) {
  SettingsOptions options;
  options.region = name;
  return options;
}

constexpr const char* kTwoProfiles =
    "[default]\nregion = us-east-1\n[profile mail-prod]\nregion = us-east-1\n";
const testing::FakeVariables kNoMetadata = {{"AWS_EC2_METADATA_DISABLED", "true"}};

struct AdviceRow {
  const char* name;
  UserSide user_side;
  const char* advice;
};

void PrintTo(const AdviceRow& row, std::ostream* out) { *out << row.name; }

class SettingHint : public ::testing::TestWithParam<AdviceRow> {};

TEST_P(SettingHint, SaysWhereItComesFromOrWhatWasMeant) {
  const auto settings = GetParam().user_side.resolve();
  ASSERT_FALSE(settings.has_value());
  EXPECT_EQ(settings.error().advice, GetParam().advice);
}

const AdviceRow kAdviceRows[] = {
    {"AProfileThatIsNearlyThere",
     {.config = kTwoProfiles, .options = profile_option("mail-prd")},
     "Did you mean mail-prod?"},
    {"AProfileThatIsNotThere",
     {.config = kTwoProfiles, .options = profile_option("x")},
     "The existing profiles are: default, mail-prod."},
    {"AProfileOfAVariable",
     {.config = kTwoProfiles, .variables = {{"AWS_PROFILE", "mailprod"}}},
     "The name comes from the variable AWS_PROFILE.\nDid you mean mail-prod?"},
    {"NoProfileAtAll", {.options = profile_option("x")}, ""},
    {"ARegionInQuotes",
     {.config = "[default]\nregion = \"us-east-1\"\n"},
     "Remove the quotes around the region: \"region\" of profile \"default\" in "
     "/home/user/.aws/config."},
    {"ARegionInTypographicQuotes",
     {.variables = {{"AWS_REGION", "\u201Cus-east-1\u201D"}}},
     "Remove the quotes around the region: variable AWS_REGION."},
    {"ARegionWithUnderscores",
     {.options = region_option("us_east_1")},
     "us_east_1 is not a known region. Did you mean us-east-1?"},
    {"ARegionThatIsLikeNone", {.options = region_option("a b")}, ""},
    {"ARegionThatIsLikeNoneInAFile",
     {.config = "[default]\nregion = a b\n"},
     "It comes from: \"region\" of profile \"default\" in /home/user/.aws/config."},
    {"NoRegion",
     {.variables = kNoMetadata},
     "Looked at: --region, AWS_REGION, AWS_DEFAULT_REGION, the profile \"default\" in "
     "/home/user/.aws/config and /home/user/.aws/credentials.\n"
     "Give a region, for example --region us-east-1. To see all settings: send-bounce configure "
     "list"},
    {"NoRegionOfAProfileAndAnInstance",
     {.config = "[profile a]\noutput = json\n", .options = profile_option("a")},
     "Looked at: --region, AWS_REGION, AWS_DEFAULT_REGION, the profile \"a\" in "
     "/home/user/.aws/config and /home/user/.aws/credentials, the instance metadata service.\n"
     "Give a region, for example --region us-east-1. To see all settings: send-bounce configure "
     "list"},
    {"AnEmptyRegion",
     {.variables = {{"AWS_REGION", ""}}},
     "The region is set but empty: variable AWS_REGION."},
};

INSTANTIATE_TEST_SUITE_P(Rows, SettingHint, ::testing::ValuesIn(kAdviceRows),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(PlacesOfProfile, SayWhichFileIsNotThere) {
  const testing::FakeFileSystem disk{{"/home/user/.aws/config", ""}};
  const auto files = load_config_files(testing::FakeVariables(), disk);
  ASSERT_TRUE(files.has_value());
  EXPECT_EQ(places_of_profile("a", *files),
            "the profile \"a\" in /home/user/.aws/config and /home/user/.aws/credentials (No such "
            "file or directory)");
}

TEST(NearestOf, ListsAFewAndAsksAboutTheNearest) {
  EXPECT_EQ(nearest_of("bta", {"alpha", "beta"}, "Known"), "Did you mean beta?");
  EXPECT_EQ(nearest_of("x", {"alpha", "beta"}, "Known"), "Known: alpha, beta.");
  EXPECT_EQ(nearest_of("x", {}, "Known"), "");
  EXPECT_EQ(nearest_of("x", std::vector<std::string>(9, "name"), "Known"), "");
}

}  // namespace
}  // namespace send_bounce
