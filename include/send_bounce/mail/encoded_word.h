#pragma once

#include <string>
#include <string_view>

namespace send_bounce {

/// Text with the encoded words of RFC 2047 in it, decoded to UTF-8: UTF-8, US-ASCII, ISO-8859-1 and
/// Windows-1252; blanks between two encoded words vanish (§6.2). A word in another charset, or
/// broken, stays as it stands. Bytes that are no UTF-8 become U+FFFD.
std::string decode_encoded_words(std::string_view text);

}  // namespace send_bounce
