#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <string>
#include <string_view>

#include "send_bounce/input/yaml_reader.h"
#include "send_bounce/output/formatter.h"
#include "send_bounce/text/encoding.h"
#include "send_bounce/text/json_text.h"

/// Any value is written as YAML that is UTF-8, and the reader gets the same value from it. The
/// other formats end, with UTF-8 or with a message.
namespace send_bounce {
namespace {

constexpr int kDeepest = 40;

void require(bool holds) {
  if (!holds) std::abort();
}

/// Values spelled by bytes: one for the kind, then what the kind needs.
class ValueSource {
 public:
  explicit ValueSource(std::string_view bytes) : rest_(bytes) {}

  Value value(int depth = 0) {
    switch (byte() % (depth < kDeepest ? 8 : 6)) {
      case 0:
        return nullptr;
      case 1:
        return byte() % 2 == 0;
      case 2:
        return static_cast<std::int64_t>(byte()) - 128;
      case 3:
        return (byte() - 128) / 8.0;
      case 4:
      case 5:
        return text();
      case 6:
        return list(depth);
      default:
        return map(depth);
    }
  }

 private:
  int byte() {
    if (rest_.empty()) return 0;
    const auto first = static_cast<unsigned char>(rest_.front());
    rest_.remove_prefix(1);
    return first;
  }

  std::string text() {
    const auto length = static_cast<std::size_t>(byte());
    std::string taken(rest_.substr(0, length));
    rest_.remove_prefix(taken.size());
    return taken;
  }

  Value list(int depth) {
    Value::List list;
    for (int count = byte() % 5; count > 0; --count) list.push_back(value(depth + 1));
    return list;
  }

  Value map(int depth) {
    Map map;
    for (int count = byte() % 5; count > 0; --count) {
      std::string key = replace_invalid_utf8(text());
      map.set(std::move(key), value(depth + 1));
    }
    return map;
  }

  std::string_view rest_;
};

// What a reader is to get: maps in the writer's order, strings in UTF-8.
Value expected(const Value& value) {
  if (const auto* text = value.get<std::string>()) return replace_invalid_utf8(*text);
  if (const auto* list = value.get<Value::List>()) {
    Value::List out;
    for (const Value& element : *list) out.push_back(expected(element));
    return out;
  }
  const auto* map = value.get<Map>();
  if (map == nullptr) return value;
  std::map<std::string, Value> entries;
  for (const MapEntry& entry : *map) entries.emplace(entry.key, expected(entry.value));
  Map out;
  for (auto& [key, held] : entries) out.set(key, std::move(held));
  return out;
}

void check(const Value& value) {
  const auto text = format_output(OutputFormat::YamlStream, value);
  require(text.has_value() && is_utf8(*text));
  if (!text->empty()) {
    const auto read = read_yaml(*text);
    // Compared as JSON, where the order of keys shows and so does the type of each scalar.
    require(read.has_value() && json_text(*read, JsonSpacing::Indented) ==
                                    json_text(Value::List{expected(value)}, JsonSpacing::Indented));
  }
  for (const auto format : {OutputFormat::Yaml, OutputFormat::Table, OutputFormat::Text}) {
    const auto other = format_output(format, expected(value));
    require(other.has_value() ? is_utf8(*other) : !other.error().message.empty());
  }
}

}  // namespace
}  // namespace send_bounce

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace send_bounce;
  check(ValueSource({reinterpret_cast<const char*>(data), size}).value());
  return 0;
}
