#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "send_bounce/output/formatter.h"
#include "send_bounce/values/error.h"

namespace send_bounce {

/// The forms of --cli-error-format.
enum class ErrorFormat : std::uint8_t { Enhanced, Legacy, Json, Yaml, Text, Table };

/// Any letter case; nullopt for a name that is none.
std::optional<ErrorFormat> error_format_from_name(std::string_view name);

/// The process's exit code: 65, 74, 75, 77, 130, 252, 253, 254 or 255. The only place where a kind
/// becomes a number.
int exit_code(ErrorKind kind);

/// How errors look.
struct ErrorStyle {
  ErrorFormat format = ErrorFormat::Enhanced;
  TableStyle table = {};  ///< how ErrorFormat::Table looks
  /// The reference begins with an empty line. It stays where a person reads; a log needs none.
  bool begins_with_blank_line = false;
};

/// What structured errors have as Code: the service's own, "ParamValidation", "ConnectionError".
std::string code_for_programs(const Error& error);

/// The bytes for stderr. Every format has all errors in it; beside Code and Message the structured
/// ones say Outcome and Attempts, and RequestId, InvocationId and Advice where there are any. In
/// `text` these are further fields, empty where there are none. In the others a sentence is added
/// wherever the bounce has been accepted or may have been.
std::string render_error(const Error& error, const ErrorStyle& style = {});

}  // namespace send_bounce
