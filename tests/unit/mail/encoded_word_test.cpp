#include "send_bounce/mail/encoded_word.h"

#include <gtest/gtest.h>

namespace send_bounce {
namespace {

struct WordCase {
  const char* text;
  const char* decoded;
};

class EncodedWords : public testing::TestWithParam<WordCase> {};

TEST_P(EncodedWords, AreDecodedAsRfc2047Says) {
  EXPECT_EQ(decode_encoded_words(GetParam().text), GetParam().decoded);
}

INSTANTIATE_TEST_SUITE_P(
    Table, EncodedWords,
    testing::Values(
        // RFC 2047 §8.
        WordCase{"=?US-ASCII?Q?Keith_Moore?= <moore@cs.utk.edu>", "Keith Moore <moore@cs.utk.edu>"},
        WordCase{"=?ISO-8859-1?Q?Keld_J=F8rn_Simonsen?=", "Keld Jørn Simonsen"},
        WordCase{"=?ISO-8859-1?Q?Andr=E9?= Pirard", "André Pirard"},
        WordCase{"=?ISO-8859-1?B?SWYgeW91IGNhbiByZWFkIHRoaXMgeW8=?=", "If you can read this yo"},
        WordCase{"(=?ISO-8859-1?Q?a?=)", "(a)"}, WordCase{"=?ISO-8859-1?Q?a?= b", "a b"},
        WordCase{"=?ISO-8859-1?Q?a?= =?ISO-8859-1?Q?b?=", "ab"},
        WordCase{"=?ISO-8859-1?Q?a?=  =?UTF-8?Q?b?=", "ab"},
        WordCase{"=?ISO-8859-1?Q?a_b?=", "a b"},
        WordCase{"=?ISO-8859-1?Q?a?= =?ISO-8859-1?Q?_b?=", "a b"},
        // Beyond the examples.
        WordCase{"=?utf-8?b?w6k=?= x", "é x"}, WordCase{"=?utf-8*de?q?=C3=A9?=", "é"},
        WordCase{"=?utf-8?Q?=C3?= =?utf-8?Q?=A9?=", "é"}, WordCase{"=?windows-1252?Q?=80?=", "€"},
        WordCase{"=?utf-8?Q?=FF?=", "\xEF\xBF\xBD"},
        // Left as they stand.
        WordCase{"=?koi8-r?Q?=C1?= x", "=?koi8-r?Q?=C1?= x"},
        WordCase{"=?utf-8?Q?=G1?=", "=?utf-8?Q?=G1?="}, WordCase{"=?utf-8?X?a?=", "=?utf-8?X?a?="},
        WordCase{"=?utf-8?Q?a b?=", "=?utf-8?Q?a b?="}, WordCase{"=?utf-8?Q?a", "=?utf-8?Q?a"},
        WordCase{"=?", "=?"}, WordCase{"1 + 1 =? 2", "1 + 1 =? 2"}, WordCase{"", ""},
        WordCase{"plain é", "plain é"}, WordCase{"raw \xE9 byte", "raw \xEF\xBF\xBD byte"}));

}  // namespace
}  // namespace send_bounce
