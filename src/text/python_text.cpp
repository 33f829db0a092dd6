#include "send_bounce/text/python_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <type_traits>

#include "send_bounce/text/encoding.h"

namespace send_bounce {
namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";

void append_hex_escape(std::string& out, char letter, unsigned code, int digits) {
  out += '\\';
  out += letter;
  for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4) {
    out += kHexDigits[(code >> static_cast<unsigned>(shift)) & 15U];
  }
}

// How many bytes of an ill-formed sequence could still have become one; all that are there, where
// the text only ends too early.
std::size_t well_formed_start(std::string_view bytes) {
  const auto lead = static_cast<unsigned char>(bytes.front());
  if (lead < 0xC2 || lead > 0xF4) return 0;
  const std::size_t length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  std::size_t count = 1;
  for (; count < std::min(length, bytes.size()); ++count) {
    std::string completed(bytes.substr(0, count + 1));
    completed.resize(length, '\x80');
    std::size_t position = 0;
    if (!next_code_point(completed, position)) break;
  }
  return count;
}

char quote_for(std::string_view text) {
  const bool single = text.find('\'') != std::string_view::npos;
  return single && text.find('"') == std::string_view::npos ? '"' : '\'';
}

void append_code_point(std::string& out, unsigned code, char quote) {
  switch (code) {
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    case '\\':
      out += "\\\\";
      return;
    default:
      break;
  }
  if (code == static_cast<unsigned char>(quote)) {
    out += '\\';
    out += quote;
  } else if (is_python_printable(static_cast<char32_t>(code))) {
    append_utf8(out, static_cast<char32_t>(code));
  } else if (code <= 0xFF) {
    append_hex_escape(out, 'x', code, 2);
  } else if (code <= 0xFFFF) {
    append_hex_escape(out, 'u', code, 4);
  } else {
    append_hex_escape(out, 'U', code, 8);
  }
}

std::string datetime_text(Instant instant) {
  std::string text = format_iso8601(instant);
  text.pop_back();
  text[text.find('T')] = ' ';
  return text;
}

std::string list_repr(const Value::List& list) {
  std::string out = "[";
  for (const Value& element : list) {
    if (out.size() > 1) out += ", ";
    out += python_repr(element);
  }
  return out + "]";
}

std::string map_repr(const Map& map) {
  std::string out = "{";
  for (const MapEntry& entry : map) {
    if (out.size() > 1) out += ", ";
    out += python_repr(std::string_view(entry.key)) + ": " + python_repr(entry.value);
  }
  return out + "}";
}

// Visitor that has a text for every alternative but strings and instants, whose str and repr
// differ.
std::string common_text(const Value& value) {
  return std::visit(
      [](const auto& held) -> std::string {
        using T = std::decay_t<decltype(held)>;
        if constexpr (std::is_same_v<T, std::nullptr_t>) return "None";
        if constexpr (std::is_same_v<T, bool>) return held ? "True" : "False";
        if constexpr (std::is_same_v<T, std::int64_t>) return std::to_string(held);
        if constexpr (std::is_same_v<T, double>) return python_float(held);
        if constexpr (std::is_same_v<T, Bytes>) return python_bytes_repr(held.data);
        if constexpr (std::is_same_v<T, Foreign>) return held.text;
        if constexpr (std::is_same_v<T, Value::List>) return list_repr(held);
        if constexpr (std::is_same_v<T, Map>) return map_repr(held);
        return {};
      },
      value.storage());
}

}  // namespace

bool is_python_printable(char32_t code_point) {
  const auto code = static_cast<std::uint32_t>(code_point);
  const bool is_unprintable =
      code < 0x20 || (code >= 0x7F && code <= 0xA0) || code == 0xAD || code == 0x061C ||
      code == 0x1680 || code == 0x180E || (code >= 0x2000 && code <= 0x200F) ||
      (code >= 0x2028 && code <= 0x202F) || (code >= 0x205F && code <= 0x206F) || code == 0x3000 ||
      (code >= 0xD800 && code <= 0xF8FF) || code == 0xFEFF || (code >= 0xFFF0 && code <= 0xFFFB) ||
      (code & 0xFFFEU) == 0xFFFE || code >= 0xE0000;
  return !is_unprintable;
}

std::string python_type_name(const Value& value) {
  if (const auto* foreign = value.get<Foreign>()) return foreign->type;
  constexpr std::array<const char*, std::variant_size_v<Value::Storage>> kNames = {
      "NoneType", "bool", "int", "float", "str", "bytes", "datetime.datetime", "", "list", "dict"};
  return kNames[value.storage().index()];
}

std::string python_str(const Value& value) {
  if (const auto* text = value.get<std::string>()) return *text;
  if (const auto* instant = value.get<Instant>()) return datetime_text(*instant);
  return common_text(value);
}

std::string python_repr(const Value& value) {
  if (const auto* text = value.get<std::string>()) return python_repr(std::string_view(*text));
  if (const auto* instant = value.get<Instant>()) return datetime_text(*instant);
  return common_text(value);
}

std::string python_repr(std::string_view text) {
  const char quote = quote_for(text);
  std::string out(1, quote);
  std::size_t position = 0;
  while (position < text.size()) {
    const std::size_t start = position;
    if (const auto code = next_code_point(text, position)) {
      append_code_point(out, static_cast<unsigned>(*code), quote);
    } else {
      // A byte that is not UTF-8 is a lone surrogate in the reference (PEP 383).
      append_hex_escape(out, 'u', 0xDC00U | static_cast<unsigned char>(text[start]), 4);
      ++position;
    }
  }
  return out + quote;
}

std::string python_bytes_repr(std::string_view bytes) {
  const char quote = quote_for(bytes);
  std::string out = "b";
  out += quote;
  for (const char c : bytes) {
    const unsigned byte = static_cast<unsigned char>(c);
    if (byte >= 0x80) {
      append_hex_escape(out, 'x', byte, 2);
    } else {
      append_code_point(out, byte, quote);
    }
  }
  return out + quote;
}

std::string python_os_error(int number, std::string_view text, std::string_view name) {
  return "[Errno " + std::to_string(number) + "] " + std::string(text) + ": " + python_repr(name);
}

std::optional<std::string> python_utf8_fault(std::string_view bytes) {
  std::size_t position = 0;
  while (next_code_point(bytes, position)) {
  }
  if (position == bytes.size()) return std::nullopt;
  const std::string_view rest = bytes.substr(position);
  const std::size_t wrong = well_formed_start(rest);
  const char* reason = wrong == 0             ? "invalid start byte"
                       : wrong == rest.size() ? "unexpected end of data"
                                              : "invalid continuation byte";
  std::string text = "'utf-8' codec can't decode byte";
  if (wrong > 1) {
    text +=
        "s in position " + std::to_string(position) + "-" + std::to_string(position + wrong - 1);
  } else {
    text += " 0x" + hex(rest.substr(0, 1)) + " in position " + std::to_string(position);
  }
  return text + ": " + reason;
}

std::string python_float(double number) {
  if (std::isnan(number)) return "nan";
  if (std::isinf(number)) return number < 0 ? "-inf" : "inf";
  std::array<char, 64> buffer{};
  // Python switches to an exponent below 1e-4 and from 1e16 on.
  const double size = std::fabs(number);
  const bool scientific = size != 0 && (size < 1e-4 || size >= 1e16);
  const auto end =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), number,
                    scientific ? std::chars_format::scientific : std::chars_format::fixed);
  std::string text(buffer.data(), end.ptr);
  if (!scientific && text.find('.') == std::string::npos) text += ".0";
  return text;
}

}  // namespace send_bounce
