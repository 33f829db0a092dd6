#pragma once

#include <optional>
#include <string>

#include "send_bounce/client/attempts.h"
#include "send_bounce/credentials/provider_chain.h"
#include "send_bounce/protocol/endpoint.h"

/// Calls of other services than SES, with the retries of a client: what client/attempts.h wants
/// to know, made of the settings. A server of this machine is asked by side_call.h instead.
namespace send_bounce {

/// Where a service answers: what is configured for it, else its host in that region.
Result<Endpoint> service_endpoint(SideService service, const EndpointService& rules,
                                  const std::string& region, const SideCallSettings& calls);

/// For call_service(); nullopt for a call that is not signed. General for a bundle of
/// certificates that cannot be one.
Result<CallSettings> service_call_settings(Endpoint endpoint,
                                           std::optional<Credentials> credentials,
                                           const SideCallSettings& calls);

/// The attempts of such a call. No bounce hangs on it, so its errors say that none was sent and
/// have no record of it; it can be made again, so half an answer is none; and since it carries
/// secrets the log has method, URL and status alone. Errors as of make_attempts().
Result<Value> call_service(const CallSteps& steps, const CallSettings& settings,
                           const CredentialWorld& world);

/// How the words on a certificate that is not trusted begin: --ca-bundle is for SES alone.
inline constexpr std::string_view kServiceTrustRemedy = "AWS_CA_BUNDLE or ca_bundle name";

/// The error of an exchange on the way to credentials, ended with what it means for the bounce.
Error without_bounce(Error error);

}  // namespace send_bounce
