#pragma once

#include "cli/debug_log.h"
#include "send_bounce/cli/command_line.h"
#include "send_bounce/client/client.h"
#include "send_bounce/model/request.h"
#include "send_bounce/settings/settings.h"
#include "send_bounce/words/error.h"
#include "send_bounce/words/value.h"
#include "send_bounce/world/world.h"

namespace send_bounce {

/// Everything that is settled before a request can be made.
struct Prepared {
  Settings settings;
  CallSettings call;
  SendBounceRequest request;
};

/// Looks in the order in which the reference does (configuration page §2.6), so that of several
/// faults the same one is told. `files` is where everything is read from.
Result<Prepared> prepare(const CommandLine& line, Map parameters, const ConfigFiles& config,
                         const World& world, const FileSystem& files, DebugLog& log);

}  // namespace send_bounce
