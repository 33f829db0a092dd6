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
#include "cli/settings_options.h"
#include "cli/table_style.h"
#include "cli/usage.h"
#include "send_bounce/cli/command_line.h"
#include "send_bounce/cli/error_report.h"
#include "send_bounce/client/client.h"
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

constexpr int kSignalled = 128;  // and the signal's number, as shells tell it

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

// What a signal has the process say when it ends it at once.
std::string last_words(const std::string& what_is_known) {
  Error error;
  error.kind = ErrorKind::Interrupted;
  error.message = "Interrupted. " + what_is_known;
  return render_error(error, ErrorFormat::Enhanced);
}

Result<Value> answer_of(const CommandLine& line, Prepared& prepared, const World& world,
                        const FileSystem& files, Log& log) {
  if (line.has("generate-cli-skeleton")) return Value(output_skeleton(kSendBounce));
  if (!line.has("no-sign-request")) {
    if (!prepared.offer) return tl::make_unexpected(no_credentials(prepared.unread_files));
    ASSIGN_OR_RETURN(prepared.call.credentials, redeem(*prepared.offer, prepared.side_calls,
                                                       credential_world(world, files, log)));
  }
  warn_of_unverified_server(prepared.call, world.err);
  ASSIGN_OR_RETURN(std::string body, serialize_query(kSendBounce, prepared.request.parameters()));
  world.interrupts.hold(last_words("The bounce may have been sent."));
  auto answer = send(kSendBounce, std::move(body), prepared.call,
                     {world.variables, world.clock, world.random, world.transport, log});
  if (answer) {
    world.interrupts.release(
        last_words("The call had succeeded; its answer: " + python_repr(*answer)));
  }
  if (!answer && answer.error().kind == ErrorKind::Service && answer.error().advice.empty()) {
    answer.error().advice = service_advice(answer.error(), facts_of(prepared));
  }
  return answer;
}

// The call is done by then, so whoever is told of the fault must have the answer too.
Failure with_the_answer(Error error, const Value& answer) {
  error.advice = "The call itself succeeded; its answer: " + python_repr(answer);
  return Failure(std::move(error));
}

// The secrets that are known before anything is looked for: whatever is noted, they are left out.
void hide_secrets_in_variables(DebugLog& log, const Variables& variables) {
  for (const char* name : {"AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN",
                           "AWS_CONTAINER_AUTHORIZATION_TOKEN"}) {
    log.hide(variables.get(name).value_or(""));
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
Result<Presented> produce(const World& world, DebugLog& log) {
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
  warn_of_ignored_zones(prepared.request, world.err);
  ASSIGN_OR_RETURN(const Value answer, answer_of(line, prepared, world, files, log));
  auto result = present(answer, how, line, world);
  if (skeleton == Skeleton::Output) return result;
  if (!result) return with_the_answer(std::move(result).error(), answer);
  result->is_answer = true;
  return result;
}

// A malformed file is told before any other fault, since the form of errors may be set there.
int report(const Error& error, World& world) {
  const auto files = load_config_files(world.variables, world.files);
  std::string text;
  if (!files) {
    text = render_error(files.error(), ErrorFormat::Enhanced);
  } else {
    const TypedValues values = read_global_options(world.arguments);
    const SettingsOptions options = settings_options(values);
    const std::string name = error_format({options, world.variables, *files}, error.kind);
    text = render_error(error, error_format_from_name(name).value_or(ErrorFormat::Enhanced),
                        error_table_style(values, world));
  }
  const TextEncoding encoding = output_encoding(world.variables).value_or(TextEncoding{});
  static_cast<void>(world.err.write(encode_what_can_be(text, encoding)));
  if (error.kind == ErrorKind::Interrupted && world.interrupts.held() != 0) {
    return kSignalled + world.interrupts.held();
  }
  return exit_code(files ? error.kind : files.error().kind);
}

bool is_for_the_prompt(const Error& error) {
  return exit_code(error.kind) == exit_code(ErrorKind::Usage);
}

// nullopt where the prompt is to open in the place of a fault of the command line.
std::optional<int> run_noted(World& world, DebugLog& log, PromptMode mode) {
  const auto result = produce(world, log);
  if (!result && mode == PromptMode::OnPartial && is_for_the_prompt(result.error())) {
    // The reference lets unknown options be seen before its prompt covers them.
    if (result.error().kind == ErrorKind::UnknownOptions) report(result.error(), world);
    return std::nullopt;
  }
  if (!result) return report(result.error(), world);
  const auto written = deliver(*result, world);
  // A reader that has gone away wanted no more: success for a filter.
  if (written || written.error().number == EPIPE) return 0;
  Error error =
      fail(ErrorKind::General, "The result could not be written to stdout: " + written.error().text)
          .value();
  if (result->is_answer) error.advice = "The call itself succeeded; its answer: " + result->text;
  return report(error, world);
}

std::optional<int> run_words(World& world, PromptMode mode) {
  DebugLog log(world.err, world.clock, wants_debug(world.arguments));
  hide_secrets_in_variables(log, world.variables);
  const std::optional<int> code = run_noted(world, log, mode);
  if (code) log.note("end", "exit code " + std::to_string(*code));
  return code;
}

}  // namespace

int run(World& world) {
  world.interrupts.release(last_words("Nothing was sent."));
  const PromptMode mode = prompt_mode(world);
  if (mode != PromptMode::On) {
    if (const std::optional<int> code = run_words(world, mode)) return *code;
  }
  auto answer = ask_for_command_line(world);
  if (!answer) return report(answer.error(), world);
  if (!answer->runs) return exit_code(ErrorKind::Interrupted);
  world.arguments = std::move(answer->words);
  return run_words(world, PromptMode::Off).value_or(0);
}

}  // namespace send_bounce
