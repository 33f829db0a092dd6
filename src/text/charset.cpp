#include "send_bounce/text/charset.h"

#include <algorithm>
#include <array>

#include "send_bounce/text/encoding.h"
#include "text/charset_iconv.h"

namespace send_bounce {
namespace {

using Kind = TextEncoding::Kind;
using Decoded = tl::expected<std::string, DecodingFault>;

constexpr std::string_view kUtf8Mark = "\xEF\xBB\xBF";
constexpr std::string_view kUtf16LittleMark = "\xFF\xFE";
constexpr std::string_view kUtf16BigMark = "\xFE\xFF";
constexpr std::string_view kUtf32LittleMark{"\xFF\xFE\0\0", 4};
constexpr std::string_view kUtf32BigMark{"\0\0\xFE\xFF", 4};

tl::unexpected<DecodingFault> undecodable() {
  return tl::make_unexpected(DecodingFault::Undecodable);
}

enum class ByteOrder : bool { Little, Big };

// A number of `size` bytes at `position`. REQUIRES: they are there.
std::uint32_t unit_at(std::string_view bytes, std::size_t position, std::size_t size,
                      ByteOrder order) {
  std::uint32_t unit = 0;
  for (std::size_t i = 0; i < size; ++i) {
    const std::size_t place = order == ByteOrder::Big ? i : size - 1 - i;
    unit = (unit << 8U) | static_cast<unsigned char>(bytes[position + place]);
  }
  return unit;
}

bool is_surrogate(std::uint32_t unit) { return unit >= 0xD800 && unit <= 0xDFFF; }

Decoded decode_utf16(std::string_view bytes, ByteOrder order) {
  if (bytes.size() % 2 != 0) return undecodable();
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 2) {
    std::uint32_t code = unit_at(bytes, i, 2, order);
    if (is_surrogate(code)) {
      if (code >= 0xDC00 || i + 2 == bytes.size()) return undecodable();
      const std::uint32_t low = unit_at(bytes, i + 2, 2, order);
      if (low < 0xDC00 || low > 0xDFFF) return undecodable();
      code = 0x10000 + ((code - 0xD800) << 10U) + (low - 0xDC00);
      i += 2;
    }
    append_utf8(out, static_cast<char32_t>(code));
  }
  return out;
}

Decoded decode_utf32(std::string_view bytes, ByteOrder order) {
  if (bytes.size() % 4 != 0) return undecodable();
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 4) {
    const std::uint32_t code = unit_at(bytes, i, 4, order);
    if (code > 0x10FFFF || is_surrogate(code)) return undecodable();
    append_utf8(out, static_cast<char32_t>(code));
  }
  return out;
}

using UnitDecoder = Decoded (*)(std::string_view, ByteOrder);

// UTF-16 or UTF-32 whose byte order the text itself has to say.
Decoded decode_marked(std::string_view bytes, UnitDecoder decode, std::string_view little_mark,
                      std::string_view big_mark) {
  const std::size_t mark = little_mark.size();
  if (bytes.starts_with(little_mark)) return decode(bytes.substr(mark), ByteOrder::Little);
  if (bytes.starts_with(big_mark)) return decode(bytes.substr(mark), ByteOrder::Big);
  if (bytes.empty()) return std::string();
  // Text that is broken in itself is reported as that, as the reference does.
  if (!decode(bytes, ByteOrder::Little)) return undecodable();
  return tl::make_unexpected(DecodingFault::NoByteOrderMark);
}

Decoded decode_utf8(std::string_view bytes) {
  if (!is_utf8(bytes)) return undecodable();
  return std::string(bytes);
}

Decoded decode_ascii(std::string_view bytes) {
  for (const char c : bytes) {
    if (static_cast<unsigned char>(c) >= 0x80) return undecodable();
  }
  return std::string(bytes);
}

// What differs from Latin-1, from 0x80 on; 0 is not assigned (WHATWG "Encoding", windows-1252, has
// the same table but for those five).
constexpr std::array<char32_t, 32> kWindows1252 = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

Decoded decode_windows_1252(std::string_view bytes) {
  std::string out;
  for (const char c : bytes) {
    char32_t code = static_cast<unsigned char>(c);
    if (code >= 0x80 && code < 0xA0) {
      code = kWindows1252[code - 0x80];
      if (code == 0) return undecodable();
    }
    append_utf8(out, code);
  }
  return out;
}

