#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "send_bounce/values/error.h"
#include "send_bounce/world/world.h"

/// What is probably wrong with the typed words of an option whose value is a structure, a list of
/// structures or a document, and what to type instead.
namespace send_bounce {

/// Whether a word names a regular file, "~" and variables in it replaced.
using IsFile = std::function<bool(std::string_view word)>;

/// The words of one option, which could not be read.
struct UnreadWords {
  std::string option;  ///< "--message-dsn"
  const std::vector<std::string>& words;
  IsFile is_file;
};

/// One sentence, of the first mistake that is recognised; empty if none is.
std::string hint_on_unread(const UnreadWords& typed);

/// The error, with that sentence as the last line of its advice.
Failure with_hint(Error error, const UnreadWords& typed);

/// The same for the words of --bounced-recipient-info-list that could be read as shorthand, but
/// make a request that is refused.
std::string hint_on_recipients(const std::vector<std::string>& words);

/// IsFile by the file system.
IsFile is_file_in(const FileSystem& files, const Variables& variables);

}  // namespace send_bounce
