#pragma once

#include <optional>
#include <string>

#include "send_bounce/model/bounce.h"
#include "send_bounce/world/http.h"
#include "stand_in/service_answer.h"

/// The checks of Service that need nothing but the request.
namespace send_bounce::stand_in {

/// A call of SES by its signature's scope, as POST / with a form body. Another is told what this is
/// and which variable leads other services elsewhere.
std::optional<ServiceFault> check_http(const HttpRequest& request);

/// Whether its client reads errors as JSON, not as XML.
bool speaks_json(const HttpRequest& request);

/// Action=SendBounce and Version=2010-12-01 are in the form.
std::optional<ServiceFault> check_action(const std::string& body);

/// The form by the service model: no unknown or missing field, values within the limits that the
/// API page states, timestamps in ISO 8601, all of it UTF-8.
Checked<BounceContent> read_bounce(const std::string& body);

/// The address of BounceSender, without a display name, where it and every Recipient and
/// FinalRecipient are ASCII addresses.
Checked<std::string> check_addresses(const BounceContent& content);

}  // namespace send_bounce::stand_in
