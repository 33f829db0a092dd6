#pragma once

#include <string>
#include <string_view>

#include "send_bounce/received/received_message.h"
#include "send_bounce/values/error.h"

/// The words of the messages about input that cannot be used.
namespace send_bounce {

/// `return nothing_to_bounce(kMalformed, "The input is empty.");`
Failure nothing_to_bounce(std::string_view code, std::string message);

/// The beginning of a text that came from outside, in double quotes and on one line: at most 60
/// bytes of printable ASCII, "?" for each other character, "..." where more follows.
std::string quoted_beginning(std::string_view text);

/// A word as sh reads it: in single quotes where it has anything but plain characters.
std::string shell_quoted(std::string_view word);

/// True for texts of printable ASCII, blanks included; also for an empty one.
bool is_printable_ascii(std::string_view text);

/// What to give instead, as a sentence: most messages end with it.
inline constexpr std::string_view kGiveANotification =
    " Give the receipt notification, which has \"mail\" and \"receipt\", or the email as SES "
    "stored "
    "it.";

}  // namespace send_bounce
