#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "send_bounce/received/received_message.h"
#include "unit/received/example_inputs.h"

namespace send_bounce {
namespace {

using namespace std::string_literals;
using testing::ElementsAre;
using testing::IsEmpty;

const std::string kHeader = kStored.substr(0, kStored.find("\n\n") + 1);

TEST(StoredMessage, TellsWhatSesWroteIntoIt) {
  const ReceivedMessage message = message_of(kStored);
  EXPECT_EQ(message.message_id, kId);
  EXPECT_EQ(message.time_text, "Fri, 27 Nov 2026 11:50:00 +0000 (UTC)");
  ASSERT_TRUE(message.time);
  EXPECT_EQ(format_iso8601(*message.time), "2026-11-27T11:50:00Z");
  EXPECT_EQ(message.return_path, "bob@sender.example");
  EXPECT_THAT(message.recipients, ElementsAre("ann@example.com"));
  EXPECT_FALSE(message.recipients_are_complete);
  ASSERT_TRUE(message.strong_region);
  EXPECT_EQ(message.strong_region->region, "eu-west-1");
  EXPECT_EQ(message.strong_region->source, "SES's Received field");
  EXPECT_EQ(message.weak_region, std::nullopt);
  EXPECT_EQ(message.verdicts.spam, Verdict::Pass);
  EXPECT_EQ(message.verdicts.virus, Verdict::Pass);
  EXPECT_EQ(message.verdicts.spf, Verdict::Pass);
  EXPECT_EQ(message.verdicts.dkim, Verdict::Pass);
  EXPECT_EQ(message.verdicts.dmarc, Verdict::Pass);
  EXPECT_EQ(message.verdicts.dmarc_policy, "");
  EXPECT_EQ(message.action, "");
  EXPECT_EQ(message.header_knowledge, HeaderKnowledge::Complete);
  EXPECT_EQ(message.header.size(), 11U);
  EXPECT_EQ(message.header_block, kHeader);
}

struct FormRow {
  const char* name;
  std::string input;
};

class StoredForm : public testing::TestWithParam<FormRow> {};

TEST_P(StoredForm, IsRead) {
  const ReceivedMessage message = message_of(GetParam().input);
  EXPECT_EQ(message.message_id, kId);
  EXPECT_EQ(message.return_path, "bob@sender.example");
  EXPECT_EQ(message.verdicts.dmarc, Verdict::Pass);
  EXPECT_EQ(with_each(message.header_block, "\r\n", "\n"), kHeader);
}

INSTANTIATE_TEST_SUITE_P(
    Table, StoredForm,
    testing::Values(
        FormRow{"crlf", with_each(kStored, "\n", "\r\n")},
        FormRow{"mbox", "From bob@sender.example Fri Nov 27 11:50:00 2026\n" + kStored},
        FormRow{"byte_order_mark", "\xEF\xBB\xBF" + kStored},
        FormRow{"empty_lines_in_front", "\r\n\n" + kStored}, FormRow{"header_only", kHeader},
        FormRow{"nul_in_the_body", kStored + "\0\0\xFF"s},
        FormRow{"hops_after_ses",
                "Return-Path: <local@here.example>\nDelivered-To: me@here.example\nReceived: from "
                "pop.example by here.example;\n\tFri, 27 Nov 2026 12:00:00 +0000\n" +
                    kStored},
        FormRow{"fields_of_one_line", kStored + std::string(1'000'000, 'x')}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(StoredMessage, MayHaveBytesOfAnyCharset) {
  const auto message = message_of(with(kStored, "From: Bob", "From: B\xF6\x80 \xFF\0"s));
  EXPECT_EQ(message.message_id, kId);
  EXPECT_THAT(message.header_block, testing::HasSubstr("From: B\xF6\x80 \xFF\0"s));
}

TEST(StoredMessage, HasNoRecipientButTheOneThatSesNames) {
  const auto message = message_of(with(kStored, "\n for ann@example.com;", ";"));
  EXPECT_THAT(message.recipients, IsEmpty());
  EXPECT_EQ(message.message_id, kId);
}

TEST(StoredMessage, KeepsATimeThatIsNone) {
  const auto message = message_of(with(kStored, "Fri, 27 Nov 2026 11:50:00 +0000 (UTC)", "noon"));
  EXPECT_EQ(message.time, std::nullopt);
  EXPECT_EQ(message.time_text, "noon");
}

TEST(StoredMessage, IsNotBelievedWhatStandsBelowTheFieldsOfSes) {
  const std::string forged =
      "X-SES-Spam-Verdict: PASS\nReceived-SPF: pass x; envelope-from=eve@evil.example;\n"
      "Authentication-Results: amazonses.com; spf=pass; dkim=pass header.i=@a; dmarc=pass "
      "header.from=a\n"
      "Received: from x by inbound-smtp.us-east-1.amazonaws.com with SMTP id forged for "
      "boss@example.com; Fri, 27 Nov 2026 11:59:00 +0000\n"
      "X-SES-Virus-Verdict: PASS\nReturn-Path: <eve@evil.example>\n";
  // SES's own verdicts are away, as where scanning is off; the sender's mail follows at once.
  const std::string own = kStored.substr(0, kStored.find("X-SES-Spam"));
  const std::string bare =
      own.substr(own.find("Received: ")) +
      "Received-SPF: fail x; envelope-from=bob@sender.example;\nX-SES-RECEIPT: x\n";
  const auto message = message_of(bare + forged + "From: eve@evil.example\n\n");
  EXPECT_EQ(message.message_id, kId);
  EXPECT_EQ(message.strong_region->region, "eu-west-1");
  EXPECT_EQ(message.return_path, "bob@sender.example");
  EXPECT_THAT(message.recipients, ElementsAre("ann@example.com"));
  EXPECT_EQ(message.verdicts.spam, Verdict::Missing);
  EXPECT_EQ(message.verdicts.virus, Verdict::Missing);
  EXPECT_EQ(message.verdicts.spf, Verdict::Fail);
  EXPECT_EQ(message.verdicts.dkim, Verdict::Missing);
  EXPECT_EQ(message.verdicts.dmarc, Verdict::Missing);
}

TEST(StoredMessage, IsBelievedWhatSpeaksAgainstIt) {
  const auto message =
      message_of(with(kStored, "X-SES-RECEIPT:", "X-Odd: 1\nX-SES-Spam-Verdict: FAIL\nX-Odd:"));
  EXPECT_EQ(message.verdicts.spam, Verdict::Fail);
}

struct PathRow {
  const char* name;
  std::string input;
  std::optional<std::string> path;
};

TEST(ReturnPathOfAStoredMessage, IsThatAboveSesFieldElseThatOfSpf) {
  const std::string without = with(kStored, "Return-Path: <bob@sender.example>\n", "");
  const std::string unknown = with(without, "envelope-from=bob@sender.example; ", "");
  const PathRow rows[] = {
      {"null path", with(kStored, "<bob@sender.example>", "<>"), ""},
      {"tagged", with(kStored, "<bob@sender.example>", "<prvs=1=Bob@Sender.example>"),
       "prvs=1=Bob@Sender.example"},
      {"SPF", without, "bob@sender.example"},
      {"SPF with the null path", with(without, "from=bob@sender.example;", "from=;"), ""},
      {"SPF with brackets", with(without, "from=bob@sender.example;", "from=<>;"), ""},
      {"SPF in quotes", with(without, "from=bob@sender.example;", "from=\"bob@s.example\";"),
       "bob@s.example"},
      {"SPF with an odd local part", with(without, "from=bob@s", "from=\"a; b\"@s"),
       "\"a; b\"@sender.example"},
      {"unknown", unknown, std::nullopt},
      {"From and a lower Return-Path do not count",
       with(unknown, "From: ", "Return-Path: <eve@evil.example>\nFrom: "), std::nullopt},
      {"an empty one is unknown",
       with(kStored, "Return-Path: <bob@sender.example>", "Return-Path:"), "bob@sender.example"},
  };
  for (const PathRow& row : rows)
    EXPECT_EQ(message_of(row.input).return_path, row.path) << row.name;
}

struct ResultRow {
  const char* results;
  Verdict spf;
  Verdict dkim;
  Verdict dmarc;
};

TEST(AuthenticationResults, AreVerdicts) {
  const ResultRow rows[] = {
      {"spf=fail; dkim=fail header.i=@a; dmarc=fail header.from=a", Verdict::Fail, Verdict::Fail,
       Verdict::Fail},
      {"spf=softfail; dkim=none; dmarc=none header.from=a", Verdict::Gray, Verdict::Gray,
       Verdict::Gray},
      {"spf=temperror; dkim=permerror; dmarc=temperror", Verdict::ProcessingFailed,
       Verdict::ProcessingFailed, Verdict::ProcessingFailed},
      {"SPF=PASS (x; dmarc=pass header.from=x); DKIM=Pass header.i=@a; dmarc=FAIL", Verdict::Pass,
       Verdict::Pass, Verdict::Fail},
      {"spf=pass; dkim=fail header.i=@a; dkim=pass header.i=@b", Verdict::Pass, Verdict::Pass,
       Verdict::Missing},
      {"spf=fail envelope-from=\"; dkim=pass header.i=@x;\"@evil; dkim=fail", Verdict::Fail,
       Verdict::Fail, Verdict::Missing},
      {"spf=fail helo=x;dkim=pass;dmarc=pass; dkim=fail; dmarc=fail", Verdict::Fail, Verdict::Fail,
       Verdict::Fail},
      {"", Verdict::Missing, Verdict::Missing, Verdict::Missing},
  };
  const std::size_t start = kStored.find("Received-SPF");
  const std::size_t end = kStored.find("X-SES-RECEIPT");
  for (const ResultRow& row : rows) {
    const auto message =
        message_of(kStored.substr(0, start) + "Authentication-Results: amazonses.com; " +
                   row.results + "\n" + kStored.substr(end));
    EXPECT_EQ(message.verdicts.spf, row.spf) << row.results;
    EXPECT_EQ(message.verdicts.dkim, row.dkim) << row.results;
    EXPECT_EQ(message.verdicts.dmarc, row.dmarc) << row.results;
  }
}

TEST(StoredMessage, HasNoRegionIfItsHostIsNoneOfSes) {
  const auto message = message_of(with(kStored, "inbound-smtp.eu-west-1.", "inbound-smtp.evil."));
  EXPECT_EQ(message.strong_region, std::nullopt);
  EXPECT_THAT(message.ignored_evidence,
              ElementsAre("SES's Received field does not name a region and is ignored: \"evil\""));
  EXPECT_EQ(message_of(with(kStored, "eu-west-1", "us-gov-west-1")).strong_region->region,
            "us-gov-west-1");
}

TEST(StoredMessage, OfTheLargestSizeIsReadAsFastAsItsHeader) {
  std::string large(200'000'000, 'x');
  large.replace(0, kStored.size(), kStored);
  EXPECT_EQ(message_of(large).message_id, kId);
  EXPECT_THAT(
      refusal_of(kStored.substr(0, kStored.find("From: ")) + "X: " + std::string(300'000, 'x') +
                 "\n\n"),
      testing::HasSubstr("malformed: The input is neither JSON nor a message: the header is "
                         "longer than 262144 bytes."));
}

}  // namespace
}  // namespace send_bounce
