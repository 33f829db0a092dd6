#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "send_bounce/words/error.h"
#include "send_bounce/words/value.h"

namespace send_bounce {

/// The formats that this version writes; the names are those of --output.
enum class OutputFormat : std::uint8_t { Json, Text, Off };

/// nullopt for a name that is none, or that is still to come (model/option_table.h).
std::optional<OutputFormat> output_format_from_name(std::string_view name);

/// The whole text for stdout, empty where nothing is written (an empty map, "off").
/// ErrorKind::General where a format cannot show the value: text has no form for a list that mixes
/// maps and scalars.
Result<std::string> format_output(OutputFormat format, const Value& value);

/// JSON as the reference writes it: four spaces, keys in their order, non-ASCII raw, no newline at
/// the end (RFC 8259; Python's json.dumps with ensure_ascii off).
std::string format_json(const Value& value);

/// Tab-separated lines (command-line page §5.1).
Result<std::string> format_text(const Value& value);

}  // namespace send_bounce
