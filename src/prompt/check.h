#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "prompt/cursor_context.h"
#include "send_bounce/words/error.h"

namespace send_bounce::prompt {

/// What the command would say to these words before it sends anything; nullopt where nothing.
using CheckWords = std::function<std::optional<Error>(const std::vector<std::string>&)>;

/// The message of the fault of the value at the cursor; without one, that of the whole line.
std::optional<std::string> find_fault(const std::string& line, const CursorContext& context,
                                      const CheckWords& check);

}  // namespace send_bounce::prompt
