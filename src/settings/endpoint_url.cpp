#include "settings/endpoint_url.h"

#include "send_bounce/words/encoding.h"

namespace send_bounce {
namespace {

constexpr std::string_view kBlockKey = "endpoint_url";

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
  const auto url = service->second.block->find(kBlockKey);
  if (url == service->second.block->end() || url->second.empty()) return std::nullopt;
  return Setting<std::string>{url->second,
                              Origin{Source::Profile, "services " + name->value + ": endpoint_url",
                                     std::string(profile), sources.files.config.path}};
}

}  // namespace

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

}  // namespace send_bounce
