#include "received/guard_tests.h"

#include <algorithm>
#include <set>
#include <vector>

#include "received/shown_text.h"
#include "send_bounce/mail/address.h"
#include "send_bounce/text/encoding.h"

namespace send_bounce {
namespace {

constexpr std::int64_t kStaleSeconds = 24 * 3600;
constexpr std::int64_t kAlmostStaleSeconds = 23 * 3600;

// What the values of a header's fields say, however they are written: bytes in, small letters out.

// What stands between the words of Auto-Submitted, Precedence, X-Auto-Response-Suppress.
constexpr std::string_view kBetweenWords = " \t\r\n\v\f,;\"";

// Comments become a space (RFC 5322 §3.2.2: they nest, a backslash keeps a parenthesis), but not
// in quotes. One that never ends goes to the end of the value.
std::string without_comments(std::string_view value) {
  std::string out;
  int depth = 0;
  bool is_in_quotes = false;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const char c = value[i];
    if (c == '\\' && (depth > 0 || is_in_quotes)) {
      if (depth == 0) out += value.substr(i, 2);
      ++i;
    } else if (is_in_quotes || (depth == 0 && c == '"')) {
      if (c == '"') is_in_quotes = !is_in_quotes;
      out += c;
    } else if (c == '(') {
      if (depth++ == 0) out += ' ';
    } else if (c == ')' && depth > 0) {
      --depth;
    } else if (depth == 0) {
      out += c;
    }
  }
  return out;
}

std::string_view take_word(std::string_view& rest) {
  rest.remove_prefix(std::min(rest.find_first_not_of(kBetweenWords), rest.size()));
  const std::string_view word = rest.substr(0, rest.find_first_of(kBetweenWords));
  rest.remove_prefix(word.size());
  return word;
}

// What an address list that cannot be read has between its last brackets, or all of it.
std::string_view last_path(std::string_view text) {
  const std::size_t open = text.rfind('<');
  if (open == std::string_view::npos) return trim(text);
  text.remove_prefix(open + 1);
  return trim(text.substr(0, text.find('>')));
}

// The first word of a value, in small letters: "auto-replied" of `Auto-Replied (vacation); x=1`.
// Comments in parentheses are no words. Empty if there is none.
std::string first_word(std::string_view value) {
  const std::string text = without_comments(value);
  std::string_view rest = text;
  return to_lower(take_word(rest));
}

// All words of a list: "dr", "oof" of `DR, OOF`.
std::vector<std::string> all_words(std::string_view value) {
  const std::string text = without_comments(value);
  std::vector<std::string> words;
  for (std::string_view rest = text; !rest.empty();) {
    const std::string_view word = take_word(rest);
    if (!word.empty()) words.push_back(to_lower(word));
  }
  return words;
}

// Type and subtype of a Content-Type, in small letters: "multipart/report" (RFC 2045 §5.1).
std::string media_type(std::string_view value) {
  const std::string text = without_comments(value);
  const std::size_t slash = text.find('/');
  if (slash == std::string::npos) return {};
  const std::string_view type = trim(std::string_view(text).substr(0, slash));
  std::string_view rest = std::string_view(text).substr(slash + 1);
  return to_lower(type) + "/" + to_lower(take_word(rest));
}

// True if an address of the list has that local part, which is in small letters, in any case. The
// local part alone counts, too: some servers write `From: MAILER-DAEMON`.
bool has_local_part(std::string_view addresses, std::string_view local_part) {
  const auto has_it = [&](std::string_view address) {
    return to_lower(address.substr(0, address.rfind('@'))) == local_part;
  };
  const std::vector<MailAddress> mailboxes = parse_address_list(addresses);
  if (mailboxes.empty()) {
    const std::string text = without_comments(addresses);
    return has_it(last_path(text));
  }
  return std::any_of(mailboxes.begin(), mailboxes.end(),
                     [&](const MailAddress& mailbox) { return has_it(mailbox.address); });
}

// What the tests have in common.

using Matters = bool (*)(std::string_view value);

bool always_matters(std::string_view /*value*/) { return true; }

// `Auto-Submitted is "…"` for the first field of that name whose value matters.
std::string told_field(const GuardFacts& facts, std::string_view name, Matters matters) {
  for (const OriginalField& field : facts.message.header) {
    if (is_same_in_any_case(field.name, name) && matters(field.value)) {
      return std::string(name) + " is " + quoted(field.value);
    }
  }
  return {};
}

std::string_view verdict_word(Verdict verdict) {
  switch (verdict) {
    case Verdict::Pass:
      return "PASS";
    case Verdict::Gray:
      return "GRAY";
    case Verdict::Disabled:
      return "DISABLED";
    case Verdict::ProcessingFailed:
      return "PROCESSING_FAILED";
    case Verdict::Fail:
      return "FAIL";
    case Verdict::Missing:
      break;
  }
  return "missing";
}

std::string told_verdict(std::string_view check, Verdict verdict) {
  return "the " + std::string(check) + " verdict is " + std::string(verdict_word(verdict));
}

bool is_unscanned(Verdict verdict) { return verdict != Verdict::Pass && verdict != Verdict::Fail; }

// A stored message proves one recipient, and has no policy of DMARC in it.
bool is_stored(const ReceivedMessage& message) { return !message.recipients_are_complete; }

bool is_null_path(const GuardFacts& facts) {
  if (!facts.message.return_path) return false;
  const std::string_view path = trim(*facts.message.return_path);
  return path.empty() || path == "<>";
}

// nullptr if there is none, or the input does not tell.
const std::string* real_return_path(const GuardFacts& facts) {
  if (!facts.message.return_path || is_null_path(facts)) return nullptr;
  return &*facts.message.return_path;
}

bool is_same(std::string_view a, std::string_view b) {
  return is_same_address(bare_address(a), bare_address(b));
}

bool is_older_than(const GuardFacts& facts, std::int64_t seconds) {
  return facts.message.time &&
         *facts.message.time < Instant{facts.now.seconds - seconds, facts.now.microseconds};
}

std::string told_age(const GuardFacts& facts) {
  const Instant time = *facts.message.time;
  return "received " + hours_and_minutes(facts.now.seconds - time.seconds) + " ago, on " +
         shown_time(time);
}

std::string told_minutes(std::int64_t minutes) {
  if (minutes == 0) return "less than a minute";
  return std::to_string(minutes) + (minutes == 1 ? " minute" : " minutes");
}

bool is_in_domain(const std::string& address, const std::string& domain) {
  return to_lower(domain_of(address)) == domain;
}

}  // namespace

