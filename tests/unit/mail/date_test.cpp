#include "send_bounce/mail/date.h"

#include <gtest/gtest.h>

namespace send_bounce {
namespace {

struct DateCase {
  const char* text;
  const char* utc;  // nullptr: no date
};

class MailDate : public testing::TestWithParam<DateCase> {};

TEST_P(MailDate, IsReadAsRfc5322Says) {
  const auto instant = parse_mail_date(GetParam().text);
  if (GetParam().utc == nullptr) {
    EXPECT_FALSE(instant) << format_iso8601(*instant);
    return;
  }
  ASSERT_TRUE(instant);
  EXPECT_EQ(format_iso8601(*instant), GetParam().utc);
}

INSTANTIATE_TEST_SUITE_P(
    Table, MailDate,
    testing::Values(
        // RFC 5322 appendices A.1.1, A.5 and A.6.2.
        DateCase{"Fri, 21 Nov 1997 09:55:06 -0600", "1997-11-21T15:55:06Z"},
        DateCase{"Thu,\r\n      13\r\n        Feb\r\n          1969\r\n      23:32\r\n"
                 "               -0330 (Newfoundland Time)",
                 "1969-02-14T03:02:00Z"},
        DateCase{"21 Nov 97 09:55:06 GMT", "1997-11-21T09:55:06Z"},
        DateCase{"Fri, 21 Nov 1997 09(comment):   55  :  06 -0600", "1997-11-21T15:55:06Z"},
        // Two- and three-digit years, RFC 5322 §4.3.
        DateCase{"1 Jan 49 00:00 +0000", "2049-01-01T00:00:00Z"},
        DateCase{"1 Jan 50 00:00 +0000", "1950-01-01T00:00:00Z"},
        DateCase{"1 Jan 115 00:00 +0000", "2015-01-01T00:00:00Z"},
        DateCase{"Thu, 01 Oct 15 13:48:54 UTC", "2015-10-01T13:48:54Z"},
        // Zones by name.
        DateCase{"1 Jul 2020 00:00:00 EDT", "2020-07-01T04:00:00Z"},
        DateCase{"1 Jul 2020 00:00:00 PST", "2020-07-01T08:00:00Z"},
        DateCase{"1 Jul 2020 00:00:00 Z", "2020-07-01T00:00:00Z"},
        DateCase{"1 Jul 2020 00:00:00 CEST", "2020-07-01T00:00:00Z"},
        DateCase{"1 Jul 2020 00:00:00", "2020-07-01T00:00:00Z"},
        // As SES writes it.
        DateCase{" Wed, 20 Jul 2016 05:41:37 +0000 (UTC)", "2016-07-20T05:41:37Z"},
        DateCase{"Tue, 19 Jul 2016 22:41:37 -0700 (PDT)", "2016-07-20T05:41:37Z"},
        // A leap second is the first second of the next minute for us.
        DateCase{"31 Dec 2016 23:59:60 +0000", "2017-01-01T00:00:00Z"},
        DateCase{"29 Feb 2020 00:00 +0000", "2020-02-29T00:00:00Z"}, DateCase{"", nullptr},
        DateCase{"yesterday", nullptr}, DateCase{"29 Feb 2021 00:00 +0000", nullptr},
        DateCase{"32 Jan 2020 00:00 +0000", nullptr}, DateCase{"1 Foo 2020 00:00 +0000", nullptr},
        DateCase{"1 Jan 2020 24:00 +0000", nullptr}, DateCase{"1 Jan 2020 00:60 +0000", nullptr},
        DateCase{"1 Jan 2020", nullptr}, DateCase{"1 Jan 2020 00:00 +00", nullptr},
        DateCase{"1 Jan 2020 00:00 +0060", nullptr},
        DateCase{"1 Jan 2020 00:00 +0000 tail", nullptr}, DateCase{"2020-01-02T03:04:05Z", nullptr},
        DateCase{"1 Jan 0 00:00 +0000", nullptr},
        DateCase{"Thu, 1 Jan (unclosed 2020 00:00 +0000", nullptr}));

}  // namespace
}  // namespace send_bounce
