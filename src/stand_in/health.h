#pragma once

#include <string>
#include <string_view>

#include "send_bounce/values/error.h"

/// Whether a stand-in serves, for those who start containers.
namespace send_bounce::stand_in {

/// Where it is asked. No call of AWS has this path: those of SES's query protocol are at "/", those
/// of its API v2 below "/v2/".
inline constexpr std::string_view kHealthPath = "/health";

/// Asks the stand-in at `url` ("http://127.0.0.1:8025"), within five seconds. An image without a
/// shell has no other program that could. A certificate is not checked: nothing is told but a path.
/// Usage for what is no URL of http or https; Connection where nobody answers, or something else.
Result<void> check_health(const std::string& url);

}  // namespace send_bounce::stand_in