std::string bare_address(std::string_view text) {
  const auto mailbox = parse_mailbox(text);
  return mailbox ? mailbox->address : std::string(text);
}

std::string find_null_sender(const GuardFacts& facts) {
  return is_null_path(facts) ? "the return path is empty (<>)" : "";
}

std::string find_stale(const GuardFacts& facts) {
  constexpr std::string_view kRule = "; SES refuses bounces after 24 hours";
  if (!facts.message.time) {
    const std::string& text = facts.message.time_text;
    const std::string time = text.empty() ? "missing" : quoted(text) + ", which is not a time";
    return "the age is unknown, because the time of receipt is " + time + std::string(kRule);
  }
  if (!is_older_than(facts, kStaleSeconds)) return {};
  return told_age(facts) + std::string(kRule);
}

std::string find_foreign_recipient(const GuardFacts& facts) {
  const std::vector<std::string>& known = facts.message.recipients;
  std::set<std::string> keys;
  for (const std::string& recipient : known) keys.insert(address_key(bare_address(recipient)));
  std::vector<std::string> foreign;
  for (const BouncedRecipient& bounced : facts.bounce.recipients) {
    if (!keys.contains(address_key(bare_address(bounced.recipient)))) {
      foreign.push_back(bounced.recipient);
    }
  }
  if (foreign.empty()) return {};
  const std::string others = first_and_others(foreign);
  if (known.empty()) return "the message names no recipient, so it may not be for " + others;
  if (is_stored(facts.message)) {
    return "the message names " + first_and_others(known) + " only, so it may not be for " + others;
  }
  return "the message was received for " + first_and_others(known) + ", not for " + others;
}

