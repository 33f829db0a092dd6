#pragma once

#include <string>

/// Texts about the command itself, from the option table and the service model.
namespace send_bounce {

/// The block that stands with an error about the command line; ends with a newline.
std::string usage_block();

/// What `send-bounce help` prints.
std::string help_text();

/// One line: program, version, commit, libraries.
std::string version_line();

}  // namespace send_bounce