Decoded decode_latin_1(std::string_view bytes) {
  std::string out;
  for (const char c : bytes) append_utf8(out, static_cast<unsigned char>(c));
  return out;
}

Decoded decode_utf8_sig(std::string_view bytes) {
  if (bytes.starts_with(kUtf8Mark)) bytes.remove_prefix(kUtf8Mark.size());
  return decode_utf8(bytes);
}

Decoded decode_utf16_marked(std::string_view bytes) {
  return decode_marked(bytes, decode_utf16, kUtf16LittleMark, kUtf16BigMark);
}
Decoded decode_utf32_marked(std::string_view bytes) {
  return decode_marked(bytes, decode_utf32, kUtf32LittleMark, kUtf32BigMark);
}
Decoded decode_utf16_le(std::string_view bytes) { return decode_utf16(bytes, ByteOrder::Little); }
Decoded decode_utf16_be(std::string_view bytes) { return decode_utf16(bytes, ByteOrder::Big); }
Decoded decode_utf32_le(std::string_view bytes) { return decode_utf32(bytes, ByteOrder::Little); }
Decoded decode_utf32_be(std::string_view bytes) { return decode_utf32(bytes, ByteOrder::Big); }

struct Codec {
  std::string_view name;
  Decoded (*decode)(std::string_view);
  std::optional<Kind> written_as = {};  // where output may be written in it
};

// The names that Python's encodings/aliases.py has for these, normalised.
constexpr Codec kCodecs[] = {
    {"utf_8", decode_utf8, Kind::Utf8},
    {"u8", decode_utf8, Kind::Utf8},
    {"utf", decode_utf8, Kind::Utf8},
    {"utf8", decode_utf8, Kind::Utf8},
    {"utf8_ucs2", decode_utf8, Kind::Utf8},
    {"utf8_ucs4", decode_utf8, Kind::Utf8},
    {"cp65001", decode_utf8, Kind::Utf8},
    {"utf_8_sig", decode_utf8_sig},
    {"ascii", decode_ascii, Kind::Ascii},
    {"646", decode_ascii, Kind::Ascii},
    {"ansi_x3.4_1968", decode_ascii, Kind::Ascii},
    {"ansi_x3_4_1968", decode_ascii, Kind::Ascii},
    {"ansi_x3.4_1986", decode_ascii, Kind::Ascii},
    {"cp367", decode_ascii, Kind::Ascii},
    {"csascii", decode_ascii, Kind::Ascii},
    {"ibm367", decode_ascii, Kind::Ascii},
    {"iso646_us", decode_ascii, Kind::Ascii},
    {"iso_646.irv_1991", decode_ascii, Kind::Ascii},
    {"iso_ir_6", decode_ascii, Kind::Ascii},
    {"us", decode_ascii, Kind::Ascii},
    {"us_ascii", decode_ascii, Kind::Ascii},
    {"latin_1", decode_latin_1, Kind::Latin1},
    {"8859", decode_latin_1, Kind::Latin1},
    {"cp819", decode_latin_1, Kind::Latin1},
    {"csisolatin1", decode_latin_1, Kind::Latin1},
    {"ibm819", decode_latin_1, Kind::Latin1},
    {"iso8859", decode_latin_1, Kind::Latin1},
    {"iso8859_1", decode_latin_1, Kind::Latin1},
    {"iso_8859_1", decode_latin_1, Kind::Latin1},
    {"iso_8859_1_1987", decode_latin_1, Kind::Latin1},
    {"iso_ir_100", decode_latin_1, Kind::Latin1},
    {"l1", decode_latin_1, Kind::Latin1},
    {"latin", decode_latin_1, Kind::Latin1},
    {"latin1", decode_latin_1, Kind::Latin1},
    {"cp1252", decode_windows_1252},
    {"1252", decode_windows_1252},
    {"windows_1252", decode_windows_1252},
    {"utf_16", decode_utf16_marked},
    {"u16", decode_utf16_marked},
    {"utf16", decode_utf16_marked},
    {"utf_16_le", decode_utf16_le},
    {"utf_16le", decode_utf16_le},
    {"unicodelittleunmarked", decode_utf16_le},
    {"utf_16_be", decode_utf16_be},
    {"utf_16be", decode_utf16_be},
    {"unicodebigunmarked", decode_utf16_be},
    {"utf_32", decode_utf32_marked},
    {"u32", decode_utf32_marked},
    {"utf32", decode_utf32_marked},
    {"utf_32_le", decode_utf32_le},
    {"utf_32le", decode_utf32_le},
    {"utf_32_be", decode_utf32_be},
    {"utf_32be", decode_utf32_be},
};

