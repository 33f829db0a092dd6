#pragma once

#include <string>

#include "send_bounce/manual/document.h"
#include "send_bounce/model/option_table.h"
#include "send_bounce/model/shape.h"

/// What the tables of src/model say about one option or member, put into blocks: for `help`, the
/// manual page, docs/options.md and whoever else explains an option.
namespace send_bounce {

/// The member of the request that an option gives; nullptr where it gives none.
const Member* member_of_option(const Option& option);

/// "`--bounce-sender <address>` (required)".
std::string option_title(const Option& option);
/// "`Recipient` (text, required)"; the kinds are text, timestamp, structure, list of structures.
std::string member_title(const Member& member);

/// The whole of it, in our words: a term at that depth, then its meaning, choices, members and
/// the forms in which it can be typed, one deeper.
Document option_document(const Option& option, int depth = 0);
Document member_document(const Member& member, int depth = 0);

/// How a value is typed in shorthand, a member a line: "Recipient=<text>,…". Empty for a text.
std::string shorthand_form(const Shape& shape);
/// The same in JSON.
std::string json_form(const Shape& shape);

}  // namespace send_bounce
