#pragma once

#include "send_bounce/model/shape.h"

/// What of the STS API (2011-06-15) leads to credentials: the members that the reference sends and
/// those of the answer that it keeps.
namespace send_bounce {

extern const Operation kAssumeRole;
extern const Operation kAssumeRoleWithWebIdentity;

}  // namespace send_bounce
