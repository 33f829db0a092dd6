#pragma once

#include <string>
#include <string_view>

#include "platform/descriptor.h"

namespace send_bounce {

/// Makes the folders above the path that are missing (0700).
tl::expected<void, SystemError> make_folders_of(const std::string& path);

/// A regular file of ours, opened with these flags of open(2) and made readable by us alone where
/// they make it. Nothing waits, and a symbolic link is ELOOP. EISDIR, EINVAL for another kind of
/// file, EPERM for one of another owner.
tl::expected<Descriptor, SystemError> open_own_file(const std::string& path, int access);

/// All bytes, or the error of the first write that failed.
tl::expected<void, SystemError> write_all(int descriptor, std::string_view bytes);

}  // namespace send_bounce
