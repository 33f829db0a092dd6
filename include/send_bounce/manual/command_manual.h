#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "send_bounce/manual/document.h"

namespace send_bounce {

/// The manual of send-bounce: name, what it does, recipes, then every option, member, setting,
/// variable, file and exit code, from the tables that the program itself works with.
Document command_manual();

/// The part that a word names: an option, with or without its dashes; a member of the request; a
/// variable; a key of a profile; a reason of a guard; a section, as "exit-codes". nullopt where it
/// names none.
std::optional<Document> manual_about(std::string_view word);

/// All that manual_about knows, in the order of the page; options with their dashes.
std::vector<std::string> manual_topics();

/// The first paragraph of SYNOPSIS: the call in its usual form, in lines.
std::string_view usual_call();

}  // namespace send_bounce
