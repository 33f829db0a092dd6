#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "send_bounce/values/error.h"
#include "send_bounce/values/value.h"

namespace send_bounce {

/// The forms of an answer; the names are those of --output.
enum class OutputFormat : std::uint8_t { Json, Text, Table, Yaml, YamlStream, Off };

/// nullopt for a name that is none. Letter case counts.
std::optional<OutputFormat> output_format_from_name(std::string_view name);

/// What a table depends on beside its value. Other formats have no use for it.
struct TableStyle {
  std::string title = "SendBounce";  ///< of the outermost section
  int width = 80;       ///< columns beyond which sections of one row are turned upright
  bool colour = false;  ///< cells and inner frames in ANSI colours
  /// Whether each of the reference's writes is followed by a reset: so they are when a coloured
  /// table goes to stdout itself.
  bool reset_after_writes = false;
  bool reset_at_end = false;  ///< one more reset, as the reference leaves a terminal
};

/// The whole text for stdout, empty where nothing is written (an empty map, "off").
/// ErrorKind::General where a format cannot show the value: text has no form for a list that mixes
/// maps and scalars, nor has a table for lists whose elements differ in kind or length.
Result<std::string> format_output(OutputFormat format, const Value& value,
                                  const TableStyle& style = {});

}  // namespace send_bounce
