#include "send_bounce/output/formatter.h"

namespace send_bounce {
namespace {

constexpr struct {
  std::string_view name;
  OutputFormat format;
} kFormats[] = {
    {"json", OutputFormat::Json},
    {"text", OutputFormat::Text},
    {"table", OutputFormat::Table},
    {"yaml", OutputFormat::Yaml},
    {"yaml-stream", OutputFormat::YamlStream},
    {"off", OutputFormat::Off},
};

}  // namespace

std::optional<OutputFormat> output_format_from_name(std::string_view name) {
  for (const auto& row : kFormats) {
    if (row.name == name) return row.format;
  }
  return std::nullopt;
}

Result<std::string> format_output(OutputFormat format, const Value& value,
                                  const TableStyle& style) {
  const auto* map = value.get<Map>();
  if (map != nullptr && map->empty()) return std::string();
  switch (format) {
    case OutputFormat::Json:
      return format_json(value) + "\n";
    case OutputFormat::Text:
      return format_text(value);
    case OutputFormat::Table:
      return format_table(value, style);
    case OutputFormat::Yaml:
      return format_yaml(value);
    case OutputFormat::YamlStream:
      return format_yaml(Value::List{value});
    case OutputFormat::Off:
      return std::string();
  }
  return std::string();
}

}  // namespace send_bounce
