#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "send_bounce/received/received_message.h"
#include "send_bounce/values/value.h"

/// Regions that an input names. Each builds the host that gets a signed request, so a text counts
/// only if it has the form of a region.
namespace send_bounce {

/// How messages call the Received field that SES wrote.
inline constexpr std::string_view kSesReceivedField = "SES's Received field";

/// The region of an ARN; empty where it has none, or the text is no ARN.
std::string_view region_of_arn(std::string_view arn);

/// Reads `region`, which `text` shows whole, as evidence from `source`: "awsRegion". nullopt, and a
/// sentence in `ignored`, where it is no region.
std::optional<RegionEvidence> region_evidence(std::string_view region, std::string_view text,
                                              std::string_view source,
                                              std::vector<std::string>& ignored);

/// The same for the ARN that `map` has under `key`; nullopt without a sentence where it has none.
std::optional<RegionEvidence> arn_evidence(const Map& map, std::string_view key,
                                           std::string_view source,
                                           std::vector<std::string>& ignored);

}  // namespace send_bounce
