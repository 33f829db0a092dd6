#include "send_bounce/text/encoding.h"

#include <array>
#include <cstdint>
#include <cstring>

namespace send_bounce {
namespace {

constexpr std::string_view kLowerHex = "0123456789abcdef";
constexpr std::string_view kUpperHex = "0123456789ABCDEF";
constexpr std::string_view kBase64Alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

constexpr unsigned char kNoDigit = 64;

/// The value of each byte as a digit of Base64: mails and notifications have megabytes of them.
constexpr std::array<unsigned char, 256> base64_values() {
  std::array<unsigned char, 256> values{};
  for (unsigned char& value : values) value = kNoDigit;
  for (std::size_t i = 0; i < kBase64Alphabet.size(); ++i)
    values[static_cast<unsigned char>(kBase64Alphabet[i])] = static_cast<unsigned char>(i);
  return values;
}

constexpr std::array<unsigned char, 256> kBase64Values = base64_values();

unsigned byte_at(std::string_view text, std::size_t i) {
  return static_cast<unsigned char>(text[i]);
}

bool is_unreserved(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.' || c == '_' || c == '~';
}

void append_percent(std::string& out, char c) {
  const unsigned byte = static_cast<unsigned char>(c);
  out += '%';
  out += kUpperHex[byte >> 4U];
  out += kUpperHex[byte & 15U];
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

std::string hex(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size() * 2);
  for (const char c : bytes) {
    const unsigned byte = static_cast<unsigned char>(c);
    out += kLowerHex[byte >> 4U];
    out += kLowerHex[byte & 15U];
  }
  return out;
}

std::string base64(std::string_view bytes) {
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t count = bytes.size() - i < 3 ? bytes.size() - i : 3;
    const unsigned group = (byte_at(bytes, i) << 16U) |
                           (count > 1 ? byte_at(bytes, i + 1) << 8U : 0U) |
                           (count > 2 ? byte_at(bytes, i + 2) : 0U);
    out += kBase64Alphabet[group >> 18U];
    out += kBase64Alphabet[(group >> 12U) & 63U];
    out += count > 1 ? kBase64Alphabet[(group >> 6U) & 63U] : '=';
    out += count > 2 ? kBase64Alphabet[group & 63U] : '=';
  }
  return out;
}

std::optional<std::string> base64_decode(std::string_view text) {
  std::string out;
  out.reserve(text.size() / 4 * 3 + 3);
  unsigned group = 0;
  int digits = 0;
  int padding = 0;
  for (const char c : text) {
    if (c == ' ' || c == '\t' || c == '\r' || c == '\n') continue;
    if (c == '=') {
      if (digits < 2 || ++padding + digits > 4) return std::nullopt;
      continue;
    }
    const unsigned value = kBase64Values[static_cast<unsigned char>(c)];
    if (value == kNoDigit || padding > 0) return std::nullopt;
    group = (group << 6U) | value;
    if (++digits == 4) {
      out += static_cast<char>(group >> 16U);
      out += static_cast<char>((group >> 8U) & 255U);
      out += static_cast<char>(group & 255U);
      group = 0;
      digits = 0;
    }
  }
  if (digits == 0) return padding == 0 ? std::optional(out) : std::nullopt;
  if (digits + padding != 4) return std::nullopt;
  if (digits == 2) out += static_cast<char>((group >> 4U) & 255U);
  if (digits == 3) {
    out += static_cast<char>((group >> 10U) & 255U);
    out += static_cast<char>((group >> 2U) & 255U);
  }
  return out;
}

std::string percent_encode(std::string_view bytes, std::string_view also_unreserved) {
  std::string out;
  out.reserve(bytes.size());
  for (const char c : bytes) {
    if (is_unreserved(c) || also_unreserved.find(c) != std::string_view::npos) {
      out += c;
    } else {
      append_percent(out, c);
    }
  }
  return out;
}

std::string form_encode(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size() + bytes.size() / 4);
  for (const char c : bytes) {
    if (is_unreserved(c)) {
      out += c;
    } else if (c == ' ') {
      out += '+';
    } else {
      append_percent(out, c);
    }
  }
  return out;
}

