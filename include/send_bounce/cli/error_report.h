#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "send_bounce/output/formatter.h"
#include "send_bounce/words/error.h"

namespace send_bounce {

/// The forms of --cli-error-format.
enum class ErrorFormat : std::uint8_t { Enhanced, Legacy, Json, Yaml, Text, Table };

/// Any letter case; nullopt for a name that is none.
std::optional<ErrorFormat> error_format_from_name(std::string_view name);

/// The process's exit code: 75, 130, 252, 253, 254 or 255. The only place where a kind becomes a
/// number.
int exit_code(ErrorKind kind);

/// The bytes for stderr. Faults that are none of the request's or the service's (exit code 255) and
/// unknown options have one form in every format, as in the reference (command-line page §7.1).
/// `table` is how ErrorFormat::Table looks.
std::string render_error(const Error& error, ErrorFormat format, const TableStyle& table = {});

}  // namespace send_bounce
