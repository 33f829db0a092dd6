#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "send_bounce/input/parameters.h"
#include "send_bounce/values/error.h"
#include "send_bounce/values/value.h"
#include "send_bounce/world/world.h"

namespace send_bounce {

/// The map that --cli-input-json or --cli-input-yaml gives, literally or by a file; nullopt where
/// neither was typed. Its values are not looked into: shorthand and file:// inside stay text.
Result<std::optional<Map>> read_cli_input(const TypedValues& typed, const FileSystem& files,
                                          const Variables& variables);

/// "Error parsing parameter '--message-dsn': Expected …", as every fault of one option begins.
std::string parsing_parameter(std::string_view option, std::string_view fault);

}  // namespace send_bounce
