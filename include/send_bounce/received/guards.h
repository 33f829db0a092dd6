#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "send_bounce/model/bounce.h"
#include "send_bounce/received/received_message.h"
#include "send_bounce/values/error.h"
#include "send_bounce/values/instant.h"

/// When a bounce must not be sent, or only with a warning.
/// Source: docs/reference/when-not-to-bounce.md, whose §2 is the table here.
namespace send_bounce {

enum class GuardLevel : std::uint8_t {
  Never,   ///< cannot be allowed
  Refuse,  ///< unless --allow names it
  Warn,    ///< unless --strict, and --allow does not name it
};

/// "never", "refuse", "warn".
std::string_view level_word(GuardLevel level);

/// What a guard looks at. Lives as long as the call of `judge`.
struct GuardFacts {
  const ReceivedMessage& message;
  const BounceContent& bounce;
  Instant now;
};

/// A row of the table. Help, docs/guards.md and completion print it. `when` and `why` are whole
/// sentences in ASCII without backticks.
struct Guard {
  std::string_view word;  ///< what --allow takes: "auto-reply"
  GuardLevel level = GuardLevel::Refuse;
  std::string (*test)(const GuardFacts&);  ///< the text of the finding; empty if nothing is found
  std::string_view when;                   ///< when it applies
  std::string_view why;                    ///< why that is a reason
  std::string_view source;                 ///< "RFC 3834 §2"; empty if the rule is our own
  /// The level if the input proves a part of the recipients only; nullopt if it is the same.
  std::optional<GuardLevel> level_of_stored = std::nullopt;
};

/// In the order in which findings are told.
std::span<const Guard> all_guards();

/// nullptr for a word that no guard has.
const Guard* find_guard(std::string_view word);

/// What a guard found, or a check that the service makes late or never.
struct Finding {
  std::string reason;                   ///< the guard's word
  GuardLevel level = GuardLevel::Warn;  ///< the level that counts here: of "foreign-recipient" it
                                        ///< depends on what the input proves
  std::string text;  ///< field and value, without end: `Auto-Submitted is "Auto-Replied"`. One
                     ///< line, printable UTF-8, no longer than 300 bytes, whatever the input holds
  bool is_strict = false;  ///< a warning that --strict made a refusal
  friend bool operator==(const Finding&, const Finding&) = default;
};

/// All findings, in the table's order, at most one a guard: what was received against what is to be
/// sent. If a field comes several times, each is looked at, and the first that matters is told.
///
/// A return path that the input does not tell (nullopt) is no finding: SES knows it and sends the
/// bounce there. The guards that compare it (null-sender, self-loop, own-domain) find nothing then.
/// An age that cannot be known is "stale", so that --allow stale lets such a message pass.
std::vector<Finding> judge(const ReceivedMessage& message, const BounceContent& bounce,
                           Instant now);

/// A row of the second table.
struct LateCheck {
  std::string_view word;  ///< "bad-status"
  std::string_view when;  ///< when it applies, a whole sentence in ASCII
  std::string_view why;   ///< what SES or the reader of the bounce makes of it
};

/// In the order in which findings are told:
///
///   bad-address         a recipient, final recipient or bounce sender that is no email address
///   bad-status          a Status that is no enhanced code of RFC 3463
///   status-and-action   a Status whose class does not fit the Action
///   wrong-action        an Action other than "failed"
///   future-date         an ArrivalDate or LastAttemptDate that is more than 5 minutes ahead
///   repeated-recipient  a recipient that comes twice
std::span<const LateCheck> all_late_checks();

/// Mistakes in a request that SES notices late or never, a finding each; see all_late_checks(). All
/// of level Warn; their words are not guards and cannot be allowed. Shown by --dry-run, with or
/// without evidence. Texts as in Finding.
std::vector<Finding> late_checks(const BounceContent& bounce, Instant now);

/// What the user said about findings.
struct GuardChoice {
  std::vector<std::string> allow;  ///< words of guards, checked by check_allowed
  bool strict = false;
};

/// ParamValidation for a word that no guard has (names the nearest), for "all", and for a guard
/// that cannot be allowed.
Result<void> check_allowed(const std::vector<std::string>& words);

/// The findings as they count under the choice: those that --allow names become or stay warnings,
/// all other warnings of guards become refusals under --strict. Level Never and the findings of
/// late_checks stay as they are.
std::vector<Finding> apply_choice(std::vector<Finding> findings, const GuardChoice& choice);

bool is_refusal(const Finding& finding);

/// What is said after "send-bounce: [REFUSED]: ", without a final newline: how many reasons there
/// are against bouncing which message, the reasons in columns, and how to bounce it all the same.
/// Findings that are no refusals are left out. REQUIRES: one of them is a refusal.
std::string refusal_message(const ReceivedMessage& message, const std::vector<Finding>& findings);

/// What is said of a warning after "send-bounce: [WARNING]: ": `list: List-Id is "<x.example>"`.
std::string warning_line(const Finding& finding);

}  // namespace send_bounce
