#include "send_bounce/credentials/instance_metadata.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "credentials/calls.h"
#include "credentials/keys.h"
#include "credentials/providers.h"
#include "send_bounce/protocol/endpoint.h"
#include "send_bounce/protocol/partitions.h"
#include "send_bounce/settings/side_calls.h"
#include "send_bounce/text/json_document.h"

namespace send_bounce {
namespace {

constexpr const char* kTokenPath = "latest/api/token";
constexpr const char* kTokenLifetime = "21600";  // seconds

// No connection was made, so nothing was told apart by what was asked.
bool is_out_of_reach(TransportPhase phase) {
  return phase == TransportPhase::Resolve || phase == TransportPhase::Connect ||
         phase == TransportPhase::ConnectTimeout;
}

bool is_token_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte < 0x20 && c != '\t') || byte == 0x7F;
}

/// One session with the instance metadata service (configuration-and-credentials.md §3.10): a token
/// first, then documents. Requests never go through a proxy.
class MetadataService {
 public:
  MetadataService(MetadataSettings settings, const CredentialWorld& world)
      : settings_(std::move(settings)), world_(world) {}

  /// Asks for a token. False where nothing more is to be asked: the service is switched off,
  /// refuses the request, or cannot be connected to. Without a token the documents are asked for in
  /// version 1; General where that is forbidden. General also for a time-out below 1.
  Result<bool> open();

  /// REQUIRES: open() was true. The document at that path, from the first attempt that answers with
  /// status 200 and a text that `is_good`; nullopt where none does.
  Result<std::optional<std::string>> get(
      const std::string& path, const std::function<bool(const std::string&)>& is_good) const;

 private:
  enum class TokenOutcome { Given, Refused, Unreachable, None };
  Result<TokenOutcome> ask_for_token();
  Result<HttpRequest> request_for(const std::string& method, const std::string& path) const;
  TransportOptions transport_options() const;

  MetadataSettings settings_;
  CredentialWorld world_;
  std::optional<std::string> token_;  ///< one that is empty is sent, too
};

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
  if (token_ && std::any_of(token_->begin(), token_->end(), is_token_control)) {
    return fail(ErrorKind::General, "The token of the metadata service is not a legal header value",
                "The token contains a line break or another control character.");
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
              "IMDSv1 is disabled by: " + describe(settings_.is_version_1_disabled.origin) + ".");
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

constexpr const char* kInstanceProvider = "iam-role";
constexpr const char* kRolePath = "latest/meta-data/iam/security-credentials/";
constexpr const char* kZonePath = "latest/meta-data/placement/availability-zone/";
constexpr std::size_t kLongestRoleName = 128;  // twice as long as IAM allows
constexpr std::string_view kRoleNameMarks = "_+=,.@- ";
constexpr AnswerForm kInstanceForm = {.token = "Token"};

// A service in trouble hands out credentials that are about to expire, or have: the reference then
// takes them for good for 15 minutes and 2 to 10 random ones more. No run is so long that the
// random part could be seen, so it is left out here.
constexpr std::int64_t kExtension = std::int64_t{17} * 60;

bool is_not_empty(const std::string& text) { return !text.empty(); }
bool is_json(const std::string& text) { return read_json_document(text).has_value(); }

// "2030-01-02T03:04:05Z": times in other forms are taken as they are.
bool is_plain_time(const Value* value) {
  const auto* text = value == nullptr ? nullptr : value->get<std::string>();
  if (text == nullptr || text->size() != std::string_view("2030-01-02T03:04:05Z").size()) {
    return false;
  }
  return (*text)[10] == 'T' && text->back() == 'Z';
}

// What the service lists becomes part of a URL, which errors and the log show: nothing that could
// be something else, such as a document with keys, may get there. Blanks are there as the reference
// has them; no role has that name.
bool may_be_role_name(std::string_view text) {
  return !text.empty() && text.size() <= kLongestRoleName &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  kRoleNameMarks.find(c) != std::string_view::npos;
         });
}

