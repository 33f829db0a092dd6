#include "send_bounce/received/guards.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <set>

#include "send_bounce/text/encoding.h"

namespace send_bounce {

void PrintTo(const Finding& finding, std::ostream* out) {
  *out << '[' << level_word(finding.level) << "] " << finding.reason << ": " << finding.text;
}

namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// 2026-11-27T12:00:00Z, the time of the samples.
const Instant kNow = instant_from_civil({2026, 11, 27, 12, 0, 0, 0});

Instant ago(std::int64_t seconds, std::int32_t microseconds = 0) {
  return {kNow.seconds - seconds, microseconds};
}

/// What the rows of the tables change: a message against which nothing speaks, and its bounce.
struct Case {
  ReceivedMessage message;
  BounceContent bounce;

  Case() {
    message.message_id = "4k3v0d8vqgcc0rjsj1h2ak3ve0cv5fdvcbqe6g01";
    message.time_text = "2026-11-27T11:50:00.123Z";
    message.time = ago(600, 123000);
    message.return_path = "bob@sender.example";
    message.recipients = {"ann@example.com"};
    message.verdicts = {Verdict::Pass, Verdict::Pass, Verdict::Pass,
                        Verdict::Pass, Verdict::Pass, ""};
    message.action = "SNS";
    message.header_knowledge = HeaderKnowledge::Complete;
    message.header = {{"From", "Bob Sender <bob@sender.example>"},
                      {"To", "ann@example.com"},
                      {"Content-Type", "text/plain; charset=utf-8"}};
    bounce.original_message_id = message.message_id;
    bounce.bounce_sender = "mailer-daemon@example.com";
    bounce.recipients = {{"ann@example.com", std::nullopt, "DoesNotExist", std::nullopt}};
  }

  Case& field(std::string name, std::string value) {
    message.header.push_back({std::move(name), std::move(value)});
    return *this;
  }
  void bounce_to(const std::vector<std::string>& addresses) {
    bounce.recipients.clear();
    for (const std::string& address : addresses)
      bounce.recipients.push_back({address, std::nullopt, "DoesNotExist", std::nullopt});
  }
  void status(std::string text, std::string action = "failed") {
    RecipientDsnFields fields;
    fields.status = std::move(text);
    fields.action = std::move(action);
    bounce.recipients.front().bounce_type = std::nullopt;
    bounce.recipients.front().dsn_fields = fields;
  }
  void stored() { message.recipients_are_complete = false; }

