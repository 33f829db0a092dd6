#include "cli/plan.h"

#include <algorithm>
#include <iterator>

#include "send_bounce/credentials/instance_metadata.h"
#include "send_bounce/dates/timestamp.h"
#include "send_bounce/input/word_hints.h"
#include "send_bounce/protocol/endpoint.h"
#include "send_bounce/settings/side_calls.h"
#include "send_bounce/text/encoding.h"
#include "send_bounce/text/redaction.h"
#include "send_bounce/version.h"

namespace send_bounce {
namespace {

EndpointParameters endpoint_parameters(const Settings& settings) {
  EndpointParameters where;
  where.region = settings.region.value;
  where.use_fips = settings.use_fips.value;
  where.use_dual_stack = settings.use_dual_stack.value;
  if (settings.endpoint_url) where.endpoint_url = settings.endpoint_url->value;
  return where;
}

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

constexpr std::string_view kRecipientList = "BouncedRecipientInfoList";
constexpr const char* kStandInRegion = "us-east-1";

// What timestamps without date or zone are read with.
TimestampContext timestamp_context(const World& world) {
  const LocalZone& zone = world.zone;
  return {[&zone, &clock = world.clock] { return zone.local(clock.now()); },
          [&zone] { return zone.names(); },
          [&zone](const CivilTime& local) { return zone.offset_at(local); }};
}

// The keys that envelopes of a receipt notification begin with.
bool looks_like_a_notification(const std::vector<std::string>& members) {
  constexpr std::string_view kKeys[] = {"Records", "Messages", "mail", "Message", "detail"};
  return std::any_of(std::begin(kKeys), std::end(kKeys), [&](std::string_view key) {
    return std::find(members.begin(), members.end(), key) != members.end();
  });
}

Result<SendBounceRequest> check_request(const Session& session, GivenParameters parameters,
                                        const Settings& settings) {
  if (session.line.has("generate-cli-skeleton")) parameters.from_document.clear();
  const auto validation = settings.parameter_validation.value ? Validation::On : Validation::Off;
  auto request =
      SendBounceRequest::check(std::move(parameters.values), timestamp_context(session.world),
                               validation, parameters.from_document);
  if (request) return request;
  Error error = std::move(request).error();
  if (looks_like_a_notification(parameters.from_document)) {
    error.advice =
        "The document looks like a receipt notification from SES. To bounce its message, use "
        "--received FILE.";
  } else if (error.advice.empty()) {
    error.advice = hint_on_typed_recipients(session.line);
  }
  return Failure(std::move(error));
}

/// A setting that what was received stands for.
Setting<std::string> region_of(const RegionEvidence& evidence) {
  return {evidence.region, Origin{Source::Received, evidence.source, {}, {}}};
}

bool is_typed(const std::optional<std::string>& region) { return region && !region->empty(); }

void place_by_evidence(const SettingsOptions& options, const ReceivedMessage* received,
                       ProfileScope& scope) {
  if (received == nullptr || is_typed(options.region)) return;
  if (received->strong_region) {
    scope.region = region_of(*received->strong_region);
  } else if (received->weak_region && (!scope.region || scope.region->value.empty())) {
    scope.region = region_of(*received->weak_region);
  }
}

std::vector<std::string> region_warnings(const SettingsOptions& options,
                                         const ReceivedMessage* received) {
  if (received == nullptr || !is_typed(options.region) || !received->strong_region ||
      received->strong_region->region == *options.region) {
    return {};
  }
  const RegionEvidence& evidence = *received->strong_region;
  return {"the region " + *options.region + " is used, but the message was received in " +
          evidence.region + " (" + evidence.source + "), and SES knows its id only there"};
}

std::optional<std::string> configured_sender(const Settings& settings) {
  if (!settings.bounce_sender) return std::nullopt;
  return settings.bounce_sender->value;
}

// Without evidence nothing is judged; mistakes in the request itself are found all the same.
std::vector<Finding> find_reasons(const std::optional<ReceivedMessage>& received,
                                  const BounceContent& content, const GuardChoice& choice,
                                  Instant now) {
  std::vector<Finding> findings;
  if (received) findings = judge(*received, content, now);
  for (Finding& mistake : late_checks(content, received ? &*received : nullptr, now))
    findings.push_back(std::move(mistake));
  return apply_choice(std::move(findings), choice);
}

void judge_plan(const Session& session, Plan& plan) {
  plan.findings.clear();
  if (!plan.is_judged) return;
  plan.findings = find_reasons(plan.received, plan.content, plan.choice, session.world.clock.now());
}

}  // namespace

Result<RegionFound> OnlineLookups::region(const SettingSources& sources,
                                          const ProfileScope& scope) const {
  if (scope.region) return RegionFound{scope.region};
  ASSIGN_OR_RETURN(auto region, region_of_instance(sources, scope.profile.value, surroundings_));
  return RegionFound{std::move(region)};
}

Result<Signer> OnlineLookups::signer(const CredentialSources& sources) const {
  ASSIGN_OR_RETURN(auto offer, find_credentials(sources));
  return Signer{std::move(offer), {}};
}

Result<RegionFound> OfflineLookups::region(const SettingSources& sources,
                                           const ProfileScope& scope) const {
  const RegionFound stand_in{Setting<std::string>{kStandInRegion, {}}, true};
  if (scope.region) {
    return scope.region->value.empty() && region_may_be_missing_ ? stand_in
                                                                 : RegionFound{scope.region};
  }
  ASSIGN_OR_RETURN(const auto metadata, resolve_metadata_settings(sources, scope.profile.value));
  return metadata.is_disabled.value && !region_may_be_missing_ ? RegionFound{} : stand_in;
}

Result<Signer> OfflineLookups::signer(const CredentialSources& sources) const {
  ASSIGN_OR_RETURN(auto expected, expected_provider(sources));
  return Signer{{}, std::move(expected)};
}

CredentialWorld credential_world(const Session& session) {
  const World& world = session.world;
  return {world.variables, session.files,  world.private_files, world.clock, world.random,
          world.transport, world.programs, world.terminal,      session.log, OneWarning(world.err)};
}

Result<Route> plan_route(const Session& session, const CredentialWorld& surroundings,
                         const Lookups& lookups, const ReceivedMessage* received) {
  const SettingSources sources = session.sources();
  Route route;
  ASSIGN_OR_RETURN(route.scope, select_profile(sources));
  place_by_evidence(session.options, received, route.scope);
  ASSIGN_OR_RETURN(RegionFound found, lookups.region(sources, route.scope));
  route.scope.region = std::move(found.region);
  route.region_stands_in = found.stands_in;
  if (!session.options.no_sign_request) {
    ASSIGN_OR_RETURN(route.signer, lookups.signer({route.scope, sources, surroundings}));
  }
  RETURN_IF_ERROR(check_sso_session(session.config, route.scope.profile.value));
  ASSIGN_OR_RETURN(route.settings, resolve_settings(sources, route.scope, session.files));
  note_settings(session.log, route.settings);
  ASSIGN_OR_RETURN(route.call, call_settings(route.settings, session.world));
  if (route.signer.offer && route.signer.offer->fetch) {
    route.side_calls = side_calls(sources, route.settings, route.call, session.files);
  }
  return route;
}

Result<Plan> plan_bounce(const Session& session, BounceInput input, Route route) {
  const auto* received = input.received ? &*input.received : nullptr;
  std::vector<std::string> warnings = region_warnings(session.options, received);
  const bool is_judged = input.is_completed_here || session.line.has("dry-run");
  ASSIGN_OR_RETURN(CompletedBounce bounce,
                   complete(input, route.settings.region.value, configured_sender(route.settings)));
  std::move(bounce.warnings.begin(), bounce.warnings.end(), std::back_inserter(warnings));
  ASSIGN_OR_RETURN(SendBounceRequest request,
                   check_request(session, std::move(bounce.given), route.settings));
  for (const std::string& zone : request.ignored_zones()) {
    warnings.push_back("the time zone " + zone +
                       " is unknown, so UTC was used; write an offset such as +02:00");
  }
  BounceContent content = bounce_content(request);
  Plan plan{
      std::move(route),          std::move(request),      std::move(content), std::move(warnings),
      std::move(input.received), std::move(input.choice), is_judged,          {}};
  judge_plan(session, plan);
  return plan;
}

Result<Plan> make_plan(const Session& session, BounceInput input,
                       const CredentialWorld& surroundings, const Lookups& lookups) {
  const auto* received = input.received ? &*input.received : nullptr;
  ASSIGN_OR_RETURN(Route route, plan_route(session, surroundings, lookups, received));
  return plan_bounce(session, std::move(input), std::move(route));
}

Result<Plan> narrowed(const Session& session, Plan plan,
                      const std::vector<std::string>& recipients) {
  Map parameters = plan.request.parameters();
  List kept;
  const auto* entries = parameters.get<List>(kRecipientList);
  for (const Value& entry : entries == nullptr ? List() : *entries) {
    // Without validation an entry may be anything.
    const auto* members = entry.get<Map>();
    const auto* recipient = members == nullptr ? nullptr : members->get<std::string>("Recipient");
    const std::string name = recipient == nullptr ? "" : *recipient;
    if (std::find(recipients.begin(), recipients.end(), name) != recipients.end())
      kept.push_back(entry);
  }
  parameters.set(std::string(kRecipientList), std::move(kept));
  GivenParameters given{std::move(parameters), {}};
  ASSIGN_OR_RETURN(plan.request, check_request(session, std::move(given), plan.route.settings));
  plan.content = bounce_content(plan.request);
  judge_plan(session, plan);
  return plan;
}

std::vector<std::string> all_warnings(std::vector<std::string> warnings,
                                      const std::vector<Finding>& findings) {
  for (const Finding& finding : findings) {
    if (!is_refusal(finding)) warnings.push_back(warning_line(finding));
  }
  return warnings;
}

Failure no_region_in_dry_run() {
  return no_region(
      "A real call would ask the instance metadata service for the region. A dry run does not: "
      "give --region REGION.");
}

std::string hint_on_typed_recipients(const CommandLine& line) {
  const auto words = line.values.find("bounced-recipient-info-list");
  return words == line.values.end() ? "" : hint_on_recipients(words->second);
}

bool Plan::is_refused() const { return std::any_of(findings.begin(), findings.end(), is_refusal); }

Error Plan::refusal() const {
  Error error;
  error.kind = ErrorKind::Refused;
  error.code = "Refused";
  error.message = refusal_message(*received, findings);
  return error;
}

}  // namespace send_bounce