using MetadataFound = Result<std::optional<ExpiringCredentials>>;

MetadataFound read_metadata(const std::string& text, const CredentialWorld& world) {
  const Instant now = world.clock.now();
  const auto document = read_secret_json(text, world.log);
  const Map* members = document ? document->get<Map>() : nullptr;
  // A document may also say, with status 200, why there are no credentials.
  if (members == nullptr || missing_member(*members, kInstanceForm)) return std::nullopt;
  ASSIGN_OR_RETURN(auto found, credentials_in(*members, kInstanceForm, kInstanceProvider, now));
  if (found.expires && is_plain_time(members->find("Expiration"))) {
    found.expires->seconds = std::max(found.expires->seconds, now.seconds + kExtension);
  }
  return found;
}

MetadataFound ask_metadata(const MetadataSettings& settings, const CredentialWorld& world) {
  MetadataService service(settings, world);
  ASSIGN_OR_RETURN(const bool is_open, service.open());
  if (!is_open) return std::nullopt;
  ASSIGN_OR_RETURN(const auto role, service.get(kRolePath, is_not_empty));
  if (!role) return std::nullopt;
  const std::string name = without_line_ends(*role);
  if (!may_be_role_name(name)) return std::nullopt;
  ASSIGN_OR_RETURN(const auto document, service.get(kRolePath + name, is_json));
  if (!document) return std::nullopt;
  return read_metadata(*document, world);
}

Result<ExpiringCredentials> ask_metadata_again(const MetadataSettings& settings,
                                               const CredentialWorld& world) {
  ASSIGN_OR_RETURN(auto found, ask_metadata(settings, world));
  if (found) return *std::move(found);
  return cannot_retrieve(kInstanceProvider, "the metadata service no longer has any");
}

// The reference cuts off one letter whatever it is, which is right for an Availability Zone alone.
std::string region_of_instance_zone(const std::string& zone) {
  return region_of_zone(zone).value_or(zone.substr(0, zone.size() - 1));
}

}  // namespace

Cause cause_of_instance_metadata(const CredentialSources& sources) {
  const auto settings = resolve_metadata_settings(sources.settings, sources.scope.profile.value);
  if (!settings || settings->is_disabled.value) return std::nullopt;
  return Origin{Source::Metadata, settings->endpoint.value, {}, {}};
}

Found instance_metadata(const CredentialSources& sources) {
  ASSIGN_OR_RETURN(const auto settings,
                   resolve_metadata_settings(sources.settings, sources.scope.profile.value));
  ASSIGN_OR_RETURN(auto found, ask_metadata(settings, sources.world));
  if (!found) return std::nullopt;
  CredentialOffer offer;
  offer.provider = kInstanceProvider;
  offer.current = *std::move(found);
  offer.fetch = [settings, world = sources.world](const SideCallSettings&) {
    return ask_metadata_again(settings, world);
  };
  return offer;
}

Result<std::optional<Setting<std::string>>> region_of_instance(const SettingSources& sources,
                                                               const std::string& profile,
                                                               const CredentialWorld& world) {
  ASSIGN_OR_RETURN(const auto settings, resolve_metadata_settings(sources, profile));
  MetadataService service(settings, world);
  ASSIGN_OR_RETURN(const bool is_open, service.open());
  if (!is_open) return std::nullopt;
  ASSIGN_OR_RETURN(const auto zone, service.get(kZonePath, is_not_empty));
  if (!zone) return std::nullopt;
  const std::string region = region_of_instance_zone(*zone);
  if (!is_valid_region(region)) {
    return fail(ErrorKind::General,
                "Provided region_name '" + region + "' doesn't match a supported format.",
                "The region comes from the instance metadata service.");
  }
  return Setting<std::string>{region, Origin{Source::Metadata, settings.endpoint.value, {}, {}}};
}

}  // namespace send_bounce
