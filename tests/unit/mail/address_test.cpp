#include "send_bounce/mail/address.h"

#include <gtest/gtest.h>

namespace send_bounce {

void PrintTo(const MailAddress& mailbox, std::ostream* out) {
  *out << '[' << mailbox.display_name << "] " << mailbox.address;
}

namespace {

struct ListCase {
  const char* text;
  std::vector<MailAddress> mailboxes;
};

class AddressList : public testing::TestWithParam<ListCase> {};

TEST_P(AddressList, GivesEveryMailbox) {
  EXPECT_EQ(parse_address_list(GetParam().text), GetParam().mailboxes);
}

INSTANTIATE_TEST_SUITE_P(
    Table, AddressList,
    testing::Values(
        // RFC 5322 appendices A.1.2, A.1.3, A.5, A.6.1 and A.6.3.
        ListCase{"\"Joe Q. Public\" <john.q.public@example.com>",
                 {{"Joe Q. Public", "john.q.public@example.com"}}},
        ListCase{"Mary Smith <mary@x.test>, jdoe@example.org, Who? <one@y.test>",
                 {{"Mary Smith", "mary@x.test"}, {"", "jdoe@example.org"}, {"Who?", "one@y.test"}}},
        ListCase{"<boss@nil.test>, \"Giant; \\\"Big\\\" Box\" <sysservices@example.net>",
                 {{"", "boss@nil.test"}, {"Giant; \"Big\" Box", "sysservices@example.net"}}},
        ListCase{"A Group:Ed Jones <c@a.test>,joe@where.test,John <jdoe@one.test>;",
                 {{"Ed Jones", "c@a.test"}, {"", "joe@where.test"}, {"John", "jdoe@one.test"}}},
        ListCase{"Undisclosed recipients:;", {}},
        ListCase{"Pete(A nice \\) chap) <pete(his account)@silly.test(his host)>",
                 {{"Pete", "pete@silly.test"}}},
        ListCase{"A Group(Some people)\r\n     :Chris Jones <c@(Chris's host.)public.example>,\r\n"
                 "         joe@example.org,\r\n  John <jdoe@one.test> (my dear friend); (the end)",
                 {{"Chris Jones", "c@public.example"},
                  {"", "joe@example.org"},
                  {"John", "jdoe@one.test"}}},
        ListCase{"Joe Q. Public <john.q.public@example.com>",
                 {{"Joe Q. Public", "john.q.public@example.com"}}},
        ListCase{"Mary Smith <@node.test:mary@example.net>, , jdoe@test  . example",
                 {{"Mary Smith", "mary@example.net"}, {"", "jdoe@test.example"}}},
        // Local parts that need their quotes, and one that does not.
        ListCase{"\"a b\"@example.com", {{"", "\"a b\"@example.com"}}},
        ListCase{"\"a@b\"@example.com", {{"", "\"a@b\"@example.com"}}},
        ListCase{"\"ann\"@example.com", {{"", "ann@example.com"}}},
        ListCase{"\"\"@example.com", {{"", "\"\"@example.com"}}},
        ListCase{"ann@[192.0.2.1]", {{"", "ann@[192.0.2.1]"}}},
        // Found by fuzzing: without its backslash the literal would read as another.
        ListCase{"ann@[a\\]b], carl@[]", {}},
        ListCase{"<@a.test,@b.test:c@d.test>, e@f.test", {{"", "c@d.test"}, {"", "e@f.test"}}},
        ListCase{"=?utf-8?Q?=C3=A9?= <e@f.test>", {{"=?utf-8?Q?=C3=A9?=", "e@f.test"}}},
        ListCase{"ann+tag@Example.COM", {{"", "ann+tag@Example.COM"}}},
        // Passed over, with what follows still read.
        ListCase{"not an address, ann@example.com", {{"", "ann@example.com"}}},
        ListCase{"ann@, @example.com, ann@@example.com, <ann@example.com", {}},
        ListCase{"a b@example.com; ann@example.com", {{"", "ann@example.com"}}},
        ListCase{"\"unclosed <ann@example.com>", {}}, ListCase{"", {}}, ListCase{",;:<>@", {}}));

TEST(ParseMailbox, TakesOneWithOrWithoutAName) {
  EXPECT_EQ(parse_mailbox("ann@example.com"), (MailAddress{"", "ann@example.com"}));
  EXPECT_EQ(parse_mailbox("Ann <ann@example.com>"), (MailAddress{"Ann", "ann@example.com"}));
}

TEST(ParseMailbox, RefusesListsGroupsAndRubbish) {
  for (const char* text : {"a@b.c, d@e.f", "g:a@b.c;", "a@b.c junk", "", "ann", "a@b.c, junk"})
    EXPECT_FALSE(parse_mailbox(text)) << text;
}

TEST(ParsePath, TellsTheNullPathFromNoPath) {
  EXPECT_EQ(parse_path("<>"), "");
  EXPECT_EQ(parse_path(" <> (bounce)"), "");
  EXPECT_EQ(parse_path("<ann@example.com>"), "ann@example.com");
  EXPECT_EQ(parse_path("ann@example.com"), "ann@example.com");
  EXPECT_FALSE(parse_path(""));
  EXPECT_FALSE(parse_path("Ann <ann@example.com>"));
  EXPECT_FALSE(parse_path("MAILER-DAEMON"));
}

TEST(IsAsciiAddress, TakesWhatSesTakes) {
  for (const char* address :
       {"a@b", "ann.lee+x@mail.example.com", "\"a b\"@example.com", "a@xn--bcher-kva.example",
        "a@[192.0.2.1]", "!#$%&'*/=?^_`{|}~-@example.com"})
    EXPECT_TRUE(is_ascii_address(address)) << address;
  const std::string long_local = std::string(65, 'a') + "@example.com";
  for (const char* address :
       {"", "ann", "@example.com", "ann@", "a b@example.com", "é@example.com", "a@bücher.example",
        "a@-b.example", "a@b..c", "a@b_c", "a.@example.com", "<a@example.com>", "a@b,c@d",
        "a@example.com\r\nX: 1", long_local.c_str()})
    EXPECT_FALSE(is_ascii_address(address)) << address;
}

TEST(IsSameAddress, ComparesDomainsInAnyCaseAndLocalPartsAsTheyStand) {
  EXPECT_TRUE(is_same_address("ann@Example.COM", "ann@example.com"));
  EXPECT_FALSE(is_same_address("Ann@example.com", "ann@example.com"));
  EXPECT_FALSE(is_same_address("ann@example.com", "ann@example.org"));
}

}  // namespace
}  // namespace send_bounce
