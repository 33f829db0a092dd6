#include "send_bounce/output/formatter.h"

#include <algorithm>
#include <iterator>
#include <set>

#include "output/table.h"
#include "output/yaml.h"
#include "send_bounce/text/json_text.h"
#include "send_bounce/text/python_text.h"

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

// --output text: tab-separated lines (command-line.md §5.1).

bool is_branch(const Value& value) {
  return value.get<Value::List>() != nullptr || value.get<Map>() != nullptr;
}

template <class T>
bool any_is(const Value::List& list) {
  return std::any_of(list.begin(), list.end(),
                     [](const Value& value) { return value.get<T>() != nullptr; });
}

std::string upper(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return out;
}

using Keys = std::set<std::string>;

class TextWriter {
 public:
  std::string take() { return std::move(out_); }

  /// `label` is the key under which the value stands, if any; `columns` the scalar keys that the
  /// maps of a list have between them.
  Result<void> write(const Value& value, const std::string* label, const Keys* columns) {
    if (const auto* map = value.get<Map>()) return write_map(*map, label, columns);
    if (const auto* list = value.get<Value::List>()) return write_list(*list, label);
    out_ += python_str(value) + "\n";
    return {};
  }

 private:
  Result<void> write_map(const Map& map, const std::string* label, const Keys* columns) {
    Keys scalars;
    Keys nested;
    for (const MapEntry& entry : map) {
      const bool is_column =
          columns == nullptr ? !is_branch(entry.value) : columns->count(entry.key) > 0;
      (is_column ? scalars : nested).insert(entry.key);
    }
    if (columns != nullptr) scalars = *columns;
    write_row(map, scalars, label);
    for (const std::string& key : nested) RETURN_IF_ERROR(write(*map.find(key), &key, nullptr));
    return {};
  }

  void write_row(const Map& map, const Keys& keys, const std::string* label) {
    if (keys.empty()) return;
    if (label != nullptr) out_ += upper(*label) + "\t";
    for (const std::string& key : keys) {
      const Value* value = map.find(key);
      out_ += (value == nullptr ? std::string() : python_str(*value)) + "\t";
    }
    out_.back() = '\n';
  }

  Result<void> write_list(const Value::List& list, const std::string* label) {
    if (list.empty()) return {};
    if (any_is<Map>(list)) return write_maps(list, label);
    Value::List scalars;
    std::copy_if(list.begin(), list.end(), std::back_inserter(scalars),
                 [](const Value& value) { return !is_branch(value); });
    write_scalars(scalars, label);
    for (const Value& value : list) {
      if (is_branch(value)) RETURN_IF_ERROR(write(value, label, nullptr));
    }
    return {};
  }

  Result<void> write_maps(const Value::List& list, const std::string* label) {
    Keys columns;
    for (const Value& value : list) {
      const auto* map = value.get<Map>();
      if (map == nullptr) {
        return fail(ErrorKind::General,
                    "--output text cannot show a list that mixes maps with other values. Use "
                    "--output json");
      }
      for (const MapEntry& entry : *map) {
        if (!is_branch(entry.value)) columns.insert(entry.key);
      }
    }
    for (const Value& value : list) RETURN_IF_ERROR(write(value, label, &columns));
    return {};
  }

  void write_scalars(const Value::List& scalars, const std::string* label) {
    if (scalars.empty()) return;
    for (const Value& value : scalars) {
      if (label != nullptr) out_ += upper(*label) + "\t";
      out_ += python_str(value);
      out_ += label != nullptr ? '\n' : '\t';
    }
    out_.back() = '\n';
  }

  std::string out_;
};

Result<std::string> format_text(const Value& value) {
  TextWriter writer;
  RETURN_IF_ERROR(writer.write(value, nullptr, nullptr));
  return writer.take();
}

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
      return json_text(value, JsonSpacing::Indented) + "\n";
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
