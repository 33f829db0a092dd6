#pragma once

#include <string>

#include "jmespath/operand.h"
#include "jmespath/steps.h"

namespace send_bounce::jmespath {

/// JSON without blanks and in ASCII, as to_string() gives it: Python's json.dumps with the
/// separators "," and ":". What JSON has no word for is a string, as Python shows it.
std::string compact_json(const Operand& operand, Steps& steps);

}  // namespace send_bounce::jmespath
