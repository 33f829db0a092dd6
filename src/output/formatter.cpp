#include "send_bounce/output/formatter.h"

namespace send_bounce {

std::optional<OutputFormat> output_format_from_name(std::string_view name) {
  if (name == "json") return OutputFormat::Json;
  if (name == "text") return OutputFormat::Text;
  if (name == "off") return OutputFormat::Off;
  return std::nullopt;
}

Result<std::string> format_output(OutputFormat format, const Value& value) {
  const auto* map = value.get<Map>();
  if (map != nullptr && map->empty()) return std::string();
  switch (format) {
    case OutputFormat::Json:
      return format_json(value) + "\n";
    case OutputFormat::Text:
      return format_text(value);
    case OutputFormat::Off:
      return std::string();
  }
  return std::string();
}

}  // namespace send_bounce
