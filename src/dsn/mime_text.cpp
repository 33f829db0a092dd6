#include "dsn/mime_text.h"

#include <algorithm>
#include <vector>

#include "send_bounce/text/encoding.h"

namespace send_bounce {
namespace {

constexpr std::string_view kWordStart = "=?utf-8?Q?";
constexpr std::string_view kWordEnd = "?=";
constexpr std::size_t kLongestEncodedLine = 76;  // RFC 2047 §2
constexpr std::size_t kLongestQpLine = 76;       // RFC 2045 §6.7, rule 5
constexpr char kUpperHex[] = "0123456789ABCDEF";

bool is_ascii(char c) { return static_cast<unsigned char>(c) < 0x80; }
bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return is_ascii(c); });
}
bool is_control(char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; }
bool is_blank(char c) { return c == ' ' || c == '\t'; }

void append_hex(std::string& out, char c) {
  const auto byte = static_cast<unsigned char>(c);
  out += '=';
  out += kUpperHex[byte / 16];
  out += kUpperHex[byte % 16];
}

/// Lines without their ends; any of CRLF, CR and LF is one.
std::vector<std::string_view> split_lines(std::string_view text) {
  std::vector<std::string_view> lines;
  while (true) {
    const std::size_t end = text.find_first_of("\r\n");
    lines.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return lines;
    text.remove_prefix(text.substr(end, 2) == "\r\n" ? end + 2 : end + 1);
  }
}

/// One character in the "Q" encoding, with the few that a phrase allows unencoded (RFC 2047 §5).
std::string q_encode(std::string_view character) {
  std::string encoded;
  for (const char c : character) {
    const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                          (c >= '0' && c <= '9') || c == '-' || c == '+' || c == '/' || c == '*';
    if (is_plain)
      encoded += c;
    else if (c == ' ')
      encoded += '_';
    else
      append_hex(encoded, c);
  }
  return encoded;
}

/// The text as encoded words, with folding between them. No character is split between two.
/// `column` bytes stand before it in its line. REQUIRES: UTF-8.
std::string encoded_words(std::string_view text, std::size_t column) {
  std::string result(kWordStart);
  std::size_t length = column + kWordStart.size();
  for (std::size_t position = 0; position < text.size();) {
    const std::size_t start = position;
    next_code_point(text, position);
    const std::string encoded = q_encode(text.substr(start, position - start));
    const bool is_word_empty =
        result.size() >= kWordStart.size() &&
        result.compare(result.size() - kWordStart.size(), kWordStart.size(), kWordStart) == 0;
    if (length + encoded.size() + kWordEnd.size() > kLongestEncodedLine && !is_word_empty) {
      result += kWordEnd;
      result += "\r\n ";
      result += kWordStart;
      length = 1 + kWordStart.size();
    }
    result += encoded;
    length += encoded.size();
  }
  result += kWordEnd;
  return result;
}

/// What stands between the first and the last word that is not ASCII becomes encoded words, on a
/// line of its own; the rest stays readable.
std::string encode_foreign_words(std::string_view line, std::size_t column) {
  const auto is_foreign = [](char c) { return !is_ascii(c); };
  const auto first = std::find_if(line.begin(), line.end(), is_foreign);
  if (first == line.end()) return std::string(line);
  const auto last = std::find_if(line.rbegin(), line.rend(), is_foreign);
  const auto first_at = static_cast<std::size_t>(first - line.begin());
  const auto last_at = line.size() - 1 - static_cast<std::size_t>(last - line.rbegin());

  const std::size_t blank_before = line.find_last_of(" \t", first_at);
  const bool is_first_word = blank_before == std::string_view::npos;
  const std::size_t begin = is_first_word ? 0 : blank_before + 1;
  const std::size_t end = std::min(line.find_first_of(" \t", last_at), line.size());
  std::string result;
  if (!is_first_word) result = std::string(line.substr(0, blank_before)) + "\r\n ";
  result += encoded_words(line.substr(begin, end - begin), is_first_word ? column : 1);
  if (end < line.size()) result += "\r\n " + std::string(line.substr(end + 1));
  return result;
}

