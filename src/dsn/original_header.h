#pragma once

#include <string>
#include <string_view>

namespace send_bounce {

/// The stored header of a message as the third part of a notification shows it: what render_dsn
/// says of `original_header`. Fields that stay keep every byte after their names. Text that is no
/// header of a mail, or has no Received field of SES's, is returned as it is.
std::string undelivered_header(std::string_view stored);

}  // namespace send_bounce
