#pragma once

#include <string>

#include "pages/shell_code.h"

/// The tables that the completion scripts of send-bounce look things up in, as functions of each
/// shell, under the names that the templates in src/pages/completions call them by.
namespace send_bounce {

/// Every region that the partitions name.
Names region_names();

/// For bash and zsh: each function sets variables.
std::string posix_tables();
/// For zsh, which shows what a candidate means: _send_bounce_about KEY sets `about`.
std::string zsh_descriptions();
/// For fish: each function prints a list.
std::string fish_tables();

}  // namespace send_bounce
