#include "cli/memory.h"

#include <utility>

#include "cli/bouncer.h"
#include "cli/reporting.h"
#include "send_bounce/text/encoding.h"

namespace send_bounce {
namespace {

constexpr const char* kJournalVariable = "SEND_BOUNCE_JOURNAL";
constexpr std::string_view kOff = "off";
constexpr std::string_view kJournalName = "/send-bounce/journal.ndjson";

Failure no_place(const std::string& why) {
  return fail(ErrorKind::Configuration,
              why + " To name a journal, use --journal FILE. Nothing was sent.");
}

bool is_absolute(const std::string& path) { return path.starts_with('/'); }

// The XDG Base Directory Specification: a relative path in its variables counts as none.
Result<std::string> usual_path(const Session& session, MemoryPlace place) {
  const Variables& variables = session.world.variables;
  if (place == MemoryPlace::TemporaryFolder) {
    const std::string folder = variables.get("TMPDIR").value_or("");
    return (is_absolute(folder) ? folder : "/tmp") + std::string(kJournalName);
  }
  const std::string state = variables.get("XDG_STATE_HOME").value_or("");
  if (is_absolute(state)) return state + std::string(kJournalName);
  std::string home = variables.get("HOME").value_or("");
  if (home.empty()) home = session.files.home_directory("").value_or("");
  if (!is_absolute(home)) return no_place("The home directory is not known.");
  return home + "/.local/state" + std::string(kJournalName);
}

Result<std::string> journal_path(const Session& session, MemoryPlace place) {
  if (const std::string* option = session.line.text("journal")) {
    if (option->empty()) return invalid_parameter("--journal is empty. Give a file, or \"off\".");
    return input_path(*option, session.files, session.world.variables);
  }
  const std::string variable = session.world.variables.get(kJournalVariable).value_or("");
  if (variable.empty()) return usual_path(session, place);
  if (variable == kOff) {
    return no_place(std::string(kJournalVariable) +
                    " is \"off\", but it can only name a file. To run a batch without a journal, "
                    "use --journal off.");
  }
  return variable;
}

}  // namespace

bool wants_memory(const CommandLine& line) {
  return line.has("once") || line.has("journal") || line.has("batch");
}

Result<std::optional<Journal>> open_memory(const Session& session, const std::string& id,
                                           MemoryPlace place, StderrGate& err) {
  const std::string* option = session.line.text("journal");
  if (option != nullptr && *option == kOff) {
    if (!session.line.has("batch") || session.line.has("once")) {
      return invalid_parameter(
          "--journal off works only with --batch and without --once. Sending a bounce only once "
          "needs a journal: use --journal FILE.");
    }
    if (!session.line.has("dry-run"))
      warn(err, "without a journal, a second run of this batch sends every bounce again");
    return std::nullopt;
  }
  ASSIGN_OR_RETURN(const std::string path, journal_path(session, place));
  const auto on_wait = [&err] {
    if (!err.is_terminal()) return;
    static_cast<void>(
        err.write("send-bounce: waiting for another process that is sending a bounce\n"));
  };
  const World& world = session.world;
  ASSIGN_OR_RETURN(Journal journal,
                   Journal::open(world.shared_files, path, world.clock, world.random,
                                 {id, !session.line.has("dry-run")}, on_wait));
  for (const std::string& warning : journal.warnings()) warn(err, warning);
  return journal;
}

void tell_answers(const std::vector<JournalEntry>& answers, StderrGate& err) {
  for (const JournalEntry& entry : answers) {
    static_cast<void>(err.write(
        "send-bounce: already sent for " + joined(entry.subject.recipients, ", ") + " at " +
        format_iso8601_milliseconds(entry.at) + " (" + entry.message_id + "); not sent again\n"));
  }
}

std::string message_id_of(const BounceInput& input) {
  if (const auto* id = input.given.values.get<std::string>("OriginalMessageId")) return *id;
  return input.received ? input.received->message_id : std::string();
}

Result<Presented> bounce_once(const Session& session, BounceInput input, StderrGate& err,
                              BounceResult& known) {
  const CredentialWorld surroundings = credential_world(session);
  const OnlineLookups lookups(surroundings);
  ASSIGN_OR_RETURN(std::optional<Journal> journal,
                   open_memory(session, message_id_of(input), MemoryPlace::Home, err));
  BouncerSettings settings;
  settings.retry_unknown = session.line.has("retry-unknown");
  Bouncer bouncer(session, surroundings, lookups, err, &*journal, settings);
  ASSIGN_OR_RETURN(const Settings* of_route, bouncer.settings_for(input));
  ASSIGN_OR_RETURN(const Presentation how, choose_presentation(*of_route, session.world));

  known = bouncer.bounce(std::move(input));
  BounceResult& result = known;
  const bool is_done = result.state == BounceState::Sent || result.state == BounceState::Already;
  // The reasons of a refusal are what counts, and what was sent long ago needs no warning.
  if (result.state != BounceState::Already && result.state != BounceState::Refused) {
    for (const std::string& warning : result.all_warnings()) warn(err, warning);
  }
  tell_answers(result.answers, err);
  if (!is_done) return Failure(*std::move(result.error));
  auto presented = present(result.answer, how, session.line, session.world);
  if (!presented) {
    Error error = std::move(presented).error();
    error.call = result.call;
    return Failure(std::move(error));
  }
  // What was settled is brought to the disk at the end; a machine that dies here is told as
  // unknown.
  if (auto kept = journal->sync(); !kept && !result.error && result.state == BounceState::Sent) {
    result.error = std::move(kept).error();
    result.error->kind = ErrorKind::OutputLost;
    result.error->call = result.call;
  }
  presented->call = result.call;
  presented->refusal = std::move(result.error);
  session.world.interrupts.release(bouncer.last_words_of(result.call));
  return presented;
}

}  // namespace send_bounce
