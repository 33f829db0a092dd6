#pragma once

#include <string>
#include <string_view>

#include "platform/descriptor.h"

namespace send_bounce {

/// Makes the folders above the path that are missing (0700).
tl::expected<void, SystemError> make_folders_of(const std::string& path);

/// All bytes, or the error of the first write that failed.
tl::expected<void, SystemError> write_all(int descriptor, std::string_view bytes);

}  // namespace send_bounce
