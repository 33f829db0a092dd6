#pragma once

#include "prompt/state.h"
#include "send_bounce/world/screen.h"

namespace send_bounce::prompt {

/// From the top: the line, the list, the panels, a rule, what the command would say, the keys.
/// Fits panels to the size on the way.
Frame draw(View& view, ScreenSize size);

}  // namespace send_bounce::prompt
