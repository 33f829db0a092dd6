#include "credentials/metadata_service.h"

#include <algorithm>

#include "credentials/secrets.h"
#include "credentials/side_call.h"
#include "send_bounce/protocol/endpoint.h"

namespace send_bounce {
namespace {

constexpr const char* kTokenPath = "latest/api/token";
constexpr const char* kTokenLifetime = "21600";  // seconds

// No connection was made, so nothing was told apart by what was asked.
bool is_out_of_reach(TransportPhase phase) {
  return phase == TransportPhase::Resolve || phase == TransportPhase::Connect ||
         phase == TransportPhase::ConnectTimeout;
}

bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte < 0x20 && c != '\t') || byte == 0x7F;
}

}  // namespace

std::string without_line_ends(std::string text) {
  std::erase_if(text, [](char c) { return c == '\t' || c == '\r' || c == '\n'; });
  return text;
}

TransportOptions MetadataService::transport_options() const {
  TransportOptions options;
  options.connect_timeout = std::min(settings_.timeout.value, kLongestTimeout);
  options.read_timeout = options.connect_timeout;
  return options;
}

Result<HttpRequest> MetadataService::request_for(const std::string& method,
                                                 const std::string& path) const {
  const std::string& base = settings_.endpoint.value;
  EndpointParameters where;
  where.endpoint_url = base + (base.ends_with('/') ? "" : "/") + path;
  ASSIGN_OR_RETURN(auto endpoint, resolve_endpoint(where));
  HttpRequest request;
  request.method = method;
  request.scheme = std::move(endpoint.scheme);
  request.host = std::move(endpoint.host);
  request.path = std::move(endpoint.path);
  request.query = std::move(endpoint.query);
  request.headers = {{"User-Agent", "send-bounce"}};
  return request;
}

Result<MetadataService::TokenOutcome> MetadataService::ask_for_token() {
  ASSIGN_OR_RETURN(HttpRequest request, request_for("PUT", kTokenPath));
  request.headers.emplace_back("x-aws-ec2-metadata-token-ttl-seconds", kTokenLifetime);
  const TransportOptions options = transport_options();
  bool is_unreachable = true;
  for (std::int64_t attempt = 0; attempt < settings_.attempts.value; ++attempt) {
    const auto answer = side_call(world_, request, options);
    if (!answer) {
      const TransportPhase phase = answer.error().phase;
      if (!may_be_asked_again(phase)) return Failure(answer.error().error);
      // A token that takes too many hops is lost on its way back: version 1 may still answer.
      if (phase == TransportPhase::ReadTimeout) return TokenOutcome::None;
      is_unreachable = is_unreachable && is_out_of_reach(phase);
      continue;
    }
    is_unreachable = false;
    switch (answer->status) {
      case 200:
        token_ = answer->body;
        hide(world_.log, *token_);
        return token_->empty() ? TokenOutcome::None : TokenOutcome::Given;
      case 400:
        return TokenOutcome::Refused;
      case 403:
      case 404:
      case 405:
        return TokenOutcome::None;
      default:
        break;
    }
  }
  return is_unreachable ? TokenOutcome::Unreachable : TokenOutcome::None;
}

Result<bool> MetadataService::open() {
  if (settings_.is_disabled.value || settings_.attempts.value < 1) return false;
  if (settings_.timeout.value < 1) {
    return fail(ErrorKind::General,
                "An HTTP Client raised an unhandled exception: Attempted to set connect timeout "
                "to " +
                    std::to_string(settings_.timeout.value) +
                    ", but the timeout cannot be set to a value less than or equal to 0.",
                "It comes from: " + describe(settings_.timeout.origin) + ".");
  }
  ASSIGN_OR_RETURN(const TokenOutcome outcome, ask_for_token());
  if (token_ && std::any_of(token_->begin(), token_->end(), is_control)) {
    return fail(ErrorKind::General, "The token of the metadata service is not a legal header value",
                "It holds a line end or another control character.");
  }
  switch (outcome) {
    case TokenOutcome::Given:
      return true;
    case TokenOutcome::Refused:
    case TokenOutcome::Unreachable:
      return false;
    case TokenOutcome::None:
      break;
  }
  if (!settings_.is_version_1_disabled.value) return true;
  return fail(ErrorKind::General,
              "Error retrieving metadata: Unable to retrieve token for use in IMDSv2 call and "
              "IMDSv1 has been disabled",
              "It is disabled by: " + describe(settings_.is_version_1_disabled.origin) + ".");
}

Result<std::optional<std::string>> MetadataService::get(
    const std::string& path, const std::function<bool(const std::string&)>& is_good) const {
  ASSIGN_OR_RETURN(HttpRequest request, request_for("GET", path));
  if (token_) request.headers.emplace_back("x-aws-ec2-metadata-token", *token_);
  const TransportOptions options = transport_options();
  for (std::int64_t attempt = 0; attempt < settings_.attempts.value; ++attempt) {
    auto answer = side_call(world_, request, options);
    if (!answer && !may_be_asked_again(answer.error().phase)) {
      return Failure(std::move(answer).error().error);
    }
    if (answer && answer->status == 200 && is_good(answer->body)) return std::move(answer->body);
  }
  return std::nullopt;
}

}  // namespace send_bounce