std::string find_already_bounced(const GuardFacts& facts) {
  if (!is_same_in_any_case(facts.message.action, "bounce")) return {};
  return "receipt.action.type is " + quoted(facts.message.action) + ": SES has already bounced it";
}

std::string find_report(const GuardFacts& facts) {
  std::string text = told_field(facts, "Content-Type", [](std::string_view value) {
    return media_type(value) == "multipart/report";
  });
  if (!text.empty()) return text;
  return told_field(facts, "From",
                    [](std::string_view value) { return has_local_part(value, "mailer-daemon"); });
}

std::string find_auto_reply(const GuardFacts& facts) {
  constexpr struct {
    std::string_view name;
    Matters matters;
  } kFields[] = {
      {"Auto-Submitted",
       [](std::string_view value) {
         const std::string word = first_word(value);
         return word == "auto-replied" || word == "auto-notified";
       }},
      {"X-Autoreply", [](std::string_view value) { return first_word(value) == "yes"; }},
      {"X-Autorespond", always_matters},
      {"X-Auto-Reply-From", always_matters},
  };
  for (const auto& field : kFields) {
    if (std::string text = told_field(facts, field.name, field.matters); !text.empty()) return text;
  }
  return {};
}

std::string find_spam(const GuardFacts& facts) {
  const Verdict verdict = facts.message.verdicts.spam;
  return verdict == Verdict::Fail ? told_verdict("spam", verdict) : "";
}

std::string find_virus(const GuardFacts& facts) {
  const Verdict verdict = facts.message.verdicts.virus;
  return verdict == Verdict::Fail ? told_verdict("virus", verdict) : "";
}

std::string find_forged(const GuardFacts& facts) {
  const Verdicts& verdicts = facts.message.verdicts;
  if (verdicts.dmarc == Verdict::Fail) {
    const std::string policy = to_lower(verdicts.dmarc_policy);
    if (policy == "reject" || policy == "quarantine") {
      return told_verdict("DMARC", verdicts.dmarc) + " and the sender's policy is " + policy;
    }
    if (is_stored(facts.message) && verdicts.spf != Verdict::Pass) {
      return told_verdict("DMARC", verdicts.dmarc) + " and " + told_verdict("SPF", verdicts.spf);
    }
  }
  if (verdicts.spf == Verdict::Fail && verdicts.dkim != Verdict::Pass) {
    return told_verdict("SPF", verdicts.spf) + " and " + told_verdict("DKIM", verdicts.dkim);
  }
  return {};
}

std::string find_self_loop(const GuardFacts& facts) {
  const std::string* path = real_return_path(facts);
  if (path == nullptr) return {};
  const auto& recipients = facts.bounce.recipients;
  if (std::any_of(recipients.begin(), recipients.end(), [&](const BouncedRecipient& bounced) {
        return is_same(*path, bounced.recipient);
      })) {
    return "the return path " + shown(*path) + " is a recipient that is being bounced";
  }
  if (is_same(*path, facts.bounce.bounce_sender)) {
    return "the return path " + shown(*path) + " is the sender of the bounce";
  }
  return {};
}

std::string find_unauthenticated(const GuardFacts& facts) {
  const Verdicts& verdicts = facts.message.verdicts;
  if (verdicts.spf == Verdict::Pass || verdicts.dkim == Verdict::Pass) return {};
  if (!find_forged(facts).empty()) return {};
  return told_verdict("SPF", verdicts.spf) + " and " + told_verdict("DKIM", verdicts.dkim);
}

std::string find_not_scanned(const GuardFacts& facts) {
  const Verdicts& verdicts = facts.message.verdicts;
  std::string text;
  if (is_unscanned(verdicts.spam)) text = told_verdict("spam", verdicts.spam);
  if (is_unscanned(verdicts.virus)) {
    text += (text.empty() ? "" : " and ") + told_verdict("virus", verdicts.virus);
  }
  return text;
}

