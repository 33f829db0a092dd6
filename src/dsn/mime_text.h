#pragma once

#include <string>
#include <string_view>

/// Text of any bytes in the 7-bit lines of a mail.
namespace send_bounce {

/// RFC 5322 §2.1.1, without the CRLF.
inline constexpr std::size_t kLongestLine = 998;

/// "Name: value\r\n". Line breaks inside the value become folding, other control characters "?",
/// what is beyond ASCII encoded words; a line that is too long is folded at a blank, or, where it
/// has none, written as encoded words. REQUIRES: is_field_name(name).
std::string header_field(std::string_view name, std::string_view value);

/// The same for a field with an address: only the display name before "<" is ever encoded, and
/// nothing is folded. REQUIRES: is_header_safe of the address.
std::string address_field(std::string_view name, std::string_view address);

/// A body with CRLF line ends, and how it travels.
struct EncodedBody {
  std::string transfer_encoding;  ///< "7bit" or "quoted-printable"
  std::string text;
  bool is_ascii = true;
};

/// 7bit where that is lossless: ASCII without control characters, in lines of at most kLongestLine.
/// Otherwise quoted-printable (RFC 2045 §6.7). Any of CRLF, CR and LF ends a line.
EncodedBody encode_body(std::string_view bytes);

/// RFC 5322 §2.2: printable ASCII but the colon, at least one.
bool is_field_name(std::string_view name);

/// Not empty, no control characters; what follows the last "<" is ASCII.
bool is_header_safe(std::string_view address);

}  // namespace send_bounce
