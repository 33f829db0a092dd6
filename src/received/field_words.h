#pragma once

#include <string>
#include <string_view>
#include <vector>

/// What the values of a header's fields say, however they are written. Bytes in, small letters out.
namespace send_bounce {

/// Equal in any case of their letters.
bool is_same_name(std::string_view a, std::string_view b);

/// The first word of a value, in small letters: "auto-replied" of `Auto-Replied (vacation); x=1`.
/// Comments in parentheses are no words. Empty if there is none.
std::string first_word(std::string_view value);

/// All words of a list: "dr", "oof" of `DR, OOF`.
std::vector<std::string> all_words(std::string_view value);

/// Type and subtype of a Content-Type, in small letters: "multipart/report" (RFC 2045 §5.1).
std::string media_type(std::string_view value);

/// True if an address of the list has that local part, which is in small letters, in any case. The
/// local part alone counts, too: some servers write `From: MAILER-DAEMON`.
bool has_local_part(std::string_view addresses, std::string_view local_part);

}  // namespace send_bounce
