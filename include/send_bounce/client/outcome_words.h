#pragma once

#include <string>
#include <string_view>

#include "send_bounce/values/error.h"

/// The only place with the words for the outcome of a bounce. Scripts match three of them: "may
/// have been accepted" is in every text about Outcome::Unknown and in no other. "was not accepted"
/// and "Nothing was sent" appear only with Outcome::NotSent.
namespace send_bounce {

/// "not_sent", "unknown", "sent": the values of the member Outcome of structured errors.
std::string_view name_of(Outcome outcome);

/// One or two sentences about a call that has ended. If the outcome is Unknown, they have the
/// invocation id and the time; if it is Sent, they have the answer.
std::string what_is_known(const CallRecord& call);

/// One line for a call that succeeded after an attempt that may also have been accepted. Otherwise
/// empty.
std::string earlier_attempt_warning(const CallRecord& call);

}  // namespace send_bounce
