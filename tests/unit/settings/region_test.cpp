#include <gtest/gtest.h>

#include "unit/settings/user_side.h"

namespace send_bounce {
namespace {

using testing::FakeVariables;
using testing::shown;
using testing::UserSide;

constexpr const char* kNoRegion =
    "You must specify a region. You can also configure your region by running \"aws configure\".";

SettingsOptions with_profile(const char* profile) {
  SettingsOptions options;
  options.profile = profile;
  return options;
}

SettingsOptions with_region(const char* region) {
  SettingsOptions options;
  options.region = region;
  return options;
}

struct Row {
  const char* name;
  UserSide user_side;
  std::string expected;
};

void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

std::string name_of(const ::testing::TestParamInfo<Row>& test) { return test.param.name; }

// Region and profile: configuration-and-credentials.md rows 1 to 47, §1.4 and §2.2.
class Region : public ::testing::TestWithParam<Row> {};

const Row kRegionRows[] = {
    {"NoneAtAll", {}, kNoRegion},
    {"FromTheConfigFile",
     {.config = "[default]\nregion = us-west-1\n"},
     "us-west-1 from \"region\" of profile \"default\" in /home/user/.aws/config"},
    {"TheCredentialsFileBeatsTheConfigFile",
     {.config = "[default]\nregion = us-west-1\n",
      .credentials = "[default]\nregion = eu-west-1\n"},
     "eu-west-1 from \"region\" of profile \"default\" in /home/user/.aws/credentials"},
    {"AVariableBeatsTheFiles",
     {.config = "[default]\nregion = us-west-1\n",
      .variables = {{"AWS_DEFAULT_REGION", "eu-west-2"}}},
     "eu-west-2 from variable AWS_DEFAULT_REGION"},
    {"TheNewVariableBeatsTheOldOne",
     {.variables = {{"AWS_REGION", "eu-west-1"}, {"AWS_DEFAULT_REGION", "eu-west-2"}}},
     "eu-west-1 from variable AWS_REGION"},
    {"TheOptionBeatsTheVariables",
     {.variables = {{"AWS_REGION", "eu-west-1"}}, .options = with_region("eu-west-3")},
     "eu-west-3 from option --region"},
    {"AnEmptyOptionIsNotGiven",
     {.variables = {{"AWS_REGION", "eu-west-1"}}, .options = with_region("")},
     "eu-west-1 from variable AWS_REGION"},
    {"CaseIsKept", {.options = with_region("US-EAST-1")}, "US-EAST-1 from option --region"},
    {"SixtyThreeCharacters",
     {.options = with_region("a23456789012345678901234567890123456789012345678901234567890123")},
     "a23456789012345678901234567890123456789012345678901234567890123 from option --region"},
    {"SixtyFourCharacters",
     {.options = with_region("a234567890123456789012345678901234567890123456789012345678901234")},
     "Provided region_name 'a234567890123456789012345678901234567890123456789012345678901234' "
     "doesn't match a supported format."},
    {"UnderscoresInAVariable",
     {.variables = {{"AWS_REGION", "us_east_1"}}},
     "Provided region_name 'us_east_1' doesn't match a supported format."},
    {"DigitsAlone",
     {.options = with_region("123")},
     "Provided region_name '123' doesn't match a supported format."},
    {"ADashAtTheEnd",
     {.options = with_region("us-")},
     "Provided region_name 'us-' doesn't match a supported format."},
    {"ALineFeedAtTheEnd",
     {.options = with_region("us-east-1\n")},
     "Provided region_name 'us-east-1\n' doesn't match a supported format."},
    {"AnInlineCommentInTheFile",
     {.config = "[default]\nregion = us-west-1 # x\n"},
     "Provided region_name 'us-west-1 # x' doesn't match a supported format."},
    {"FromANamedProfile",
     {.config = "[profile p]\nregion = us-west-2\n", .options = with_profile("p")},
     "us-west-2 from \"region\" of profile \"p\" in /home/user/.aws/config"},
    {"FromTheProfileOfAVariable",
     {.config = "[profile a]\nregion = us-west-1\n[profile b]\nregion = us-west-2\n",
      .variables = {{"AWS_PROFILE", "a"}, {"AWS_DEFAULT_PROFILE", "b"}}},
     "us-west-1 from \"region\" of profile \"a\" in /home/user/.aws/config"},
    {"AnEmptyProfileOptionIsNotGiven",
     {.config = "[default]\nregion = us-west-1\n", .options = with_profile("")},
     "us-west-1 from \"region\" of profile \"default\" in /home/user/.aws/config"},
    {"AProfileThatIsNotThere",
     {.config = "[default]\nregion = us-west-1\n", .options = with_profile("nope")},
     "The config profile (nope) could not be found"},
    {"EvenTheDefaultProfileMustExistOnceNamed",
     {.variables = {{"AWS_REGION", "us-east-1"}, {"AWS_PROFILE", "default"}}},
     "The config profile (default) could not be found"},
    {"AnEmptyProfileVariableNamesAProfile",
     {.config = "[default]\nregion = us-west-1\n", .variables = {{"AWS_PROFILE", ""}}},
     "The config profile () could not be found"},
    {"AProfileOfTheCredentialsFileAloneCounts",
     {.credentials = "[x y]\nregion = us-west-1\n", .options = with_profile("x y")},
     "us-west-1 from \"region\" of profile \"x y\" in /home/user/.aws/credentials"},
    {"AnOptionsRegionIsCheckedBeforeTheProfile",
     {.options =
          [] {
            auto options = with_profile("nope");
            options.region = "a b";
            return options;
          }()},
     "Provided region_name 'a b' doesn't match a supported format."},
    {"TheProfileIsCheckedBeforeItsRegion",
     {.config = "[default]\nregion = a b\n", .options = with_profile("nope")},
     "The config profile (nope) could not be found"},
};

TEST_P(Region, ComesFromTheFirstSourceThatHasOne) {
  EXPECT_EQ(shown(GetParam().user_side.resolve(), &Settings::region), GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(Rows, Region, ::testing::ValuesIn(kRegionRows), name_of);

// docs/differences.md: the reference signs a request with it.
TEST(EmptyRegion, IsRefusedAndItsCauseIsNamed) {
  const struct {
    UserSide user_side;
    const char* cause;
  } rows[] = {
      {{.config = "[default]\nregion = us-west-1\n", .variables = {{"AWS_REGION", ""}}},
       "The region is set but empty: variable AWS_REGION."},
      {{.variables = {{"AWS_DEFAULT_REGION", ""}}},
       "The region is set but empty: variable AWS_DEFAULT_REGION."},
      {{.config = "[default]\nregion =\n"},
       "The region is set but empty: \"region\" of profile \"default\" in /home/user/.aws/config."},
  };
  for (const auto& row : rows) {
    const auto settings = row.user_side.resolve();
    ASSERT_FALSE(settings);
    EXPECT_EQ(settings.error().kind, ErrorKind::NoRegion);
    EXPECT_EQ(settings.error().code, "NoRegion");
    EXPECT_EQ(settings.error().message, kNoRegion);
    EXPECT_EQ(settings.error().advice, row.cause);
  }
}

}  // namespace
}  // namespace send_bounce
