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
/// The table is docs/reference/when-not-to-bounce.md §2.
namespace send_bounce {

enum class GuardLevel : std::uint8_t {
  Never,   ///< refuses; --allow cannot change it
  Refuse,  ///< refuses, unless --allow names it
  Warn,    ///< warns; refuses under --strict, unless --allow names it
};

/// "never", "refuse", "warn".
std::string_view level_word(GuardLevel level);

/// The input of a guard. It lives as long as the call of `judge`.
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
  std::string_view why;                    ///< why that is a reason not to bounce
  std::string_view source;                 ///< "RFC 3834 §2"; empty if the rule is our own
  /// The level if the input proves only a part of the recipients. nullopt: the same level.
  std::optional<GuardLevel> level_of_stored = std::nullopt;
};

/// In the order in which findings are reported.
std::span<const Guard> all_guards();

/// The guard with that word, or nullptr if there is none.
const Guard* find_guard(std::string_view word);

/// What a guard found, or a check that the service makes late or never.
struct Finding {
  std::string reason;                   ///< the guard's word
  GuardLevel level = GuardLevel::Warn;  ///< the level for this input: "foreign-recipient" depends
                                        ///< on what the input proves
  std::string text;  ///< field and value, without a full stop: `Auto-Submitted is "Auto-Replied"`.
                     ///< Always one line of printable UTF-8 of at most 300 bytes
  bool is_strict = false;  ///< --strict turned this warning into a refusal
  friend bool operator==(const Finding&, const Finding&) = default;
};

/// Compares the received message with the bounce. Returns all findings in the table's order, at
/// most one for each guard. If a field occurs several times, each is checked, and the first one
/// that matters is reported.
///
/// An unknown return path (nullopt) is not a finding: SES knows it and sends the bounce there. The
/// guards that compare it (null-sender, self-loop, own-domain) then find nothing. An unknown age
/// counts as "stale", so that --allow stale lets such a message pass.
std::vector<Finding> judge(const ReceivedMessage& message, const BounceContent& bounce,
                           Instant now);

/// A row of the table of late checks.
struct LateCheck {
  std::string_view word;  ///< "bad-status"
  std::string_view when;  ///< when it applies, a whole sentence in ASCII
  std::string_view why;   ///< what SES, or the reader of the bounce, does with it
};

/// In the order in which findings are reported:
///
///   bad-address         a recipient, final recipient or bounce sender that is not an email address
///   bad-status          a Status that is not an enhanced code of RFC 3463
///   status-and-action   a Status whose class does not fit the Action
///   wrong-action        an Action other than "failed"
///   future-date         an ArrivalDate or LastAttemptDate that is more than 5 minutes ahead
///   repeated-recipient  a recipient that occurs twice
///   ignored-region      evidence of a region that names no region
std::span<const LateCheck> all_late_checks();

/// Mistakes in a request that SES notices late or never, with a finding for each; see
/// all_late_checks(). All have the level Warn. Their words are not guards, so --allow does not take
/// them. --dry-run shows them, with or without evidence.
/// `received` is the message that the bounce answers, or nullptr if it is not known.
std::vector<Finding> late_checks(const BounceContent& bounce, const ReceivedMessage* received,
                                 Instant now);

/// How the user wants findings to be treated.
struct GuardChoice {
  std::vector<std::string> allow;  ///< words of guards, checked by check_allowed
  bool strict = false;
};

/// Fails with ParamValidation for a word that is not a guard (the error names the nearest one), for
/// "all", and for a guard that cannot be allowed.
Result<void> check_allowed(const std::vector<std::string>& words);

/// The findings under that choice. A finding that --allow names becomes or stays a warning. Under
/// --strict, all other warnings of guards become refusals. Level Never and the findings of
/// late_checks do not change.
std::vector<Finding> apply_choice(std::vector<Finding> findings, const GuardChoice& choice);

bool is_refusal(const Finding& finding);

/// The text after "send-bounce: [REFUSED]: ", without a final newline: the message, the number of
/// reasons against bouncing it, the reasons in columns, and how to bounce it anyway. Findings that
/// are not refusals are left out. REQUIRES: one of them is a refusal.
std::string refusal_message(const ReceivedMessage& message, const std::vector<Finding>& findings);

/// The text of a warning after "send-bounce: [WARNING]: ": `list: List-Id is "<x.example>"`.
std::string warning_line(const Finding& finding);

}  // namespace send_bounce
