#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>

#include "send_bounce/input/shorthand.h"
#include "send_bounce/text/encoding.h"

/// Whatever the word, reading ends; a word that is UTF-8 gets a message that is UTF-8; and what was
/// read can be written again, with quotes around every scalar, and read to the same.
namespace send_bounce {
namespace {

Result<std::optional<Value>> load(std::string_view text) {
  if (text.starts_with("file://")) return Value("from \"a\" file, = ");
  if (text.starts_with("fileb://")) return fail(ErrorKind::General, "no such file");
  return std::nullopt;
}

// A backslash before a quote has no form of its own in shorthand, so such text is not compared.
bool has_backslash(const Value& value) {
  if (const auto* text = value.get<std::string>()) return text->find('\\') != std::string::npos;
  if (const auto* list = value.get<Value::List>()) {
    for (const Value& element : *list) {
      if (has_backslash(element)) return true;
    }
  }
  if (const auto* map = value.get<Map>()) {
    for (const MapEntry& entry : *map) {
      if (has_backslash(entry.value)) return true;
    }
  }
  return false;
}

std::string written(const Value& value);

std::string written_pairs(const Map& map) {
  std::string out;
  for (const MapEntry& entry : map) {
    if (!out.empty()) out += ',';
    out += entry.key + '=' + written(entry.value);
  }
  return out;
}

std::string written(const Value& value) {
  if (const auto* map = value.get<Map>()) return '{' + written_pairs(*map) + '}';
  if (const auto* list = value.get<Value::List>()) {
    std::string out = "[";
    for (const Value& element : *list) out += written(element) + ',';
    return out + ']';
  }
  std::string out = "\"";
  for (const char c : *value.get<std::string>()) {
    if (c == '"') out += '\\';
    out += c;
  }
  return out + '"';
}

void check(std::string_view word) {
  const auto map = parse_shorthand(word, load);
  if (!map) {
    if (is_utf8(word) && !is_utf8(map.error().message)) std::abort();
    return;
  }
  if (map->empty() || has_backslash(Value(*map))) return;
  const auto again = parse_shorthand(written_pairs(*map), load);
  if (!again || *again != *map) std::abort();
}

}  // namespace
}  // namespace send_bounce

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  send_bounce::check({reinterpret_cast<const char*>(data), size});
  return 0;
}
