#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "send_bounce/received/received_message.h"
#include "send_bounce/values/error.h"
#include "send_bounce/values/value.h"

/// The kernel of every receipt notification: the object with `mail` and `receipt`.
/// Source: docs/reference/receipt-notifications.md §1, §3.
namespace send_bounce {

/// What the kernel tells; weak_region is the envelope's, and stays open. NothingToBounce where it
/// has no id, no recipient, or parts of another type than SES writes.
Result<ReceivedMessage> read_kernel(const Map& kernel);

/// A text, or a whole number as text: the documentation and the notifications differ in which of
/// both they write. nullopt for anything else, and for a missing value.
std::optional<std::string> text_of(const Value* value);

// Regions that an input names. Each builds the host that gets a signed request, so a text counts
// only if it has the form of a region.

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
