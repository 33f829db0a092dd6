#pragma once

#include <string>
#include <string_view>

#include "send_bounce/world/world.h"

/// The expansions that a path goes through when a user writes it: in a variable, in a file, behind
/// file://. Which of the two comes first is the caller's to say; the reference has both orders.
namespace send_bounce {

/// A leading `~` or `~user` becomes the home directory: $HOME, or that of the passwd entry. A path
/// without one, or of an unknown user, stays.
std::string expand_home(std::string_view path, const Variables& variables, const FileSystem& files);

/// `$NAME` and `${NAME}` become the variables' values; unknown ones stay as written, and values are
/// not expanded in turn. Linear.
std::string expand_variables(std::string_view path, const Variables& variables);

/// As the two AWS files are named: variables first, then the home directory.
std::string expand_path(std::string_view path, const Variables& variables, const FileSystem& files);

}  // namespace send_bounce
