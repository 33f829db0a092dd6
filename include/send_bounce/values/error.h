#pragma once

#include <cstdint>
#include <string>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

#include "send_bounce/values/instant.h"

namespace send_bounce {

/// What a caller or the table of exit codes (cli/error_report.h) tells apart; nothing finer.
enum class ErrorKind : std::uint8_t {
  UnknownOptions,   ///< words that no parser took; shown after the usage block, never reformatted
  Usage,            ///< the command line cannot be read; shown with the usage block
  ParamValidation,  ///< a value cannot be read, or a request that the service would refuse
  Configuration,    ///< a setting in a file or variable that is refused by name
  NoRegion,
  NoCredentials,
  Service,          ///< the service answered with an error document
  Connection,       ///< no complete answer: name, connection, TLS, time-out
  BadReply,         ///< an answer that is no answer of this service
  OutcomeUnknown,   ///< at most once: it may have been accepted, so it is not sent again
  Interrupted,      ///< a signal that ends the program
  NothingToBounce,  ///< what was received cannot be bounced; the code says why
  Refused,          ///< a guard found a reason against the bounce
  OutputLost,       ///< the bounce was accepted, but its answer could not be written
  General,          ///< everything else
};

/// What became of the bounce, as far as this process can know. Ordered: of several attempts that
/// failed, the worst counts.
enum class Outcome : std::uint8_t {
  NotSent,  ///< provably: no byte of a request went out, or the service refused each one
  Unknown,  ///< a request went out, and whether it was accepted is not known
  Sent,     ///< accepted, and its id is known
};

/// What is known of the one call whose outcome matters, that of SES. As it is at first, it says
/// that no attempt was made.
struct CallRecord {
  Outcome outcome = Outcome::NotSent;
  std::int64_t attempts = 0;         ///< made, the last one included
  bool request_went_out = false;     ///< of any attempt, in part at least
  std::int64_t unknown_attempt = 0;  ///< the first that left open what became of it; 0 for none
  Instant unknown_since;             ///< when that attempt ended
  std::string invocation_id;         ///< by which AWS finds the attempts; empty before the first
  std::string request_id;            ///< of the last answer that had one
  std::string answer;                ///< Sent: as messages show it, "{'MessageId': '0102…'}"
};

/// What an error document had in the place of its code or message. Text shows "None" for an empty
/// element and "Unknown" for a missing one; structured formats write null, or leave the key out.
enum class FieldState : std::uint8_t { Given, Empty, Missing };

/// A fault, complete at birth: whoever detects it knows the option, the value and the remedy.
/// Callers add no text and never parse it. Secrets never enter a message.
struct Error {
  ErrorKind kind = ErrorKind::General;
  std::string code;       ///< "ParamValidation", or the service's own; empty where none is shown
  std::string operation;  ///< Service only: the one that was called, "SendBounce"
  std::string message;    ///< as the user reads it, without prefix and without final newline
  /// What we know beyond the reference's text, in lines of its own: a cause, a remedy, whether
  /// anything was sent. Shown in the default format alone, so that scripts never meet it.
  std::string advice;
  /// Modelled members beside Code and Message, in model order: {"ConfigurationSetName", "x"}.
  std::vector<std::pair<std::string, std::string>> details;
  int retries = -1;  ///< Service only: attempts minus one where all were used up, else -1
  FieldState code_state = FieldState::Given;     ///< Service only; `code` holds the text to show
  FieldState message_state = FieldState::Given;  ///< the same for `message`
  CallRecord call;  ///< set by whoever made the call; all other errors come without one
};

template <class T>
using Result = tl::expected<T, Error>;

using Failure = tl::unexpected<Error>;

/// `return fail(ErrorKind::General, "what went wrong");`
Failure fail(ErrorKind kind, std::string message, std::string advice = {});

/// The commonest fault by far: kind and code are both ParamValidation.
Failure invalid_parameter(std::string message, std::string advice = {});

/// Which of two exit codes counts where several bounces end: 143, 130, 75, 255, 253, 252, 254, 74,
/// 65, and better than these any other.
bool is_worse_exit_code(int code, int than);

}  // namespace send_bounce

#define SEND_BOUNCE_CONCAT_2(a, b) a##b
#define SEND_BOUNCE_CONCAT(a, b) SEND_BOUNCE_CONCAT_2(a, b)

/// `ASSIGN_OR_RETURN(const auto settings, resolve_settings(line, world));`
/// Evaluates the expression once; on an error returns it from the enclosing function.
#define ASSIGN_OR_RETURN(declaration, expression) \
  ASSIGN_OR_RETURN_IMPL(SEND_BOUNCE_CONCAT(result_, __LINE__), declaration, expression)
#define ASSIGN_OR_RETURN_IMPL(result, declaration, expression)        \
  auto result = (expression);                                         \
  if (!result) return tl::make_unexpected(std::move(result).error()); \
  declaration = *std::move(result)

/// The same for a `Result<void>`.
#define RETURN_IF_ERROR(expression)                           \
  do {                                                        \
    if (auto status_ = (expression); !status_)                \
      return tl::make_unexpected(std::move(status_).error()); \
  } while (false)
