#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "send_bounce/words/error.h"

namespace send_bounce::prompt {

/// The shape of the answer that the words ask for: the sample of --generate-cli-skeleton output, in
/// the chosen format and with the query applied as far as it can be read already (command-line.md
/// §9.4). `format` is what counts without --output.
std::string preview_of(const std::vector<std::string>& words, std::string_view format);

}  // namespace send_bounce::prompt
