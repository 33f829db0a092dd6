#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "cli/bounce_input.h"
#include "cli/bouncer.h"
#include "cli/presentation.h"
#include "cli/session.h"
#include "cli/stderr_gate.h"
#include "send_bounce/journal/journal.h"
#include "send_bounce/values/error.h"

/// Bounces that are remembered: where the journal is, and a single call with `--once`.
namespace send_bounce {

/// Where the journal is if nothing names a place.
enum class MemoryPlace : std::uint8_t { Home, TemporaryFolder };

/// True with --once, --journal and --batch.
bool wants_memory(const CommandLine& line);

/// The journal that the command line asks for, opened; nullopt for "--journal off", which is told.
/// `id` is the one message that it will be asked about; empty for any. With --dry-run it is opened
/// to read. Its warnings are told on stderr. ParamValidation for "--journal off" without --batch;
/// Configuration where there is no place for it, and as of Journal::open().
Result<std::optional<Journal>> open_memory(const Session& session, const std::string& id,
                                           MemoryPlace place, StderrGate& err);

/// What was answered before, a line each on stderr: stdout has the newest id alone.
void tell_answers(const std::vector<JournalEntry>& answers, StderrGate& err);

/// The id that the bounce will have; empty if it has none, or more is wrong with it.
std::string message_id_of(const BounceInput& input);

/// Sends the bounce, or prints the answer that an earlier call got. `known` gets what is known of
/// the bounce in the end, for the log.
Result<Presented> bounce_once(const Session& session, BounceInput input, StderrGate& err,
                              BounceResult& known);

}  // namespace send_bounce
