#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "send_bounce/shell/tab.h"
#include "send_bounce/world/screen.h"
#include "send_bounce/world/world.h"

namespace send_bounce {

/// What candidates are drawn from beside the tables.
struct TabSources {
  const std::function<std::vector<std::string>()>& profiles;  ///< asked only where one may stand
  const Directories& directories;
  const Variables& variables;
  const FileSystem& files;
};

/// What TAB is offered at the end of `line`, with `rest` behind the cursor: what the prompt
/// suggests there, the words that are no options, and file:// where a value may come from a file.
/// Inside of structures a bracket never stands alone: what follows it comes with it, and closing
/// ones where nothing else is left to say.
std::vector<shell::Candidate> tab_candidates(std::string_view line, std::string_view rest,
                                             const TabSources& sources);

}  // namespace send_bounce
