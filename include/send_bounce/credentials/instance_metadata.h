#pragma once

#include <optional>
#include <string>

#include "send_bounce/credentials/provider_chain.h"
#include "send_bounce/settings/settings.h"

namespace send_bounce {

/// The region of the machine on which the program runs, from the machine's metadata service
/// (configuration-and-credentials.md §3.10): the availability zone without its last letter. Ask
/// only if nothing else names a region. Returns nullopt if the service is switched off, is missing
/// or does not answer; that takes one time-out for each attempt. Fails with General for invalid
/// settings of the service, for an invalid zone, and if only version 1 would answer but is
/// forbidden. It never uses a proxy.
Result<std::optional<Setting<std::string>>> region_of_instance(const SettingSources& sources,
                                                               const std::string& profile,
                                                               const CredentialWorld& world);

}  // namespace send_bounce
