#pragma once

#include <span>
#include <string_view>

namespace send_bounce {

/// What a BounceType stands for in a notification. SES documents no such table for SendBounce: the
/// rows are modelled on the six templates of its receipt rules' bounce action (SES Developer Guide,
/// "Return a bounce response"; dsn-as-ses-writes-it.md §3). Five texts come from real bounces. No
/// bounce for Undefined is known, so its text is made from the template's name, like the others.
struct BounceCodes {
  std::string_view bounce_type;      ///< "DoesNotExist"
  std::string_view status;           ///< "5.1.1" (RFC 3463)
  std::string_view diagnostic_code;  ///< "smtp; 550 5.1.1 Mailbox does not exist"
};

/// All six, in the order of the service model.
std::span<const BounceCodes> all_bounce_codes();

/// The row of that type, or the row of Undefined for any other word.
const BounceCodes& bounce_codes(std::string_view bounce_type);

}  // namespace send_bounce
