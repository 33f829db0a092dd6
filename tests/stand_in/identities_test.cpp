#include "stand_in/identities.h"

#include <gtest/gtest.h>

namespace send_bounce::stand_in {
namespace {

struct IdentityCase {
  const char* name;
  const char* identity;
  const char* sender;
  bool is_covered;
};

class VerifiedIdentity : public testing::TestWithParam<IdentityCase> {};

TEST_P(VerifiedIdentity, CoversWhatTheDeveloperGuideSays) {
  const auto identities = Identities::parse({GetParam().identity});
  ASSERT_TRUE(identities);
  EXPECT_EQ(identities->covers(GetParam().sender), GetParam().is_covered);
}

INSTANTIATE_TEST_SUITE_P(
    Table, VerifiedIdentity,
    testing::Values(
        IdentityCase{"domain", "example.com", "ann@example.com", true},
        IdentityCase{"domain_in_any_case", "Example.COM", "ann@eXample.com", true},
        IdentityCase{"subdomain", "example.com", "ann@a.b.example.com", true},
        IdentityCase{"parent_domain", "mail.example.com", "ann@example.com", false},
        IdentityCase{"only_the_same_ending", "example.com", "ann@badexample.com", false},
        IdentityCase{"address", "ann@example.com", "ann@example.com", true},
        IdentityCase{"another_address_of_the_domain", "ann@example.com", "bob@example.com", false},
        IdentityCase{"local_part_in_another_case", "ann@example.com", "Ann@example.com", false},
        IdentityCase{"address_with_the_domain_in_another_case", "ann@example.com",
                     "ann@EXAMPLE.com", false},
        IdentityCase{"label", "ann@example.com", "ann+list@example.com", true},
        IdentityCase{"identity_with_a_label", "ann+list@example.com", "ann@example.com", false}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(Identities, NameTheOneThatIsNone) {
  for (const char* name : {"", "a b", "@example.com", "ann@", "é@example.com", "exa mple.com",
                           "Ann <ann@example.com>", "[192.0.2.1]"}) {
    const auto identities = Identities::parse({"example.com", name});
    ASSERT_FALSE(identities) << name;
    EXPECT_EQ(
        identities.error().message,
        "--identity '" + std::string(name) +
            "' is neither an address nor a domain. Write it like ann@example.com or example.com");
  }
}

TEST(Identities, CoverNothingWhereNoneIsGiven) {
  EXPECT_FALSE(Identities::parse({})->covers("ann@example.com"));
}

}  // namespace
}  // namespace send_bounce::stand_in
