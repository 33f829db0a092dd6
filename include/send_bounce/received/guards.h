#pragma once

#include <cstdint>
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

/// A row of the table. Help, docs/guards.md and completion print it.
struct Guard {
  std::string_view word;  ///< what --allow takes: "auto-reply"
  GuardLevel level = GuardLevel::Refuse;
  std::string_view when;    ///< one sentence for the table: when it applies
  std::string_view why;     ///< one sentence: why that is a reason
  std::string_view source;  ///< "RFC 3834 §2"
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
                     ///< line, printable, no longer than 300 bytes, whatever the input holds
  friend bool operator==(const Finding&, const Finding&) = default;
};

/// All findings, in the table's order: what was received against what is to be sent.
std::vector<Finding> judge(const ReceivedMessage& message, const BounceContent& bounce,
                           Instant now);

/// Mistakes in a request that SES notices late or never: a recipient that is no address or comes
/// twice, a Status that is no enhanced code or whose class does not fit the Action, an Action that
/// is wrong in a bounce, dates in the future. All of level Warn; their words are not guards and
/// cannot be allowed. Shown by --dry-run, with or without evidence.
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
/// all other warnings become refusals under --strict.
std::vector<Finding> apply_choice(std::vector<Finding> findings, const GuardChoice& choice);

bool is_refusal(const Finding& finding);

}  // namespace send_bounce
