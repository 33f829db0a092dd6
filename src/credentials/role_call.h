#pragma once

#include <functional>
#include <string>

#include "credentials/sts_call.h"
#include "send_bounce/credentials/provider_chain.h"
#include "send_bounce/words/value.h"

namespace send_bounce {

/// What STS is asked for by either of the two ways to a role.
struct RoleCall {
  std::string provider;  ///< "assume-role"
  Map parameters;        ///< in the order of the wire, without what is asked for at the last moment
  std::string cache_key;  ///< empty: the answer is not cached
};

/// `options` are those parameters that are configured. A session name that is not, or is empty, is
/// made up of the time; it is no part of the key.
RoleCall role_call(const std::string& provider, Map options, const std::string& role_arn,
                   Instant now, bool is_cached);

/// The role from the cache, else from `ask`, whose answer is then cached.
Result<ExpiringCredentials> fetch_role(const RoleCall& call,
                                       const std::function<Result<Map>()>& ask,
                                       const CredentialWorld& world);

}  // namespace send_bounce
