#pragma once

#include <string>

#include "send_bounce/output/formatter.h"

namespace send_bounce {

/// Titled sections in frames (command-line.md §5.3); empty for what Python takes for false.
Result<std::string> format_table(const Value& value, const TableStyle& style);

}  // namespace send_bounce
