#include <algorithm>
#include <iterator>
#include <map>
#include <optional>

#include "received/guard_tests.h"
#include "received/shown_text.h"
#include "send_bounce/mail/address.h"
#include "send_bounce/received/guards.h"
#include "send_bounce/text/encoding.h"

namespace send_bounce {
namespace {

constexpr std::string_view kBadAddress = "bad-address";
constexpr std::string_view kBadStatus = "bad-status";
constexpr std::string_view kStatusAndAction = "status-and-action";
constexpr std::string_view kWrongAction = "wrong-action";
constexpr std::string_view kFutureDate = "future-date";
constexpr std::string_view kRepeatedRecipient = "repeated-recipient";

constexpr std::string_view kIgnoredRegion = "ignored-region";

constexpr LateCheck kLateChecks[] = {
    {kBadAddress,
     "A Recipient or FinalRecipient is not a bare ASCII email address, or BounceSender is not an "
     "ASCII email address, with or without a name.",
     "SES refuses the call, or the bounce names an address that no program can read."},
    {kBadStatus,
     "A Status is not an enhanced status code, which is 2, 4 or 5 and then two numbers of at most "
     "three digits, separated by dots, for example 5.1.1.",
     "Programs that read bounces ignore it. 550 is an SMTP reply code and belongs in "
     "DiagnosticCode."},
    {kStatusAndAction,
     "The first digit of a Status does not fit the Action: failed goes with 5 or 4, delayed with "
     "4, and delivered, relayed and expanded with 2.",
     "The bounce contradicts itself."},
    {kWrongAction, "An Action is not failed.",
     "The API accepts four other words, but they are wrong in a bounce: SES has accepted the "
     "message, and no server will try to deliver it again."},
    {kFutureDate, "An ArrivalDate or LastAttemptDate is more than 5 minutes ahead.",
     "The bounce reports something that has not happened yet."},
    {kRepeatedRecipient, "A Recipient appears more than once.",
     "The bounce reports one failure several times."},
    {kIgnoredRegion,
     "The received message names an invalid region, or has a Received field from SES that belongs "
     "to another message.",
     "The region is part of the name of the host that gets the signed request, so an invalid one "
     "is not used."},
};

Finding late_finding(std::string_view reason, std::string text) {
  return {std::string(reason), GuardLevel::Warn, std::move(text)};
}

struct LateFacts {
  const BounceContent& bounce;
  const ReceivedMessage* received;
  Instant now;
};

using Findings = std::vector<Finding>;

void check_address(std::string_view member, std::string_view given, std::string_view address,
                   Findings& findings) {
  if (is_ascii_address(address)) return;
  const bool is_ascii = std::all_of(given.begin(), given.end(),
                                    [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  const bool has_quote = std::any_of(
      std::begin(kTypographicQuotes), std::end(kTypographicQuotes),
      [&](std::string_view quote) { return given.find(quote) != std::string_view::npos; });
  const char* remedy =
      has_quote  ? ", which has a typographic quote in it; write the address without quotes"
      : is_ascii ? ", which is not an email address such as ann@example.com"
                 : ", which is not an ASCII email address; write the domain in Punycode (xn--...)";
  findings.push_back(
      late_finding(kBadAddress, std::string(member) + " is " + quoted(given) + remedy));
}

void check_addresses(const LateFacts& facts, Findings& findings) {
  const std::string& sender = facts.bounce.bounce_sender;
  check_address("BounceSender", sender, bare_address(sender), findings);
  for (const BouncedRecipient& bounced : facts.bounce.recipients) {
    check_address("Recipient", bounced.recipient, bounced.recipient, findings);
    if (!bounced.dsn_fields || !bounced.dsn_fields->final_recipient) continue;
    const std::string& last = *bounced.dsn_fields->final_recipient;
    check_address("FinalRecipient", last, last, findings);
  }
}

bool are_digits(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// RFC 3464 §2.3.4: nothing but a comment may follow the code.
std::string_view without_last_comment(std::string_view status) {
  status = trim(status);
  const std::size_t open = status.find('(');
  if (open == std::string_view::npos || !status.ends_with(')')) return status;
  return trim(status.substr(0, open));
}

// The class of an enhanced status code (RFC 3463 §2); nullopt if the text is none.
std::optional<char> status_class(std::string_view status) {
  status = without_last_comment(status);
  const std::size_t first = status.find('.');
  if (first != 1 || std::string_view("245").find(status[0]) == std::string_view::npos) {
    return std::nullopt;
  }
  const std::size_t second = status.find('.', first + 1);
  if (second == std::string_view::npos) return std::nullopt;
  const std::string_view subject = status.substr(first + 1, second - first - 1);
  const std::string_view detail = status.substr(second + 1);
  if (!are_digits(subject) || !are_digits(detail)) return std::nullopt;
  if (subject.size() > 3 || detail.size() > 3) return std::nullopt;
  return status[0];
}

bool is_reply_code(std::string_view status) {
  status = trim(status);
  return status.size() == 3 && are_digits(status) && status[0] >= '2' && status[0] <= '5';
}

std::string of_whom(const BouncedRecipient& bounced) {
  return " of " + shown(bounced.recipient, 80) + " is ";
}

void check_statuses(const LateFacts& facts, Findings& findings) {
  for (const BouncedRecipient& bounced : facts.bounce.recipients) {
    if (!bounced.dsn_fields) continue;
    const std::string& status = bounced.dsn_fields->status;
    if (status_class(status)) continue;
    findings.push_back(late_finding(
        kBadStatus,
        "Status" + of_whom(bounced) + quoted(status, 60) +
            (is_reply_code(status) ? ", an SMTP reply code; give an enhanced status code such as "
                                     "5.1.1, and put the reply in DiagnosticCode"
                                   : ", which is not an enhanced status code such as 5.1.1")));
  }
}

/// What RFC 3464 §2.3.3 says of an action.
struct ActionRow {
  std::string_view action;
  std::string_view classes;  ///< that a Status may have beside it
  std::string_view meaning;
};

constexpr ActionRow kActions[] = {
    {"failed", "54", "the message could not be delivered"},
    {"delayed", "4", "delivery will be tried again"},
    {"delivered", "2", "the message was delivered"},
    {"relayed", "2", "the message was passed on"},
    {"expanded", "2", "the message was delivered to a list"},
};

const ActionRow* find_action(std::string_view action) {
  for (const ActionRow& row : kActions) {
    if (row.action == action) return &row;
  }
  return nullptr;
}

void check_statuses_and_actions(const LateFacts& facts, Findings& findings) {
  for (const BouncedRecipient& bounced : facts.bounce.recipients) {
    if (!bounced.dsn_fields) continue;
    const ActionRow* row = find_action(bounced.dsn_fields->action);
    const auto its_class = status_class(bounced.dsn_fields->status);
    if (row == nullptr || !its_class) continue;
    if (row->classes.find(*its_class) != std::string_view::npos) continue;
    findings.push_back(late_finding(
        kStatusAndAction, "Status" + of_whom(bounced) + quoted(bounced.dsn_fields->status, 60) +
                              ", which does not fit the Action " + std::string(row->action)));
  }
}

void check_actions(const LateFacts& facts, Findings& findings) {
  for (const BouncedRecipient& bounced : facts.bounce.recipients) {
    if (!bounced.dsn_fields || bounced.dsn_fields->action == "failed") continue;
    const ActionRow* row = find_action(bounced.dsn_fields->action);
    const std::string meaning = row == nullptr ? ", which is not an action"
                                               : ", which says that " + std::string(row->meaning);
    findings.push_back(late_finding(
        kWrongAction, "Action" + of_whom(bounced) + quoted(bounced.dsn_fields->action, 60) +
                          meaning + "; the action of a bounce is failed"));
  }
}

void check_date(const std::string& member, const std::optional<Instant>& date,
                const LateFacts& facts, Findings& findings) {
  const Instant latest = {facts.now.seconds + kClockSlackSeconds, facts.now.microseconds};
  if (!date || *date <= latest) return;
  findings.push_back(
      late_finding(kFutureDate, member + shown_time(*date) + ", which is in the future"));
}

void check_dates(const LateFacts& facts, Findings& findings) {
  if (facts.bounce.message_dsn) {
    check_date("ArrivalDate is ", facts.bounce.message_dsn->arrival_date, facts, findings);
  }
  for (const BouncedRecipient& bounced : facts.bounce.recipients) {
    if (!bounced.dsn_fields) continue;
    check_date("LastAttemptDate" + of_whom(bounced), bounced.dsn_fields->last_attempt_date, facts,
               findings);
  }
}

void check_repetitions(const LateFacts& facts, Findings& findings) {
  std::map<std::string, int> times;
  for (const BouncedRecipient& bounced : facts.bounce.recipients) {
    if (++times[address_key(bare_address(bounced.recipient))] != 2) continue;
    findings.push_back(late_finding(
        kRepeatedRecipient, "Recipient " + shown(bounced.recipient) + " appears more than once"));
  }
}

void check_evidence(const LateFacts& facts, Findings& findings) {
  if (facts.received == nullptr) return;
  for (const std::string& sentence : facts.received->ignored_evidence) {
    findings.push_back(late_finding(kIgnoredRegion, sentence));
  }
}

}  // namespace

std::span<const LateCheck> all_late_checks() { return kLateChecks; }

std::vector<Finding> late_checks(const BounceContent& bounce, const ReceivedMessage* received,
                                 Instant now) {
  const LateFacts facts = {bounce, received, now};
  Findings findings;
  for (const auto check : {check_addresses, check_statuses, check_statuses_and_actions,
                           check_actions, check_dates, check_repetitions, check_evidence}) {
    check(facts, findings);
  }
  return findings;
}

}  // namespace send_bounce
