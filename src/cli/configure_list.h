#pragma once

#include "cli/presentation.h"
#include "cli/session.h"
#include "send_bounce/values/error.h"

namespace send_bounce {

/// `configure list`: what a call with these global options would run with, and where each part of
/// it comes from, found by the functions that a call uses. Nothing is sent, no server is asked and
/// no program run: where a call would ask for credentials or a region, the list says whom. Secrets
/// are masked. In the manner of `aws configure list`, or, where --output or --query was typed, as a
/// list of maps.
Result<Presented> configure_list(const Session& session);

/// The word for the kind of a source, as the list has it: "manual", "env", "config-file", "imds",
/// "received".
std::string origin_type(const Origin& origin, const ConfigFiles& config);

}  // namespace send_bounce
