#pragma once

#include <string_view>

#include "settings/lookup.h"

namespace send_bounce {

/// Where the endpoint of one service may be configured.
struct EndpointUrlRow {
  SettingRow outside_profile;  ///< the option, if there is one, and the two variables
  std::string_view block;      ///< of the profile's services section: "ses"
};

inline constexpr EndpointUrlRow kSesEndpointUrlRow = {kEndpointVariablesRow, "ses"};

/// The URL that stands in for the region's endpoint, from the first of `typed`, the two variables,
/// the profile's services section and the profile (configuration-and-credentials.md §2.3); nullopt
/// where none is configured. General for a services section that is not there.
Result<FoundText> resolve_endpoint_url(const EndpointUrlRow& row,
                                       const std::optional<std::string>& typed,
                                       const SettingSources& sources, std::string_view profile);

/// Whether Python's urlparse sees a scheme: a letter first, up to a colon. "localhost:80" has one.
bool has_url_scheme(std::string_view url);

}  // namespace send_bounce
