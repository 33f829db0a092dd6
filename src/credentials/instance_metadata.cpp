#include "send_bounce/credentials/instance_metadata.h"

#include <algorithm>

#include "credentials/answer.h"
#include "credentials/metadata_service.h"
#include "credentials/providers.h"
#include "credentials/secrets.h"
#include "send_bounce/input/json_reader.h"
#include "send_bounce/protocol/endpoint.h"
#include "send_bounce/words/encoding.h"

namespace send_bounce {
namespace {

constexpr const char* kIamRole = "iam-role";
constexpr const char* kRolePath = "latest/meta-data/iam/security-credentials/";
constexpr const char* kZonePath = "latest/meta-data/placement/availability-zone/";
constexpr std::size_t kLongestRoleName = 128;  // twice as long as IAM allows
constexpr std::string_view kRoleNameMarks = "_+=,.@- ";
constexpr AnswerForm kInstanceForm = {.token = "Token"};

// A service in trouble hands out credentials that are about to expire, or have: the reference then
// takes them for good for 15 minutes and 2 to 10 random ones more. No run is so long that the
// random part could be seen, so it is left out here.
constexpr std::int64_t kStretch = std::int64_t{17} * 60;

bool is_not_empty(const std::string& text) { return !text.empty(); }
bool is_json(const std::string& text) { return read_json(text).has_value(); }

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

using Asked = Result<std::optional<ExpiringCredentials>>;

Asked read_document(const std::string& text, const CredentialWorld& world) {
  const Instant now = world.clock.now();
  const auto document = read_secret_json(text, world.log);
  const Map* members = document ? document->get<Map>() : nullptr;
  // A document may also say, with status 200, why there are no credentials.
  if (members == nullptr || missing_member(*members, kInstanceForm)) return std::nullopt;
  ASSIGN_OR_RETURN(auto found, credentials_in(*members, kInstanceForm, kIamRole, now));
  if (found.expires && is_plain_time(members->find("Expiration"))) {
    found.expires->seconds = std::max(found.expires->seconds, now.seconds + kStretch);
  }
  return found;
}

Asked ask_instance(const MetadataSettings& settings, const CredentialWorld& world) {
  MetadataService service(settings, world);
  ASSIGN_OR_RETURN(const bool is_open, service.open());
  if (!is_open) return std::nullopt;
  ASSIGN_OR_RETURN(const auto role, service.get(kRolePath, is_not_empty));
  if (!role) return std::nullopt;
  const std::string name = without_line_ends(*role);
  if (!may_be_role_name(name)) return std::nullopt;
  ASSIGN_OR_RETURN(const auto document, service.get(kRolePath + name, is_json));
  if (!document) return std::nullopt;
  return read_document(*document, world);
}

Result<ExpiringCredentials> ask_again(const MetadataSettings& settings,
                                      const CredentialWorld& world) {
  ASSIGN_OR_RETURN(auto found, ask_instance(settings, world));
  if (found) return *std::move(found);
  return fail(ErrorKind::General, "Error when retrieving credentials from " +
                                      std::string(kIamRole) +
                                      ": the metadata service has none any more");
}

bool is_small_letter(char c) { return c >= 'a' && c <= 'z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

// "us-west-2a" is a zone of us-west-2, and so are "us-west-2-lax-1a", a Local Zone, and
// "us-west-2-wl1-las-wlz-1", a Wavelength Zone. The reference cuts off one letter whatever it is.
std::string region_of_zone(const std::string& zone) {
  std::size_t at = 0;
  while (at < zone.size() && (is_small_letter(zone[at]) || zone[at] == '-')) ++at;
  const std::size_t number = at;
  while (at < zone.size() && is_digit(zone[at])) ++at;
  const std::string_view name(zone.data(), number);
  const bool is_region = at > number && name.ends_with('-') && name.find('-') + 1 < name.size();
  if (is_region && at < zone.size() && zone[at] == '-') return zone.substr(0, at);
  return zone.substr(0, zone.size() - 1);
}

}  // namespace

Found instance_metadata(const CredentialSources& sources) {
  ASSIGN_OR_RETURN(const auto settings,
                   resolve_metadata_settings(sources.settings, sources.scope.profile.value));
  ASSIGN_OR_RETURN(auto found, ask_instance(settings, sources.world));
  if (!found) return std::nullopt;
  CredentialOffer offer;
  offer.provider = kIamRole;
  offer.current = *std::move(found);
  offer.fetch = [settings, world = sources.world](const SideCallSettings&) {
    return ask_again(settings, world);
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
  const std::string region = region_of_zone(*zone);
  if (!is_valid_region(region)) {
    return fail(ErrorKind::General,
                "Provided region_name '" + region + "' doesn't match a supported format.",
                "It comes from the metadata service of this machine.");
  }
  return Setting<std::string>{region, Origin{Source::Metadata, settings.endpoint.value, {}, {}}};
}

}  // namespace send_bounce
