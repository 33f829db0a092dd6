#pragma once

#include <string_view>

#include "send_bounce/world/world.h"

namespace send_bounce {

/// The program: reads world.arguments, does what they say, writes results to world.out and
/// everything else to world.err. Returns the exit code. docs/architecture.md walks its steps.
int run(World& world);

/// True where the program is the runtime of an AWS Lambda function: its file is named "bootstrap",
/// and AWS_LAMBDA_RUNTIME_API says where events come from. `program` is argv[0].
bool is_lambda_runtime(std::string_view program, const Variables& variables);

/// The program as that runtime: serves events until a signal comes (docs/lambda.md). The arguments
/// are those of SEND_BOUNCE_OPTIONS. Returns the exit code.
int run_lambda_runtime(World& world);

}  // namespace send_bounce
