#pragma once

#include <string>

#include "cli/presentation.h"
#include "send_bounce/cli/command_line.h"
#include "send_bounce/values/error.h"
#include "send_bounce/world/world.h"

/// Texts about the command itself.
namespace send_bounce {

/// The block that stands with an error about the command line; ends with a newline.
std::string usage_block();

/// One line: program, commit, compiler and the libraries it was built with, each with its version.
std::string version_line();

/// What `help` prints: the manual, or the part that was asked for, as wide as the terminal. There
/// it goes through MANPAGER, else PAGER, else "less -R", where the screen does not hold it and
/// --no-cli-pager is not given (command-line.md §10.1).
Result<Presented> present_help(const CommandLine& line, const World& world);

}  // namespace send_bounce
