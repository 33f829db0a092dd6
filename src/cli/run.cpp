#include "send_bounce/cli/run.h"

#include <cerrno>
#include <optional>
#include <string>

#include "cli/auto_prompt.h"
#include "cli/configure_list.h"
#include "cli/debug_log.h"
#include "cli/help.h"
#include "cli/noted_files.h"
#include "cli/preparation.h"
#include "cli/presentation.h"
#include "cli/reporting.h"
#include "cli/settings_options.h"
#include "cli/stderr_gate.h"
#include "cli/tab_answer.h"
#include "send_bounce/cli/command_line.h"
#include "send_bounce/cli/error_report.h"
#include "send_bounce/client/client.h"
#include "send_bounce/client/outcome_words.h"
#include "send_bounce/client/service_advice.h"
#include "send_bounce/input/parameters.h"
#include "send_bounce/input/skeleton.h"
#include "send_bounce/model/ses_model.h"
#include "send_bounce/protocol/query.h"
#include "send_bounce/settings/settings.h"
#include "send_bounce/words/encoding.h"
#include "send_bounce/words/python_text.h"
#include "send_bounce/words/redaction.h"

namespace send_bounce {
namespace {

enum class Skeleton : std::uint8_t { None, Json, Yaml, Output };

Skeleton skeleton_of(const CommandLine& line) {
  if (!line.has("generate-cli-skeleton")) return Skeleton::None;
  const std::string* kind = line.text("generate-cli-skeleton");
  if (kind == nullptr || *kind == "input") return Skeleton::Json;
  return *kind == "yaml-input" ? Skeleton::Yaml : Skeleton::Output;
}

void warn_of_ignored_zones(const SendBounceRequest& request, Output& err) {
  for (const std::string& zone : request.ignored_zones()) {
    static_cast<void>(err.write("send-bounce: [WARNING]: the time zone " + zone +
                                " is not known here, so UTC was taken; write an offset such as "
                                "+02:00\n"));
  }
}

void warn_of_unverified_server(const CallSettings& call, Output& err) {
  if (call.transport.verify_tls || call.endpoint.scheme != "https") return;
  static_cast<void>(err.write("send-bounce: [WARNING]: the certificate of " + call.endpoint.host +
                              " is not verified (--no-verify-ssl)\n"));
}

std::string text_parameter(const Prepared& prepared, std::string_view name) {
  const Value* value = prepared.request.parameters().find(name);
  const auto* text = value == nullptr ? nullptr : value->get<std::string>();
  return text == nullptr ? "" : *text;
}

CallFacts facts_of(const Prepared& prepared) {
  CallFacts facts;
  facts.region = prepared.settings.region.value;
  facts.host = prepared.call.endpoint.host;
  facts.profile = prepared.settings.profile.value;
  facts.bounce_sender = text_parameter(prepared, "BounceSender");
  facts.bounce_sender_arn = text_parameter(prepared, "BounceSenderArn");
  facts.original_message_id = text_parameter(prepared, "OriginalMessageId");
  if (const auto& credentials = prepared.call.credentials) {
    facts.access_key_id = credentials->access_key_id;
    facts.provider = credentials->provider;
    facts.has_session_token = !credentials->session_token.value_or("").empty();
  }
  return facts;
}

void warn_of_earlier_attempt(const CallRecord& call, Output& err) {
  const std::string warning = earlier_attempt_warning(call);
  if (warning.empty()) return;
  static_cast<void>(err.write("send-bounce: [WARNING]: " + warning + "\n"));
}

/// What a run has in hand when it has made its call.
struct Answer {
  Value value;
  CallRecord call;
};

// The one moment at which something goes out. Whatever ends the process from here on says what is
// known of the bounce.
Result<Answer> call_service(Prepared& prepared, World& world, Log& log, StderrGate& err,
                            const ErrorStyle& style) {
  const bool is_at_most_once = prepared.call.retries.at_most_once;
  ASSIGN_OR_RETURN(std::string body, serialize_query(kSendBounce, prepared.request.parameters()));
  CallRecord known;
  known.outcome = Outcome::Unknown;
  world.interrupts.hold(last_words(known, style, err, is_at_most_once));
  auto reply = send(kSendBounce, std::move(body), prepared.call,
                    {world.variables, world.clock, world.random, world.transport, log});
  if (!reply) {
    Error error = std::move(reply).error();
    if (error.kind == ErrorKind::Service && error.advice.empty()) {
      error.advice = service_advice(error, facts_of(prepared));
    }
    return Failure(std::move(error));
  }
  reply->call.answer = python_repr(reply->value);
  world.interrupts.release(last_words(reply->call, style, err));
  warn_of_earlier_attempt(reply->call, err);
  return Answer{std::move(reply->value), std::move(reply->call)};
}

Result<Answer> answer_of(const CommandLine& line, Prepared& prepared, World& world,
                         const FileSystem& files, Log& log, StderrGate& err,
                         const ErrorStyle& style) {
  if (line.has("generate-cli-skeleton")) return Answer{Value(output_skeleton(kSendBounce)), {}};
  if (!line.has("no-sign-request")) {
    if (!prepared.offer) return tl::make_unexpected(no_credentials(prepared.unread_files));
    ASSIGN_OR_RETURN(prepared.call.credentials, redeem(*prepared.offer, prepared.side_calls,
                                                       credential_world(world, files, log)));
  }
  warn_of_unverified_server(prepared.call, err);
  return call_service(prepared, world, log, err, style);
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

// Both files, and the settings that are checked before anything of the operation.
Result<ConfigFiles> load_config(const TypedValues& globals, const Variables& variables,
                                const FileSystem& files) {
  ASSIGN_OR_RETURN(ConfigFiles config, load_config_files(variables, files));
  const SettingsOptions options = settings_options(globals);
  RETURN_IF_ERROR(check_early_settings({options, variables, config}));
  return config;
}

/// What goes to stdout.
Result<Presented> produce(World& world, DebugLog& log, StderrGate& err) {
  note_start(log, world);
  const auto earlier_fault = [&](const TypedValues& globals) {
    return load_config(globals, world.variables, world.files).map([](const auto&) {});
  };
  ASSIGN_OR_RETURN(const CommandLine line, parse_command_line(world.arguments, earlier_fault));
  if (line.action == Action::Version) return Presented{version_line(), {}};
  if (line.action == Action::Help) return present_help(line, world);

  const NotedFiles files(world.files, log);
  const Skeleton skeleton = skeleton_of(line);
  // The input skeletons are there whatever the files of the AWS CLI are like.
  const bool is_input_skeleton = skeleton == Skeleton::Json || skeleton == Skeleton::Yaml;
  ConfigFiles config;
  if (!is_input_skeleton) {
    ASSIGN_OR_RETURN(config, load_config(line.values, world.variables, files));
  }
  if (line.action == Action::ConfigureList) {
    return configure_list(line, config, world, files, log);
  }
  ASSIGN_OR_RETURN(GivenParameters parameters,
                   build_parameters(line.values, kSendBounce, files, world.variables));
  if (log.is_on()) log.note("parameters", python_repr(Value(parameters.values)));
  if (skeleton == Skeleton::Json) return Presented{json_skeleton(kSendBounce), {}};
  if (skeleton == Skeleton::Yaml) return Presented{yaml_skeleton(kSendBounce), {}};

  ASSIGN_OR_RETURN(Prepared prepared,
                   prepare(line, std::move(parameters), config, world, files, log));
  ASSIGN_OR_RETURN(const Presentation how, choose_presentation(prepared.settings, world));
  warn_of_ignored_zones(prepared.request, err);
  ASSIGN_OR_RETURN(const Answer answer,
                   answer_of(line, prepared, world, files, log, err,
                             error_style(line.values, config, world, ErrorKind::Interrupted)));
  auto result = present(answer.value, how, line, world);
  if (result) {
    result->call = answer.call;
    return result;
  }
  // The call is done by then, so whoever is told of the fault must have the answer too.
  Error error = std::move(result).error();
  error.call = answer.call;
  return Failure(std::move(error));
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

// nullopt where the prompt is to open in the place of a fault of the command line.
std::optional<int> run_noted(World& world, DebugLog& log, StderrGate& err, PromptMode mode) {
  const auto result = produce(world, log, err);
  if (!result && mode == PromptMode::OnPartial && is_for_the_prompt(result.error())) {
    // The reference lets unknown options be seen before its prompt covers them.
    if (result.error().kind == ErrorKind::UnknownOptions) report(result.error(), world, err);
    return std::nullopt;
  }
  if (!result) return report(result.error(), world, err);
  const auto written = deliver(*result, world);
  // A reader that has gone away wanted no more: success for a filter.
  if (written || written.error().number == EPIPE) return 0;
  return report(unwritten(*result, written.error()), world, err);
}

std::optional<int> run_words(World& world, StderrGate& err, PromptMode mode) {
  DebugLog log(err, world.clock, wants_debug(world.arguments));
  const std::optional<int> code = run_noted(world, log, err, mode);
  if (code) log.note("end", "exit code " + std::to_string(*code));
  return code;
}

int run_with(World& world, StderrGate& err) {
  hide_secrets_in_variables(err, world.variables);
  // Before the words are understood: what they and the variables plainly say has to do.
  const ErrorStyle style = error_style(error_format_among(world.arguments), ConfigFiles{}, world,
                                       ErrorKind::Interrupted);
  world.interrupts.release(last_words(CallRecord{}, style, err));
  const PromptMode mode = prompt_mode(world);
  if (mode != PromptMode::On) {
    if (const std::optional<int> code = run_words(world, err, mode)) return *code;
  }
  auto answer = ask_for_command_line(world);
  if (!answer) return report(answer.error(), world, err);
  if (!answer->runs) return exit_code(ErrorKind::Interrupted);
  world.arguments = std::move(answer->words);
  return run_words(world, err, PromptMode::Off).value_or(0);
}

}  // namespace

int run(World& outside) {
  if (const auto code = answer_tab(outside)) return *code;
  StderrGate err(outside.err, output_encoding(outside.variables).value_or(TextEncoding{}));
  World world{outside.arguments, outside.variables,
              outside.files,     outside.private_files,
              outside.clock,     outside.zone,
              outside.random,    outside.transport,
              outside.programs,  outside.viewers,
              outside.terminal,  outside.interrupts,
              outside.out,       err,
              outside.screens,   outside.directories};
  return run_with(world, err);
}

}  // namespace send_bounce
