#include "input/text_decoding.h"

#include <iconv.h>
#include <array>
#include <cerrno>
#include <cstdint>
#include <optional>
#include <vector>

#include "send_bounce/words/encoding.h"

namespace send_bounce {
namespace {

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
};

// The names that Python's encodings/aliases.py has for these, normalised.
constexpr Codec kCodecs[] = {
    {"utf_8", decode_utf8},
    {"u8", decode_utf8},
    {"utf", decode_utf8},
    {"utf8", decode_utf8},
    {"utf8_ucs2", decode_utf8},
    {"utf8_ucs4", decode_utf8},
    {"cp65001", decode_utf8},
    {"utf_8_sig", decode_utf8_sig},
    {"ascii", decode_ascii},
    {"646", decode_ascii},
    {"ansi_x3.4_1968", decode_ascii},
    {"ansi_x3_4_1968", decode_ascii},
    {"ansi_x3.4_1986", decode_ascii},
    {"cp367", decode_ascii},
    {"csascii", decode_ascii},
    {"ibm367", decode_ascii},
    {"iso646_us", decode_ascii},
    {"iso_646.irv_1991", decode_ascii},
    {"iso_ir_6", decode_ascii},
    {"us", decode_ascii},
    {"us_ascii", decode_ascii},
    {"latin_1", decode_latin_1},
    {"8859", decode_latin_1},
    {"cp819", decode_latin_1},
    {"csisolatin1", decode_latin_1},
    {"ibm819", decode_latin_1},
    {"iso8859", decode_latin_1},
    {"iso8859_1", decode_latin_1},
    {"iso_8859_1", decode_latin_1},
    {"iso_8859_1_1987", decode_latin_1},
    {"iso_ir_100", decode_latin_1},
    {"l1", decode_latin_1},
    {"latin", decode_latin_1},
    {"latin1", decode_latin_1},
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

class Converter {
 public:
  explicit Converter(const std::string& encoding)
      : handle_(iconv_open("UTF-8", encoding.c_str())) {}
  ~Converter() {
    if (is_open()) iconv_close(handle_);
  }
  Converter(const Converter&) = delete;
  Converter& operator=(const Converter&) = delete;

  bool is_open() const { return handle_ != reinterpret_cast<iconv_t>(-1); }

  Decoded convert(std::string bytes) {
    std::string out;
    char* input = bytes.data();
    std::size_t left = bytes.size();
    while (left > 0) {
      if (!step(&input, &left, out)) return undecodable();
    }
    if (!step(nullptr, nullptr, out)) return undecodable();
    return out;
  }

 private:
  // One buffer full; without input, what the encoding still holds back.
  bool step(char** input, std::size_t* left, std::string& out) {
    std::array<char, 4096> buffer{};
    char* output = buffer.data();
    std::size_t room = buffer.size();
    const std::size_t result = iconv(handle_, input, left, &output, &room);
    out.append(buffer.data(), buffer.size() - room);
    return result != static_cast<std::size_t>(-1) || errno == E2BIG;
  }

  iconv_t handle_;
};

// Bytes that Python's codec reads in another way than iconv, which may not know them at all. In
// these encodings none of them is ever a part of something longer.
struct PythonBytes {
  std::string_view codec;
  unsigned char first;
  unsigned char last;
  char32_t code;  // of `first`; the others follow
};
constexpr PythonBytes kPythonBytes[] = {
    {"tis_620", 0x80, 0x9F, 0x80},        {"utf_7", 0x00, 0x08, 0x00},
    {"utf_7", 0x0B, 0x0C, 0x0B},          {"utf_7", 0x0E, 0x1F, 0x0E},
    {"utf_7", '\\', '\\', '\\'},          {"utf_7", '~', 0x7F, '~'},
    {"mac_cyrillic", 0xFF, 0xFF, 0x20AC}, {"cp273", 0xBC, 0xBC, 0x203E},
    {"cp424", 0x78, 0x78, 0x2017},        {"cp424", 0x8F, 0x8F, 0xB1},
    {"cp1026", 0x9D, 0x9D, 0xB8},         {"cp1026", 0xBC, 0xBC, 0xAF},
    {"cp856", 0x1A, 0x1A, 0x1A},          {"cp856", 0x1C, 0x1C, 0x1C},
    {"cp856", 0x7F, 0x7F, 0x7F},          {"cp856", 0xEE, 0xEE, 0xAF},
    {"cp856", 0xFA, 0xFA, 0xB7},          {"cp875", 0x6A, 0x6A, '|'},
    {"cp875", 0x74, 0x74, 0xA0},          {"cp875", 0xDC, 0xDC, 0x1A},
    {"cp875", 0xDD, 0xDD, 0x387},         {"cp875", 0xE1, 0xE1, 0x1A},
    {"cp875", 0xEC, 0xEC, 0x1A},          {"cp875", 0xED, 0xED, 0x1A},
    {"cp875", 0xFC, 0xFC, 0x1A},          {"cp875", 0xFD, 0xFD, 0x1A},
};

// Characters that iconv makes of a single byte only, and in whose place Python has ASCII.
struct PythonCharacter {
  std::string_view codec;
  std::string_view theirs;
  std::string_view ours;
};
constexpr PythonCharacter kPythonCharacters[] = {
    {"shift_jis", "\u00A5", "\\"},
    {"shift_jis", "\u203E", "~"},
    {"johab", "\u20A9", "\\"},
};

struct CodecAlias {
  std::string_view alias;
  std::string_view codec;
};
constexpr CodecAlias kAliases[] = {
    {"tis620", "tis_620"},
    {"tis_620_0", "tis_620"},
    {"tis_620_2529_0", "tis_620"},
    {"tis_620_2529_1", "tis_620"},
    {"iso_ir_166", "tis_620"},
    {"utf7", "utf_7"},
    {"u7", "utf_7"},
    {"unicode_1_1_utf_7", "utf_7"},
    {"maccyrillic", "mac_cyrillic"},
    {"273", "cp273"},
    {"ibm273", "cp273"},
    {"csibm273", "cp273"},
    {"424", "cp424"},
    {"ibm424", "cp424"},
    {"csibm424", "cp424"},
    {"ebcdic_cp_he", "cp424"},
    {"1026", "cp1026"},
    {"ibm1026", "cp1026"},
    {"csibm1026", "cp1026"},
    {"shiftjis", "shift_jis"},
    {"csshiftjis", "shift_jis"},
    {"s_jis", "shift_jis"},
    {"sjis", "shift_jis"},
    {"x_mac_japanese", "shift_jis"},
    {"cp1361", "johab"},
    {"ms1361", "johab"},
};

const PythonBytes* python_bytes(std::string_view codec, unsigned char byte) {
  for (const PythonBytes& row : kPythonBytes) {
    if (row.codec == codec && row.first <= byte && byte <= row.last) return &row;
  }
  return nullptr;
}

void replace_characters(std::string& text, const PythonCharacter& row) {
  for (std::size_t at = 0; (at = text.find(row.theirs, at)) != std::string::npos; ++at) {
    text.replace(at, row.theirs.size(), row.ours);
  }
}

Decoded convert_as_python(Converter& converter, std::string_view bytes, std::string_view codec) {
  std::string out;
  std::size_t start = 0;
  for (std::size_t i = 0; i <= bytes.size(); ++i) {
    const unsigned char byte = i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : '\0';
    const PythonBytes* row = i < bytes.size() ? python_bytes(codec, byte) : nullptr;
    if (row == nullptr && i < bytes.size()) continue;
    auto piece = converter.convert(std::string(bytes.substr(start, i - start)));
    if (!piece) return piece;
    out += *piece;
    if (row != nullptr) append_utf8(out, row->code + (char32_t{byte} - row->first));
    start = i + 1;
  }
  for (const PythonCharacter& row : kPythonCharacters) {
    if (row.codec == codec) replace_characters(out, row);
  }
  return out;
}

std::string_view codec_of(std::string_view name) {
  for (const CodecAlias& row : kAliases) {
    if (row.alias == name) return row.codec;
  }
  return name;
}

Decoded decode_by_iconv(std::string_view bytes, std::string_view name) {
  // iconv has names where Python's has "_": mostly with "-", some without anything.
  for (const std::string_view joint : {"-", "_", ""}) {
    std::string spelling;
    for (const char c : name) {
      if (c == '_') {
        spelling += joint;
      } else {
        spelling += c;
      }
    }
    // An empty name would mean the locale's encoding.
    if (spelling.empty()) break;
    Converter converter(spelling);
    if (converter.is_open()) return convert_as_python(converter, bytes, name);
  }
  return tl::make_unexpected(DecodingFault::UnknownEncoding);
}

}  // namespace

Decoded decode_text(std::string_view bytes, std::string_view encoding) {
  const std::string name = normalised(encoding);
  for (const Codec& codec : kCodecs) {
    if (codec.name == name) return codec.decode(bytes);
  }
  return decode_by_iconv(bytes, codec_of(name));
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

}  // namespace send_bounce
