#pragma once

#include <string>
#include <string_view>

namespace send_bounce::stand_in {

/// The text as one line that is safe on a terminal: what clients and mails say reaches the log, so
/// control characters (C0, DEL, C1) and bytes that are no UTF-8 become "?".
std::string printable(std::string_view text);

}  // namespace send_bounce::stand_in
