#pragma once

#include <string>
#include <vector>

#include "cli/argument_grammar.h"

/// What is wrong with the options of the operation as a whole: one that is required is missing, or
/// a word is unknown. `words` are the operation's, as they were typed, and say in which order the
/// advice names them.
namespace send_bounce {

/// ErrorKind::Usage for required options that are not there. UnknownOptions for unknown words if an
/// option of our own is among the others.
Result<void> check_required_options(const std::vector<std::string>& words,
                                    const ParsedLevel& operation);

/// ErrorKind::UnknownOptions, which names them in the reference's order.
Result<void> check_unknown(const std::vector<std::string>& words, const ParsedLevel& operation);

/// The message of any error. If it is one of the two above, the lines about unknown words come
/// first: a misspelt option is why another one seems to be missing.
std::string unknown_words_first(const Error& error);

}  // namespace send_bounce
