#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace send_bounce {

/// Lower-case hexadecimal.
std::string hex(std::string_view bytes);

/// RFC 4648 §4, with padding. Decoding refuses anything outside the alphabet; white space is
/// skipped (YAML `!!binary` wraps its lines).
std::string base64(std::string_view bytes);
std::optional<std::string> base64_decode(std::string_view text);

/// RFC 3986 §2.1 with the unreserved characters of §2.3 left as they are, upper-case hex.
/// `also_unreserved` names further characters to leave: "/" for a path.
std::string percent_encode(std::string_view bytes, std::string_view also_unreserved = "");

/// As a form body writes it (application/x-www-form-urlencoded, Python's quote_plus): space is "+".
std::string form_encode(std::string_view bytes);
/// nullopt for a "%" that two hex digits do not follow.
std::optional<std::string> form_decode(std::string_view text);

/// Decodes one code point of well-formed UTF-8 at `position` and advances it. nullopt, with the
/// position unmoved, where the bytes are not UTF-8 (overlong, surrogates, past U+10FFFF, cut).
std::optional<char32_t> next_code_point(std::string_view text, std::size_t& position);
void append_utf8(std::string& out, char32_t code_point);
bool is_utf8(std::string_view text);
/// Every byte that is not part of well-formed UTF-8 becomes U+FFFD.
std::string replace_invalid_utf8(std::string_view text);
/// Number of code points; a byte that is not part of one counts as one, as argv's do in the
/// reference.
std::size_t code_point_count(std::string_view text);

/// What editors and word processors put in the place of " and '. No parser takes them for quotes.
inline constexpr std::string_view kTypographicQuotes[] = {"\u201C", "\u201D", "\u201E", "\u201F",
                                                          "\u2018", "\u2019", "\u201A", "\u201B"};

/// ASCII only; other bytes stay.
std::string to_lower(std::string_view text);
/// The same but for the case of ASCII letters.
bool is_same_in_any_case(std::string_view a, std::string_view b);
/// Without the byte order mark of UTF-8 that some editors put in front of a text.
std::string_view without_byte_order_mark(std::string_view text);
/// A character that must not be shown, as an escape: "\x1b" in ASCII, "\u009b" and
/// "\U000e0001" beyond.
std::string escape_of(char32_t code_point);
std::string_view trim(std::string_view text, std::string_view blanks = " \t\r\n\v\f");
/// "a, b": the parts with that between them.
std::string joined(const std::vector<std::string>& parts, std::string_view between);

}  // namespace send_bounce
