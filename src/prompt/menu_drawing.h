#pragma once

#include <vector>

#include "prompt/state.h"
#include "send_bounce/world/screen.h"

namespace send_bounce::prompt {

/// The list in at most `height` rows, scrolled so that the highlighted entry is seen: a row an
/// entry, with type and help, or names alone side by side.
std::vector<std::vector<StyledText>> menu_rows(const Menu& menu, bool in_columns, int width,
                                               int height, const Columns& columns_of);

}  // namespace send_bounce::prompt
