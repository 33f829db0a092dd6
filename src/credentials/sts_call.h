#pragma once

#include <optional>

#include "credentials/service_call.h"
#include "send_bounce/model/shape.h"
#include "send_bounce/words/value.h"

namespace send_bounce {

/// One call of STS in the command's region, signed where credentials are given; the answer's
/// members. ParamValidation, with nothing sent, for parameters that the reference finds too short
/// or too small; else the errors of send(), and BadReply for an answer without credentials.
Result<Map> call_sts(const Operation& operation, const Map& parameters,
                     std::optional<Credentials> credentials, const SideCallSettings& calls,
                     const CredentialWorld& world);

}  // namespace send_bounce
