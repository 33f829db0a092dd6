#pragma once

#include "cli/plan.h"
#include "cli/presentation.h"
#include "cli/stderr_gate.h"
#include "send_bounce/cli/error_report.h"
#include "send_bounce/values/error.h"
#include "send_bounce/values/value.h"

namespace send_bounce {

/// What a run has in hand when it has made its call.
struct Answer {
  Value value;
  CallRecord call;
};

/// Sends the bounce, once the credentials are there. Whatever ends the process from the first byte
/// on says what is known of the bounce, in that style. Errors as of redeem() and send(), those of
/// the service with advice.
Result<Answer> execute(Plan plan, const Session& session, const CredentialWorld& surroundings,
                       StderrGate& err, const ErrorStyle& style);

}  // namespace send_bounce
