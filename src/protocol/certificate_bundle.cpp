#include "send_bounce/protocol/certificate_bundle.h"

#include <array>

namespace send_bounce {
namespace {

constexpr std::string_view kBegin = "-----BEGIN ";
constexpr std::string_view kEnd = "-----END ";
constexpr std::string_view kDashes = "-----";
constexpr std::string_view kBadEnd = "bad end line";
constexpr std::string_view kBadBase64 = "bad base64 decode";
constexpr std::string_view kBadDer = "not a certificate";

unsigned char byte_of(char c) { return static_cast<unsigned char>(c); }

// A line without what OpenSSL cuts from its end: blanks and control characters.
std::string_view take_line(std::string_view& rest) {
  const std::size_t end = rest.find('\n');
  std::string_view line = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  while (!line.empty() && byte_of(line.back()) <= ' ') line.remove_suffix(1);
  return line;
}

// "CERTIFICATE" of "-----BEGIN CERTIFICATE-----".
std::optional<std::string_view> label_of(std::string_view line, std::string_view opening) {
  if (!line.starts_with(opening) || !line.ends_with(kDashes) ||
      line.size() < opening.size() + kDashes.size()) {
    return std::nullopt;
  }
  line.remove_prefix(opening.size());
  line.remove_suffix(kDashes.size());
  return line;
}

struct Block {
  std::string_view body;
  bool is_whole = false;
};

// What stands between the first line and the last; of headers (RFC 1421 §4.4) the lines up to the
// blank one do not count. A block that another one begins in has no end.
Block take_block(std::string_view& rest, std::string_view label) {
  bool has_header = false;
  std::string_view start = rest;
  while (!rest.empty()) {
    const std::string_view here = rest;
    const std::string_view line = take_line(rest);
    if (line.starts_with(kBegin)) {
      rest = here;
      break;
    }
    if (line.starts_with(kEnd)) {
      return {start.substr(0, start.size() - here.size()), label_of(line, kEnd) == label};
    }
    if (line.find(':') != std::string_view::npos) has_header = true;
    if (has_header && line.empty()) {
      has_header = false;
      start = rest;
    }
  }
  return {};
}

constexpr std::uint8_t kBlank = 64;
constexpr std::uint8_t kPadding = 65;
constexpr std::uint8_t kForeign = 66;

constexpr std::array<std::uint8_t, 256> kSextets = [] {
  std::array<std::uint8_t, 256> table{};
  table.fill(kForeign);
  std::uint8_t value = 0;
  for (const char c :
       std::string_view("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")) {
    table[static_cast<unsigned char>(c)] = value++;
  }
  for (const char c : std::string_view(" \t\r\n\v\f")) {
    table[static_cast<unsigned char>(c)] = kBlank;
  }
  table['='] = kPadding;
  return table;
}();

// False for what is not the base64 of RFC 4648 §4 with blanks in between.
bool decode(std::string_view body, std::string& bytes) {
  bytes.resize(body.size() / 4 * 3 + 3);
  std::size_t size = 0;
  std::uint32_t group = 0;
  unsigned count = 0;
  unsigned padding = 0;
  for (const char c : body) {
    const std::uint8_t sextet = kSextets[byte_of(c)];
    if (sextet == kBlank) continue;
    if (sextet == kForeign || (padding > 0 && sextet != kPadding)) return false;
    // Padding stands in the place of the last one or two of four alone.
    if (sextet == kPadding && (count % 4 < 2 || ++padding > 2)) return false;
    group = group << 6U | (sextet == kPadding ? 0U : sextet);
    if (++count % 4 != 0) continue;
    bytes[size++] = static_cast<char>(group >> 16U & 0xFFU);
    bytes[size++] = static_cast<char>(group >> 8U & 0xFFU);
    bytes[size++] = static_cast<char>(group & 0xFFU);
    if (padding > 0) {
      size -= padding;
      padding = 3;  // nothing may follow
    }
  }
  bytes.resize(size);
  return count % 4 == 0;
}

// ASN.1 (X.690), as far as a certificate needs it: tags below 31 and lengths of up to four bytes.
constexpr unsigned char kSequence = 0x30;
constexpr unsigned char kSet = 0x31;
constexpr unsigned char kInteger = 0x02;
constexpr unsigned char kVersion = 0xA0;

struct Element {
  unsigned char tag = 0;
  std::string_view whole;
  std::string_view content;
};

std::optional<Element> take_element(std::string_view& rest) {
  if (rest.size() < 2) return std::nullopt;
  std::size_t length = byte_of(rest[1]);
  std::size_t head = 2;
  if (length >= 0x80) {
    const std::size_t digits = length & 0x7FU;
    if (digits == 0 || digits > 4 || rest.size() < 2 + digits) return std::nullopt;
    length = 0;
    for (; head < 2 + digits; ++head) length = length << 8U | byte_of(rest[head]);
  }
  if (length > rest.size() - head) return std::nullopt;
  const Element element{byte_of(rest[0]), rest.substr(0, head + length), rest.substr(head, length)};
  rest.remove_prefix(head + length);
  return element;
}

std::optional<Element> take_element(std::string_view& rest, unsigned char tag) {
  if (rest.empty() || byte_of(rest[0]) != tag) return std::nullopt;
  return take_element(rest);
}

// FNV-1a.
constexpr std::uint64_t kHashStart = 0xCBF29CE484222325U;
void hash(std::uint64_t& sum, unsigned char byte) { sum = (sum ^ byte) * 0x100000001B3U; }

// Bytes of a character in the types of string that OpenSSL compares by their characters; 0 for
// others.
std::size_t width_of(unsigned char tag) {
  switch (tag) {
    case 12:  // UTF8String
    case 19:  // PrintableString
    case 20:  // T61String
    case 22:  // IA5String
    case 26:  // VisibleString
      return 1;
    case 30:  // BMPString
      return 2;
    case 28:  // UniversalString
      return 4;
    default:
      return 0;
  }
}

// Letters and digits of ASCII, the letters small: what stays whatever is done to case, blanks and
// the type of the string.
void hash_letters(std::uint64_t& sum, const Element& value) {
  const std::size_t width = width_of(value.tag);
  if (width == 0) return;
  for (std::size_t at = 0; at + width <= value.content.size(); at += width) {
    std::uint32_t character = 0;
    for (std::size_t i = 0; i < width; ++i) {
      character = character << 8U | byte_of(value.content[at + i]);
    }
    if (character >= 'A' && character <= 'Z') character += 'a' - 'A';
    const bool counts =
        (character >= 'a' && character <= 'z') || (character >= '0' && character <= '9');
    if (counts) hash(sum, static_cast<unsigned char>(character));
  }
}

}  // namespace

std::optional<std::string_view> subject_of(std::string_view certificate) {
  const auto outer = take_element(certificate, kSequence);
  if (!outer) return std::nullopt;
  std::string_view rest = outer->content;
  const auto signed_part = take_element(rest, kSequence);
  if (!signed_part) return std::nullopt;
  rest = signed_part->content;
  (void)take_element(rest, kVersion);
  if (!take_element(rest, kInteger)) return std::nullopt;
  // The signature's algorithm, the issuer and the validity stand before it.
  for (int i = 0; i < 3; ++i) {
    if (!take_element(rest, kSequence)) return std::nullopt;
  }
  const auto subject = take_element(rest, kSequence);
  if (!subject) return std::nullopt;
  return subject->whole;
}

// A sum, since the attributes of one set may come in either order.
std::uint64_t name_key(std::string_view name) {
  std::uint64_t key = 0;
  const auto sets = take_element(name, kSequence);
  if (!sets) return key;
  std::string_view rest = sets->content;
  while (auto set = take_element(rest, kSet)) {
    while (const auto attribute = take_element(set->content, kSequence)) {
      std::string_view parts = attribute->content;
      const auto type = take_element(parts);
      const auto value = take_element(parts);
      if (!type || !value) break;
      std::uint64_t sum = kHashStart;
      for (const char c : type->content) hash(sum, byte_of(c));
      hash_letters(sum, *value);
      key += sum;
    }
  }
  return key;
}

CertificateBundle::CertificateBundle(std::string text) : text_(std::move(text)) { read(); }

void CertificateBundle::read() {
  std::string_view rest = text_;
  std::string buffer;
  for (std::size_t number = 1; !rest.empty();) {
    const auto label = label_of(take_line(rest), kBegin);
    const bool has_trust = label == "TRUSTED CERTIFICATE";
    if (!has_trust && label != "CERTIFICATE" && label != "X509 CERTIFICATE") continue;
    const Block block = take_block(rest, *label);
    const std::string_view reason =
        block.is_whole ? add({0, number, has_trust, block.body}, buffer) : kBadEnd;
    if (!reason.empty() && !fault_) fault_ = Fault{number, reason};
    ++number;
  }
}

// Why not; empty where it was added.
std::string_view CertificateBundle::add(const Entry& found, std::string& buffer) {
  if (!decode(found.body, buffer)) return kBadBase64;
  const auto subject = subject_of(buffer);
  if (!subject) return kBadDer;
  entries_.push_back(found);
  entries_.back().key = name_key(*subject);
  return {};
}

std::vector<CertificateBundle::Certificate> CertificateBundle::with_subject(
    std::string_view name) const {
  std::vector<Certificate> found;
  const std::uint64_t key = name_key(name);
  for (const Entry& entry : entries_) {
    if (entry.key != key) continue;
    found.push_back({entry.number, entry.has_trust, {}});
    (void)decode(entry.body, found.back().der);
  }
  return found;
}

}  // namespace send_bounce
