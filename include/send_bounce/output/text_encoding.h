#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "send_bounce/words/error.h"

/// Output in other encodings than UTF-8, as AWS_CLI_OUTPUT_ENCODING asks for it (command-line.md
/// §5.5).
namespace send_bounce {

/// One of UTF-8, ASCII, Latin-1, and the code pages of a byte a character: ISO 8859-2 to -16,
/// cp1250 to cp1258, KOI8-R and KOI8-U.
struct TextEncoding {
  enum class Kind : std::uint8_t { Utf8, Ascii, Latin1, CodePage };
  Kind kind = Kind::Utf8;
  std::string code_page = {};  ///< as iconv(3) names it: "ISO-8859-15"
};

/// By Python's names and aliases, in any case and punctuation; nullopt for others.
std::optional<TextEncoding> text_encoding_from_name(std::string_view name);

/// General, in Python's words, for the first character that the encoding does not have.
Result<std::string> encode_text(std::string_view utf8, const TextEncoding& encoding);

/// The same with "?" for such characters: for errors, which must come out whatever they hold.
std::string encode_what_can_be(std::string_view utf8, const TextEncoding& encoding);

}  // namespace send_bounce
