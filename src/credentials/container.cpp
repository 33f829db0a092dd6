#include <algorithm>
#include <chrono>

#include "credentials/calls.h"
#include "credentials/keys.h"
#include "credentials/providers.h"
#include "send_bounce/protocol/endpoint.h"
#include "send_bounce/text/encoding.h"
#include "send_bounce/text/python_text.h"

namespace send_bounce {
namespace {

constexpr const char* kContainerProvider = "container-role";
constexpr const char* kRelativeVariable = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI";
constexpr const char* kFullVariable = "AWS_CONTAINER_CREDENTIALS_FULL_URI";
constexpr const char* kTokenFileVariable = "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE";
constexpr const char* kTokenVariable = "AWS_CONTAINER_AUTHORIZATION_TOKEN";
constexpr const char* kRelativeBase = "http://169.254.170.2";
constexpr const char* kNoUtf8 = "The answer of the container credentials server is not UTF-8.";
constexpr AnswerForm kContainerForm = {.token = "Token"};

constexpr std::int64_t kContainerTimeout = 2;  // seconds
constexpr int kContainerAttempts = 3;
constexpr std::chrono::milliseconds kContainerPause{1000};
constexpr std::size_t kShownMessage = 2000;  // bytes

// Of ECS, and of EKS Pod Identity in both families.
constexpr std::string_view kAllowedHosts[] = {"169.254.170.2", "169.254.170.23", "fd00:ec2::23",
                                              "localhost"};

/// Of a URL that was refused, for the message: what Python's urlparse takes for its host.
std::string shown_host(std::string_view url) {
  const std::size_t slashes = url.find("//");
  const std::size_t colon = url.find(':');
  if (slashes == std::string_view::npos || (slashes != 0 && slashes != colon + 1)) return "None";
  std::string_view authority = url.substr(slashes + 2);
  authority = authority.substr(0, authority.find_first_of("/?#"));
  if (const auto at = authority.rfind('@'); at != std::string_view::npos) {
    authority.remove_prefix(at + 1);
  }
  authority = authority.substr(0, authority.find(':'));
  return authority.empty() ? "None" : to_lower(authority);
}

/// Without port and brackets.
std::string bare_host(const std::string& host) {
  if (host.starts_with('[')) return host.substr(1, host.find(']') - 1);
  return host.substr(0, host.find(':'));
}

bool is_ipv4_loopback(std::string_view host) {
  if (!host.starts_with("127.")) return false;
  int parts = 0;
  for (std::string_view rest = host; parts < 4; ++parts) {
    const std::string_view part = rest.substr(0, rest.find('.'));
    const bool is_number = !part.empty() && part.size() <= 3 &&
                           part.find_first_not_of("0123456789") == std::string_view::npos &&
                           (part.size() == 1 || part.front() != '0') &&
                           std::stoi(std::string(part)) <= 255;
    if (!is_number) return false;
    if (part.size() == rest.size()) return parts == 3;
    rest.remove_prefix(part.size() + 1);
  }
  return false;
}

// REQUIRES: a host that a URL can have. ::1 in any spelling.
bool is_ipv6_loopback(std::string_view host) {
  return host.find(':') != std::string_view::npos && host.ends_with('1') &&
         host.find_first_not_of("0:") == host.size() - 1;
}

bool is_near(const std::string& host) {
  return is_ipv4_loopback(host) || is_ipv6_loopback(host) ||
         std::find(std::begin(kAllowedHosts), std::end(kAllowedHosts), host) !=
             std::end(kAllowedHosts);
}

bool is_allowed(const Endpoint& endpoint) {
  return endpoint.scheme == "https" || is_near(bare_host(endpoint.host));
}

Failure unsupported_host(const std::string& host) {
  std::string hosts;
  for (const std::string_view allowed : kAllowedHosts) {
    hosts += (hosts.empty() ? "" : ", ") + std::string(allowed);
  }
  return fail(
      ErrorKind::General,
      "Unsupported host '" + host +
          "'.  Can only retrieve metadata from a loopback address or one of these hosts: " + hosts,
      std::string("The variable ") + kFullVariable +
          " names this host. It hands out credentials, so it must be a local address or use "
          "https.");
}

Result<Endpoint> resolve_server(const std::string& variable, const Variables& variables) {
  const std::string value = variables.get(variable).value_or("");
  const std::string url =
      without_line_ends(variable == kRelativeVariable ? kRelativeBase + value : value);
  EndpointParameters where;
  where.endpoint_url = url;
  auto endpoint = resolve_endpoint(where);
  if (endpoint && is_allowed(*endpoint)) return endpoint;
  const std::string host = endpoint ? bare_host(endpoint->host) : shown_host(url);
  if (endpoint || !is_near(host)) return unsupported_host(host);
  // The URL is not shown, since its query may hold a token.
  return fail(ErrorKind::General, "The variable " + variable + " does not contain a valid URL.",
              "Its host, " + host + ", is allowed, but the rest is not a valid URL.");
}

/// What goes into the Authorization header; nullopt for none. A file wins over a variable.
Result<std::optional<std::string>> authorization(const CredentialWorld& world) {
  auto token = world.variables.get(kTokenVariable);
  if (const auto path = world.variables.get(kTokenFileVariable)) {
    auto text = world.files.read(*path);
    if (!text) {
      return fail(ErrorKind::General,
                  python_os_error(text.error().number, text.error().text, *path),
                  std::string("The file name comes from the variable ") + kTokenFileVariable + ".");
    }
    token = *std::move(text);
  }
  if (!token) return token;
  hide(world.log, *token);
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\t'; };
  if (std::any_of(token->begin(), token->end(), is_control)) {
    return fail(
        ErrorKind::General, "Auth token value is not a legal header value",
        "The token contains a line break or another control character, perhaps at its end.");
  }
  return token;
}

Result<HttpRequest> container_request(const Endpoint& server, const CredentialWorld& world) {
  HttpRequest request;
  request.method = "GET";
  request.scheme = server.scheme;
  request.host = server.host;
  request.path = server.path;
  request.query = server.query;
  request.headers = {{"Accept", "application/json"}};
  ASSIGN_OR_RETURN(auto token, authorization(world));
  if (token) request.headers.emplace_back("Authorization", *std::move(token));
  return request;
}

TransportOptions container_transport() {
  TransportOptions options;
  options.connect_timeout = kContainerTimeout;
  options.read_timeout = kContainerTimeout;
  return options;
}

/// What one attempt came to: an answer, a fault after which another attempt makes sense, or one
/// after which it does not.
struct ContainerAttempt {
  std::optional<Value> answer;
  std::string fault;  ///< "Received non 200 response 500 from container metadata: oops"
  std::optional<Error> end;
};

ContainerAttempt failed_connection(SideFault fault) {
  if (!may_be_asked_again(fault.phase)) return {std::nullopt, "", std::move(fault.error)};
  return {std::nullopt,
          "Received error when attempting to retrieve container metadata: " + fault.error.message,
          std::nullopt};
}

const std::string* text_of(const Map& document, std::string_view name, std::string_view also) {
  const auto* text = document.get<std::string>(name);
  return text == nullptr ? document.get<std::string>(also) : text;
}

// What an answer with another status than 200 says. Credentials may stand in it, whatever its
// status: only code and message of an error document are told.
std::string reason_in(const std::string& body, Log& log) {
  const auto document = read_secret_json(body, log);
  if (const Map* members = document ? document->get<Map>() : nullptr) {
    const std::string* code = text_of(*members, "code", "Code");
    const std::string* message = text_of(*members, "message", "Message");
    if (code != nullptr && message != nullptr) {
      return ": " + replace_invalid_utf8((*code + ": " + *message).substr(0, kShownMessage));
    }
  }
  return body.empty() ? ": " : " (" + std::to_string(body.size()) + " bytes, not shown)";
}

ContainerAttempt try_once(const HttpRequest& request, const CredentialWorld& world) {
  auto response = side_call(world, request, container_transport());
  if (!response) return failed_connection(std::move(response).error());
  if (const auto fault = python_utf8_fault(response->body)) {
    return {std::nullopt, "", fail(ErrorKind::General, *fault, kNoUtf8).value()};
  }
  if (response->status != 200) {
    return {std::nullopt,
            "Received non 200 response " + std::to_string(response->status) +
                " from container metadata" + reason_in(response->body, world.log),
            std::nullopt};
  }
  auto answer = read_secret_json(response->body, world.log);
  if (!answer) {
    return {std::nullopt, "Unable to parse JSON returned from container metadata services",
            std::nullopt};
  }
  return {*std::move(answer), "", std::nullopt};
}

Result<Value> ask_container(const HttpRequest& request, const CredentialWorld& world) {
  ContainerAttempt attempt = try_once(request, world);
  for (int made = 1; !attempt.answer && !attempt.end && made < kContainerAttempts; ++made) {
    if (!world.clock.sleep(kContainerPause)) {
      return fail(ErrorKind::Interrupted,
                  "Interrupted while waiting to ask the container for credentials again.");
    }
    attempt = try_once(request, world);
  }
  if (attempt.answer) return *std::move(attempt.answer);
  if (attempt.end) return tl::make_unexpected(*std::move(attempt.end));
  return cannot_retrieve(kContainerProvider, "Error retrieving metadata: " + attempt.fault);
}

Result<ExpiringCredentials> fetch_from_container(const Endpoint& server,
                                                 const CredentialWorld& world) {
  ASSIGN_OR_RETURN(const HttpRequest request, container_request(server, world));
  ASSIGN_OR_RETURN(const Value answer, ask_container(request, world));
  const Map* members = answer.get<Map>();
  if (members == nullptr) {
    return cannot_retrieve(kContainerProvider, "the answer is not a JSON object");
  }
  if (const auto missing = missing_member(*members, kContainerForm)) {
    return fail(ErrorKind::General, "'" + std::string(*missing) + "'",
                "The answer of the container credentials server lacks this member.");
  }
  return credentials_in(*members, kContainerForm, kContainerProvider, world.clock.now());
}

}  // namespace

// Set but empty is set.
Cause cause_of_container(const CredentialSources& sources) {
  auto cause = set_variable(sources, kRelativeVariable);
  return cause ? cause : set_variable(sources, kFullVariable);
}

Found container(const CredentialSources& sources) {
  const Cause cause = cause_of_container(sources);
  if (!cause) return std::nullopt;
  ASSIGN_OR_RETURN(const Endpoint server, resolve_server(cause->name, sources.world.variables));
  CredentialOffer offer;
  offer.provider = kContainerProvider;
  ASSIGN_OR_RETURN(offer.current, fetch_from_container(server, sources.world));
  offer.fetch = [server, world = sources.world](const SideCallSettings&) {
    return fetch_from_container(server, world);
  };
  return offer;
}

}  // namespace send_bounce
