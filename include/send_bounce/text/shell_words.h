#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "send_bounce/values/error.h"

namespace send_bounce {

/// Splits like a POSIX shell: blanks separate, single and double quotes and backslashes as in sh,
/// no expansion and no comments. General, in the words of Python's shlex, for a quote that is not
/// closed or a backslash at the end.
Result<std::vector<std::string>> split_shell_words(std::string_view text);

/// The text as one word of a POSIX shell that is expanded in no way: as it is if it holds nothing
/// but letters, digits and "@%+=:,./-_", otherwise in single quotes. REQUIRES: no NUL.
std::string quote_shell_word(std::string_view text);

}  // namespace send_bounce
