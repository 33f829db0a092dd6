#pragma once

#include <string>

#include "send_bounce/values/error.h"
#include "send_bounce/values/value.h"

namespace send_bounce {

/// One YAML document in block style, keys sorted, folded at 80 columns; a scalar that stands alone
/// is written as JSON (command-line.md §5.1; awscli/formatter.py YAMLDumper). Bytes that are not
/// UTF-8 become U+FFFD.
Result<std::string> format_yaml(const Value& value);

}  // namespace send_bounce
