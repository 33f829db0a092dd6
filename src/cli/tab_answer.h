#pragma once

#include <optional>

#include "send_bounce/world/world.h"

namespace send_bounce {

/// Answers the TAB key of a shell on stdout; nullopt where none asks (shell/tab.h). Nothing is sent
/// or changed, files are read only where a profile's name may stand, and what cannot be found out
/// is not offered: 0 whatever happens, and nothing on stderr, since it would come into the middle
/// of the line that is being typed.
std::optional<int> answer_tab(World& world);

}  // namespace send_bounce