  std::vector<Finding> judged() const { return judge(message, bounce, kNow); }
};

struct GuardRow {
  const char* name;
  std::function<void(Case&)> change;
  std::vector<std::string> lines;  ///< "level reason: text"
};

void PrintTo(const GuardRow& row, std::ostream* out) { *out << row.name; }

std::vector<std::string> lines_of(const std::vector<Finding>& findings) {
  std::vector<std::string> lines;
  for (const Finding& finding : findings)
    lines.push_back(std::string(level_word(finding.level)) + " " + warning_line(finding));
  return lines;
}

class Guards : public testing::TestWithParam<GuardRow> {};

TEST_P(Guards, FindWhatTheRowSays) {
  Case it;
  GetParam().change(it);
  EXPECT_EQ(lines_of(it.judged()), GetParam().lines);
}

std::string row_name(const testing::TestParamInfo<GuardRow>& row) { return row.param.name; }

// A row whose header has one field more.
GuardRow header(const char* row, const char* name, const char* value,
                std::vector<std::string> lines = {}) {
  return {row, [=](Case& it) { it.field(name, value); }, std::move(lines)};
}

const GuardRow kEnvelope[] = {
    {"OrdinaryMessage", [](Case&) {}, {}},
    // null-sender
    {"EmptyReturnPath",
     [](Case& it) { it.message.return_path = ""; },
     {"never null-sender: the return path is empty (<>)"}},
    {"BracketsOfANullPath",
     [](Case& it) { it.message.return_path = "<>"; },
     {"never null-sender: the return path is empty (<>)"}},
    {"UnknownReturnPath", [](Case& it) { it.message.return_path = std::nullopt; }, {}},
    {"UnknownReturnPathIsNoLoop",
     [](Case& it) {
       it.message.return_path = std::nullopt;
       it.bounce.bounce_sender = "";
     },
     {}},
    // stale, almost-stale, future
    {"TwentyFiveHours",
     [](Case& it) { it.message.time = ago(25 * 3600); },
     {"refuse stale: received 25 h 0 min ago, on 2026-11-26T11:00:00Z; SES refuses bounces after "
      "24 hours"}},
    {"TwentyFourHoursAndALittle",
     [](Case& it) {
       it.message.time = Instant{kNow.seconds - 86401, 999999};
     },
     {"refuse stale: received 24 h 0 min ago, on 2026-11-26T11:59:59Z; SES refuses bounces after "
      "24 hours"}},
    {"TwentyFourHoursExactly",
     [](Case& it) { it.message.time = ago(86400); },
     {"warn almost-stale: received 24 h 0 min ago, on 2026-11-26T12:00:00Z; SES refuses bounces in "
      "less than a minute"}},
    {"TenMinutesLeft",
     [](Case& it) { it.message.time = ago(23 * 3600 + 50 * 60, 123000); },
     {"warn almost-stale: received 23 h 50 min ago, on 2026-11-26T12:10:00Z; SES refuses bounces "
      "in 10 minutes"}},
    {"OneMinuteLeft",
     [](Case& it) { it.message.time = ago(86400 - 119); },
     {"warn almost-stale: received 23 h 58 min ago, on 2026-11-26T12:01:59Z; SES refuses bounces "
      "in 1 minute"}},
    {"TwentyThreeHoursExactly", [](Case& it) { it.message.time = ago(23 * 3600); }, {}},
    {"AYearOld",
     [](Case& it) { it.message.time = ago(std::int64_t{365} * 86400); },
     {"refuse stale: received 8760 h 0 min ago, on 2025-11-27T12:00:00Z; SES refuses bounces after "
      "24 hours"}},
    {"NoTime",
     [](Case& it) {
       it.message.time = std::nullopt;
       it.message.time_text = "yesterday";
     },
     {"refuse stale: the age is unknown, because the time of receipt is \"yesterday\", which is "
      "not a time; SES refuses bounces after 24 hours"}},
    {"NoTimeAtAll",
     [](Case& it) {
       it.message.time = std::nullopt;
       it.message.time_text = "";
     },
     {"refuse stale: the age is unknown, because the time of receipt is missing; SES refuses "
      "bounces "
      "after 24 hours"}},
    {"FiveMinutesAhead", [](Case& it) { it.message.time = ago(-300); }, {}},
    {"SevenMinutesAhead",
     [](Case& it) { it.message.time = ago(-420); },
     {"warn future: received on 2026-11-27T12:07:00Z, 0 h 7 min ahead of this computer's clock"}},
    {"DaysAhead",
     [](Case& it) { it.message.time = ago(-2 * 86400); },
     {"warn future: received on 2026-11-29T12:00:00Z, 48 h 0 min ahead of this computer's clock"}},
    // foreign-recipient
    {"ForeignRecipient",
     [](Case& it) { it.bounce_to({"friend@elsewhere.example"}); },
     {"refuse foreign-recipient: the message was received for ann@example.com, not for "
      "friend@elsewhere.example"}},
    {"SeveralForeignRecipients",
     [](Case& it) {
       it.message.recipients = {"ann@example.com", "ben@example.com"};
       it.bounce_to({"x@elsewhere.example", "ann@example.com", "y@elsewhere.example",
                     "z@elsewhere.example"});
     },
     {"refuse foreign-recipient: the message was received for ann@example.com and 1 other, not for "
      "x@elsewhere.example and 2 others"}},
    {"RecipientWithItsDomainInAnyCase", [](Case& it) { it.bounce_to({"ann@EXAMPLE.com"}); }, {}},
    {"RecipientWithAnotherLocalPart",
     [](Case& it) { it.bounce_to({"Ann@example.com"}); },
     {"refuse foreign-recipient: the message was received for ann@example.com, not for "
      "Ann@example.com"}},
    {"OneOfThreeRecipients",
     [](Case& it) {
       it.message.recipients = {"ann@example.com", "Ben+News@Example.com", "ghost@sub.example.com"};
       it.bounce_to({"Ben+News@example.com"});
     },
     {}},
    {"RecipientInBrackets", [](Case& it) { it.bounce_to({"<ann@example.com>"}); }, {}},
    {"OtherRecipientOfAStoredMessage",
     [](Case& it) {
       it.stored();
       it.bounce_to({"ben@example.com"});
     },
     {"warn foreign-recipient: the message names ann@example.com only, so it may not be for "
      "ben@example.com"}},
    {"RecipientOfAStoredMessageThatNamesNone",
     [](Case& it) {
       it.stored();
       it.message.recipients = {};
     },
     {"warn foreign-recipient: the message names no recipient, so it may not be for "
      "ann@example.com"}},
    // already-bounced
    {"BounceAction",
     [](Case& it) { it.message.action = "Bounce"; },
     {"refuse already-bounced: receipt.action.type is \"Bounce\": SES has already bounced it"}},
    {"BounceActionInAnyCase",
     [](Case& it) { it.message.action = "BOUNCE"; },
     {"refuse already-bounced: receipt.action.type is \"BOUNCE\": SES has already bounced it"}},
    {"UnknownAction", [](Case& it) { it.message.action = "BounceLater"; }, {}},
    // self-loop, own-domain
    {"ReturnPathIsTheRecipient",
     [](Case& it) { it.message.return_path = "ann@Example.com"; },
     {"refuse self-loop: the return path ann@Example.com is a recipient that is being bounced"}},
    {"ReturnPathIsTheSenderOfTheBounce",
     [](Case& it) {
       it.message.return_path = "postmaster@example.org";
       it.bounce.bounce_sender = "Post Office <postmaster@EXAMPLE.org>";
     },
     {"refuse self-loop: the return path postmaster@example.org is the sender of the bounce"}},
    {"ReturnPathIsARecipientThatIsNotBounced",
     [](Case& it) {
       it.message.recipients = {"ann@example.com", "ben@example.com"};
       it.message.return_path = "ben@example.com";
     },
     {"warn own-domain: the return path ben@example.com is in a domain of the recipients"}},
    {"OwnDomainInAnyCase",
     [](Case& it) { it.message.return_path = "carl@EXAMPLE.COM"; },
     {"warn own-domain: the return path carl@EXAMPLE.COM is in a domain of the recipients"}},
    {"DomainOfAnotherRecipient",
     [](Case& it) {
       it.message.recipients = {"ann@example.com", "ben@example.org"};
       it.message.return_path = "carl@example.org";
     },
     {"warn own-domain: the return path carl@example.org is in a domain of the recipients"}},
    {"SubdomainIsNotTheDomain",
     [](Case& it) { it.message.return_path = "bob@sub.example.com"; },
     {}},
    {"ReturnPathWithoutADomain", [](Case& it) { it.message.return_path = "root"; }, {}},
    {"Batv", [](Case& it) { it.message.return_path = "prvs=144d0cba7=bob@sender.example"; }, {}},
    {"Srs",
     [](Case& it) { it.message.return_path = "SRS0=Hh+1=TT=example.com=ann@forwarder.example"; },
     {}},
    {"Verp",
     [](Case& it) { it.message.return_path = "list-bounces+ann=example.com@lists.example"; },
     {}},
    // temporary
    {"TemporaryFailure",
     [](Case& it) { it.bounce.recipients.front().bounce_type = "TemporaryFailure"; },
     {"warn temporary: BounceType of ann@example.com is TemporaryFailure"}},
    {"StatusOfClass4",
     [](Case& it) { it.status("4.2.2"); },
     {"warn temporary: Status of ann@example.com is \"4.2.2\""}},
    {"StatusOfClass5", [](Case& it) { it.status("5.2.2"); }, {}},
    {"StatusThatIsNone", [](Case& it) { it.status("450"); }, {}},
};

GuardRow verdicts(const char* name, Verdicts verdicts, std::vector<std::string> lines,
                  bool is_stored = false) {
  return {name,
          [=](Case& it) {
            it.message.verdicts = verdicts;
            if (is_stored) it.stored();
          },
          std::move(lines)};
}

constexpr Verdict kPass = Verdict::Pass;
constexpr Verdict kFail = Verdict::Fail;
constexpr Verdict kGray = Verdict::Gray;
constexpr Verdict kOff = Verdict::Disabled;
constexpr Verdict kBroken = Verdict::ProcessingFailed;
constexpr Verdict kMissing = Verdict::Missing;

const GuardRow kVerdicts[] = {
    verdicts("Spam", {kFail, kPass, kPass, kPass, kPass, ""},
             {"refuse spam: the spam verdict is FAIL"}),
    verdicts("Virus", {kPass, kFail, kPass, kPass, kPass, ""},
             {"refuse virus: the virus verdict is FAIL"}),
    verdicts("SpamAndNotScannedForAVirus", {kFail, kOff, kPass, kPass, kPass, ""},
             {"refuse spam: the spam verdict is FAIL",
              "warn not-scanned: the virus verdict is DISABLED"}),
    verdicts("ScanningIsOff", {kOff, kOff, kPass, kPass, kPass, ""},
             {"warn not-scanned: the spam verdict is DISABLED and the virus verdict is DISABLED"}),
    verdicts("NoVerdictsOfScanning", {kMissing, kMissing, kPass, kPass, kPass, ""},
             {"warn not-scanned: the spam verdict is missing and the virus verdict is missing"}),
    verdicts("UnsureSpam", {kGray, kPass, kPass, kPass, kPass, ""},
             {"warn not-scanned: the spam verdict is GRAY"}),
    verdicts("ScanFailed", {kPass, kBroken, kPass, kPass, kPass, ""},
             {"warn not-scanned: the virus verdict is PROCESSING_FAILED"}),
    verdicts("DmarcFailsAndRejects", {kPass, kPass, kFail, kGray, kFail, "reject"},
             {"refuse forged: the DMARC verdict is FAIL and the sender's policy is reject"}),
    verdicts("DmarcFailsAndQuarantines", {kPass, kPass, kPass, kPass, kFail, "QUARANTINE"},
             {"refuse forged: the DMARC verdict is FAIL and the sender's policy is quarantine"}),
    verdicts("DmarcFailsWithoutAPolicy", {kPass, kPass, kPass, kFail, kFail, "none"}, {}),
    verdicts("DmarcFailsAndThePolicyIsUnknown", {kPass, kPass, kGray, kPass, kFail, ""}, {}),
    verdicts("DmarcPassesWithAPolicy", {kPass, kPass, kPass, kPass, kPass, "reject"}, {}),
    verdicts("SpfFailsWithoutDkim", {kPass, kPass, kFail, kGray, kGray, ""},
             {"refuse forged: the SPF verdict is FAIL and the DKIM verdict is GRAY"}),
    verdicts("SpfFailsWithDkim", {kPass, kPass, kFail, kPass, kPass, ""}, {}),
    verdicts("DkimFailsWithSpf", {kPass, kPass, kPass, kFail, kPass, ""}, {}),
    verdicts("StoredDmarcFails", {kPass, kPass, kGray, kPass, kFail, ""},
             {"refuse forged: the DMARC verdict is FAIL and the SPF verdict is GRAY"}, true),
    verdicts("StoredDmarcFailsWithSpf", {kPass, kPass, kPass, kFail, kFail, ""}, {}, true),
    verdicts("StoredAllFail", {kPass, kPass, kFail, kFail, kFail, ""},
             {"refuse forged: the DMARC verdict is FAIL and the SPF verdict is FAIL"}, true),
    verdicts("StoredSpfFailsWithoutDkim", {kPass, kPass, kFail, kGray, kGray, ""},
             {"refuse forged: the SPF verdict is FAIL and the DKIM verdict is GRAY"}, true),
    verdicts("NobodyHasAuthenticatedTheSender", {kPass, kPass, kGray, kBroken, kGray, ""},
             {"warn unauthenticated: the SPF verdict is GRAY and the DKIM verdict is "
              "PROCESSING_FAILED"}),
    verdicts("OnlyDkimFails", {kPass, kPass, kGray, kFail, kGray, ""},
             {"warn unauthenticated: the SPF verdict is GRAY and the DKIM verdict is FAIL"}),
    verdicts("OldNotificationWithoutAuthentication",
             {kPass, kPass, kMissing, kMissing, kMissing, ""},
             {"warn unauthenticated: the SPF verdict is missing and the DKIM verdict is missing"}),
};

const GuardRow kHeader[] = {
    // report
    header("Report", "Content-Type", "multipart/report; report-type=delivery-status",
           {"refuse report: Content-Type is \"multipart/report; report-type=delivery-status\""}),
    header("ReportInAnyCaseAndOrder", "CONTENT-TYPE",
           "Multipart/Report; boundary=\"a\"; REPORT-TYPE=Disposition-Notification",
           {"refuse report: Content-Type is \"Multipart/Report; boundary=\\\"a\\\"; "
            "REPORT-TYPE=Disposition-Notification\""}),
    header("ReportWithoutParameters", "Content-Type", " multipart/report",
           {"refuse report: Content-Type is \" multipart/report\""}),
    header("ReportWithAComment", "Content-Type", "(a notice) multipart / report (of ; what) ;x=y",
           {"refuse report: Content-Type is \"(a notice) multipart / report (of ; what) ;x=y\""}),
    header("ReportFolded", "Content-Type", "multipart/report;\r\n\tboundary=b",
           {"refuse report: Content-Type is \"multipart/report;\\x0d\\x0a\\x09boundary=b\""}),
    header("NoReportButAPartOfOne", "Content-Type", "message/delivery-status", {}),
    header("NoReportThoughAParameterSaysSo", "Content-Type",
           "multipart/mixed; boundary=\"multipart/report\"; report-type=x", {}),
    header("NoReportInAComment", "Content-Type", "text/plain (multipart/report)", {}),
    header("NoReportOfALongerName", "Content-Type", "multipart/reporting", {}),
    header("NotAMediaType", "Content-Type", "report", {}),
    header("MailerDaemon", "From", "Mail Delivery System <MAILER-DAEMON@mail.sender.example>",
           {"refuse report: From is \"Mail Delivery System "
            "<MAILER-DAEMON@mail.sender.example>\""}),
    header("MailerDaemonInSmallLetters", "from", "mailer-daemon@amazonses.com (MAILER)",
           {"refuse report: From is \"mailer-daemon@amazonses.com (MAILER)\""}),
    header("MailerDaemonAmongOthers", "From", "bob@sender.example, Mailer-Daemon@sender.example",
           {"refuse report: From is \"bob@sender.example, Mailer-Daemon@sender.example\""}),
    header("MailerDaemonWithoutADomain", "From", "MAILER-DAEMON (Mail Delivery Subsystem)",
           {"refuse report: From is \"MAILER-DAEMON (Mail Delivery Subsystem)\""}),
    header("MailerDaemonBehindANameThatCannotBeRead", "From",
           "Mail [Delivery] <MAILER-DAEMON@sender.example>",
           {"refuse report: From is \"Mail [Delivery] <MAILER-DAEMON@sender.example>\""}),
    header("MailerDaemonIsOnlyAName", "From", "\"MAILER-DAEMON\" <bob@sender.example>", {}),
    header("MailerDaemonIsOnlyAPart", "From", "no-mailer-daemon@sender.example", {}),
    header("OtherSystemSenders", "From", "postmaster@sender.example, noreply@sender.example", {}),
    header("MailerDaemonInReplyTo", "Reply-To", "MAILER-DAEMON@sender.example", {}),
    // auto-reply
    header("AutoReplied", "Auto-Submitted", "Auto-Replied (vacation)",
           {"refuse auto-reply: Auto-Submitted is \"Auto-Replied (vacation)\""}),
    header("AutoRepliedWithParameters", "auto-submitted", "auto-replied; owner-email=\"a@b\"",
           {"refuse auto-reply: Auto-Submitted is \"auto-replied; owner-email=\\\"a@b\\\"\""}),
    header("AutoRepliedBehindAComment", "Auto-Submitted", "(a (nested \\) one)) AUTO-REPLIED",
           {"refuse auto-reply: Auto-Submitted is \"(a (nested \\\\) one)) AUTO-REPLIED\""}),
    header("AutoNotified", "Auto-Submitted", "auto-notified",
           {"refuse auto-reply: Auto-Submitted is \"auto-notified\""}),
    header("XAutoreply", "X-AutoReply", "Yes", {"refuse auto-reply: X-Autoreply is \"Yes\""}),
    header("XAutoreplyNo", "X-Autoreply", "no", {}),
    header("XAutorespond", "X-Autorespond", "Re: hello",
           {"refuse auto-reply: X-Autorespond is \"Re: hello\""}),
    header("XAutoReplyFrom", "X-Auto-Reply-From", "ann@example.com",
           {"refuse auto-reply: X-Auto-Reply-From is \"ann@example.com\""}),
    {"SecondFieldCounts",
     [](Case& it) { it.field("Auto-Submitted", "no").field("Auto-Submitted", "auto-replied"); },
     {"refuse auto-reply: Auto-Submitted is \"auto-replied\""}},
    {"BothKindsOfMachine",
     [](Case& it) {
       it.field("Auto-Submitted", "auto-generated").field("Auto-Submitted", "auto-replied");
     },
     {"refuse auto-reply: Auto-Submitted is \"auto-replied\"",
      "warn auto-generated: Auto-Submitted is \"auto-generated\""}},
    // auto-generated
    header("AutoGenerated", "Auto-Submitted", "auto-generated",
           {"warn auto-generated: Auto-Submitted is \"auto-generated\""}),
    header("UnknownWord", "Auto-Submitted", "auto-forwarded; x=y",
           {"warn auto-generated: Auto-Submitted is \"auto-forwarded; x=y\""}),
    header("NotAutomatic", "Auto-Submitted", "No", {}),
    header("NotAutomaticWithAComment", "Auto-Submitted", "no (auto-replied)", {}),
    header("NoWord", "Auto-Submitted", "(auto-replied)", {}),
    {"AutoGeneratedFromTheNullPath",
     [](Case& it) {
       it.message.return_path = "";
       it.field("Auto-Submitted", "auto-generated");
     },
     {"never null-sender: the return path is empty (<>)"}},
    // list
    header("ListId", "List-ID", "<dev.lists.sender.example>",
           {"warn list: List-Id is \"<dev.lists.sender.example>\""}),
    header("ListPost", "List-Post", "NO", {"warn list: List-Post is \"NO\""}),
    header("ListUnsubscribe", "list-unsubscribe", "<mailto:x@y.example>",
           {"warn list: List-Unsubscribe is \"<mailto:x@y.example>\""}),
    header("ListHelp", "List-Help", "a", {"warn list: List-Help is \"a\""}),
    header("ListSubscribe", "List-Subscribe", "a", {"warn list: List-Subscribe is \"a\""}),
    header("ListOwner", "List-Owner", "a", {"warn list: List-Owner is \"a\""}),
    header("ListArchive", "List-Archive", "a", {"warn list: List-Archive is \"a\""}),
    header("MailingList", "Mailing-List", "a", {"warn list: Mailing-List is \"a\""}),
    header("PrecedenceBulk", "Precedence", "Bulk (list)",
           {"warn list: Precedence is \"Bulk (list)\""}),
    header("PrecedenceList", "PRECEDENCE", "list", {"warn list: Precedence is \"list\""}),
    header("PrecedenceJunk", "Precedence", "junk", {"warn list: Precedence is \"junk\""}),
    header("PrecedenceFirstClass", "Precedence", "first-class", {}),
    header("PrecedenceOfALongerWord", "Precedence", "bulky", {}),
    header("ListFieldThatSaysNothing", "List-Unsubscribe-Post", "List-Unsubscribe=One-Click", {}),
    // suppress-ndr
    header("SuppressAll", "X-Auto-Response-Suppress", "All",
           {"warn suppress-ndr: X-Auto-Response-Suppress is \"All\""}),
    header("SuppressNdr", "x-auto-response-suppress", "DR, ndr,OOF",
           {"warn suppress-ndr: X-Auto-Response-Suppress is \"DR, ndr,OOF\""}),
    header("SuppressOthers", "X-Auto-Response-Suppress", "DR, RN, NRN, OOF, AutoReply", {}),
    header("SuppressOofOnly", "X-Auto-Response-Suppress", "OOF", {}),
    // Fields that are no reason.
    header("XLoop", "X-Loop", "someone@else.example", {}),
    header("FeedbackId", "Feedback-ID", "1.eu-west-1.abc=:AmazonSES", {}),
    header("XFailedRecipients", "X-Failed-Recipients", "ann@example.com", {}),
    // headers-truncated, no-headers
    {"Truncated",
     [](Case& it) { it.message.header_knowledge = HeaderKnowledge::Truncated; },
     {"warn headers-truncated: mail.headersTruncated is true: header fields may be missing"}},
    {"Absent",
     [](Case& it) {
       it.message.header_knowledge = HeaderKnowledge::Absent;
       it.message.header = {};
     },
     {"warn no-headers: the received message has no header fields"}},
    // Everything at once, in the order of the table.
    {"AVacationNoticeWithoutASender",
     [](Case& it) {
       it.message.return_path = "";
       it.message.time = ago(25 * 3600);
       it.field("Content-Type", "multipart/report").field("Auto-Submitted", "auto-replied");
       it.field("Precedence", "bulk");
       it.message.verdicts.spam = Verdict::Fail;
     },
     {"never null-sender: the return path is empty (<>)",
      "refuse stale: received 25 h 0 min ago, on 2026-11-26T11:00:00Z; SES refuses bounces after "
      "24 hours",
      "refuse report: Content-Type is \"multipart/report\"",
      "refuse auto-reply: Auto-Submitted is \"auto-replied\"",
      "refuse spam: the spam verdict is FAIL", "warn list: Precedence is \"bulk\""}},
};

INSTANTIATE_TEST_SUITE_P(Envelope, Guards, testing::ValuesIn(kEnvelope), row_name);
INSTANTIATE_TEST_SUITE_P(Verdicts, Guards, testing::ValuesIn(kVerdicts), row_name);
INSTANTIATE_TEST_SUITE_P(Header, Guards, testing::ValuesIn(kHeader), row_name);

TEST(TheTable, HasTheWordsAndLevelsOfThePageInItsOrder) {
  std::vector<std::string> rows;
  for (const Guard& guard : all_guards())
    rows.push_back(std::string(guard.word) + " " + std::string(level_word(guard.level)));
  EXPECT_THAT(rows, ElementsAre("null-sender never", "stale refuse", "foreign-recipient refuse",
                                "already-bounced refuse", "report refuse", "auto-reply refuse",
                                "spam refuse", "virus refuse", "forged refuse", "self-loop refuse",
                                "unauthenticated warn", "not-scanned warn", "auto-generated warn",
                                "list warn", "suppress-ndr warn", "headers-truncated warn",
                                "no-headers warn", "almost-stale warn", "own-domain warn",
                                "temporary warn", "future warn"));
}

TEST(TheTables, HaveWordsOfTheirOwnAndSentencesInAscii) {
  std::set<std::string_view> words;
  std::vector<std::string_view> sentences;
  for (const Guard& guard : all_guards()) {
    EXPECT_TRUE(words.insert(guard.word).second) << guard.word;
    EXPECT_EQ(find_guard(guard.word), &guard);
    sentences.insert(sentences.end(), {guard.when, guard.why});
  }
  for (const LateCheck& check : all_late_checks()) {
    EXPECT_TRUE(words.insert(check.word).second) << check.word;
    EXPECT_EQ(find_guard(check.word), nullptr);
    sentences.insert(sentences.end(), {check.when, check.why});
  }
  for (const std::string_view sentence : sentences) {
    EXPECT_TRUE(sentence.ends_with('.')) << sentence;
    EXPECT_TRUE(std::all_of(sentence.begin(), sentence.end(), [](char c) {
      return c >= ' ' && c <= '~' && c != '`';
    })) << sentence;
  }
  EXPECT_EQ(find_guard("several"), nullptr);
  EXPECT_EQ(find_guard(""), nullptr);
}

// Values of a stranger go to terminals and logs: nothing in them may begin a line, colour a screen,
// turn the direction of writing, or be no text.
class HostileValue : public testing::TestWithParam<std::pair<std::string, std::string>> {};

TEST_P(HostileValue, IsShownOnOneLineOfPrintableText) {
  const auto& [value, text] = GetParam();
  Case it;
  it.field("List-Id", value);
  EXPECT_THAT(lines_of(it.judged()), ElementsAre("warn list: List-Id is \"" + text + "\""));
}

INSTANTIATE_TEST_SUITE_P(
    Table, HostileValue,
    testing::Values(
        std::pair{"a\nsend-bounce: [ERROR]: x", "a\\x0asend-bounce: [ERROR]: x"},
        std::pair{"a\r\n\tb", "a\\x0d\\x0a\\x09b"}, std::pair{"\x1b[2J\x7f", "\\x1b[2J\\x7f"},
        std::pair{std::string("a\0b", 3), "a\\x00b"}, std::pair{"\xc2\x9b", "\\u009b"},
        std::pair{"\xe2\x80\xae"
                  "abc\xe2\x81\xa9",
                  "\\u202eabc\\u2069"},
        std::pair{"\xd8\x9c\xe2\x80\x8f", "\\u061c\\u200f"}, std::pair{"\xe2\x80\xa8", "\\u2028"},
        std::pair{"\xf3\xa0\x81\x81", "\\U000e0041"},
        std::pair{"\xff"
                  "a\xc3",
                  "\xef\xbf\xbd"
                  "a\xef\xbf\xbd"},
        std::pair{"\xed\xa0\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"},
        std::pair{"caf\xc3\xa9 \xf0\x9f\x98\x80", "caf\xc3\xa9 \xf0\x9f\x98\x80"},
        std::pair{"\"; x \\", "\\\"; x \\\\"},
        std::pair{std::string(98, 'a'), std::string(98, 'a')},
        std::pair{std::string(99, 'a'), std::string(95, 'a') + "..."},
        // A character, and an escape, are shown whole or not at all.
        std::pair{std::string(94, 'a') + "\xc3\xa9\xc3\xa9\xc3\xa9", std::string(94, 'a') + "..."},
        std::pair{std::string(93, 'a') + "\x1b\x1b", std::string(93, 'a') + "..."}));

bool is_one_printable_line(const std::string& text) {
  return is_utf8(text) && std::none_of(text.begin(), text.end(), [](char c) {
           return static_cast<unsigned char>(c) < ' ' || c == '\x7f';
         });
}

TEST(HostileValues, CannotMakeAFindingLongOrMoreThanALine) {
  for (const std::string& value :
       {std::string(100000, 'a'), std::string(5000, '\n'), std::string(5000, '\xff'),
        std::string(5000, '"'), std::string(5000, '('), std::string("\xe2\x80\xae") + "@\x1b"}) {
    Case it;
    it.message.message_id = value;
    it.message.time = std::nullopt;
    it.message.time_text = value;
    it.message.recipients = {value + "@a", value};
    it.message.return_path = value + "x@example.com";
    it.message.action = "bounce";
    it.bounce.bounce_sender = value + " <" + value + ">";
    it.bounce_to({value + "y@example.com", value + "x@example.com", value + "z@example.com"});
    for (BouncedRecipient& bounced : it.bounce.recipients) {
      RecipientDsnFields fields;
      fields.status = "4." + value;
      fields.action = value;
      fields.final_recipient = value;
      fields.last_attempt_date = ago(-86400);
      bounced.dsn_fields = fields;
    }
    for (const char* name : {"X-Autorespond", "List-Id", "Auto-Submitted"}) it.field(name, value);
    it.field("From", "mailer-daemon@" + value).field("X-Auto-Response-Suppress", "All, " + value);
    for (int stored = 0; stored < 2; ++stored) {
      it.message.recipients_are_complete = stored == 0;
      std::vector<Finding> findings = it.judged();
      EXPECT_GE(findings.size(), 6U);
      for (Finding& finding : late_checks(it.bounce, &it.message, kNow))
        findings.push_back(std::move(finding));
      EXPECT_GE(findings.size(), 15U);
      for (const Finding& finding : findings) {
        EXPECT_LE(finding.text.size(), 300U) << finding.text;
        EXPECT_TRUE(is_one_printable_line(finding.text)) << finding.text;
      }
      const std::string refusal = refusal_message(it.message, it.judged());
      const auto refused =
          static_cast<std::ptrdiff_t>(std::count_if(findings.begin(), findings.end(), is_refusal));
      EXPECT_EQ(std::count(refusal.begin(), refusal.end(), '\n'), refused + 1) << refusal;
    }
  }
}

TEST(ApplyChoice, AllowedRefusalsAreWarningsAndStrictRefusesTheOthers) {
  const std::vector<Finding> found = {{"stale", GuardLevel::Refuse, "a"},
                                      {"report", GuardLevel::Refuse, "b"},
                                      {"list", GuardLevel::Warn, "c"},
                                      {"own-domain", GuardLevel::Warn, "d"}};
  EXPECT_EQ(apply_choice(found, {}), found);
  EXPECT_THAT(apply_choice(found, {{"stale", "list"}, false}),
              ElementsAre(Finding{"stale", GuardLevel::Warn, "a"}, found[1], found[2], found[3]));
  EXPECT_THAT(apply_choice(found, {{"stale", "list"}, true}),
              ElementsAre(Finding{"stale", GuardLevel::Warn, "a"}, found[1], found[2],
                          Finding{"own-domain", GuardLevel::Refuse, "d", true}));
}

TEST(ApplyChoice, LeavesNullSenderAndLateChecksAsTheyAre) {
  const std::vector<Finding> found = {{"null-sender", GuardLevel::Never, "a"},
                                      {"bad-status", GuardLevel::Warn, "b"}};
  EXPECT_EQ(apply_choice(found, {{"null-sender", "bad-status"}, true}), found);
  EXPECT_TRUE(is_refusal(found[0]));
  EXPECT_FALSE(is_refusal(found[1]));
}

std::string fault_of_allowing(const std::vector<std::string>& words) {
  const auto checked = check_allowed(words);
  if (checked) return "";
  EXPECT_EQ(checked.error().kind, ErrorKind::ParamValidation);
  EXPECT_EQ(checked.error().code, "ParamValidation");
  return checked.error().message;
}

TEST(CheckAllowed, TakesEveryGuardThatIsNotNever) {
  std::vector<std::string> words;
  for (const Guard& guard : all_guards())
    if (guard.level != GuardLevel::Never) words.emplace_back(guard.word);
  EXPECT_EQ(fault_of_allowing(words), "");
  EXPECT_EQ(fault_of_allowing({}), "");
}

TEST(CheckAllowed, NamesTheNearestReason) {
  EXPECT_EQ(fault_of_allowing({"stale", "auto-replied"}),
            "--allow: unknown reason \"auto-replied\". Did you mean auto-reply? "
            "To see all reasons, type: send-bounce help guards");
  EXPECT_THAT(fault_of_allowing({"STALE"}), HasSubstr("Did you mean stale?"));
  EXPECT_EQ(
      fault_of_allowing({"x\n"}),
      "--allow: unknown reason \"x\\x0a\". To see all reasons, type: send-bounce help guards");
  EXPECT_THAT(fault_of_allowing({""}), HasSubstr("unknown reason \"\""));
}

TEST(CheckAllowed, RefusesWhatCannotBeAllowed) {
  EXPECT_EQ(fault_of_allowing({"all"}),
            "--allow all is refused, because it would also allow reasons that you did not expect. "
            "Name each reason, for example --allow auto-reply spam");
  EXPECT_EQ(fault_of_allowing({"null-sender"}),
            "--allow null-sender is refused, because without a return path a bounce has no address "
            "to go to. Leave it out");
  for (const std::string word : {"several", "wrong-event", "malformed", "no-message-id",
                                 "no-recipient", "setup-notification"}) {
    EXPECT_EQ(fault_of_allowing({word}), "--allow " + word +
                                             " is refused, because it is a fault of the input, "
                                             "which holds nothing to bounce. Give another input");
  }
}

TEST(RefusalMessage, IsThatOfTheContract) {
  Case it;
  it.message.message_id = "4k3v";
  it.field("Auto-Submitted", "Auto-Replied (vacation)").field("Precedence", "bulk");
  EXPECT_EQ(refusal_message(it.message, it.judged()),
            "one reason against bouncing message 4k3v received 2026-11-27T11:50:00Z; nothing was "
            "sent\n"
            "  auto-reply      Auto-Submitted is \"Auto-Replied (vacation)\"\n"
            "To bounce it anyway, add: --allow auto-reply");
}

TEST(RefusalMessage, HasSeveralReasonsInColumns) {
  Case it;
  it.field("Content-Type", "multipart/report").field("List-Id", "<x>");
  it.bounce_to({"x@elsewhere.example"});
  EXPECT_EQ(refusal_message(it.message, apply_choice(it.judged(), {{}, true})),
            "3 reasons against bouncing message 4k3v0d8vqgcc0rjsj1h2ak3ve0cv5fdvcbqe6g01 received "
            "2026-11-27T11:50:00Z; nothing was sent\n"
            "  foreign-recipient  the message was received for ann@example.com, not for "
            "x@elsewhere.example\n"
            "  report             Content-Type is \"multipart/report\"\n"
            "  list               List-Id is \"<x>\" (a warning, refused by --strict)\n"
            "To bounce it anyway, add: --allow foreign-recipient report list");
}

TEST(RefusalMessage, SaysThatANullSenderCannotBeAllowed) {
  Case it;
  it.message.return_path = "";
  it.message.time = std::nullopt;
  it.message.time_text = "";
  it.message.message_id = std::string(41, 'i');
  EXPECT_EQ(refusal_message(it.message, apply_choice(it.judged(), {{"stale"}, false})),
            "one reason against bouncing message " + std::string(37, 'i') +
                "... received at an unknown time; nothing was sent\n"
                "  null-sender     the return path is empty (<>)\n"
                "This cannot be allowed: null-sender means that a bounce has no address to go to");
}

}  // namespace
}  // namespace send_bounce
