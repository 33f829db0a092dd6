#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "send_bounce/values/error.h"

/// Text in other encodings than UTF-8, read and written. Names are read as Python reads them: any
/// case, any punctuation between their words, and Python's aliases.
namespace send_bounce {

enum class DecodingFault : std::uint8_t {
  UnknownEncoding,
  Undecodable,      ///< the bytes are not text in that encoding
  NoByteOrderMark,  ///< UTF-16 or UTF-32 without one, nor a byte order in the encoding's name
};

/// The text of a file as UTF-8 (AWS_CLI_FILE_ENCODING). Names that are not known here are left to
/// iconv(3).
tl::expected<std::string, DecodingFault> decode_text(std::string_view bytes,
                                                     std::string_view encoding);

/// JSON from a binary file: UTF-8, UTF-16 or UTF-32, found out from the byte order mark, which is
/// dropped, or from where the first bytes are zero (as RFC 4627 §3 suggested).
tl::expected<std::string, DecodingFault> decode_json(std::string_view bytes);

/// YAML from a binary file: UTF-16 with a byte order mark, else UTF-8 (YAML 1.2 §5.2).
tl::expected<std::string, DecodingFault> decode_yaml(std::string_view bytes);

/// What output may be written in, as AWS_CLI_OUTPUT_ENCODING asks for it (command-line.md §5.5):
/// UTF-8, ASCII, Latin-1, and the code pages of a byte a character: ISO 8859-2 to -16, cp1250 to
/// cp1258, KOI8-R and KOI8-U.
struct TextEncoding {
  enum class Kind : std::uint8_t { Utf8, Ascii, Latin1, CodePage };
  Kind kind = Kind::Utf8;
  std::string code_page = {};  ///< as iconv(3) names it: "ISO-8859-15"
};

/// nullopt for a name of none of these.
std::optional<TextEncoding> text_encoding_from_name(std::string_view name);

/// General, in Python's words, for the first character that the encoding does not have.
Result<std::string> encode_text(std::string_view utf8, const TextEncoding& encoding);

/// The same with "?" for such characters: for errors, which must come out whatever they hold.
std::string encode_what_can_be(std::string_view utf8, const TextEncoding& encoding);

}  // namespace send_bounce
