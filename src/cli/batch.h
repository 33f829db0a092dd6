#pragma once

#include "cli/bounce_input.h"
#include "cli/job_log.h"
#include "cli/presentation.h"
#include "cli/session.h"
#include "cli/stderr_gate.h"
#include "send_bounce/output/formatter.h"
#include "send_bounce/values/error.h"

namespace send_bounce {

/// What the command line says of a whole batch.
struct BatchOptions {
  ItemDefaults defaults;
  OutputFormat format = OutputFormat::Json;
  double rate = 1;  ///< calls a second; 0 for no pace
};

/// ParamValidation for an output format, a dry run or a rate that a batch does not have, and as of
/// read_item_defaults().
Result<BatchOptions> read_batch_options(const Session& session);

/// Sends a bounce for each item of --batch, at most one at a time and none twice, and writes what
/// came of each on stdout at once: a JSON object a line (docs/batch.md); then into the log. What it
/// returns has nothing left to write, only the exit code. Errors are those that keep the batch from
/// starting: as of read_batch_options(); ParamValidation for an input that cannot be opened; as of
/// open_memory().
Result<Presented> run_batch(const Session& session, Output& out, StderrGate& err, JobLog& job_log);

}  // namespace send_bounce
