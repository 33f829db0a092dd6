#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "send_bounce/input/json_reader.h"
#include "send_bounce/text/encoding.h"
#include "send_bounce/text/json_document.h"
#include "send_bounce/text/python_text.h"

/// Whatever the text, reading ends; text that is UTF-8 gives values and messages that are UTF-8;
/// and what was read can be written again and read to the same. What the reader of documents takes,
/// this one takes for the same.
namespace send_bounce {
namespace {

std::string written(const Value& value);

std::string written_string(std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || c == '"' || c == '\\') {
      out += "\\u00";
      out += kHex[byte >> 4U];
      out += kHex[byte & 15U];
    } else {
      out += c;
    }
  }
  return out + '"';
}

std::string written_double(double number) {
  if (std::isnan(number)) return "NaN";
  if (std::isinf(number)) return number < 0 ? "-Infinity" : "Infinity";
  return python_float(number);
}

std::string written_map(const Map& map) {
  std::string out = "{";
  for (const MapEntry& entry : map) {
    if (out.size() > 1) out += ", ";
    out += written_string(entry.key) + ": " + written(entry.value);
  }
  return out + "}";
}

std::string written_list(const Value::List& list) {
  std::string out = "[";
  for (const Value& element : list) {
    if (out.size() > 1) out += ", ";
    out += written(element);
  }
  return out + "]";
}

std::string written(const Value& value) {
  if (value.is_null()) return "null";
  if (const auto* truth = value.get<bool>()) return *truth ? "true" : "false";
  if (const auto* integer = value.get<std::int64_t>()) return std::to_string(*integer);
  if (const auto* number = value.get<double>()) return written_double(*number);
  if (const auto* text = value.get<std::string>()) return written_string(*text);
  if (const auto* list = value.get<Value::List>()) return written_list(*list);
  if (const auto* map = value.get<Map>()) return written_map(*map);
  return value.get<Foreign>()->text;
}

void check(std::string_view text) {
  const auto value = read_json(text);
  const auto document = read_json_document(text);
  if (document && (!value || written(*document) != written(*value))) std::abort();
  if (!value) {
    if (value.error().message.empty() || !is_utf8(value.error().message)) std::abort();
    return;
  }
  const std::string once = written(*value);
  if (is_utf8(text) && !is_utf8(once)) std::abort();
  // Compared as text, since NaN equals nothing.
  const auto again = read_json(once);
  if (!again || written(*again) != once) std::abort();
}

}  // namespace
}  // namespace send_bounce

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  send_bounce::check({reinterpret_cast<const char*>(data), size});
  return 0;
}