// Lower case, with every run of other characters as one underscore; none at the ends.
std::string normalised(std::string_view name) {
  std::string out;
  bool gap = false;
  for (const char c : to_lower(name)) {
    if (static_cast<unsigned char>(c) >= 0x80) continue;
    const bool is_word = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.';
    if (is_word) {
      if (gap && !out.empty()) out += '_';
      out += c;
    }
    gap = !is_word;
  }
  return out;
}

// Names of code pages for output, normalised and without underscores.
constexpr struct {
  std::string_view name;
  std::string_view code_page;
} kCodePages[] = {
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

class Encoder {
 public:
  explicit Encoder(const TextEncoding& encoding) : kind_(encoding.kind) {
    if (kind_ == Kind::CodePage) page_.emplace(encoding.code_page, "UTF-8");
  }

  // Empty where the encoding does not have it.
  std::string encode(char32_t code_point, std::string_view utf8) {
    if (code_point < 0x80) return std::string(utf8);
    if (kind_ == Kind::CodePage)
      return page_->is_open() ? page_->convert_character(std::string(utf8)) : "";
    if (kind_ == Kind::Latin1 && code_point <= 0xFF) {
      return {static_cast<char>(static_cast<unsigned char>(code_point))};
    }
    return {};
  }

 private:
  Kind kind_;
  std::optional<Iconv> page_;
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

Decoded decode_text(std::string_view bytes, std::string_view encoding) {
  const std::string name = normalised(encoding);
  for (const Codec& codec : kCodecs) {
    if (codec.name == name) return codec.decode(bytes);
  }
  return decode_by_iconv(bytes, name);
}

Decoded decode_json(std::string_view bytes) {
  if (bytes.starts_with(kUtf32LittleMark) || bytes.starts_with(kUtf32BigMark)) {
    return decode_utf32_marked(bytes);
  }
  if (bytes.starts_with(kUtf16LittleMark) || bytes.starts_with(kUtf16BigMark)) {
    return decode_utf16_marked(bytes);
  }
  const bool first_is_zero = !bytes.empty() && bytes[0] == '\0';
  const bool second_is_zero = bytes.size() > 1 && bytes[1] == '\0';
  if (bytes.size() >= 4) {
    if (first_is_zero) return second_is_zero ? decode_utf32_be(bytes) : decode_utf16_be(bytes);
    const bool half_is_zero = bytes[2] == '\0' && bytes[3] == '\0';
    if (second_is_zero) return half_is_zero ? decode_utf32_le(bytes) : decode_utf16_le(bytes);
  } else if (bytes.size() == 2) {
    if (first_is_zero) return decode_utf16_be(bytes);
    if (second_is_zero) return decode_utf16_le(bytes);
  }
  return decode_utf8_sig(bytes);
}

Decoded decode_yaml(std::string_view bytes) {
  if (bytes.starts_with(kUtf16LittleMark) || bytes.starts_with(kUtf16BigMark)) {
    return decode_utf16_marked(bytes);
  }
  return decode_utf8(bytes);
}

std::optional<TextEncoding> text_encoding_from_name(std::string_view given) {
  std::string name = normalised(given);
  for (const Codec& codec : kCodecs) {
    if (codec.name == name && codec.written_as) return TextEncoding{*codec.written_as, {}};
  }
  name.erase(std::remove(name.begin(), name.end(), '_'), name.end());
  for (const auto& row : kCodePages) {
    if (row.name == name) return TextEncoding{Kind::CodePage, std::string(row.code_page)};
  }
  for (const auto& family : kFamilies) {
    for (int number = family.first; number <= family.last; ++number) {
      const std::string digits = std::to_string(number);
      if (name != std::string(family.prefix) + digits) continue;
      const std::string page = std::string(family.code_page) + digits;
      if (!Iconv(page, "UTF-8").is_open()) return std::nullopt;
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
