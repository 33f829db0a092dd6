#pragma once

#include <cstdint>
#include <string>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

namespace send_bounce {

/// What a caller or the table of exit codes (cli/error_report.h) tells apart; nothing finer.
enum class ErrorKind : std::uint8_t {
  UnknownOptions,   ///< words that no parser took; shown after the usage block, never reformatted
  Usage,            ///< the command line cannot be read; shown with the usage block
  ParamValidation,  ///< a value cannot be read, or a request that the service would refuse
  Unavailable,      ///< a known option or setting whose work this version does not do yet
  Configuration,    ///< a setting in a file or variable that is refused by name
  NoRegion,
  NoCredentials,
  Service,      ///< the service answered with an error document
  Connection,   ///< no complete answer: name, connection, TLS, time-out
  BadReply,     ///< an answer that is no answer of this service
  Interrupted,  ///< SIGINT
  General,      ///< everything else
};

/// A fault, complete at birth: whoever detects it knows the option, the value and the remedy.
/// Callers add no text and never parse it. Secrets never enter a message.
struct Error {
  ErrorKind kind = ErrorKind::General;
  std::string code;     ///< "ParamValidation", or the service's own; empty where none is shown
  std::string message;  ///< as the user reads it, without prefix and without final newline
  /// Modelled members beside Code and Message, in the reply's order: {"ConfigurationSetName", "x"}.
  std::vector<std::pair<std::string, std::string>> details;
  int retries = -1;  ///< Service only: attempts minus one where all were used up, else -1
};

template <class T>
using Result = tl::expected<T, Error>;

using Failure = tl::unexpected<Error>;

/// `return fail(ErrorKind::General, "what went wrong");`
Failure fail(ErrorKind kind, std::string message);

/// The commonest fault by far: kind and code are both ParamValidation.
Failure invalid_parameter(std::string message);

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
