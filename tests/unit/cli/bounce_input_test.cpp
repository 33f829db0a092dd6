#include "cli/bounce_input.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>

#include "send_bounce/text/python_text.h"
#include "support/fake_world.h"

namespace send_bounce {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Words = std::vector<std::string>;

/// A message for `recipients`, a list in JSON.
std::string notification_for(const std::string& recipients) {
  return R"({"mail":{"messageId":"o3vr","timestamp":"2026-11-27T11:50:00.123Z",)"
         R"("source":"bob@sender.example"},"receipt":{"recipients":)" +
         recipients + "}}";
}

const std::string kToAnn = notification_for(R"(["ann@example.com"])");
const std::string kToTwo = notification_for(R"(["ann@example.com","o'ben@example.org"])");

/// As SES stored it; `recipient` is what its Received field says of one: " for ann@example.com".
std::string stored(const std::string& recipient) {
  return "Received: from m.sender.example by inbound-smtp.eu-west-1.amazonaws.com with SMTP id "
         "o3vr" +
         recipient + "; Fri, 27 Nov 2026 11:50:00 +0000 (UTC)\n\n";
}

Words operator+(Words words, const Words& more) {
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

struct BounceInputTest : ::testing::Test {
  Result<BounceInput> read(const Words& words) {
    auto line = std::move(read_words(words).line);
    if (!line) return tl::make_unexpected(std::move(line).error());
    return read_bounce_input(*line, files, variables);
  }

  Result<CompletedBounce> completed(const Words& words) {
    auto input = read(words);
    if (!input) return tl::make_unexpected(std::move(input).error());
    return complete(*input, "eu-west-1", sender);
  }

  /// The parameters as Python writes them; or the error's message.
  std::string parameters(const Words& words) {
    const auto bounce = completed(words);
    return bounce ? python_repr(Value(bounce->given.values)) : bounce.error().message;
  }

  testing::FakeFileSystem files{{"ann.json", kToAnn},
                                {"two.json", kToTwo},
                                {"mail.eml", stored(" for ann@example.com")},
                                {"no-for.eml", stored("")}};
  testing::FakeVariables variables{{"FOLDER", "in"}};
  std::optional<std::string> sender;  ///< of SEND_BOUNCE_SENDER or the profile
};

const Words kType = {"--bounce-type", "DoesNotExist"};
const Words kAnn = Words{"--received", "ann.json"} + kType;
const Words kTwo = Words{"--received", "two.json"} + kType;
constexpr const char* kFilledForAnn =
    "{'OriginalMessageId': 'o3vr', 'BounceSender': 'mailer-daemon@example.com', "
    "'BouncedRecipientInfoList': [{'Recipient': 'ann@example.com', 'BounceType': "
    "'DoesNotExist'}]}";

// What was received says all but the reason.
TEST_F(BounceInputTest, FillsInWhatWasReceived) {
  for (const std::string& input :
       {std::string("ann.json"), std::string("mail.eml"), kToAnn, "[" + kToAnn + "]"})
    EXPECT_EQ(parameters(Words{"--received", input} + kType), kFilledForAnn) << input;
}

TEST_F(BounceInputTest, ReadsWhereverReceivedPoints) {
  files.files = {{kStandardInput, kToAnn},
                 {"in/ann.json", kToAnn},
                 {"/home/user/a", kToAnn},
                 {"$FOLDER/ann.json", notification_for(R"(["other@example.com"])")}};
  for (const char* word : {"-", "file://$FOLDER/ann.json", "file://~/a", "in/ann.json"})
    EXPECT_EQ(parameters(Words{"--received", word} + kType), kFilledForAnn) << word;
  EXPECT_THAT(parameters(Words{"--received", "$FOLDER/ann.json"} + kType),
              HasSubstr("other@example.com"))
      << "a path without file:// is as it is";
}

TEST_F(BounceInputTest, TellsWhatCannotBeRead) {
  files.broken = {{"secret.json", {EACCES, "Permission denied"}}, {kStandardInput, {EIO, "I/O"}}};
  const struct {
    const char* word;
    const char* message;
  } rows[] = {
      {"nowhere.json", "--received: nowhere.json cannot be read: No such file or directory."},
      {"file://nowhere.json",
       "--received: file://nowhere.json cannot be read: No such file or directory."},
      {"secret.json", "--received: secret.json cannot be read: Permission denied."},
      {"-", "--received: stdin cannot be read: I/O."},
  };
  for (const auto& row : rows) {
    const auto input = read(Words{"--received", row.word} + kType);
    ASSERT_FALSE(input) << row.word;
    EXPECT_EQ(input.error().kind, ErrorKind::ParamValidation);
    EXPECT_EQ(input.error().message, row.message);
  }
}

// Option, document, variable or profile, what was received: the first that has it.
TEST_F(BounceInputTest, TakesEachMemberFromTheFirstThatHasIt) {
  const Words document = {"--cli-input-json", R"({"BounceSender":"document@example.com"})"};
  const struct {
    const char* name;
    Words words;
    std::optional<std::string> sender;
    const char* shown;
  } rows[] = {
      {"received", {}, {}, "'BounceSender': 'mailer-daemon@example.com'"},
      {"variable or profile", {}, "set@example.com", "'BounceSender': 'set@example.com'"},
      {"document", document, "set@example.com", "'BounceSender': 'document@example.com'"},
      {"option", document + Words{"--bounce-sender", "option@example.com"}, "set@example.com",
       "'BounceSender': 'option@example.com'"},
      {"id of the document",
       {"--cli-input-json", R"({"OriginalMessageId":"other"})"},
       {},
       "{'OriginalMessageId': 'other', "},
      {"recipient, whose domain sends",
       {"--recipient", "eve@example.net"},
       {},
       "'BounceSender': 'mailer-daemon@example.net', 'BouncedRecipientInfoList': [{'Recipient': "
       "'eve@example.net', 'BounceType': 'DoesNotExist'}]"},
      {"a document's list is replaced whole",
       {"--cli-input-json", R"({"BouncedRecipientInfoList":[{"Recipient":"eve@example.net"}]})"},
       {},
       "'BouncedRecipientInfoList': [{'Recipient': 'ann@example.com', 'BounceType': "
       "'DoesNotExist'}]"},
  };
  for (const auto& row : rows) {
    sender = row.sender;
    EXPECT_THAT(parameters(kAnn + row.words), HasSubstr(row.shown)) << row.name;
  }
}

TEST_F(BounceInputTest, LeavesAListThatWasGivenAsItIs) {
  const std::string list = R"([{"Recipient":"ben@example.org","BounceType":"ExceededQuota"}])";
  const Words ways[] = {
      {"--bounced-recipient-info-list", list},
      {"--cli-input-json", R"({"BouncedRecipientInfoList":)" + list + "}"},
  };
  for (const Words& way : ways) {
    EXPECT_EQ(parameters(Words{"--received", "two.json"} + way),
              "{'OriginalMessageId': 'o3vr', 'BounceSender': 'mailer-daemon@example.org', "
              "'BouncedRecipientInfoList': [{'Recipient': 'ben@example.org', 'BounceType': "
              "'ExceededQuota'}]}");
  }
}

TEST_F(BounceInputTest, BouncesSeveralRecipientsOnlyWhereTheyWereChosen) {
  const auto choice = completed(kTwo);
  ASSERT_FALSE(choice);
  EXPECT_EQ(choice.error().kind, ErrorKind::ParamValidation);
  EXPECT_EQ(choice.error().message,
            "The message has 2 recipients. Name the ones to bounce, or use --all-recipients:\n"
            "  --recipient ann@example.com\n  --recipient 'o'\\''ben@example.org'");
  EXPECT_THAT(parameters(kTwo + Words{"--recipient", "o'ben@example.org"}),
              HasSubstr("'BounceSender': 'mailer-daemon@example.org', 'BouncedRecipientInfoList': "
                        "[{'Recipient': \"o'ben@example.org\", 'BounceType': 'DoesNotExist'}]"));
  EXPECT_THAT(parameters(kTwo + Words{"--all-recipients"}),
              HasSubstr("'BounceSender': 'mailer-daemon@example.com', 'BouncedRecipientInfoList': "
                        "[{'Recipient': 'ann@example.com', 'BounceType': 'DoesNotExist'}, "
                        "{'Recipient': \"o'ben@example.org\", 'BounceType': 'DoesNotExist'}]"));
}

TEST_F(BounceInputTest, ListsFiftyRecipientsAtMost) {
  std::string list = R"("r0@example.com")";
  for (int i = 1; i < 100; ++i) list += ",\"r" + std::to_string(i) + "@example.com\"";
  const std::string text =
      parameters(Words{"--received", notification_for("[" + list + "]")} + kType);
  EXPECT_THAT(text, HasSubstr("The message has 100 recipients."));
  EXPECT_THAT(text, ::testing::EndsWith("\n  --recipient r49@example.com\n  and 50 more"));
}

TEST_F(BounceInputTest, WarnsOfAnotherIdAndUsesTheOneThatWasGiven) {
  const auto same = completed(kAnn + Words{"--original-message-id", "o3vr"});
  ASSERT_TRUE(same);
  EXPECT_THAT(same->warnings, IsEmpty());
  const auto other = completed(kAnn + Words{"--original-message-id", "other id"});
  ASSERT_TRUE(other);
  EXPECT_EQ(*other->given.values.get<std::string>("OriginalMessageId"), "other id");
  EXPECT_THAT(
      other->warnings,
      ElementsAre("the message id 'other id' is used, but the received message has the id o3vr"));
}

TEST_F(BounceInputTest, AsksForTheRecipientThatAStoredMessageDoesNotName) {
  const Words words = Words{"--received", "no-for.eml"} + kType;
  const auto unknown = completed(words);
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().kind, ErrorKind::NothingToBounce);
  EXPECT_EQ(unknown.error().code, "no-recipient");
  EXPECT_THAT(unknown.error().message, HasSubstr("Name it with --recipient ADDRESS."));
  EXPECT_EQ(parameters(words + Words{"--recipient", "ann@example.com"}), kFilledForAnn);
}

TEST_F(BounceInputTest, TakesAFinalRecipientForOneRecipientOnly) {
  const Words words = {"--received", "two.json",          "--status",
                       "5.1.1",      "--final-recipient", "x@example.com"};
  EXPECT_EQ(parameters(words + Words{"--all-recipients"}),
            "--final-recipient applies to one recipient, but the bounce has 2.");
  EXPECT_THAT(parameters(words + Words{"--recipient", "ann@example.com"}),
              HasSubstr("'FinalRecipient': 'x@example.com'"));
}

TEST_F(BounceInputTest, DatesTheArrivalByWhatWasReceived) {
  const Words dated = {"--arrival-date", "received"};
  EXPECT_THAT(
      parameters(kAnn + dated),
      HasSubstr("'MessageDsn': {'ReportingMta': 'dns; inbound-smtp.eu-west-1.amazonaws.com', "
                "'ArrivalDate': '2026-11-27T11:50:00.123000Z'}"));
  EXPECT_THAT(parameters(kAnn + dated + Words{"--reporting-mta", "dns; mx.example.com"}),
              HasSubstr("'MessageDsn': {'ReportingMta': 'dns; mx.example.com', 'ArrivalDate': "
                        "'2026-11-27T11:50:00.123000Z'}"));
  files.files["undated.eml"] =
      "Received: by inbound-smtp.eu-west-1.amazonaws.com with SMTP id o3vr for ann@example.com; "
      "noon\n\n";
  EXPECT_EQ(parameters(Words{"--received", "undated.eml"} + kType + dated),
            "--arrival-date received: the received message has no time of receipt. Give a time, or "
            "leave the option out, because SES knows it.");
}

TEST_F(BounceInputTest, SaysWhatIsMissingInItsOwnWords) {
  const struct {
    Words words;
    const char* message;
  } rows[] = {
      {{"--received", "ann.json"},
       "The bounce has no reason. Give a bounce type or a status, for example --bounce-type "
       "DoesNotExist or --status 5.7.1."},
      {Words{"--recipient", "ann@example.com"} + kType,
       "The bounce needs --original-message-id ID, --bounce-sender ADDRESS. Or give --received "
       "FILE, which provides all of them."},
      {kAnn + Words{"--recipient", "ann"}, "The bounce needs --bounce-sender ADDRESS."},
  };
  for (const auto& row : rows) {
    const auto bounce = completed(row.words);
    ASSERT_FALSE(bounce) << row.message;
    EXPECT_EQ(bounce.error().kind, ErrorKind::ParamValidation);
    EXPECT_EQ(bounce.error().message, row.message);
  }
}

// Which is the order on the wire, wherever the members come from.
TEST_F(BounceInputTest, PutsTheMembersInTheModelsOrder) {
  const auto bounce = completed(kAnn + Words{"--bounce-sender-arn", "arn:x", "--arrival-date",
                                             "received", "--explanation", "Gone"});
  ASSERT_TRUE(bounce);
  std::vector<std::string> members;
  for (const MapEntry& member : bounce->given.values) members.push_back(member.key);
  EXPECT_THAT(members, ElementsAre("OriginalMessageId", "BounceSender", "Explanation", "MessageDsn",
                                   "BouncedRecipientInfoList", "BounceSenderArn"));
}

TEST_F(BounceInputTest, RefusesWhatHoldsNoMessageOrMoreThanOne) {
  const struct {
    std::string input;
    const char* code;
    const char* text;
  } rows[] = {
      {"{}", "wrong-event", "The JSON is not a receipt notification from SES."},
      {"{\"mail\":", "malformed", "is cut off"},
      {"[" + kToAnn + "," + kToTwo + "]", "several", "holds 2 messages, but one call bounces one"},
  };
  for (const auto& row : rows) {
    const auto input = read(Words{"--received", row.input} + kType);
    ASSERT_FALSE(input) << row.code;
    EXPECT_EQ(input.error().kind, ErrorKind::NothingToBounce);
    EXPECT_EQ(input.error().code, row.code);
    EXPECT_THAT(input.error().message, HasSubstr(row.text));
  }
}

TEST_F(BounceInputTest, TakesWhatTheUserSaysOfFindings) {
  const auto input =
      read(kAnn + Words{"--allow", "spam", "stale", "--strict", "--allow", "auto-reply"});
  ASSERT_TRUE(input);
  EXPECT_THAT(input->choice.allow, ElementsAre("spam", "stale", "auto-reply"));
  EXPECT_TRUE(input->choice.strict);
  const auto all = read(kAnn + Words{"--allow", "all"});
  ASSERT_FALSE(all);
  EXPECT_EQ(all.error().kind, ErrorKind::ParamValidation);
}

// Whoever uses no option of ours gets the parameters as the reference builds them.
TEST_F(BounceInputTest, LeavesOtherCallsAsTheyWereTyped) {
  sender = "set@example.com";
  const auto bounce = completed({"--cli-input-json", R"({"Unknown":1,"Explanation":"x"})"});
  ASSERT_TRUE(bounce);
  EXPECT_EQ(python_repr(Value(bounce->given.values)), "{'Unknown': 1, 'Explanation': 'x'}");
  EXPECT_THAT(bounce->warnings, IsEmpty());
  EXPECT_THAT(files.opened, IsEmpty());
}

}  // namespace
}  // namespace send_bounce
