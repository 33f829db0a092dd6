#pragma once

#include <optional>
#include <string>

#include "send_bounce/credentials/provider_chain.h"
#include "send_bounce/settings/settings.h"

namespace send_bounce {

/// The region of the machine that this runs on, from its metadata service
/// (configuration-and-credentials.md §3.10): the availability zone without its last letter. To be
/// asked only where nothing else names a region. nullopt where the service is switched off, not
/// there or has no answer, which is known after one time-out for each attempt. General for settings
/// of the service that it cannot have, for a zone that is none, and where only version 1 would
/// answer but is forbidden; never goes through a proxy.
Result<std::optional<Setting<std::string>>> region_of_instance(const SettingSources& sources,
                                                               const std::string& profile,
                                                               const CredentialWorld& world);

}  // namespace send_bounce
