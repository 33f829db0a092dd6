#pragma once

#include <memory>

#include "send_bounce/world/screen.h"

namespace send_bounce {

/// stdin and stdout as a full screen, by ncurses (X/Open Curses, wide characters), which is touched
/// here alone and not before this is called. ENOTSUP for a terminal that cannot move its cursor.
tl::expected<std::unique_ptr<Screen>, SystemError> open_curses_screen(bool in_colour);

}  // namespace send_bounce
