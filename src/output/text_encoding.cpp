#include "send_bounce/output/text_encoding.h"

#include <iconv.h>

#include <array>

#include "send_bounce/words/encoding.h"

namespace send_bounce {
namespace {

using Kind = TextEncoding::Kind;

// Python's encodings/aliases.py, without punctuation.
constexpr struct {
  std::string_view name;
  Kind kind;
} kNames[] = {
    {"utf8", Kind::Utf8},       {"u8", Kind::Utf8},        {"utf", Kind::Utf8},
    {"cp65001", Kind::Utf8},    {"ascii", Kind::Ascii},    {"usascii", Kind::Ascii},
    {"646", Kind::Ascii},       {"iso646us", Kind::Ascii}, {"us", Kind::Ascii},
    {"latin1", Kind::Latin1},   {"latin", Kind::Latin1},   {"l1", Kind::Latin1},
    {"iso88591", Kind::Latin1}, {"88591", Kind::Latin1},   {"8859", Kind::Latin1},
    {"cp819", Kind::Latin1},    {"iso8859", Kind::Latin1},
};

constexpr struct {
  std::string_view name;
  std::string_view code_page;
} kAliases[] = {
    {"latin2", "ISO-8859-2"}, {"latin9", "ISO-8859-15"}, {"l9", "ISO-8859-15"},
    {"koi8r", "KOI8-R"},      {"koi8u", "KOI8-U"},
};

// What follows the prefix in the name is a number in the range: the family "cp1250" to "cp1258".
constexpr struct {
  std::string_view prefix;
  int first;
  int last;
  std::string_view code_page;
} kFamilies[] = {
    {"iso8859", 2, 16, "ISO-8859-"},
    {"cp", 1250, 1258, "CP"},
    {"windows", 1250, 1258, "CP"},
    {"", 1250, 1258, "CP"},
};

std::string without_punctuation(std::string_view name) {
  std::string out;
  for (const char c : to_lower(name)) {
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) out += c;
  }
  return out;
}

class CodePage {
 public:
  explicit CodePage(const std::string& name) : handle_(iconv_open(name.c_str(), "UTF-8")) {}
  ~CodePage() {
    if (is_open()) iconv_close(handle_);
  }
  CodePage(const CodePage&) = delete;
  CodePage& operator=(const CodePage&) = delete;

  bool is_open() const { return handle_ != reinterpret_cast<iconv_t>(-1); }

  // Empty where the code page does not have the character.
  std::string encode(std::string character) {
    std::array<char, 8> buffer{};
    char* input = character.data();
    std::size_t left = character.size();
    char* output = buffer.data();
    std::size_t room = buffer.size();
    // A result above 0 counts characters that were replaced by similar ones.
    if (iconv(handle_, &input, &left, &output, &room) != 0) {
      iconv(handle_, nullptr, nullptr, nullptr, nullptr);
      return {};
    }
    return {buffer.data(), buffer.size() - room};
  }

 private:
  iconv_t handle_;
};

class Encoder {
 public:
  explicit Encoder(const TextEncoding& encoding) : kind_(encoding.kind) {
    if (kind_ == Kind::CodePage) page_.emplace(encoding.code_page);
  }

  // Empty where the encoding does not have it.
  std::string encode(char32_t code_point, std::string_view utf8) {
    if (code_point < 0x80) return std::string(utf8);
    if (kind_ == Kind::CodePage) return page_->is_open() ? page_->encode(std::string(utf8)) : "";
    if (kind_ == Kind::Latin1 && code_point <= 0xFF) {
      return {static_cast<char>(static_cast<unsigned char>(code_point))};
    }
    return {};
  }

 private:
  Kind kind_;
  std::optional<CodePage> page_;
};

// As Python says it; a run of such characters is told as one.
Failure refuse(Kind kind, std::size_t position, std::size_t count, std::string_view first) {
  const char* codec = kind == Kind::Ascii ? "ascii" : kind == Kind::Latin1 ? "latin-1" : "charmap";
  const char* why = kind == Kind::Ascii    ? "ordinal not in range(128)"
                    : kind == Kind::Latin1 ? "ordinal not in range(256)"
                                           : "character maps to <undefined>";
  std::string what = "characters in position " + std::to_string(position) + "-" +
                     std::to_string(position + count - 1);
  if (count == 1) {
    std::size_t at = 0;
    const auto code_point = static_cast<std::uint32_t>(next_code_point(first, at).value_or(0));
    const auto digits = [&](int shift_from) {
      std::string out;
      for (int shift = shift_from; shift >= 0; shift -= 4) {
        out += "0123456789abcdef"[(code_point >> static_cast<unsigned>(shift)) & 15U];
      }
      return out;
    };
    const std::string escape = code_point <= 0xFF     ? "\\x" + digits(4)
                               : code_point <= 0xFFFF ? "\\u" + digits(12)
                                                      : "\\U" + digits(28);
    what = "character '" + escape + "' in position " + std::to_string(position);
  }
  return fail(ErrorKind::General,
              std::string("'") + codec + "' codec can't encode " + what + ": " + why);
}

/// Walks over the characters; `missing` is called with each that the encoding does not have.
template <class Missing>
std::string encode(std::string_view utf8, const TextEncoding& encoding, Missing missing) {
  Encoder encoder(encoding);
  std::string out;
  std::size_t number = 0;
  for (std::size_t at = 0; at < utf8.size(); ++number) {
    const std::size_t start = at;
    const auto code_point = next_code_point(utf8, at);
    if (!code_point) ++at;
    const std::string_view character = utf8.substr(start, at - start);
    const std::string encoded = code_point ? encoder.encode(*code_point, character) : "";
    out += encoded.empty() ? missing(number, character) : encoded;
  }
  return out;
}

}  // namespace

std::optional<TextEncoding> text_encoding_from_name(std::string_view given) {
  const std::string name = without_punctuation(given);
  for (const auto& row : kNames) {
    if (row.name == name) return TextEncoding{row.kind, {}};
  }
  for (const auto& row : kAliases) {
    if (row.name == name) return TextEncoding{Kind::CodePage, std::string(row.code_page)};
  }
  for (const auto& family : kFamilies) {
    for (int number = family.first; number <= family.last; ++number) {
      const std::string digits = std::to_string(number);
      if (name != std::string(family.prefix) + digits) continue;
      const std::string page = std::string(family.code_page) + digits;
      if (!CodePage(page).is_open()) return std::nullopt;
      return TextEncoding{Kind::CodePage, page};
    }
  }
  return std::nullopt;
}

Result<std::string> encode_text(std::string_view utf8, const TextEncoding& encoding) {
  if (encoding.kind == Kind::Utf8) return std::string(utf8);
  std::size_t position = 0;
  std::size_t count = 0;
  std::string_view first;
  std::string out = encode(utf8, encoding, [&](std::size_t number, std::string_view character) {
    if (count == 0) {
      position = number;
      first = character;
    }
    if (number == position + count) ++count;
    return "";
  });
  if (count > 0) return refuse(encoding.kind, position, count, first);
  return out;
}

std::string encode_what_can_be(std::string_view utf8, const TextEncoding& encoding) {
  if (encoding.kind == Kind::Utf8) return std::string(utf8);
  return encode(utf8, encoding, [](std::size_t, std::string_view) { return "?"; });
}

}  // namespace send_bounce
