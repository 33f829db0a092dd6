#include "settings/setting_hints.h"

#include <algorithm>

#include "send_bounce/protocol/partitions.h"
#include "send_bounce/settings/side_calls.h"
#include "send_bounce/text/encoding.h"
#include "send_bounce/text/similar_words.h"

namespace send_bounce {
namespace {

bool has_quotes(std::string_view text) {
  const auto has = [&](std::string_view quote) {
    return text.starts_with(quote) || text.ends_with(quote);
  };
  return has("\"") || has("'") ||
         std::any_of(std::begin(kTypographicQuotes), std::end(kTypographicQuotes), has);
}

}  // namespace

std::string advice_on_profile(const Setting<std::string>& name, const ConfigFiles& files) {
  std::string advice = unread_files_advice("The profile", files);
  if (name.origin.source == Source::Variable) {
    add_line(advice, "The name comes from the " + describe(name.origin) + ".");
  }
  add_line(advice, nearest_of(name.value, profile_names(files), "The existing profiles are"));
  return advice;
}

std::string advice_on_region_name(const Setting<std::string>& region) {
  const std::string origin = describe(region.origin);
  if (has_quotes(region.value)) return "Remove the quotes around the region: " + origin + ".";
  std::string advice = hint_on_region(region.value);
  if (region.origin.source != Source::Option) add_line(advice, "It comes from: " + origin + ".");
  return advice;
}

std::string advice_on_no_region(const FoundText& region, const SettingSources& sources,
                                std::string_view profile) {
  if (region) return "The region is set but empty: " + describe(region->origin) + ".";
  std::string advice = unread_files_advice("The region", sources.files);
  std::string places = std::string(kRegionRow.option);
  for (const std::string_view variable : kRegionRow.variables) {
    places += ", " + std::string(variable);
  }
  places += ", " + places_of_profile(profile, sources.files);
  const auto metadata = resolve_metadata_settings(sources, std::string(profile));
  if (metadata && !metadata->is_disabled.value) places += ", the instance metadata service";
  add_line(advice, "Looked at: " + places + ".");
  add_line(advice,
           "Give a region, for example --region us-east-1. To see all settings: send-bounce "
           "configure list");
  return advice;
}

}  // namespace send_bounce
