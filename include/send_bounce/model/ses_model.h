#pragma once

#include "send_bounce/model/shape.h"

namespace send_bounce {

/// SendBounce of the SES API v1 (2010-12-01), every shape of it. A conformance test holds the table
/// against the published service model, member by member.
extern const Operation kSendBounce;

/// A member of an error document that the reference prints below the message.
struct ErrorShape {
  std::string_view code;
  std::span<const std::string_view> members;
};

/// Errors of the whole SES model that carry members; nullptr for any other code.
const ErrorShape* find_error_shape(std::string_view code);

}  // namespace send_bounce
