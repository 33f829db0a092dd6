#pragma once

#include <string>

#include "credentials/providers.h"

namespace send_bounce {

/// The keys that stand in the profile's section of one file; another file is never looked at, so
/// that a token of the one is not joined to the keys of the other. Keys that are empty count.
/// General where the secret is missing: `Partial credentials found in <provider>, missing: …`.
Found static_keys(const ProfileFile& file, const std::string& profile, const std::string& provider);

}  // namespace send_bounce
