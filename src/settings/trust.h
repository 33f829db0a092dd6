#pragma once

#include <optional>
#include <string>

#include "settings/lookup.h"

namespace send_bounce {

/// The CA bundle, "~" expanded, from `typed`, AWS_CA_BUNDLE, the profile or REQUESTS_CA_BUNDLE;
/// nullopt for the system's store. General for a blank one.
Result<FoundText> resolve_ca_bundle(const std::optional<std::string>& typed,
                                    const SettingSources& sources, std::string_view profile,
                                    const FileSystem& files);

}  // namespace send_bounce
