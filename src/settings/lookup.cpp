#include "settings/lookup.h"

#include "send_bounce/text/encoding.h"
#include "send_bounce/text/number_text.h"
#include "send_bounce/text/python_text.h"
#include "send_bounce/world/paths.h"

namespace send_bounce {
namespace {

Setting<std::string> from_variable(std::string_view name, std::string value) {
  return {std::move(value), Origin{Source::Variable, std::string(name), {}, {}}};
}

FoundText first_variable(const SettingRow& row, const Variables& variables) {
  for (const std::string_view name : row.variables) {
    if (name.empty()) continue;
    auto value = variables.get(std::string(name));
    if (value && (row.empty_value_counts || !value->empty())) {
      return from_variable(name, *std::move(value));
    }
  }
  return std::nullopt;
}

FoundText default_of(const SettingRow& row) {
  if (row.fallback.empty()) return std::nullopt;
  return Setting<std::string>{std::string(row.fallback), {}};
}

constexpr std::string_view kEndpointUrlKey = "endpoint_url";

// From `[services NAME]`, where the profile's key `services` names one.
Result<FoundText> from_services_section(std::string_view block, const SettingSources& sources,
                                        std::string_view profile) {
  ASSIGN_OR_RETURN(const auto name,
                   look_up(kServicesRow, std::nullopt, sources.variables, sources.files, profile));
  if (!name) return std::nullopt;
  const auto section = sources.files.services.find(name->value);
  if (section == sources.files.services.end() || section->second.empty()) {
    return fail(ErrorKind::General,
                "The profile is configured to use the services section but the \"" + name->value +
                    "\" services configuration does not exist.");
  }
  const auto service = section->second.find(block);
  if (service == section->second.end()) return std::nullopt;
  if (!service->second.block) {
    return fail(ErrorKind::General, "In the section [services " + name->value + "] of " +
                                        sources.files.config.path + " the key \"" +
                                        std::string(block) +
                                        "\" must have no value of its own, but "
                                        "indented lines such as endpoint_url = URL below it.");
  }
  const auto url = service->second.block->find(kEndpointUrlKey);
  if (url == service->second.block->end() || url->second.empty()) return std::nullopt;
  return Setting<std::string>{url->second,
                              Origin{Source::Profile, "services " + name->value + ": endpoint_url",
                                     std::string(profile), sources.files.config.path}};
}

}  // namespace

Result<std::int64_t> read_integer(std::string_view text) {
  if (const auto number = read_python_int(text)) return *number;
  return fail(ErrorKind::General, "invalid literal for int() with base 10: " + python_repr(text));
}

FoundText look_up_outside_profile(const SettingRow& row, const std::optional<std::string>& typed,
                                  const Variables& variables) {
  if (typed && (row.empty_option_counts || !typed->empty())) {
    return Setting<std::string>{*typed, Origin{Source::Option, std::string(row.option), {}, {}}};
  }
  if (auto found = first_variable(row, variables)) return found;
  return row.key.empty() ? default_of(row) : std::nullopt;
}

Result<FoundText> look_up(const SettingRow& row, const std::optional<std::string>& typed,
                          const Variables& variables, const ConfigFiles& files,
                          std::string_view profile) {
  if (auto found = look_up_outside_profile(row, typed, variables)) return found;
  if (!row.key.empty()) {
    ASSIGN_OR_RETURN(auto found, text_in_profile(files, profile, row.key));
    if (found && (row.empty_value_counts || !found->text.empty())) {
      return Setting<std::string>{std::move(found->text),
                                  Origin{Source::Profile, std::string(row.key),
                                         std::string(profile), std::move(found->path)}};
    }
  }
  if (!row.last_variable.empty()) {
    if (auto value = variables.get(std::string(row.last_variable))) {
      return from_variable(row.last_variable, *std::move(value));
    }
  }
  return default_of(row);
}

Result<Setting<std::string>> look_up_text(const SettingRow& row, const SettingSources& sources,
                                          std::string_view profile,
                                          const std::optional<std::string>& typed) {
  ASSIGN_OR_RETURN(auto found, look_up(row, typed, sources.variables, sources.files, profile));
  return found ? *std::move(found) : Setting<std::string>{};
}

Result<Setting<bool>> look_up_switch(const SettingRow& row, const SettingSources& sources,
                                     std::string_view profile) {
  ASSIGN_OR_RETURN(const auto found, look_up_text(row, sources, profile));
  return Setting<bool>{to_lower(found.value) == "true", found.origin};
}

Result<FoundText> resolve_endpoint_url(const EndpointUrlRow& row,
                                       const std::optional<std::string>& typed,
                                       const SettingSources& sources, std::string_view profile) {
  if (typed) return look_up_outside_profile(row.outside_profile, typed, sources.variables);

  ASSIGN_OR_RETURN(const auto ignored, look_up(kIgnoreEndpointsRow, std::nullopt, sources.variables,
                                               sources.files, profile));
  if (ignored && to_lower(ignored->value) == "true") return std::nullopt;
  if (auto found = look_up_outside_profile(row.outside_profile, std::nullopt, sources.variables)) {
    return found;
  }
  ASSIGN_OR_RETURN(auto from_section, from_services_section(row.block, sources, profile));
  if (from_section) return from_section;
  return look_up(kEndpointProfileRow, std::nullopt, sources.variables, sources.files, profile);
}

bool has_url_scheme(std::string_view url) {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  // Python drops tabs and line ends anywhere, blanks and controls in front.
  std::string scheme;
  for (const char c : url) {
    if (c == '\t' || c == '\r' || c == '\n') continue;
    if (scheme.empty() && static_cast<unsigned char>(c) <= 0x20) continue;
    if (c == ':') return !scheme.empty();
    const bool fits =
        is_letter(c) ||
        (!scheme.empty() && ((c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.'));
    if (!fits) return false;
    scheme += c;
  }
  return false;
}

Result<FoundText> resolve_ca_bundle(const std::optional<std::string>& typed,
                                    const SettingSources& sources, std::string_view profile,
                                    const FileSystem& files) {
  ASSIGN_OR_RETURN(auto bundle,
                   look_up(kCaBundleRow, typed, sources.variables, sources.files, profile));
  if (!bundle) return bundle;
  if (trim(bundle->value).empty()) {
    return fail(ErrorKind::General,
                "Invalid CA bundle: the configured value (ca_bundle, AWS_CA_BUNDLE, "
                "REQUESTS_CA_BUNDLE, or verify) resolved to an empty or whitespace-only string. "
                "Provide a valid path to a CA bundle file.",
                "It comes from: " + describe(bundle->origin) + ".");
  }
  bundle->value = expand_home(bundle->value, sources.variables, files);
  return bundle;
}

}  // namespace send_bounce
