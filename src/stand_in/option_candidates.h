#pragma once

#include <vector>

#include "send_bounce/shell/tab.h"

namespace send_bounce::stand_in {

/// What TAB is offered: the options that are not given yet, and their values. Nothing behind the
/// "--" of run, where a command of its own stands. Looks at folders, and nothing else.
std::vector<shell::Candidate> option_candidates(const shell::TabRequest& request,
                                                const shell::GetVariable& variable);

}  // namespace send_bounce::stand_in
