#include "text/charset_iconv.h"

#include <array>
#include <cerrno>

#include "send_bounce/text/encoding.h"

namespace send_bounce {
namespace {

using Decoded = tl::expected<std::string, DecodingFault>;

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

Decoded convert_as_python(Iconv& converter, std::string_view bytes, std::string_view codec) {
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

}  // namespace

Iconv::Iconv(const std::string& to, const std::string& from)
    : handle_(iconv_open(to.c_str(), from.c_str())) {}

Iconv::~Iconv() {
  if (is_open()) iconv_close(handle_);
}

bool Iconv::is_open() const { return handle_ != reinterpret_cast<iconv_t>(-1); }

Decoded Iconv::convert(std::string bytes) {
  std::string out;
  char* input = bytes.data();
  std::size_t left = bytes.size();
  while (left > 0) {
    if (!step(&input, &left, out)) return tl::make_unexpected(DecodingFault::Undecodable);
  }
  if (!step(nullptr, nullptr, out)) return tl::make_unexpected(DecodingFault::Undecodable);
  return out;
}

// One buffer full; without input, what the encoding still holds back.
bool Iconv::step(char** input, std::size_t* left, std::string& out) {
  std::array<char, 4096> buffer{};
  char* output = buffer.data();
  std::size_t room = buffer.size();
  const std::size_t result = iconv(handle_, input, left, &output, &room);
  out.append(buffer.data(), buffer.size() - room);
  return result != static_cast<std::size_t>(-1) || errno == E2BIG;
}

std::string Iconv::convert_character(std::string character) {
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

Decoded decode_by_iconv(std::string_view bytes, std::string_view normalised_name) {
  const std::string_view name = codec_of(normalised_name);
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
    Iconv converter("UTF-8", spelling);
    if (converter.is_open()) return convert_as_python(converter, bytes, name);
  }
  return tl::make_unexpected(DecodingFault::UnknownEncoding);
}

}  // namespace send_bounce