/// Folds at the last blank that fits. REQUIRES: no blank in front, no word of `room` bytes or more.
std::string fold_at_blanks(std::string_view line, std::size_t room) {
  std::string folded;
  while (line.size() > room) {
    const std::size_t blank = line.find_last_of(" \t", room);
    folded += trim(line.substr(0, blank));
    folded += "\r\n ";
    line = trim(line.substr(blank));
    room = kLongestLine - 1;
  }
  folded += line;
  return folded;
}

bool has_longer_word(std::string_view line, std::size_t room) {
  std::size_t length = 0;
  for (const char c : line) {
    length = is_blank(c) ? 0 : length + 1;
    if (length >= room) return true;
  }
  return false;
}

std::string quoted_printable_line(std::string_view line) {
  std::string encoded;
  std::size_t length = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    const bool is_last = i + 1 == line.size();
    std::string piece;
    if ((c > ' ' && c <= '~' && c != '=') || (is_blank(c) && !is_last))
      piece = c;
    else
      append_hex(piece, c);
    if (length + piece.size() > kLongestQpLine - (is_last ? 0 : 1)) {
      encoded += "=\r\n";
      length = 0;
    }
    encoded += piece;
    length += piece.size();
  }
  return encoded;
}

}  // namespace

std::string header_field(std::string_view name, std::string_view value) {
  const std::string text = replace_invalid_utf8(value);
  const std::size_t name_width = name.size() + 2;
  std::string field;
  for (const std::string_view line : split_lines(text)) {
    std::string printable(trim(line));
    for (char& c : printable)
      if (is_control(c)) c = c == '\t' ? ' ' : '?';
    if (printable.empty()) continue;  // a folded line of blanks would end some readers' header
    const std::size_t column = field.empty() ? name_width : 1;
    if (has_longer_word(printable, kLongestLine - name_width))
      printable = encoded_words(printable, column);
    else
      printable = encode_foreign_words(printable, column);

    for (const std::string_view piece : split_lines(printable)) {
      const std::size_t room = kLongestLine - (field.empty() ? name_width : 1);
      if (!field.empty()) field += "\r\n ";
      field += fold_at_blanks(trim(piece), room);
    }
  }
  return std::string(name) + ": " + field + "\r\n";
}

std::string address_field(std::string_view name, std::string_view address) {
  std::string value(trim(address));
  const std::size_t open = value.rfind('<');
  if (!is_ascii(value) && open != std::string::npos) {
    const std::string phrase = replace_invalid_utf8(trim(value.substr(0, open), " \""));
    value = encoded_words(phrase, name.size() + 2) + " " + value.substr(open);
  }
  return std::string(name) + ": " + value + "\r\n";
}

EncodedBody encode_body(std::string_view bytes) {
  const std::vector<std::string_view> lines = split_lines(bytes);
  EncodedBody body;
  bool is_plain = true;
  for (const std::string_view line : lines) {
    body.is_ascii = body.is_ascii && is_ascii(line);
    is_plain = is_plain && line.size() <= kLongestLine &&
               std::none_of(line.begin(), line.end(),
                            [](char c) { return !is_ascii(c) || (is_control(c) && c != '\t'); });
  }
  body.transfer_encoding = is_plain ? "7bit" : "quoted-printable";
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (i > 0) body.text += "\r\n";
    if (is_plain)
      body.text += lines[i];
    else
      body.text += quoted_printable_line(lines[i]);
  }
  return body;
}

bool is_field_name(std::string_view name) {
  return !name.empty() && name.size() < 100 && std::all_of(name.begin(), name.end(), [](char c) {
    return c > ' ' && c <= '~' && c != ':';
  });
}

bool is_header_safe(std::string_view address) {
  if (trim(address).empty() || address.size() > 700) return false;
  if (std::any_of(address.begin(), address.end(), is_control)) return false;
  const std::size_t open = address.rfind('<');
  return is_ascii(open == std::string_view::npos ? address : address.substr(open));
}

}  // namespace send_bounce
