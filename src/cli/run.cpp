#include "send_bounce/cli/run.h"

#include <cerrno>
#include <optional>
#include <string>

#include "cli/auto_prompt.h"
#include "cli/batch.h"
#include "cli/bounce_input.h"
#include "cli/configure_list.h"
#include "cli/dry_run.h"
#include "cli/execute.h"
#include "cli/help.h"
#include "cli/job_log.h"
#include "cli/lambda_function.h"
#include "cli/memory.h"
#include "cli/plan.h"
#include "cli/presentation.h"
#include "cli/reporting.h"
#include "cli/session.h"
#include "cli/tab_answer.h"
#include "send_bounce/input/skeleton.h"
#include "send_bounce/model/ses_model.h"
#include "send_bounce/text/encoding.h"
#include "send_bounce/text/python_text.h"
#include "send_bounce/text/redaction.h"

namespace send_bounce {
namespace {

/// One reading of world.arguments, and what hangs on it. The prompt makes other words of them,
/// which begin a round of their own.
struct Round {
  Round(World& surroundings, StderrGate& gate)
      : world(surroundings),
        err(gate),
        words(read_words(world.arguments)),
        log(err, world.clock, words.wants_debug),
        files(world.files, log),
        aws_files(world.variables, files),
        job_log(words, world, err),
        start(job_log.moment()) {}

