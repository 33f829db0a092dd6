#pragma once

#include <optional>
#include <string>

#include "send_bounce/credentials/provider_chain.h"
#include "send_bounce/text/json_text.h"
#include "send_bounce/values/value.h"

/// The cache of roles that is shared with the AWS CLI: ~/.aws/cli/cache/<key>.json
/// (configuration-and-credentials.md §3.4).
namespace send_bounce {

/// Lower-case hexadecimal SHA-1 of the parameters as sorted JSON.
std::string role_cache_key(const Map& parameters, JsonSpacing spacing = JsonSpacing::Python);

/// What the file of that key holds, if it is good for at least 15 minutes; nullopt where there is
/// no file, where less is left, and where it cannot be read or understood: then the role is asked
/// for anew, and the file replaced.
std::optional<ExpiringCredentials> cached_role(const std::string& key, const std::string& provider,
                                               const CredentialWorld& world);

/// Puts an answer of STS in the cache: for its owner alone, and whole, whoever reads or writes the
/// same file meanwhile. A cache that cannot be written is a warning.
void cache_role(const std::string& key, Map answer, const CredentialWorld& world);

}  // namespace send_bounce
