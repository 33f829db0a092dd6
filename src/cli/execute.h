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

/// Redeems the credentials of a signed call into `route.call`. Errors as of redeem();
/// NoCredentials.
Result<void> sign_with_credentials(Route& route, const Session& session,
                                   const CredentialWorld& surroundings);

/// "the certificate of HOST is not verified (--no-verify-ssl)"; empty where it is.
std::string unverified_warning(const CallSettings& call);

/// What the process says when something ends it between the first byte of a request and its answer.
LastWords words_meanwhile(const ErrorStyle& style, const StderrGate& err, bool is_at_most_once);

/// The one moment at which something goes out: the credentials are there. Whatever ends the process
/// from the first byte on says `meanwhile`, or, once there is an answer, what is known of the
/// bounce, in that style; the first signal is held from then on. Errors as of send(), those of the
/// service with advice.
Result<Answer> call_ses(const Plan& plan, const Session& session, StderrGate& err,
                        const ErrorStyle& style, const LastWords& meanwhile);

/// All three. Signals end the process again when there is an answer.
Result<Answer> execute(Plan plan, const Session& session, const CredentialWorld& surroundings,
                       StderrGate& err, const ErrorStyle& style);

}  // namespace send_bounce
