#pragma once

#include <string>

#include "send_bounce/model/shape.h"
#include "send_bounce/values/value.h"

/// What --generate-cli-skeleton prints (command-line.md §4): every member of the operation, in
/// model order, ready to be filled in. --cli-input-json and --cli-input-yaml read it back.
namespace send_bounce {

/// JSON with 4 spaces of indent: empty strings, the first value of an enumeration, the epoch
/// without zone for a timestamp, one element for a list. Ends with a newline.
std::string json_skeleton(const Operation& operation);

/// The same in block YAML, each key with a comment: [REQUIRED], the first sentence of the member's
/// documentation, and the values of an enumeration. Ends with a newline.
std::string yaml_skeleton(const Operation& operation);

/// A sample of the operation's answer, each member's value being its own name.
Map output_skeleton(const Operation& operation);

}  // namespace send_bounce
