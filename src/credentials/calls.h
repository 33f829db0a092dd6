#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "send_bounce/client/attempts.h"
#include "send_bounce/credentials/provider_chain.h"
#include "send_bounce/protocol/endpoint.h"
#include "send_bounce/values/instant.h"
#include "send_bounce/values/value.h"
#include "send_bounce/world/http.h"

/// How others are asked on the way to credentials: servers of this machine or container, with one
/// exchange each, and services of AWS, with the retries of a client (client/attempts.h).
namespace send_bounce {

/// An exchange that failed: how far it came, and the error if that is to be told.
struct SideFault {
  TransportPhase phase = TransportPhase::Other;
  Error error;
};

/// One exchange with a metadata server of this machine or container, without retries, noted in the
/// log by method, host and path; neither headers nor bodies are. Never through a proxy: what it
/// would see are secrets.
tl::expected<HttpResponse, SideFault> side_call(const CredentialWorld& world,
                                                const HttpRequest& request,
                                                const TransportOptions& options);

/// What the reference takes for a fault of the moment, where metadata are asked for: no connection,
/// silence, or an answer that breaks off.
bool may_be_asked_again(TransportPhase phase);

/// Python takes tabs and line ends out of a URL.
std::string without_line_ends(std::string text);

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

/// How to trust another CA: --ca-bundle is for SES alone.
inline constexpr std::string_view kServiceTrustRemedy = "set AWS_CA_BUNDLE or ca_bundle";

/// The error of an exchange on the way to credentials, ended with what it means for the bounce.
Error without_bounce(Error error);

/// An unsigned call in AWS's protocol of JSON over HTTP (Smithy: aws.protocols#restJson1), as far
/// as the SSO portal, the OIDC service and AWS Sign-in need it.
struct RestJsonCall {
  std::string_view operation;  ///< "GetRoleCredentials"
  std::string method;          ///< "GET"
  std::string path;            ///< below the endpoint's: "/federation/credentials"
  std::string query;           ///< percent-encoded
  Headers headers;             ///< beside those of every call
  std::string body;            ///< JSON; empty for none
  /// An error that is to be told in other words than the service's; nullopt for the rest of them.
  std::function<std::optional<Error>(const Error& error, const Map& body)> translate = {};
};

/// The body of the answer. Errors as of make_attempts(); Service for a refusal of the service.
Result<Map> call_rest_json(const RestJsonCall& call, const Endpoint& endpoint,
                           const SideCallSettings& settings, const CredentialWorld& world);

/// Its request, without the headers that tell attempts apart.
HttpRequest rest_json_request(const RestJsonCall& call, const Endpoint& endpoint,
                              const std::string& user_agent);

/// What an answer says: its members, or an error of the kind Service with code and message from
/// where the protocol has them. BadReply for a success that is no JSON object, with length and
/// place of the fault, never a word of the answer. What is secret in it is hidden.
Result<Map> read_rest_json(std::string_view operation, const HttpResponse& answer, Log& log);

/// A member of the type integer, as the reference reads it: numbers lose their fraction, and texts
/// may hold one ("3600"). nullopt where there is none.
std::optional<std::int64_t> integer_member(const Map& map, std::string_view name);

/// Whether that moment is within the years 1 to 9999, so that it can be written.
bool is_in_calendar(Instant instant);

/// `now` and the seconds of the member `expiresIn`; nullopt where that is no moment of the
/// calendar.
std::optional<Instant> end_of_lifetime(const Map& answer, Instant now);

}  // namespace send_bounce
