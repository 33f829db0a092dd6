#include "send_bounce/mail/encoded_word.h"

#include <cstdint>
#include <optional>

#include "send_bounce/text/encoding.h"

namespace send_bounce {
namespace {

/// Windows-1252 from 0x80 to 0x9F (WHATWG Encoding, index windows-1252); the rest is Latin-1.
constexpr char32_t kWindows1252[32] = {
    0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x8D,   0x017D, 0x8F,   0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178};

std::string from_single_byte(std::string_view bytes, bool is_windows_1252) {
  std::string text;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    const bool is_special = is_windows_1252 && byte >= 0x80 && byte <= 0x9F;
    append_utf8(text, is_special ? kWindows1252[byte - 0x80] : static_cast<char32_t>(byte));
  }
  return text;
}

std::optional<std::string> to_utf8(std::string_view charset, std::string_view bytes) {
  // RFC 2231 §5 lets a language follow: "utf-8*en".
  const std::string name = to_lower(charset.substr(0, charset.find('*')));
  if (name == "utf-8" || name == "utf8" || name == "us-ascii" || name == "ascii")
    return replace_invalid_utf8(bytes);
  if (name == "iso-8859-1" || name == "latin1") return from_single_byte(bytes, false);
  if (name == "windows-1252" || name == "cp1252") return from_single_byte(bytes, true);
  return std::nullopt;
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

/// The "Q" encoding, RFC 2047 §4.2.
std::optional<std::string> q_decode(std::string_view text) {
  std::string bytes;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '_') {
      bytes += ' ';
    } else if (text[i] == '=') {
      if (i + 2 >= text.size()) return std::nullopt;
      const int high = hex_digit(text[i + 1]);
      const int low = hex_digit(text[i + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      bytes += static_cast<char>(high * 16 + low);
      i += 2;
    } else {
      bytes += text[i];
    }
  }
  return bytes;
}

struct EncodedWord {
  std::string charset;
  std::string bytes;
  std::size_t length = 0;  // as written
};

/// RFC 2047 §2 allows 75 bytes; mailers write longer ones. A limit keeps the search linear.
constexpr std::size_t kLongestWord = 1000;

/// The encoded word at the beginning of `text`: "=?charset?Q?…?=".
std::optional<EncodedWord> read_word(std::string_view text) {
  text = text.substr(0, kLongestWord);
  if (text.substr(0, 2) != "=?") return std::nullopt;
  const std::size_t first = text.find('?', 2);
  if (first == std::string_view::npos || first == 2 || first + 2 >= text.size() ||
      text[first + 2] != '?')
    return std::nullopt;
  const std::size_t begin = first + 3;
  const std::size_t end = text.find("?=", begin);
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view encoded = text.substr(begin, end - begin);
  if (encoded.find_first_of(" \t?") != std::string_view::npos) return std::nullopt;

  std::optional<std::string> bytes;
  if (text[first + 1] == 'Q' || text[first + 1] == 'q') bytes = q_decode(encoded);
  if (text[first + 1] == 'B' || text[first + 1] == 'b') bytes = base64_decode(encoded);
  if (!bytes) return std::nullopt;
  return EncodedWord{std::string(text.substr(2, first - 2)), *std::move(bytes), end + 2};
}

}  // namespace

std::string decode_encoded_words(std::string_view text) {
  std::string result;
  std::string pending;  // bytes of words whose character may go on in the next word
  std::string charset;
  std::size_t blanks = 0;  // where blanks after a word begin in `result`, if nothing else followed
  bool after_word = false;
  const auto flush = [&] {
    if (!charset.empty()) result += to_utf8(charset, pending).value_or(std::string());
    pending.clear();
    charset.clear();
  };

  for (std::size_t i = 0; i < text.size();) {
    const auto word = text[i] == '=' ? read_word(text.substr(i)) : std::nullopt;
    if (word && to_utf8(word->charset, {})) {
      if (after_word && charset.empty()) result.resize(blanks);
      if (charset != word->charset) flush();
      charset = word->charset;
      pending += word->bytes;
      i += word->length;
      after_word = true;
      // A word of the same charset may follow after blanks; look ahead so that a character that
      // was split between the two (which RFC 2047 §5 forbids and mailers do) is put together again.
      std::size_t next = i;
      while (next < text.size() && (text[next] == ' ' || text[next] == '\t')) ++next;
      const auto follower = next > i ? read_word(text.substr(next)) : std::nullopt;
      if (follower && follower->charset == charset) {
        i = next;
        continue;
      }
      flush();
      blanks = result.size();
      continue;
    }
    if (text[i] != ' ' && text[i] != '\t') after_word = false;
    result += text[i++];
  }
  flush();
  return replace_invalid_utf8(result);
}

}  // namespace send_bounce
