#include "send_bounce/client/service_advice.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>

#include "send_bounce/protocol/partitions.h"
#include "send_bounce/text/encoding.h"
#include "send_bounce/text/redaction.h"

namespace send_bounce {
namespace {

/// One refusal, as far as advice depends on it.
struct Refusal {
  std::string message;  // lower case
  std::string original;
  const CallFacts& facts;
  Outcome outcome;  // of all attempts
};

// "ann@example.com" of "Ann <ann@example.com>".
std::string address_of(const std::string& sender) {
  const std::size_t open = sender.rfind('<');
  if (open == std::string::npos) return std::string(trim(sender));
  return sender.substr(open + 1, sender.find('>', open) - open - 1);
}

std::string domain_of(const std::string& sender) {
  const std::string address = address_of(sender);
  const std::size_t at = address.rfind('@');
  return at == std::string::npos ? address : address.substr(at + 1);
}

std::string with_profile(const CallFacts& facts, const std::string& command) {
  return facts.profile == "default" ? command : command + " --profile " + facts.profile;
}

// The ARN that begins behind the mark: "… on resource: `arn:aws:ses:…`".
std::string arn_behind(const std::string& text, std::string_view mark) {
  const std::size_t found = text.find(mark);
  if (found == std::string::npos) return {};
  const std::size_t start = text.find_first_not_of(" `'\"", found + mark.size());
  if (start == std::string::npos || text.compare(start, 4, "arn:") != 0) return {};
  const std::size_t end = text.find_first_of(" `'\",\n", start);
  return text.substr(start, end - start);
}

// The field of "arn:PARTITION:SERVICE:REGION:ACCOUNT:…", counted from 0.
std::string arn_field(std::string_view arn, int number) {
  for (; number > 0; --number) {
    const std::size_t colon = arn.find(':');
    if (colon == std::string_view::npos) return {};
    arn.remove_prefix(colon + 1);
  }
  return std::string(arn.substr(0, arn.find(':')));
}

// The narrowest resource that the call needs and that can be named from here.
std::string identity_arn(const Refusal& refusal) {
  if (!refusal.facts.bounce_sender_arn.empty()) return refusal.facts.bounce_sender_arn;
  const std::string named = arn_behind(refusal.original, "on resource:");
  if (named.find(":identity/") != std::string::npos) return named;
  const std::string user = arn_behind(refusal.original, "User:");
  const std::string account = arn_field(user, 4);
  if (account.empty()) return "*";
  return "arn:" + arn_field(user, 1) + ":ses:" + refusal.facts.region + ":" + account +
         ":identity/" + domain_of(refusal.facts.bounce_sender);
}

std::string unverified(const Refusal& refusal) {
  const CallFacts& facts = refusal.facts;
  return "The sender must be a verified identity in " + facts.region +
         ". Each region verifies identities separately. To check: "
         "aws ses get-identity-verification-attributes --region " +
         facts.region + " --identities " + domain_of(facts.bounce_sender) + " " +
         address_of(facts.bounce_sender);
}

std::string too_late(const Refusal&) {
  return "SES accepts a bounce only within 24 hours after it received the message. Calling again "
         "will not help.";
}

std::string paused(const Refusal& refusal) {
  return "Sending may be paused for this account in " + refusal.facts.region +
         ". To check: aws ses get-account-sending-enabled --region " + refusal.facts.region;
}

std::string unknown_id(const Refusal& refusal) {
  const std::string& id = refusal.facts.original_message_id;
  const bool is_header = id.find_first_of("@<>") != std::string::npos;
  const std::string start = is_header ? "The id looks like a Message-ID header. Use"
                                      : "If SES does not recognise the message id: use";
  return start +
         " mail.messageId from the receipt notification, in the region that received the message "
         "(the call went to " +
         refusal.facts.region + "), within 24 hours.";
}

std::string stranger(const Refusal&) {
  return "SES bounces only addresses that it received the message for. They are listed in "
         "receipt.recipients of the receipt notification.";
}

std::string quota(const Refusal& refusal) {
  return "The account has used up its sending quota for 24 hours. To check: aws ses get-send-quota "
         "--region " +
         refusal.facts.region;
}

std::string throttled(const Refusal& refusal) {
  const char* const pace = "SES accepts one SendBounce call per second.";
  if (refusal.outcome != Outcome::NotSent) return pace;
  return pace + std::string(" This one was not accepted. Call again later.");
}

std::string denied(const Refusal& refusal) {
  if (refusal.message.find("explicit deny") != std::string::npos) {
    return "A policy explicitly denies ses:SendBounce. Change that policy: an allow in another "
           "policy does not help.";
  }
  return "The smallest policy that allows it: {\"Version\": \"2012-10-17\", \"Statement\": "
         "[{\"Effect\": \"Allow\", \"Action\": \"ses:SendBounce\", \"Resource\": \"" +
         identity_arn(refusal) + "\"}]}";
}

std::string expired(const Refusal& refusal) {
  const CallFacts& facts = refusal.facts;
  if (facts.provider == "sso") {
    return "The login has expired. To log in again: " + with_profile(facts, "aws sso login");
  }
  if (facts.provider == "login") {
    return "The login has expired. To log in again: " + with_profile(facts, "aws login");
  }
  if (facts.provider == "env") {
    return "The temporary credentials in the variables AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY "
           "and AWS_SESSION_TOKEN have expired. Export new ones, or unset all three to use a "
           "profile.";
  }
  if (facts.provider.starts_with("assume-role")) {
    return "The session of the assumed role is no longer valid: it was revoked, or the clock is "
           "wrong. To assume the role again, delete its file in ~/.aws/cli/cache.";
  }
  return "The temporary credentials from the provider " + facts.provider +
         " have expired. Renew them at their source.";
}

std::string unknown_key(const Refusal& refusal) {
  const CallFacts& facts = refusal.facts;
  if (facts.access_key_id.starts_with("ASIA") && !facts.has_session_token) {
    return "A key id that begins with ASIA is temporary and also needs its session token. Set "
           "AWS_SESSION_TOKEN or aws_session_token.";
  }
  return "The key id " + last_four(facts.access_key_id) + " of the provider " + facts.provider +
         " is unknown to AWS. It may be mistyped, deleted, deactivated or from another partition.";
}

std::string wrong_secret(const Refusal& refusal) {
  return "The secret access key probably does not belong to the key id " +
         last_four(refusal.facts.access_key_id) + " (provider " + refusal.facts.provider +
         "). To see the canonical request and the string to sign, add --debug.";
}

std::string wrong_region(const Refusal& refusal) {
  const CallFacts& facts = refusal.facts;
  const std::string hint = hint_on_region(facts.region);
  if (!hint.empty()) return hint;
  return "The request was signed for the region " + facts.region + ", but " + facts.host +
         " serves another region. Name that region with --region.";
}

std::string no_return_path(const Refusal&) {
  return "The message has an empty envelope sender (MAIL FROM:<>), as bounces do, so a bounce has "
         "no address to go to. Calling again will not help.";
}

std::string bare_address(const Refusal&) {
  return "Give the address alone, without a display name: ann@example.com, not Ann "
         "<ann@example.com>.";
}

std::string bad_address(const Refusal&) {
  return "SES accepts ASCII addresses of the form local-part@domain. Write other domains in "
         "Punycode (xn--…).";
}

std::string wrong_service(const Refusal& refusal) {
  return "The endpoint " + refusal.facts.host +
         " does not know SendBounce, an operation of the SES API of 2010. Its endpoint is email." +
         refusal.facts.region + ".amazonaws.com.";
}

// A clock that is wrong is measured and told by whoever knows the reply's date.
std::string nothing(const Refusal&) { return {}; }

struct Row {
  std::string_view codes;  // parted by blanks
  std::string_view text;   // of the message in lower case; empty: any
  std::string (*advice)(const Refusal&);
};

// The first that fits. Texts and codes: ses-bounce-facts.md rows 3.4 to 3.14.
constexpr Row kRows[] = {
    {"MessageRejected", "not verified", unverified},
    {"MessageRejected", "24 hours", too_late},
    {"MessageRejected", "expired", too_late},
    {"MessageRejected", "too old", too_late},
    {"MessageRejected AccountSendingPausedException", "paused", paused},
    {"MessageRejected AccountSendingPausedException", "suspended", paused},
    {"MessageRejected", "return path", no_return_path},
    {"MessageRejected", "null sender", no_return_path},
    {"MessageRejected", "recipient", stranger},
    {"MessageRejected", "", unknown_id},
    {"Throttling ThrottlingException", "daily", quota},
    {"Throttling ThrottlingException TooManyRequestsException", "", throttled},
    {"AccessDenied AccessDeniedException UnauthorizedOperation", "", denied},
    {"ExpiredToken ExpiredTokenException", "", expired},
    {"InvalidClientTokenId UnrecognizedClientException", "", unknown_key},
    {"SignatureDoesNotMatch InvalidSignatureException", "expired", nothing},
    {"SignatureDoesNotMatch InvalidSignatureException", "not yet current", nothing},
    {"SignatureDoesNotMatch InvalidSignatureException", "valid region", wrong_region},
    {"SignatureDoesNotMatch InvalidSignatureException", "", wrong_secret},
    {"InvalidParameterValue", "display name", bare_address},
    {"InvalidParameterValue", "<", bare_address},
    {"InvalidParameterValue", "@domain", bad_address},
    {"InvalidParameterValue", "address", bad_address},
    {"InvalidAction UnknownOperationException", "", wrong_service},
};

bool is_among(std::string_view code, std::string_view codes) {
  while (!codes.empty()) {
    const std::size_t end = std::min(codes.find(' '), codes.size());
    if (codes.substr(0, end) == code) return true;
    codes.remove_prefix(std::min(end + 1, codes.size()));
  }
  return false;
}

}  // namespace

std::string service_advice(const Error& error, const CallFacts& facts) {
  const Refusal refusal{to_lower(error.message), error.message, facts, error.call.outcome};
  for (const Row& row : kRows) {
    if (!is_among(error.code, row.codes)) continue;
    if (refusal.message.find(row.text) != std::string::npos) return row.advice(refusal);
  }
  return {};
}

namespace {

constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::string_view kPattern = "Www, DD Mmm YYYY HH:MM:SS GMT";

std::optional<int> number(std::string_view text, std::size_t at, std::size_t length) {
  int value = 0;
  const char* end = text.data() + at + length;
  const auto [stop, fault] = std::from_chars(text.data() + at, end, value);
  if (fault != std::errc() || stop != end || value < 0) return std::nullopt;
  return value;
}

bool has_marks(std::string_view text) {
  return text.substr(3, 2) == ", " && text[7] == ' ' && text[11] == ' ' && text[16] == ' ' &&
         text[19] == ':' && text[22] == ':' && text.substr(25) == " GMT";
}

// Signature Version 4 bears fifteen minutes; five come from no delay of a request.
constexpr std::int64_t kNotable = 300;  // seconds

constexpr std::string_view kOfTime[] = {"RequestTimeTooSkewed", "RequestExpired",
                                        "RequestInTheFuture"};
constexpr std::string_view kOfSignature[] = {"SignatureDoesNotMatch", "InvalidSignatureException"};

template <std::size_t Count>
bool is_in(const std::string_view (&codes)[Count], const std::string& code) {
  return std::find(std::begin(codes), std::end(codes), code) != std::end(codes);
}

// SES: "Signature expired: … is now earlier than …", "Signature not yet current: …".
bool speaks_of_time(const std::string& message) {
  const std::string text = to_lower(message);
  return text.find("expired") != std::string::npos ||
         text.find("not yet current") != std::string::npos;
}

// "1 h 2 min 3 s", without parts that are nothing.
std::string duration(std::int64_t seconds) {
  const struct {
    std::int64_t length;
    const char* unit;
  } parts[] = {{86'400, "d"}, {3'600, "h"}, {60, "min"}, {1, "s"}};
  std::string text;
  for (const auto& part : parts) {
    const std::int64_t count = seconds / part.length;
    seconds %= part.length;
    if (count == 0) continue;
    text += (text.empty() ? "" : " ") + std::to_string(count) + " " + part.unit;
  }
  return text.empty() ? "0 s" : text;
}

}  // namespace

std::optional<Instant> parse_http_date(std::string_view text) {
  if (text.size() != kPattern.size() || !has_marks(text)) return std::nullopt;
  const auto* const month = std::find(kMonths.begin(), kMonths.end(), text.substr(8, 3));
  const auto day = number(text, 5, 2);
  const auto year = number(text, 12, 4);
  const auto hour = number(text, 17, 2);
  const auto minute = number(text, 20, 2);
  const auto second = number(text, 23, 2);
  if (month == kMonths.end() || !day || !year || !hour || !minute || !second) return std::nullopt;
  CivilTime time;
  time.year = *year;
  time.month = static_cast<int>(month - kMonths.begin()) + 1;
  time.day = *day;
  time.hour = *hour;
  time.minute = *minute;
  time.second = *second;
  const bool exists = time.year > 0 && time.day >= 1 &&
                      time.day <= days_in_month(time.year, time.month) && time.hour < 24 &&
                      time.minute < 60 && time.second < 61;
  return exists ? std::optional(instant_from_civil(time)) : std::nullopt;
}

std::string clock_advice(const Error& error, std::optional<Instant> theirs, Instant ours,
                         Outcome outcome) {
  const bool is_refused = outcome == Outcome::NotSent;
  const bool is_signature = is_in(kOfSignature, error.code);
  const bool is_of_time =
      is_in(kOfTime, error.code) || (is_signature && speaks_of_time(error.message));
  if (!is_of_time && !is_signature) return {};
  if (!theirs) {
    return is_of_time ? "The clock of this machine may be wrong. The answer has no Date to compare "
                        "it with."
                      : "";
  }
  const std::int64_t ahead = ours.seconds - theirs->seconds;
  if (std::abs(ahead) >= kNotable) {
    return "The clock of this machine is " + duration(std::abs(ahead)) +
           (ahead > 0 ? " ahead of" : " behind") + " the clock of the service, which says " +
           format_iso8601(*theirs) +
           (is_refused ? ". Set the clock, and call again. This bounce was not accepted."
                       : ". Set it.");
  }
  if (!is_of_time) return {};
  return "The clock of this machine agrees with the clock of the service within " +
         duration(std::abs(ahead) + 1) + ", so the request was delayed on its way." +
         (is_refused ? " It was not accepted." : "");
}

}  // namespace send_bounce
