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

/// Advice for an error that names the unknown words itself: a line for each option that has a
/// similar one, and one if the words of the AWS CLI's command are among them.
std::string advice_on_unknown(const std::vector<std::string>& words);

/// Advice for an error that does not name them: a line for each unknown word. What follows an
/// unknown option is probably its value and has no line.
std::string unknown_words(const std::vector<std::string>& words);

/// "There is no help on regoin. Did you mean --region?"
std::string no_help_on(const std::string& word);

}  // namespace send_bounce
