#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace send_bounce {

/// Splits a date into words, numbers, and single other characters, as the reference's free-form
/// reader does. A point or comma between digits makes one number ("12,5" becomes "12.5"); one that
/// ends a number or stands among letters or further points is a token of its own. A blank is " ".
/// REQUIRES: text has been through ascii_digits_and_blanks.
std::vector<std::string> date_tokens(std::string_view text);

}  // namespace send_bounce
