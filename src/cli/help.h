#pragma once

#include "cli/presentation.h"
#include "send_bounce/cli/command_line.h"
#include "send_bounce/words/error.h"
#include "send_bounce/world/world.h"

namespace send_bounce {

/// What `help` prints: the manual, or the part that was asked for, as wide as the terminal. There
/// it goes through MANPAGER, else PAGER, else "less -R", where the screen does not hold it and
/// --no-cli-pager is not given (command-line.md §10.1).
Result<Presented> present_help(const CommandLine& line, const World& world);

}  // namespace send_bounce
