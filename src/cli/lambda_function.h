#pragma once

#include <string>
#include <vector>

#include "cli/session.h"
#include "cli/stderr_gate.h"
#include "send_bounce/lambda/runtime.h"
#include "send_bounce/values/error.h"
#include "send_bounce/world/world.h"

/// The function that AWS Lambda runs: bounces what the events hold, with the options of one
/// variable. docs/lambda.md.
namespace send_bounce {

/// SEND_BOUNCE_OPTIONS as the words of a call whose message comes from the event. Configuration
/// where they cannot be split or name a message themselves.
Result<std::vector<std::string>> lambda_words(const Variables& variables);

/// Bounces until a signal comes. What keeps the function from starting is told to Lambda first, and
/// returned; so is what ends it (serve_invocations).
Result<void> serve_lambda(const Result<Session>& session, const World& world, StderrGate& err);

}  // namespace send_bounce
