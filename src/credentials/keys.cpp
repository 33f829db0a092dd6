#include "credentials/keys.h"

#include <algorithm>
#include <cerrno>
#include <iterator>
#include <utility>

#include "send_bounce/dates/timestamp.h"
#include "send_bounce/text/encoding.h"
#include "send_bounce/text/json_document.h"
#include "send_bounce/text/json_text.h"
#include "send_bounce/text/python_text.h"
#include "send_bounce/text/redaction.h"

namespace send_bounce {
namespace {

constexpr std::string_view kJsonExtension = ".json";

// In lower case, of all protocols and files: AWS writes them in several ways.
constexpr std::string_view kSecretMembers[] = {"secretaccesskey", "sessiontoken", "token",
                                               "accesstoken",     "refreshtoken", "clientsecret",
                                               "dpopkey",         "idtoken"};

bool is_secret_member(std::string_view name) {
  const std::string lower = to_lower(name);
  return std::find(std::begin(kSecretMembers), std::end(kSecretMembers), lower) !=
         std::end(kSecretMembers);
}

void hide_secrets_below(Log& log, const Value& value) {
  if (const Map* map = value.get<Map>()) hide_secrets_in(log, *map);
  if (const auto* list = value.get<Value::List>()) {
    for (const Value& element : *list) hide_secrets_below(log, element);
  }
}

// The reference tells the key of its cache, which is the name of the file.
Failure broken_file(const std::string& path, const std::string& why, std::string_view remedy) {
  std::string_view key(path);
  key.remove_prefix(key.rfind('/') + 1);
  if (key.ends_with(kJsonExtension)) key.remove_suffix(kJsonExtension.size());
  return fail(ErrorKind::General, python_repr(key), path + " " + why + ". " + std::string(remedy));
}

// Then `~` has not been replaced, and a folder of that name must not be made where we stand.
bool lacks_home(const std::string& path) { return path.starts_with('~'); }

tl::expected<void, SystemError> write_object(const std::string& path, const Map& object,
                                             const CredentialWorld& world) {
  if (lacks_home(path)) {
    return tl::make_unexpected(SystemError{ENOENT, "the home directory is not known; set HOME"});
  }
  return world.private_files.replace(path, json_text(object, JsonSpacing::Python));
}

}  // namespace

void hide_secrets_in(Log& log, const Map& document) {
  for (const MapEntry& member : document) {
    const auto* text = member.value.get<std::string>();
    if (text == nullptr) {
      hide_secrets_below(log, member.value);
    } else if (is_secret_member(member.key)) {
      hide(log, *text);
    }
  }
}

Result<Value> read_secret_json(std::string_view text, Log& log) {
  auto document = read_json_document(text);
  if (document) hide_secrets_below(log, *document);
  return document;
}

Result<std::optional<Map>> read_json_file(const std::string& path, std::string_view remedy,
                                          const CredentialWorld& world) {
  if (lacks_home(path) || !world.files.is_regular(path)) return std::nullopt;
  const auto text = world.files.read(path);
  if (!text) return broken_file(path, "cannot be read: " + text.error().text, remedy);
  auto document = read_secret_json(*text, world.log);
  if (!document) {
    return broken_file(path, "does not contain a JSON object: " + document.error().message, remedy);
  }
  Map* object = document->get<Map>();
  if (object == nullptr) return broken_file(path, "does not contain a JSON object", remedy);
  return std::move(*object);
}

void save_json_file(const std::string& path, const Map& object, const SavedFile& file,
                    const CredentialWorld& world) {
  const auto written = write_object(path, object, world);
  if (written) return;
  world.warning.tell("cannot save " + std::string(file.what) + " in " + path + ": " +
                     written.error().text + ". This call continues. " +
                     std::string(file.consequence));
}

namespace {

constexpr std::string_view kKeyId = "AccessKeyId";
constexpr std::string_view kSecretKey = "SecretAccessKey";
constexpr std::string_view kExpiration = "Expiration";
constexpr const char* kExpirationAdvice =
    "The expiration must be a date and time with a time zone, for example 2030-01-02T03:04:05Z.";

constexpr std::string_view kWordEnds = " \t\r\n\v\f";
// A shorter word may be part of anything.
constexpr std::size_t kShortestHiddenWord = 8;

bool names_zone(std::string_view time) {
  const std::string rest = to_lower(time);
  return rest.ends_with('z') || rest.ends_with("utc") || rest.ends_with("gmt") ||
         rest.find_first_of("+-") != std::string::npos;
}

// The value itself may be a secret.
Result<std::string> answered_text(const Map& answer, std::string_view name,
                                  const std::string& provider) {
  if (const auto* text = answer.get<std::string>(name)) return *text;
  return cannot_retrieve(provider, std::string(name) + " in the answer is not a string");
}

bool is_answered(const Map& answer, std::string_view name) {
  const Value* value = answer.find(name);
  return value != nullptr && !value->is_null();
}

}  // namespace

Result<Instant> read_expiration(std::string_view text, Instant now, TextFrom from) {
  const TimestampContext context{civil_from_instant(now), {}, [](const CivilTime&) { return 0; }};
  const auto expiration = parse_timestamp(Value(text), context);
  const std::size_t time = text.find(':');
  // A number would be taken for seconds since 1970.
  const bool is_number = text.find_first_not_of("0123456789.+- ") == std::string_view::npos;
  if (!expiration || (is_number && time == std::string_view::npos)) {
    const std::string shown = from == TextFrom::Person
                                  ? std::string(text)
                                  : "(" + std::to_string(text.size()) + " bytes, not shown)";
    return fail(ErrorKind::General, "Unknown string format: " + shown, kExpirationAdvice);
  }
  // Without a zone nobody can say when that is.
  if (time == std::string_view::npos || !names_zone(text.substr(time))) {
    return fail(ErrorKind::General, "can't subtract offset-naive and offset-aware datetimes",
                kExpirationAdvice);
  }
  return expiration->instant;
}

std::optional<std::string_view> missing_member(const Map& answer, const AnswerForm& form) {
  for (const std::string_view name : {kKeyId, kSecretKey}) {
    if (!answer.has(name)) return name;
  }
  if (!form.all_are_required) return std::nullopt;
  for (const std::string_view name : {form.token, kExpiration}) {
    if (!answer.has(name)) return name;
  }
  return std::nullopt;
}

Result<ExpiringCredentials> credentials_in(const Map& answer, const AnswerForm& form,
                                           const std::string& provider, Instant now) {
  ExpiringCredentials found;
  Credentials& credentials = found.credentials;
  credentials.provider = provider;
  ASSIGN_OR_RETURN(credentials.access_key_id, answered_text(answer, kKeyId, provider));
  ASSIGN_OR_RETURN(credentials.secret_access_key, answered_text(answer, kSecretKey, provider));
  if (is_answered(answer, form.token)) {
    ASSIGN_OR_RETURN(auto token, answered_text(answer, form.token, provider));
    if (!token.empty()) credentials.session_token = std::move(token);
  }
  if (form.all_are_required || is_answered(answer, kExpiration)) {
    ASSIGN_OR_RETURN(const auto text, answered_text(answer, kExpiration, provider));
    ASSIGN_OR_RETURN(found.expires, read_expiration(text, now, TextFrom::Answer));
  }
  return found;
}

CredentialOffer static_offer(Credentials credentials) {
  CredentialOffer offer;
  offer.provider = credentials.provider;
  offer.current = ExpiringCredentials{std::move(credentials), std::nullopt};
  return offer;
}

std::string shown(const Credentials& credentials) {
  return "gives the key id " + last_four(credentials.access_key_id) +
         (credentials.session_token ? ", with a session token" : "");
}

void hide(Log& log, const Credentials& credentials) {
  log.hide(std::string(trim(credentials.secret_access_key)));
  log.hide(std::string(trim(credentials.session_token.value_or(""))));
}

void hide(Log& log, std::string_view secret) {
  secret = trim(secret);
  log.hide(std::string(secret));
  if (secret.find_first_of(kWordEnds) == std::string_view::npos) return;
  while (!secret.empty()) {
    const std::string_view word = secret.substr(0, secret.find_first_of(kWordEnds));
    if (word.size() >= kShortestHiddenWord) log.hide(std::string(word));
    secret.remove_prefix(std::min(word.size() + 1, secret.size()));
  }
}

Failure partial_credentials(std::string_view provider, std::string_view missing) {
  return fail(ErrorKind::General, "Partial credentials found in " + std::string(provider) +
                                      ", missing: " + std::string(missing));
}

Failure cannot_retrieve(std::string_view provider, const std::string& why) {
  return fail(ErrorKind::General,
              "Error when retrieving credentials from " + std::string(provider) + ": " + why);
}

}  // namespace send_bounce
