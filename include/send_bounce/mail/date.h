#pragma once

#include <optional>
#include <string_view>

#include "send_bounce/values/instant.h"

namespace send_bounce {

/// A date-time of RFC 5322 §3.3, with the obsolete forms of §4.3: two- and three-digit years, zone
/// names (UT, GMT, EST … PDT; military and unknown ones mean -0000), comments and blanks anywhere.
/// The day of the week is passed over, even a wrong one. nullopt where it is no such date.
std::optional<Instant> parse_mail_date(std::string_view value);

}  // namespace send_bounce
