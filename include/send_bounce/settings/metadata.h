#pragma once

#include <cstdint>
#include <string>

#include "send_bounce/settings/settings.h"

namespace send_bounce {

/// How the instance metadata service (IMDS) of this machine is asked
/// (configuration-and-credentials.md §3.10).
struct MetadataSettings {
  Setting<bool> is_disabled;
  Setting<bool> is_version_1_disabled;  ///< without a token it is then not asked at all
  Setting<std::string> endpoint;        ///< base URL, with a path where one was given
  Setting<std::int64_t> timeout;        ///< seconds; below 1 only where it was set so
  Setting<std::int64_t> attempts;       ///< of each request, below 1: none
};

/// General, with the reference's text, for a time-out or a number that is no integer, an endpoint
/// that is no URL, and a mode that is neither ipv4 nor ipv6. The profile need not exist.
Result<MetadataSettings> resolve_metadata_settings(const SettingSources& sources,
                                                   const std::string& profile);

}  // namespace send_bounce