std::string find_auto_generated(const GuardFacts& facts) {
  if (is_null_path(facts)) return {};
  return told_field(facts, "Auto-Submitted", [](std::string_view value) {
    const std::string word = first_word(value);
    return !word.empty() && word != "no" && word != "auto-replied" && word != "auto-notified";
  });
}

std::string find_list(const GuardFacts& facts) {
  for (const char* name : {"List-Id", "List-Post", "List-Unsubscribe", "List-Help",
                           "List-Subscribe", "List-Owner", "List-Archive", "Mailing-List"}) {
    if (std::string text = told_field(facts, name, always_matters); !text.empty()) return text;
  }
  return told_field(facts, "Precedence", [](std::string_view value) {
    const std::string word = first_word(value);
    return word == "list" || word == "bulk" || word == "junk";
  });
}

std::string find_suppress_ndr(const GuardFacts& facts) {
  return told_field(facts, "X-Auto-Response-Suppress", [](std::string_view value) {
    const std::vector<std::string> words = all_words(value);
    return std::any_of(words.begin(), words.end(),
                       [](const std::string& word) { return word == "ndr" || word == "all"; });
  });
}

std::string find_headers_truncated(const GuardFacts& facts) {
  if (facts.message.header_knowledge != HeaderKnowledge::Truncated) return {};
  return "mail.headersTruncated is true: header fields may be missing";
}

std::string find_no_headers(const GuardFacts& facts) {
  if (facts.message.header_knowledge != HeaderKnowledge::Absent) return {};
  return "the received message has no header fields";
}

std::string find_almost_stale(const GuardFacts& facts) {
  if (!is_older_than(facts, kAlmostStaleSeconds) || is_older_than(facts, kStaleSeconds)) return {};
  const std::int64_t age = facts.now.seconds - facts.message.time->seconds;
  const std::int64_t left = std::max<std::int64_t>(kStaleSeconds - age, 0);
  return told_age(facts) + "; SES refuses bounces in " + told_minutes(left / 60);
}

std::string find_own_domain(const GuardFacts& facts) {
  const std::string* path = real_return_path(facts);
  if (path == nullptr || !find_self_loop(facts).empty()) return {};
  const std::string domain = to_lower(domain_of(bare_address(*path)));
  if (domain.empty()) return {};
  const auto& received = facts.message.recipients;
  const auto& bounced = facts.bounce.recipients;
  const bool is_own = std::any_of(received.begin(), received.end(),
                                  [&](const std::string& recipient) {
                                    return is_in_domain(bare_address(recipient), domain);
                                  }) ||
                      std::any_of(bounced.begin(), bounced.end(), [&](const auto& recipient) {
                        return is_in_domain(bare_address(recipient.recipient), domain);
                      });
  return is_own ? "the return path " + shown(*path) + " is in a domain of the recipients" : "";
}

std::string find_temporary(const GuardFacts& facts) {
  for (const BouncedRecipient& bounced : facts.bounce.recipients) {
    const std::string whom = " of " + shown(bounced.recipient) + " is ";
    if (bounced.dsn_fields && trim(bounced.dsn_fields->status).starts_with("4.")) {
      return "Status" + whom + quoted(bounced.dsn_fields->status);
    }
    if (bounced.bounce_type == "TemporaryFailure") return "BounceType" + whom + "TemporaryFailure";
  }
  return {};
}

std::string find_future(const GuardFacts& facts) {
  const Instant latest = {facts.now.seconds + kClockSlackSeconds, facts.now.microseconds};
  if (!facts.message.time || *facts.message.time <= latest) return {};
  return "received on " + shown_time(*facts.message.time) + ", " +
         hours_and_minutes(facts.message.time->seconds - facts.now.seconds) +
         " ahead of this computer's clock";
}

}  // namespace send_bounce
