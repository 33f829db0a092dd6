#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "send_bounce/text/similar_words.h"

/// What was probably meant by a word that nothing knows.
namespace send_bounce {

/// Names of options that `word` may stand for, best first, at most three, with their dashes: a
/// misspelt one, one in the spelling of the API (--BounceSender), or a part of one (--recipient).
std::vector<std::string> similar_options(std::string_view word);

/// Advice on words that no parser took, a line for each that has a similar one; empty where none
/// has. `after_help` tells that they stand behind the word "help".
std::string advice_on_unknown(const std::vector<std::string>& words, bool after_help = false);

}  // namespace send_bounce
