#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "send_bounce/credentials/provider_chain.h"
#include "send_bounce/protocol/endpoint.h"
#include "send_bounce/words/http.h"
#include "send_bounce/words/instant.h"
#include "send_bounce/words/value.h"

namespace send_bounce {

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
/// where the protocol has them. BadReply for a success that is no JSON object, with place and
/// length of the fault, never a word of the answer. What is secret in it is hidden.
Result<Map> read_rest_json(std::string_view operation, const HttpResponse& answer, Log& log);

/// A member that is a text; nullptr where there is none.
const std::string* text_member(const Map& map, std::string_view name);

/// A member of the type integer, as the reference reads it: numbers lose their fraction, and texts
/// may hold one ("3600"). nullopt where there is none.
std::optional<std::int64_t> integer_member(const Map& map, std::string_view name);

/// Whether that moment is within the years 1 to 9999, so that it can be written.
bool is_in_calendar(Instant instant);

/// `now` and the seconds of the member `expiresIn`; nullopt where that is no moment of the
/// calendar.
std::optional<Instant> end_of_lifetime(const Map& answer, Instant now);

}  // namespace send_bounce
