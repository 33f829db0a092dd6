#pragma once

#include "cli/job_log.h"
#include "cli/presentation.h"
#include "cli/session.h"
#include "cli/stderr_gate.h"
#include "send_bounce/values/error.h"

namespace send_bounce {

/// Sends a bounce for each item of --batch, at most one at a time and none twice, and writes what
/// came of each on stdout at once: a JSON object a line (docs/batch.md); then into the log. What it
/// returns has nothing left to write, only the exit code. Errors are those that keep the batch from
/// starting: ParamValidation for an output format or rate that it does not have, and for an input
/// that cannot be opened; Configuration as of open_memory().
Result<Presented> run_batch(const Session& session, Output& out, StderrGate& err, JobLog& job_log);

}  // namespace send_bounce
