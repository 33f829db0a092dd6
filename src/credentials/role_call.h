#pragma once

#include <functional>
#include <optional>
#include <string>

#include "send_bounce/credentials/provider_chain.h"
#include "send_bounce/model/shape.h"
#include "send_bounce/values/value.h"

/// How STS gives out the keys of a role, by either of the two ways to one.
namespace send_bounce {

/// One call of STS in the command's region, signed where credentials are given; the answer's
/// members. ParamValidation, with nothing sent, for parameters that the reference finds too short
/// or too small; else the errors of send(), and BadReply for an answer without credentials.
Result<Map> call_sts(const Operation& operation, const Map& parameters,
                     std::optional<Credentials> credentials, const SideCallSettings& calls,
                     const CredentialWorld& world);

/// What STS is asked for.
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

/// What to do where STS refuses a role, in lines of ours below its message. `caller` signed the
/// call.
void add_role_advice(Error& error, const std::string& role_arn, const Credentials& caller);
void add_web_identity_advice(Error& error, const std::string& token_file);

}  // namespace send_bounce
