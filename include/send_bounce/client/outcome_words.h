#pragma once

#include <string>
#include <string_view>

#include "send_bounce/values/error.h"

/// The one place that says in words what became of a bounce. Scripts match on three of them: "may
/// have been accepted" stands in every text about Outcome::Unknown and in no other; "was not
/// accepted" and "Nothing was sent" appear with Outcome::NotSent alone.
namespace send_bounce {

/// "not_sent", "unknown", "sent": the values of the member Outcome of structured errors.
std::string_view name_of(Outcome outcome);

/// A sentence or two about a call that has ended: with the invocation id and the time where the
/// outcome is unknown, with the answer where it is Sent.
std::string what_is_known(const CallRecord& call);

/// One line for a call that succeeded although an attempt before may have, too; else empty.
std::string earlier_attempt_warning(const CallRecord& call);

}  // namespace send_bounce
