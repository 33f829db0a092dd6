#include "send_bounce/received/guards.h"

#include <algorithm>

#include "received/guard_tests.h"
#include "received/shown_text.h"
#include "send_bounce/text/encoding.h"
#include "send_bounce/text/similar_words.h"

namespace send_bounce {
namespace {

using enum GuardLevel;

// docs/reference/when-not-to-bounce.md §2, in its order.
constexpr Guard kGuards[] = {
    {"null-sender", Never, find_null_sender, "The return path is empty: the message is a bounce.",
     "A bounce goes to the return path, so there is no address to send it to.",
     "RFC 5321 §4.5.5, §6.1"},
    {"stale", Refuse, find_stale,
     "The message was received more than 24 hours ago. Or it is a stored message whose time of "
     "receipt cannot be read.",
     "SES refuses to bounce a message after 24 hours.", "API reference of SendBounce"},
    {"foreign-recipient", Refuse, find_foreign_recipient,
     "A recipient to bounce is not among those that SES received the message for. For a stored "
     "message, which names at most one recipient, this is a warning.",
     "A bounce may only name recipients of the original message.",
     "API reference of SendBounce; RFC 5321 §2.4", Warn},
    {"already-bounced", Refuse, find_already_bounced,
     "The notification comes from the bounce action of a receipt rule.",
     "SES has already bounced the message. The sender would get a second notice.",
     "SES Developer Guide, bounce action"},
    {"report", Refuse, find_report,
     "Content-Type is multipart/report, or From is mailer-daemon: the message is a delivery "
     "report, a read receipt or a spam report.",
     "Two servers could send each other notices without end. Misconfigured servers send reports "
     "with a return path.",
     "RFC 5321 §6.1; RFC 5965; RFC 8098 §3"},
    {"auto-reply", Refuse, find_auto_reply,
     "Auto-Submitted is auto-replied or auto-notified, X-Autoreply is yes, or X-Autorespond or "
     "X-Auto-Reply-From is present: a machine answered.",
     "No person sent the message, and two machines can answer each other without end.",
     "RFC 3834 §2, §5; RFC 5436"},
    {"spam", Refuse, find_spam, "The spam verdict of SES is FAIL.",
     "The return path of spam is usually forged, so the bounce would go to a stranger.",
     "RFC 5321 §6.2"},
    {"virus", Refuse, find_virus, "The virus verdict of SES is FAIL.",
     "The return path of a virus is usually forged, so the bounce would go to a stranger.",
     "RFC 5321 §6.2"},
    {"forged", Refuse, find_forged,
     "DMARC is FAIL and the sender's policy is reject or quarantine; or SPF is FAIL and DKIM is "
     "not PASS. For a stored message, which has no policy in it: DMARC is FAIL and SPF is not "
     "PASS.",
     "The domain says that it did not send the message. The bounce would go to a stranger.",
     "RFC 7489"},
    {"self-loop", Refuse, find_self_loop,
     "The return path is a recipient that is being bounced, or the sender of the bounce.",
     "The bounce would go to an address that does not work or that nobody reads.", ""},
    {"unauthenticated", Warn, find_unauthenticated,
     "Neither SPF nor DKIM is PASS, and nothing shows that the message is forged.",
     "Nobody has confirmed the sender, so the bounce may go to a stranger.", ""},
    {"not-scanned", Warn, find_not_scanned,
     "The spam or virus verdict is GRAY, DISABLED, PROCESSING_FAILED or missing.",
     "The message may be spam or a virus. Receipt rules do not scan unless ScanEnabled is set.",
     "SES Developer Guide, contents of notifications"},
    {"auto-generated", Warn, find_auto_generated,
     "Auto-Submitted is auto-generated, or an unknown word other than no.",
     "A program sent the message. Many such senders collect bounces to clean their lists.",
     "RFC 3834 §5"},
    {"list", Warn, find_list,
     "The message has a mailing list field (List-Id, List-Post, List-Unsubscribe, List-Help, "
     "List-Subscribe, List-Owner, List-Archive, Mailing-List), or Precedence is list, bulk or "
     "junk.",
     "List software unsubscribes an address after bounces.", "RFC 2919; RFC 2369"},
    {"suppress-ndr", Warn, find_suppress_ndr, "X-Auto-Response-Suppress holds NDR or All.",
     "The sender's system asks not to receive non-delivery reports.", "MS-OXCMAIL §2.1.3.2.20"},
    {"headers-truncated", Warn, find_headers_truncated,
     "The notification holds only the beginning of a long header.",
     "A field that matters may have been cut off.",
     "SES Developer Guide, contents of notifications"},
    {"no-headers", Warn, find_no_headers, "The received message has no header fields.",
     "The guards that check the header could not work.", ""},
    {"almost-stale", Warn, find_almost_stale,
     "The message was received more than 23 hours ago, but not more than 24 hours ago.",
     "SES will soon refuse to bounce it.", "API reference of SendBounce"},
    {"own-domain", Warn, find_own_domain, "The return path is in a domain of the recipients.",
     "The bounce would go to the recipients' own domain, so it may be a mistake.", ""},
    {"temporary", Warn, find_temporary,
     "A Status begins with 4, or a BounceType is TemporaryFailure.",
     "SES has accepted the message, so no server will try again. Use 5.x.x, "
     "unless the sender should try again later.",
     "RFC 3464 §2.3.3"},
    {"future", Warn, find_future, "The time of receipt is more than 5 minutes in the future.",
     "A clock is wrong, so the age of the message is not certain.", ""},
};

constexpr std::size_t kTextColumn = 16;  // of a refusal, counted from the reason

bool is_allowed(const Finding& finding, const GuardChoice& choice) {
  return std::find(choice.allow.begin(), choice.allow.end(), finding.reason) != choice.allow.end();
}

// Why input cannot be used at all; users may take these for reasons, since they look alike.
bool is_input_fault(std::string_view word) {
  constexpr std::string_view kFaults[] = {kMalformed,   kWrongEvent,  kSetupNotification,
                                          kNoMessageId, kNoRecipient, kSeveral};
  return std::find(std::begin(kFaults), std::end(kFaults), word) != std::end(kFaults);
}

std::string advice_on_reason(const std::string& word) {
  std::vector<std::string_view> words;
  for (const Guard& guard : kGuards) {
    if (guard.level != Never) words.push_back(guard.word);
  }
  const auto similar = close_matches(to_lower(word), words, kSimilar);
  const std::string meant =
      similar.empty() ? "" : "Did you mean " + std::string(similar.front()) + "? ";
  return meant + "To see all reasons, type: send-bounce help guards";
}

Result<void> check_word(const std::string& word) {
  const std::string given = "--allow " + shown(word);
  if (word == "all") {
    return invalid_parameter(given +
                             " is refused, because it would also allow reasons that you did not "
                             "expect. Name each reason, for example --allow auto-reply spam");
  }
  if (is_input_fault(word)) {
    return invalid_parameter(given +
                             " is refused, because it is a fault of the input, which holds nothing "
                             "to bounce. Give another input");
  }
  const Guard* guard = find_guard(word);
  if (guard == nullptr) {
    return invalid_parameter("--allow: unknown reason " + quoted(word) + ". " +
                             advice_on_reason(word));
  }
  if (guard->level == Never) {
    return invalid_parameter(given +
                             " is refused, because without a return path a bounce has no address "
                             "to go to. Leave it out");
  }
  return {};
}

std::string told_message(const ReceivedMessage& message) {
  constexpr std::size_t kLongestId = 40;
  return "message " + shown(message.message_id, kLongestId) + " received " +
         (message.time ? shown_time(*message.time) : "at an unknown time");
}

std::string told_reason(const Finding& finding, std::size_t column) {
  std::string line = "\n  " + finding.reason;
  line.append(column - finding.reason.size(), ' ');
  return line + finding.text + (finding.is_strict ? " (a warning, refused by --strict)" : "");
}

}  // namespace

std::string_view level_word(GuardLevel level) {
  return level == Never ? "never" : level == Refuse ? "refuse" : "warn";
}

std::span<const Guard> all_guards() { return kGuards; }

const Guard* find_guard(std::string_view word) {
  const Guard* const guard = std::find_if(std::begin(kGuards), std::end(kGuards),
                                          [&](const Guard& row) { return row.word == word; });
  return guard == std::end(kGuards) ? nullptr : guard;
}

std::vector<Finding> judge(const ReceivedMessage& message, const BounceContent& bounce,
                           Instant now) {
  const GuardFacts facts = {message, bounce, now};
  std::vector<Finding> findings;
  for (const Guard& guard : kGuards) {
    std::string text = guard.test(facts);
    if (text.empty()) continue;
    const GuardLevel level =
        message.recipients_are_complete ? guard.level : guard.level_of_stored.value_or(guard.level);
    findings.push_back({std::string(guard.word), level, std::move(text)});
  }
  return findings;
}

Result<void> check_allowed(const std::vector<std::string>& words) {
  for (const std::string& word : words) RETURN_IF_ERROR(check_word(word));
  return {};
}

std::vector<Finding> apply_choice(std::vector<Finding> findings, const GuardChoice& choice) {
  for (Finding& finding : findings) {
    if (finding.level == Never || find_guard(finding.reason) == nullptr) continue;
    if (is_allowed(finding, choice)) {
      finding.level = Warn;
    } else if (finding.level == Warn && choice.strict) {
      finding.level = Refuse;
      finding.is_strict = true;
    }
  }
  return findings;
}

bool is_refusal(const Finding& finding) { return finding.level != Warn; }

std::string refusal_message(const ReceivedMessage& message, const std::vector<Finding>& findings) {
  std::vector<Finding> reasons;
  std::copy_if(findings.begin(), findings.end(), std::back_inserter(reasons), is_refusal);
  std::size_t column = kTextColumn;
  for (const Finding& reason : reasons) column = std::max(column, reason.reason.size() + 2);

  const std::size_t count = reasons.size();
  std::string text = count == 1 ? "one reason" : std::to_string(count) + " reasons";
  text += " against bouncing " + told_message(message) + "; nothing was sent";
  std::string allow;
  std::string never;
  for (const Finding& reason : reasons) {
    text += told_reason(reason, column);
    if (reason.level == Never) never = reason.reason;
    allow += " " + reason.reason;
  }
  if (!never.empty()) {
    return text + "\nThis cannot be allowed: " + never +
           " means that a bounce has no address to go to";
  }
  return text + "\nTo bounce it anyway, add: --allow" + allow;
}

std::string warning_line(const Finding& finding) { return finding.reason + ": " + finding.text; }

}  // namespace send_bounce