std::optional<std::string> form_decode(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+') {
      out += ' ';
    } else if (text[i] != '%') {
      out += text[i];
    } else {
      if (i + 2 >= text.size()) return std::nullopt;
      const int high = hex_digit(text[i + 1]);
      const int low = hex_digit(text[i + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      out += static_cast<char>(high * 16 + low);
      i += 2;
    }
  }
  return out;
}

std::optional<char32_t> next_code_point(std::string_view text, std::size_t& position) {
  if (position >= text.size()) return std::nullopt;
  const unsigned lead = byte_at(text, position);
  if (lead < 0x80) {
    ++position;
    return static_cast<char32_t>(lead);
  }
  // Table 3-7 of the Unicode standard: the second byte's range excludes overlong forms, surrogates
  // and what lies past U+10FFFF.
  const unsigned length = lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;
  if (length == 0 || text.size() - position < length) return std::nullopt;
  const unsigned second = byte_at(text, position + 1);
  const unsigned least = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
  const unsigned most = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
  if (second < least || second > most) return std::nullopt;
  unsigned code = lead & (0x7FU >> length);
  code = (code << 6U) | (second & 0x3FU);
  for (unsigned i = 2; i < length; ++i) {
    const unsigned next = byte_at(text, position + i);
    if ((next & 0xC0U) != 0x80U) return std::nullopt;
    code = (code << 6U) | (next & 0x3FU);
  }
  position += length;
  return static_cast<char32_t>(code);
}

void append_utf8(std::string& out, char32_t code_point) {
  const auto code = static_cast<unsigned>(code_point);
  if (code < 0x80) {
    out += static_cast<char>(code);
    return;
  }
  if (code < 0x800) {
    out += static_cast<char>(0xC0U | (code >> 6U));
  } else {
    if (code < 0x10000) {
      out += static_cast<char>(0xE0U | (code >> 12U));
    } else {
      out += static_cast<char>(0xF0U | (code >> 18U));
      out += static_cast<char>(0x80U | ((code >> 12U) & 0x3FU));
    }
    out += static_cast<char>(0x80U | ((code >> 6U) & 0x3FU));
  }
  out += static_cast<char>(0x80U | (code & 0x3FU));
}

bool is_utf8(std::string_view text) {
  std::size_t position = 0;
  while (position < text.size()) {
    // Most text is ASCII, of which eight bytes pass in one step.
    std::uint64_t eight = 0;
    if (text.size() - position >= sizeof eight) {
      std::memcpy(&eight, text.data() + position, sizeof eight);
      if ((eight & 0x8080808080808080U) == 0) {
        position += sizeof eight;
        continue;
      }
    }
    if (!next_code_point(text, position)) return false;
  }
  return true;
}

std::string replace_invalid_utf8(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t position = 0; position < text.size();) {
    const std::size_t start = position;
    if (next_code_point(text, position)) {
      result += text.substr(start, position - start);
    } else {
      append_utf8(result, 0xFFFD);
      ++position;
    }
  }
  return result;
}

std::size_t code_point_count(std::string_view text) {
  std::size_t count = 0;
  std::size_t position = 0;
  while (position < text.size()) {
    if (!next_code_point(text, position)) ++position;
    ++count;
  }
  return count;
}

std::string to_lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

bool is_same_in_any_case(std::string_view a, std::string_view b) {
  return a.size() == b.size() && to_lower(a) == to_lower(b);
}

std::string_view without_byte_order_mark(std::string_view text) {
  constexpr std::string_view kMark = "\xEF\xBB\xBF";
  if (text.starts_with(kMark)) text.remove_prefix(kMark.size());
  return text;
}

std::string escape_of(char32_t code_point) {
  std::string bytes;
  for (const unsigned shift : {24U, 16U, 8U, 0U}) bytes += static_cast<char>(code_point >> shift);
  if (code_point <= 0x7F) return "\\x" + hex(bytes.substr(3));
  if (code_point <= 0xFFFF) return "\\u" + hex(bytes.substr(2));
  return "\\U" + hex(bytes);
}

std::string_view trim(std::string_view text, std::string_view blanks) {
  const std::size_t first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::string joined(const std::vector<std::string>& parts, std::string_view between) {
  std::string text;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) text += between;
    text += parts[i];
  }
  return text;
}

}  // namespace send_bounce
