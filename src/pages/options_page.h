#pragma once

#include <string>

namespace send_bounce {

/// docs/options.md: every option, setting, variable and file.
std::string options_page();

}  // namespace send_bounce
