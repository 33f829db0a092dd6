#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "prompt/cursor_context.h"
#include "send_bounce/values/error.h"

/// What a run of the line would give, without one.
namespace send_bounce::prompt {

/// The shape of the answer that the words ask for: the sample of --generate-cli-skeleton output, in
/// the chosen format and with the query applied as far as it can be read already (command-line.md
/// §9.4). `format` is what counts without --output.
std::string preview_of(const std::vector<std::string>& words, std::string_view format);

/// What the command would say to these words before it sends anything; nullopt where nothing.
using CheckWords = std::function<std::optional<Error>(const std::vector<std::string>&)>;

/// The message of the fault of the value at the cursor; without one, that of the whole line.
std::optional<std::string> find_fault(const std::string& line, const CursorContext& context,
                                      const CheckWords& check);

}  // namespace send_bounce::prompt
