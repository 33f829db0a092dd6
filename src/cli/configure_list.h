#pragma once

#include "cli/presentation.h"
#include "send_bounce/cli/command_line.h"
#include "send_bounce/settings/profiles.h"
#include "send_bounce/words/error.h"
#include "send_bounce/world/world.h"

namespace send_bounce {

/// `configure list`: what a call with these global options would run with, and where each part of
/// it comes from, found by the functions that a call uses. Nothing is sent, no server is asked and
/// no program run: where a call would ask for credentials or a region, the list says whom. Secrets
/// are masked. In the manner of `aws configure list`, or, where --output or --query was typed, as a
/// list of maps.
Result<Presented> configure_list(const CommandLine& line, const ConfigFiles& config,
                                 const World& world, const FileSystem& files, Log& log);

}  // namespace send_bounce
