#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace send_bounce {

enum class DecodingFault : std::uint8_t {
  UnknownEncoding,
  Undecodable,      ///< the bytes are not text in that encoding
  NoByteOrderMark,  ///< UTF-16 or UTF-32 without one, nor a byte order in the encoding's name
};

/// The text of a file as UTF-8. The name of the encoding is read as Python reads it: any case, any
/// punctuation between its words, and Python's aliases for the encodings that are known here; other
/// names are left to iconv(3).
tl::expected<std::string, DecodingFault> decode_text(std::string_view bytes,
                                                     std::string_view encoding);

/// JSON from a binary file: UTF-8, UTF-16 or UTF-32, found out from the byte order mark, which is
/// dropped, or from where the first bytes are zero (as RFC 4627 §3 suggested).
tl::expected<std::string, DecodingFault> decode_json(std::string_view bytes);

/// YAML from a binary file: UTF-16 with a byte order mark, else UTF-8 (YAML 1.2 §5.2).
tl::expected<std::string, DecodingFault> decode_yaml(std::string_view bytes);

}  // namespace send_bounce
