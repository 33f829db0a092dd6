#include "send_bounce/cli/run.h"

#include <cerrno>
#include <optional>
#include <string>

#include "cli/presentation.h"
#include "cli/settings_options.h"
#include "cli/table_style.h"
#include "cli/usage.h"
#include "send_bounce/cli/command_line.h"
#include "send_bounce/cli/error_report.h"
#include "send_bounce/client/client.h"
#include "send_bounce/credentials/provider_chain.h"
#include "send_bounce/input/parameters.h"
#include "send_bounce/input/skeleton.h"
#include "send_bounce/model/request.h"
#include "send_bounce/model/ses_model.h"
#include "send_bounce/protocol/endpoint.h"
#include "send_bounce/protocol/query.h"
#include "send_bounce/settings/settings.h"
#include "send_bounce/version.h"
#include "send_bounce/words/encoding.h"
#include "send_bounce/words/python_text.h"

namespace send_bounce {
namespace {

enum class Skeleton : std::uint8_t { None, Json, Yaml, Output };

Skeleton skeleton_of(const CommandLine& line) {
  if (!line.has("generate-cli-skeleton")) return Skeleton::None;
  const std::string* kind = line.text("generate-cli-skeleton");
  if (kind == nullptr || *kind == "input") return Skeleton::Json;
  return *kind == "yaml-input" ? Skeleton::Yaml : Skeleton::Output;
}

TimestampContext timestamp_context(const World& world) {
  return {world.zone.local(world.clock.now()), world.zone.names(),
          [&zone = world.zone](const CivilTime& local) { return zone.offset_at(local); }};
}

void warn_of_ignored_zones(const SendBounceRequest& request, Output& err) {
  for (const std::string& zone : request.ignored_zones()) {
    static_cast<void>(err.write("send-bounce: [WARNING]: the time zone " + zone +
                                " is not known here, so UTC was taken; write an offset such as "
                                "+02:00\n"));
  }
}

Result<CallSettings> call_settings(const Settings& settings, const World& world) {
  EndpointParameters where;
  where.region = settings.region.value;
  where.use_fips = settings.use_fips.value;
  where.use_dual_stack = settings.use_dual_stack.value;
  if (settings.endpoint_url) where.endpoint_url = settings.endpoint_url->value;

  CallSettings call;
  ASSIGN_OR_RETURN(call.endpoint, resolve_endpoint(where));
  call.transport.connect_timeout = settings.connect_timeout.value;
  call.transport.read_timeout = settings.read_timeout.value;
  call.transport.verify_tls = settings.verify_tls.value;
  call.transport.ca_bundle = settings.ca_bundle.value;
  call.user_agent = user_agent(kVersion, world.variables.get("AWS_EXECUTION_ENV").value_or(""),
                               settings.app_id.value);
  call.retries.max_attempts = settings.max_attempts.value;
  call.retries.adaptive = settings.retry_mode.value == RetryMode::Adaptive;
  call.retries.at_most_once = settings.at_most_once.value;
  call.retries.rules_of_2026 =
      to_lower(world.variables.get("AWS_NEW_RETRIES_2026").value_or("")) == "true";
  return call;
}

void warn_of_unverified_server(const CallSettings& call, Output& err) {
  if (call.transport.verify_tls || call.endpoint.scheme != "https") return;
  static_cast<void>(err.write("send-bounce: [WARNING]: the certificate of " + call.endpoint.host +
                              " is not verified (--no-verify-ssl)\n"));
}

/// Everything that is settled before a request can be made, in the order in which the reference
/// looks (configuration page §2.6), so that of several faults the same one is told.
struct Prepared {
  Settings settings;
  CallSettings call;
  SendBounceRequest request;
};

Result<Prepared> prepare(const CommandLine& line, Map parameters, const ConfigFiles& files,
                         const World& world) {
  const SettingsOptions options = settings_options(line.values);
  const SettingSources sources{options, world.variables, files};
  ASSIGN_OR_RETURN(const ProfileScope scope, select_profile(sources));
  std::optional<Credentials> credentials;
  if (!line.has("no-sign-request")) {
    SilentLog log;
    const CredentialWorld surroundings{world.variables, world.files,    world.private_files,
                                       world.clock,     world.random,   world.transport,
                                       world.programs,  world.terminal, log};
    ASSIGN_OR_RETURN(credentials, find_credentials({scope, sources, surroundings}));
  }
  RETURN_IF_ERROR(check_sso_session(files, scope.profile.value));
  ASSIGN_OR_RETURN(Settings settings, resolve_settings(sources, scope, world.files));
  ASSIGN_OR_RETURN(CallSettings call, call_settings(settings, world));
  call.credentials = std::move(credentials);

  const auto validation = settings.parameter_validation.value ? Validation::On : Validation::Off;
  ASSIGN_OR_RETURN(
      SendBounceRequest request,
      SendBounceRequest::check(std::move(parameters), timestamp_context(world), validation));
  return Prepared{std::move(settings), std::move(call), std::move(request)};
}

Result<Value> answer_of(const CommandLine& line, const Prepared& prepared, const World& world) {
  if (line.has("generate-cli-skeleton")) return Value(output_skeleton(kSendBounce));
  if (!prepared.call.credentials && !line.has("no-sign-request")) {
    return tl::make_unexpected(no_credentials());
  }
  warn_of_unverified_server(prepared.call, world.err);
  ASSIGN_OR_RETURN(std::string body, serialize_query(kSendBounce, prepared.request.parameters()));
  SilentLog log;
  return send(kSendBounce, std::move(body), prepared.call,
              {world.variables, world.clock, world.random, world.transport, log});
}

// The call is done by then, so whoever is told of the fault must have the answer too.
Failure with_the_answer(Error error, const Value& answer) {
  error.advice = "The call itself succeeded; its answer: " + python_repr(answer);
  return Failure(std::move(error));
}

/// What goes to stdout.
Result<Presented> produce(const World& world) {
  ASSIGN_OR_RETURN(const CommandLine line, parse_command_line(world.arguments));
  if (line.action == Action::Version) return Presented{version_line(), {}, {}};
  if (line.action == Action::Help) return Presented{help_text(), {}, {}};

  ASSIGN_OR_RETURN(Map parameters,
                   build_parameters(line.values, kSendBounce, world.files, world.variables));
  const Skeleton skeleton = skeleton_of(line);
  if (skeleton == Skeleton::Json) return Presented{json_skeleton(kSendBounce), {}, {}};
  if (skeleton == Skeleton::Yaml) return Presented{yaml_skeleton(kSendBounce), {}, {}};

  ASSIGN_OR_RETURN(const ConfigFiles files, load_config_files(world.variables, world.files));
  ASSIGN_OR_RETURN(const Prepared prepared, prepare(line, std::move(parameters), files, world));
  ASSIGN_OR_RETURN(const Presentation how, choose_presentation(prepared.settings, world));
  warn_of_ignored_zones(prepared.request, world.err);
  ASSIGN_OR_RETURN(const Value answer, answer_of(line, prepared, world));
  auto result = present(answer, how, line, world);
  if (!result && skeleton == Skeleton::None) {
    return with_the_answer(std::move(result).error(), answer);
  }
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
    const std::string name = error_format({options, world.variables, *files});
    text = render_error(error, error_format_from_name(name).value_or(ErrorFormat::Enhanced),
                        error_table_style(values, world));
  }
  static_cast<void>(world.err.write(text));
  return exit_code(files ? error.kind : files.error().kind);
}

}  // namespace

int run(World& world) {
  const auto result = produce(world);
  if (!result) return report(result.error(), world);
  const auto written = deliver(*result, world);
  // A reader that has gone away wanted no more: success for a filter.
  if (written || written.error().number == EPIPE) return 0;
  return report(
      fail(ErrorKind::General, "The result could not be written to stdout: " + written.error().text,
           "What was asked for has been done, and this is lost: " + result->text)
          .value(),
      world);
}

}  // namespace send_bounce
