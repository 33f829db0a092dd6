#pragma once

#include <string>

/// Short texts about the command itself.
namespace send_bounce {

/// The block that stands with an error about the command line; ends with a newline.
std::string usage_block();

/// One line: program, commit, compiler and the libraries it was built with, each with its version.
std::string version_line();

}  // namespace send_bounce