  World& world;
  StderrGate& err;
  ReadWords words;
  DebugLog log;
  NotedFiles files;
  AwsFiles aws_files;
  // For the log of jobs.
  JobLog job_log;
  std::chrono::microseconds start;
  std::chrono::microseconds answered{0};  ///< before anything waits for a reader of stdout
  BounceResult known;                     ///< of the one bounce of the round
};

int report(const Error& error, Round& round) {
  return report(error, round.words.globals, round.aws_files, round.world, round.err);
}

// The secrets that are known before anything is looked for: whatever is noted, they are left out.
void hide_secrets_in_variables(StderrGate& err, const Variables& variables) {
  for (const char* name : {"AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN",
                           "AWS_CONTAINER_AUTHORIZATION_TOKEN"}) {
    err.hide(variables.get(name).value_or(""));
  }
}

void note_start(Log& log, const World& world) {
  if (!log.is_on()) return;
  log.note("version", trim(version_line()));
  for (const std::string& word : world.arguments) {
    log.note("argument", python_repr(std::string_view(without_url_secrets(word))));
  }
}

void note_received(Log& log, const ReceivedMessage& message) {
  if (!log.is_on()) return;
  std::string text = "message " + message.message_id + " for";
  for (const std::string& recipient : message.recipients) text += " " + recipient;
  for (const auto* evidence : {&message.strong_region, &message.weak_region}) {
    if (*evidence) text += ", " + (*evidence)->region + " by " + (*evidence)->source;
  }
  log.note("received", text);
}

Result<Presented> present_answer(const Answer& answer, const Presentation& how,
                                 const Session& session) {
  auto result = present(answer.value, how, session.line, session.world);
  if (result) {
    result->call = answer.call;
    return result;
  }
  // The call is done by then, so whoever is told of the fault must have the answer too.
  Error error = std::move(result).error();
  error.call = answer.call;
  return Failure(std::move(error));
}

// A bounce, or the sample of an answer to one that would be sent. `known` is nullptr without a log.
Result<Presented> bounce(const Session& session, BounceInput input, StderrGate& err,
                         BounceResult* known) {
  const CredentialWorld surroundings = credential_world(session);
  ASSIGN_OR_RETURN(Plan plan,
                   make_plan(session, std::move(input), surroundings, OnlineLookups(surroundings)));
  ASSIGN_OR_RETURN(const Presentation how, choose_presentation(plan.route.settings, session.world));
  if (known != nullptr) {
    known->region = plan.route.settings.region.value;
    known->original_message_id = plan.content.original_message_id;
    known->recipients = recipients_of(plan.content);
    known->findings = plan.findings;
  }
  if (plan.is_refused()) return Failure(plan.refusal());
  tell_warnings(plan, err);
  if (skeleton_of(session.line) == Skeleton::Output) {
    return present_answer({Value(output_skeleton(kSendBounce)), {}}, how, session);
  }
  const ErrorStyle style =
      error_style(session.line.values, session.config, session.world, ErrorKind::Interrupted);
  ASSIGN_OR_RETURN(const Answer answer,
                   execute(std::move(plan), session, surroundings, err, style));
  if (known != nullptr) {
    known->state = BounceState::Sent;
    known->answer = answer.value;
    known->call = answer.call;
  }
  return present_answer(answer, how, session);
}

/// What goes to stdout.
Result<Presented> produce(Round& round) {
  note_start(round.log, round.world);
  ASSIGN_OR_RETURN(const Session session,
                   open_session(round.words, round.world, round.log, round.files, round.aws_files));
  switch (session.line.action) {
    case Action::Version:
      return Presented{version_line(), {}};
    case Action::Help:
      return present_help(session.line, session.world);
    case Action::ConfigureList:
      return configure_list(session);
    case Action::Send:
      break;
  }
  if (session.line.has("batch"))
    return run_batch(session, round.world.out, round.err, round.job_log);
  ASSIGN_OR_RETURN(BounceInput input,
                   read_bounce_input(session.line, session.files, session.world.variables));
  if (session.log.is_on()) session.log.note("parameters", python_repr(Value(input.given.values)));
  if (input.received) note_received(session.log, *input.received);
  round.known.original_message_id = message_id_of(input);
  switch (skeleton_of(session.line)) {
    case Skeleton::Json:
      return Presented{json_skeleton(kSendBounce), {}};
    case Skeleton::Yaml:
      return Presented{yaml_skeleton(kSendBounce), {}};
    case Skeleton::Output:
    case Skeleton::None:
      break;
  }
  if (session.line.has("dry-run")) return dry_run(session, std::move(input), round.err);
  if (wants_memory(session.line) && skeleton_of(session.line) == Skeleton::None) {
    return bounce_once(session, std::move(input), round.err, round.known);
  }
  return bounce(session, std::move(input), round.err,
                round.job_log.is_on() ? &round.known : nullptr);
}

bool is_for_the_prompt(const Error& error) {
  return exit_code(error.kind) == exit_code(ErrorKind::Usage);
}

// Told apart by whether writing it again is all that is lost.
Error unwritten(const Presented& result, const SystemError& fault) {
  Error error;
  error.kind = result.call.outcome == Outcome::Sent ? ErrorKind::OutputLost : ErrorKind::General;
  error.message = "The result could not be written to stdout: " + fault.text;
  error.call = result.call;
  return error;
}

/// How a round ended.
struct End {
  int exit_code = 0;
  std::optional<Error> error = {};  ///< that was told
};

End end_with(const Error& error, Round& round) {
  return {report(error, round), error_to_tell(error, round.aws_files)};
}

// nullopt where the prompt is to open in the place of a fault of the command line.
std::optional<End> end_of(Round& round, PromptMode mode) {
  const auto result = produce(round);
  round.answered = round.job_log.moment();
  if (!result && mode == PromptMode::OnPartial && is_for_the_prompt(result.error())) {
    // The reference lets unknown options be seen before its prompt covers them.
    if (result.error().kind == ErrorKind::UnknownOptions) report(result.error(), round);
    return std::nullopt;
  }
  if (!result) return end_with(result.error(), round);
  const auto written = deliver(*result, round.world);
  // A reader that has gone away wanted no more: success for a filter.
  if (written || written.error().number == EPIPE) {
    if (result->refusal) return end_with(*result->refusal, round);
    return End{result->exit_code.value_or(0)};
  }
  return end_with(unwritten(*result, written.error()), round);
}

// A batch that has begun has logged its items itself.
void log_end(Round& round, const End& end) {
  const bool is_batch = round.words.line && round.words.line->has("batch");
  if (!asks_for_bounce(round.words) || (is_batch && !end.error)) return;
  BounceResult& known = round.known;
  if (end.error) {
    known.state = state_of(*end.error);
    known.error = end.error;
    known.call = end.error->call;
  }
  round.job_log.write({}, known, end.exit_code, round.answered - round.start);
}

std::optional<int> run_round(Round& round, PromptMode mode) {
  const std::optional<End> end = end_of(round, mode);
  if (!end) return std::nullopt;
  round.log.note("end", "exit code " + std::to_string(end->exit_code));
  if (round.job_log.is_on()) log_end(round, *end);
  return end->exit_code;
}

int run_with(World& world, StderrGate& err) {
  hide_secrets_in_variables(err, world.variables);
  Round round(world, err);
  // What the words and variables plainly say has to do, until the files are read.
  const ErrorStyle style =
      error_style(round.words.globals, ConfigFiles{}, world, ErrorKind::Interrupted);
  world.interrupts.release(last_words(CallRecord{}, style, err));
  const PromptMode mode = prompt_mode(world, round.aws_files);
  if (mode != PromptMode::On) {
    if (const std::optional<int> code = run_round(round, mode)) return *code;
  }
  auto answer = ask_for_command_line(world, round.aws_files);
  if (!answer) return report(answer.error(), round);
  if (!answer->runs) return exit_code(ErrorKind::Interrupted);
  world.arguments = std::move(answer->words);
  Round prompted(world, err);
  return run_round(prompted, PromptMode::Off).value_or(0);
}

// The same surroundings, but for the one way to stderr.
World gated(World& outside, StderrGate& err) {
  return World{outside.arguments,   outside.variables,
               outside.files,       outside.private_files,
               outside.clock,       outside.zone,
               outside.random,      outside.transport,
               outside.programs,    outside.viewers,
               outside.terminal,    outside.interrupts,
               outside.out,         err,
               outside.screens,     outside.directories,
               outside.shared_files};
}

TextEncoding stderr_encoding(const Variables& variables) {
  return output_encoding(variables).value_or(TextEncoding{});
}

}  // namespace

int run(World& outside) {
  if (const auto code = answer_tab(outside)) return *code;
  StderrGate err(outside.err, stderr_encoding(outside.variables));
  World world = gated(outside, err);
  return run_with(world, err);
}

bool is_lambda_runtime(std::string_view program, const Variables& variables) {
  return program.substr(program.rfind('/') + 1) == "bootstrap" &&
         !variables.get("AWS_LAMBDA_RUNTIME_API").value_or("").empty();
}

int run_lambda_runtime(World& outside) {
  StderrGate err(outside.err, stderr_encoding(outside.variables));
  World world = gated(outside, err);
  hide_secrets_in_variables(err, world.variables);
  const auto words = lambda_words(world.variables);
  world.arguments = words.value_or(std::vector<std::string>{});
  Round round(world, err);
  note_start(round.log, world);
  const auto session = words.and_then([&](const auto&) {
    return open_session(round.words, world, round.log, round.files, round.aws_files);
  });
  const auto end = serve_lambda(session, world, err);
  return end ? 0 : report(end.error(), round);
}

}  // namespace send_bounce
