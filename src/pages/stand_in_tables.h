#pragma once

#include <string>

/// The same as pages/shell_tables.h for ses-stand-in.
namespace send_bounce {

/// For bash and zsh.
std::string stand_in_posix_tables();
/// For zsh: the specifications of _arguments, a line each.
std::string stand_in_zsh_arguments();
/// For fish: lists, and a `complete` for each option.
std::string stand_in_fish_tables();
std::string stand_in_fish_completions();

}  // namespace send_bounce
