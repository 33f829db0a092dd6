#pragma once

#include <string>

#include "cli/session.h"
#include "cli/stderr_gate.h"
#include "send_bounce/cli/error_report.h"
#include "send_bounce/input/parameters.h"
#include "send_bounce/settings/profiles.h"
#include "send_bounce/values/error.h"
#include "send_bounce/world/world.h"

/// How a run ends, but for a result: what is said on stderr, and the exit code.
namespace send_bounce {

/// As options, variable and profile ask for it. What a profile that does not exist means hangs on
/// the kind of the error (error_format()).
ErrorStyle error_style(const TypedValues& globals, const ConfigFiles& config, const World& world,
                       ErrorKind kind);

/// The fault to tell where this one has come up: where the AWS files are malformed, it is that.
const Error& error_to_tell(const Error& error, AwsFiles& aws_files);

/// Tells error_to_tell() in the style of options and variables, and returns the exit code.
int report(const Error& error, const TypedValues& globals, AwsFiles& aws_files, const World& world,
           StderrGate& err);

/// The exit code of a process that a signal has ended, as shells tell it.
int exit_code_of_signal(int signal);

/// "send-bounce: [WARNING]: …" with that text; nothing for an empty one.
void warn(Output& err, const std::string& text);

/// What the process says when a signal, or the end of memory, ends it with this known of the call.
/// `is_at_most_once` makes an unknown outcome exit code 75, as anywhere else.
LastWords last_words(const CallRecord& call, const ErrorStyle& style, const StderrGate& err,
                     bool is_at_most_once = false);

}  // namespace send_bounce
