#pragma once

#include <string>
#include <string_view>

#include "send_bounce/settings/settings.h"
#include "settings/lookup.h"

/// Advice on a setting that is missing or that names nothing: where it was looked for, where it
/// comes from, and what it is most like. One sentence a line; empty if there is nothing to say.
namespace send_bounce {

/// No profile has that name.
std::string advice_on_profile(const Setting<std::string>& name, const ConfigFiles& files);

/// No region can be called so: quotes around it, or where else it comes from.
std::string advice_on_region_name(const Setting<std::string>& region);

/// No source has a region, or the first that has one has an empty one.
std::string advice_on_no_region(const FoundText& region, const SettingSources& sources,
                                std::string_view profile);

}  // namespace send_bounce
