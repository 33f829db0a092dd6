#pragma once

#include "cli/bounce_input.h"
#include "cli/memory.h"
#include "cli/plan.h"
#include "cli/presentation.h"
#include "cli/session.h"
#include "cli/stderr_gate.h"
#include "send_bounce/values/error.h"

/// Showing a bounce instead of sending it. Nothing is connected to, no file written, no program
/// started, and no credentials are needed.
namespace send_bounce {

/// The warnings of a plan and of its guards, a line each. Not for one that is refused: the reasons
/// against it are what counts.
void tell_warnings(const Plan& plan, StderrGate& err);

/// What --dry-run asks for. A bounce that would be refused is an error in every form but the plan,
/// which shows it and carries the error as its refusal. Other errors are those that the call would
/// end with before it connects, but that missing credentials are a finding.
/// The journal, if one is asked for, is looked into where `place` says.
Result<Presented> dry_run(const Session& session, BounceInput input, StderrGate& err,
                          MemoryPlace place = MemoryPlace::Home);

}  // namespace send_bounce
