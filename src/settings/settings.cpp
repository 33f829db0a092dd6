#include "send_bounce/settings/settings.h"

#include <algorithm>
#include <array>

#include "send_bounce/protocol/endpoint.h"
#include "send_bounce/settings/side_calls.h"
#include "send_bounce/text/encoding.h"
#include "send_bounce/text/redaction.h"
#include "settings/lookup.h"
#include "settings/setting_hints.h"
#include "settings/unused_settings.h"

namespace send_bounce {
namespace {

constexpr std::array<std::string_view, 6> kOutputFormats = {"json", "text",        "table",
                                                            "yaml", "yaml-stream", "off"};
constexpr std::array<std::string_view, 6> kErrorFormats = {"enhanced", "legacy", "json",
                                                           "yaml",     "text",   "table"};

bool is_output_format(std::string_view value, const std::array<std::string_view, 6>& choices) {
  return std::find(choices.begin(), choices.end(), value) != choices.end();
}

Result<void> check_region(const FoundText& region) {
  // An empty one passes here and is refused by resolve_settings.
  if (!region || is_valid_region(region->value)) return {};
  return fail(ErrorKind::General,
              "Provided region_name '" + region->value + "' doesn't match a supported format.",
              advice_on_region_name(*region));
}

Result<Setting<std::int64_t>> resolve_timeout(const SettingRow& row,
                                              const std::optional<std::string>& typed,
                                              const SettingSources& sources,
                                              std::string_view which) {
  ASSIGN_OR_RETURN(const auto text, look_up_text(row, sources, "", typed));
  ASSIGN_OR_RETURN(const auto seconds, read_integer(text.value));
  if (seconds < 0) {
    return fail(ErrorKind::General, "Attempted to set " + std::string(which) + " timeout to " +
                                        std::to_string(seconds) +
                                        ", but the timeout cannot be set to a value less than or "
                                        "equal to 0.");
  }
  return Setting<std::int64_t>{std::min(seconds, kLongestTimeout), text.origin};
}

Result<void> resolve_retries(const SettingSources& sources, std::string_view profile,
                             Settings& settings) {
  ASSIGN_OR_RETURN(const auto attempts, look_up_text(kMaxAttemptsRow, sources, profile));
  ASSIGN_OR_RETURN(const auto mode, look_up_text(kRetryModeRow, sources, profile));
  ASSIGN_OR_RETURN(const auto number, read_integer(attempts.value));
  if (number < 1) {
    return fail(ErrorKind::General,
                "Value provided to \"max_attempts\": " + std::to_string(number) +
                    " must be an integer greater than or equal to one.");
  }
  if (mode.value != "standard" && mode.value != "adaptive") {
    return fail(ErrorKind::General, "Invalid value provided to \"mode\": \"" + mode.value +
                                        "\" must be one of: \"standard\" or \"adaptive\"");
  }
  settings.max_attempts = {number, attempts.origin};
  settings.retry_mode = {mode.value == "adaptive" ? RetryMode::Adaptive : RetryMode::Standard,
                         mode.origin};
  if (!sources.options.at_most_once.empty()) {
    settings.at_most_once = {true, Origin{Source::Option, sources.options.at_most_once, {}, {}}};
    return {};
  }
  ASSIGN_OR_RETURN(settings.at_most_once, look_up_switch(kAtMostOnceRow, sources, profile));
  return {};
}

Result<void> resolve_trust(const SettingSources& sources, std::string_view profile,
                           const FileSystem& files, Settings& settings) {
  if (sources.options.no_verify_ssl) {
    settings.verify_tls = {false, Origin{Source::Option, "--no-verify-ssl", {}, {}}};
    return {};
  }
  settings.verify_tls = {true, {}};
  ASSIGN_OR_RETURN(auto bundle,
                   resolve_ca_bundle(sources.options.ca_bundle, sources, profile, files));
  if (bundle) settings.ca_bundle = *std::move(bundle);
  return {};
}

}  // namespace

Failure no_region(std::string advice) {
  Failure failure = fail(ErrorKind::NoRegion,
                         "You must specify a region. You can also configure your region by running "
                         "\"aws configure\".",
                         std::move(advice));
  failure.value().code = "NoRegion";
  return failure;
}

std::string describe(const Origin& origin) {
  switch (origin.source) {
    case Source::Default:
      return "default";
    case Source::Option:
      return "option " + origin.name;
    case Source::Variable:
      return "variable " + origin.name;
    case Source::Metadata:
      return "instance metadata service " + origin.name;
    case Source::Received:
      return origin.name + " of what was received";
    case Source::Profile:
      return "\"" + origin.name + "\" of profile \"" + origin.profile + "\" in " + origin.path;
  }
  return "";
}

Result<void> check_option_values(const SettingsOptions& options) {
  if (options.endpoint_url && !has_url_scheme(*options.endpoint_url)) {
    return invalid_parameter("Bad value for --endpoint-url \"" +
                             without_url_secrets(*options.endpoint_url) +
                             "\": scheme is missing.  Must be of the form http://<hostname>/ or "
                             "https://<hostname>/");
  }
  for (const auto* timeout : {&options.read_timeout, &options.connect_timeout}) {
    if (!*timeout) continue;
    RETURN_IF_ERROR(read_integer(**timeout));
  }
  return {};
}

Result<void> check_early_settings(const SettingSources& sources) {
  const std::string profile =
      look_up_outside_profile(kProfileRow, sources.options.profile, sources.variables)->value;
  RETURN_IF_ERROR(check_timestamp_format(sources, profile));
  RETURN_IF_ERROR(check_binary_format(sources, profile));
  return resolve_metadata_settings(sources, profile).map([](const auto&) {});
}

Result<ProfileScope> select_profile(const SettingSources& sources) {
  ProfileScope scope;
  scope.region = look_up_outside_profile(kRegionRow, sources.options.region, sources.variables);
  RETURN_IF_ERROR(check_region(scope.region));

  scope.profile = *look_up_outside_profile(kProfileRow, sources.options.profile, sources.variables);
  const std::string& name = scope.profile.value;
  // The profile "default" need not exist as long as nobody names it.
  if (scope.profile.origin.source != Source::Default && !has_profile(sources.files, name)) {
    return fail(ErrorKind::General, "The config profile (" + name + ") could not be found",
                advice_on_profile(scope.profile, sources.files));
  }
  if (!scope.region) {
    ASSIGN_OR_RETURN(scope.region, look_up(kRegionRow, sources.options.region, sources.variables,
                                           sources.files, name));
    RETURN_IF_ERROR(check_region(scope.region));
  }
  return scope;
}

Result<Settings> resolve_settings(const SettingSources& sources, const ProfileScope& scope,
                                  const FileSystem& files) {
  const std::string& profile = scope.profile.value;
  Settings settings;
  settings.profile = scope.profile;
  ASSIGN_OR_RETURN(
      settings.endpoint_url,
      resolve_endpoint_url(kSesEndpointUrlRow, sources.options.endpoint_url, sources, profile));
  // A request signed for no region can only be refused, so it is not sent.
  if (!scope.region || scope.region->value.empty()) {
    return no_region(advice_on_no_region(scope.region, sources, profile));
  }
  settings.region = *scope.region;
  ASSIGN_OR_RETURN(settings.use_fips, look_up_switch(kFipsRow, sources, profile));
  ASSIGN_OR_RETURN(settings.use_dual_stack, look_up_switch(kDualStackRow, sources, profile));
  RETURN_IF_ERROR(resolve_retries(sources, profile, settings));
  RETURN_IF_ERROR(check_unused_client_settings(sources, profile, !sources.options.no_sign_request));
  RETURN_IF_ERROR(resolve_trust(sources, profile, files, settings));
  ASSIGN_OR_RETURN(
      settings.connect_timeout,
      resolve_timeout(kConnectTimeoutRow, sources.options.connect_timeout, sources, "connect"));
  ASSIGN_OR_RETURN(settings.read_timeout,
                   resolve_timeout(kReadTimeoutRow, sources.options.read_timeout, sources, "read"));
  ASSIGN_OR_RETURN(settings.tcp_keep_alive, look_up_switch(kTcpKeepAliveRow, sources, profile));
  ASSIGN_OR_RETURN(settings.parameter_validation,
                   look_up_switch(kParameterValidationRow, sources, profile));
  ASSIGN_OR_RETURN(settings.bounce_sender, look_up(kBounceSenderRow, std::nullopt,
                                                   sources.variables, sources.files, profile));
  ASSIGN_OR_RETURN(settings.app_id, look_up_text(kAppIdRow, sources, profile));
  ASSIGN_OR_RETURN(settings.output,
                   look_up_text(kOutputRow, sources, profile, sources.options.output));
  const std::optional<std::string> no_pager =
      sources.options.no_pager ? std::optional<std::string>("") : std::nullopt;
  ASSIGN_OR_RETURN(settings.pager, look_up_text(kPagerRow, sources, profile, no_pager));
  return settings;
}

Result<void> check_output_format(const Setting<std::string>& output) {
  if (is_output_format(output.value, kOutputFormats)) return {};
  return fail(
      ErrorKind::General, "Unknown output type: " + output.value,
      "It comes from: " + describe(output.origin) +
          ". Valid values are json, text, table, yaml, yaml-stream and off. Nothing was sent.");
}

std::string auto_prompt(const Variables& variables,
                        const std::function<const ConfigFiles&()>& files) {
  auto found = look_up_outside_profile(kAutoPromptRow, std::nullopt, variables);
  if (!found) {
    const auto profile = *look_up_outside_profile(kProfileRow, std::nullopt, variables);
    const auto in_file = look_up(kAutoPromptRow, std::nullopt, variables, files(), profile.value);
    if (!in_file || !*in_file) return "off";
    found = *in_file;
  }
  const std::string mode = to_lower(found->value);
  return mode == "on" || mode == "on-partial" ? mode : "off";
}

std::string error_format(const SettingSources& sources, ErrorKind kind) {
  if (sources.options.error_format) return to_lower(*sources.options.error_format);
  FoundText found = look_up_outside_profile(kErrorFormatRow, std::nullopt, sources.variables);
  if (!found) {
    const auto profile =
        *look_up_outside_profile(kProfileRow, sources.options.profile, sources.variables);
    if (profile.origin.source != Source::Default && !has_profile(sources.files, profile.value)) {
      return kind == ErrorKind::General ? "enhanced" : "legacy";
    }
    const auto in_profile = look_up_text(kErrorFormatRow, sources, profile.value);
    if (in_profile) found = *in_profile;
  }
  const std::string format = found ? to_lower(found->value) : "";
  return is_output_format(format, kErrorFormats) ? format : "enhanced";
}

}  // namespace send_bounce
