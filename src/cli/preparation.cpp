#include "cli/preparation.h"

#include "cli/settings_options.h"
#include "send_bounce/credentials/instance_metadata.h"
#include "send_bounce/protocol/endpoint.h"
#include "send_bounce/version.h"
#include "send_bounce/words/encoding.h"
#include "send_bounce/words/redaction.h"

namespace send_bounce {
namespace {

Result<CallSettings> call_settings(const Settings& settings, const World& world) {
  CallSettings call;
  ASSIGN_OR_RETURN(call.endpoint, resolve_endpoint(endpoint_parameters(settings)));
  call.transport.connect_timeout = settings.connect_timeout.value;
  call.transport.read_timeout = settings.read_timeout.value;
  call.transport.verify_tls = settings.verify_tls.value;
  call.transport.ca_bundle = settings.ca_bundle.value;
  call.transport.tcp_keep_alive = settings.tcp_keep_alive.value;
  call.user_agent = user_agent(kVersion, world.variables.get("AWS_EXECUTION_ENV").value_or(""),
                               settings.app_id.value);
  call.retries.max_attempts = settings.max_attempts.value;
  call.retries.adaptive = settings.retry_mode.value == RetryMode::Adaptive;
  call.retries.at_most_once = settings.at_most_once.value;
  call.retries.rules_of_2026 =
      to_lower(world.variables.get("AWS_NEW_RETRIES_2026").value_or("")) == "true";
  return call;
}

SideCallSettings side_calls(const SettingSources& sources, const Settings& settings,
                            const CallSettings& call, const FileSystem& files) {
  SideCallSettings calls = resolve_side_calls(sources, settings, files);
  calls.retries.rules_of_2026 = call.retries.rules_of_2026;
  calls.user_agent = call.user_agent;
  return calls;
}

void note_setting(Log& log, std::string_view name, const std::string& value, const Origin& origin) {
  log.note("settings", std::string(name) + " = " +
                           (value.empty() ? "(empty)" : without_url_secrets(value)) + " (" +
                           describe(origin) + ")");
}

void note_settings(Log& log, const Settings& settings) {
  if (!log.is_on()) return;
  const auto text = [&](std::string_view name, const Setting<std::string>& setting) {
    note_setting(log, name, setting.value, setting.origin);
  };
  const auto flag = [&](std::string_view name, const Setting<bool>& setting) {
    note_setting(log, name, setting.value ? "true" : "false", setting.origin);
  };
  const auto number = [&](std::string_view name, const Setting<std::int64_t>& setting) {
    note_setting(log, name, std::to_string(setting.value), setting.origin);
  };
  text("profile", settings.profile);
  text("region", settings.region);
  if (settings.endpoint_url) text("endpoint_url", *settings.endpoint_url);
  flag("use_fips_endpoint", settings.use_fips);
  flag("use_dualstack_endpoint", settings.use_dual_stack);
  flag("verify_tls", settings.verify_tls);
  text("ca_bundle", settings.ca_bundle);
  number("connect_timeout", settings.connect_timeout);
  number("read_timeout", settings.read_timeout);
  flag("tcp_keepalive", settings.tcp_keep_alive);
  number("max_attempts", settings.max_attempts);
  note_setting(log, "retry_mode",
               settings.retry_mode.value == RetryMode::Adaptive ? "adaptive" : "standard",
               settings.retry_mode.origin);
  flag("at_most_once", settings.at_most_once);
  flag("parameter_validation", settings.parameter_validation);
  text("sdk_ua_app_id", settings.app_id);
  text("output", settings.output);
  text("pager", settings.pager);
}

}  // namespace

EndpointParameters endpoint_parameters(const Settings& settings) {
  EndpointParameters where;
  where.region = settings.region.value;
  where.use_fips = settings.use_fips.value;
  where.use_dual_stack = settings.use_dual_stack.value;
  if (settings.endpoint_url) where.endpoint_url = settings.endpoint_url->value;
  return where;
}

CredentialWorld credential_world(const World& world, const FileSystem& files, Log& log) {
  return {world.variables, files,          world.private_files, world.clock, world.random,
          world.transport, world.programs, world.terminal,      log,         OneWarning(world.err)};
}

TimestampContext timestamp_context(const World& world) {
  const LocalZone& zone = world.zone;
  return {[&zone, &clock = world.clock] { return zone.local(clock.now()); },
          [&zone] { return zone.names(); },
          [&zone](const CivilTime& local) { return zone.offset_at(local); }};
}

Result<SendBounceRequest> check_request(const CommandLine& line, GivenParameters parameters,
                                        const World& world, Validation validation) {
  if (line.has("generate-cli-skeleton")) parameters.from_document.clear();
  return SendBounceRequest::check(std::move(parameters.values), timestamp_context(world),
                                  validation, parameters.from_document);
}

Result<Prepared> prepare(const CommandLine& line, GivenParameters parameters,
                         const ConfigFiles& config, const World& world, const FileSystem& files,
                         Log& log) {
  const SettingsOptions options = settings_options(line.values);
  const SettingSources sources{options, world.variables, config};
  ASSIGN_OR_RETURN(ProfileScope scope, select_profile(sources));
  if (!scope.region) {
    ASSIGN_OR_RETURN(scope.region, region_of_instance(sources, scope.profile.value,
                                                      credential_world(world, files, log)));
  }
  std::optional<CredentialOffer> offer;
  if (!line.has("no-sign-request")) {
    ASSIGN_OR_RETURN(offer,
                     find_credentials({scope, sources, credential_world(world, files, log)}));
  }
  RETURN_IF_ERROR(check_sso_session(config, scope.profile.value));
  ASSIGN_OR_RETURN(Settings settings, resolve_settings(sources, scope, files));
  note_settings(log, settings);
  ASSIGN_OR_RETURN(CallSettings call, call_settings(settings, world));

  const auto validation = settings.parameter_validation.value ? Validation::On : Validation::Off;
  ASSIGN_OR_RETURN(SendBounceRequest request,
                   check_request(line, std::move(parameters), world, validation));
  SideCallSettings calls;
  if (offer && offer->fetch) calls = side_calls(sources, settings, call, files);
  return Prepared{std::move(settings), std::move(call),
                  std::move(request),  std::move(offer),
                  std::move(calls),    unread_files_advice("Credentials", config)};
}

}  // namespace send_bounce
