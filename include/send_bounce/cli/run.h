#pragma once

#include "send_bounce/world/world.h"

namespace send_bounce {

/// The program: reads world.arguments, does what they say, writes results to world.out and
/// everything else to world.err. Returns the exit code. docs/architecture.md walks its steps.
int run(World& world);

}  // namespace send_bounce
