#pragma once

#include <string_view>

#include "send_bounce/model/shape.h"

namespace send_bounce {

inline constexpr std::string_view kBounceTypes[] = {"DoesNotExist",  "MessageTooLarge",
                                                    "ExceededQuota", "ContentRejected",
                                                    "Undefined",     "TemporaryFailure"};
inline constexpr std::string_view kDsnActions[] = {"failed", "delayed", "delivered", "relayed",
                                                   "expanded"};

/// SendBounce of the SES API v1 (2010-12-01), every shape of it. A conformance test holds the table
/// against the published service model, member by member. Its errors are those of the whole SES
/// model that carry members.
extern const Operation kSendBounce;

}  // namespace send_bounce
