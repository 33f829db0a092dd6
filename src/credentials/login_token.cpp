#include "credentials/login_token.h"

#include <string_view>
#include <utility>

#include "credentials/expiration.h"
#include "credentials/json_file.h"
#include "credentials/rest_json.h"
#include "send_bounce/words/digest.h"
#include "send_bounce/words/encoding.h"
#include "send_bounce/world/paths.h"

namespace send_bounce {
namespace {

constexpr const char* kLoginSession = "login";
constexpr const char* kDefaultDirectory = "~/.aws/login/cache";
constexpr std::string_view kKeyMembers[] = {"accessKeyId", "secretAccessKey", "sessionToken"};

constexpr const char* kRemedy = "Sign in again with: aws login";

Failure not_loaded(const std::string& why, const std::string& remedy = kRemedy) {
  return fail(ErrorKind::General, "Error loading login session token: " + why, remedy);
}

const Map* keys_in(const Map& document) {
  const Value* keys = document.find("accessToken");
  return keys == nullptr ? nullptr : keys->get<Map>();
}

bool has_texts(const Map& map, std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) {
    if (text_member(map, name) == nullptr) return false;
  }
  return true;
}

bool is_complete(const Map& document) {
  const Map* keys = keys_in(document);
  return keys != nullptr &&
         has_texts(*keys, {"accessKeyId", "secretAccessKey", "sessionToken", "expiresAt"}) &&
         has_texts(document, {"refreshToken", "clientId", "dpopKey"});
}

}  // namespace

std::string login_token_path(const std::string& session, const CredentialWorld& world) {
  const std::string directory =
      world.variables.get("AWS_LOGIN_CACHE_DIRECTORY").value_or(kDefaultDirectory);
  return expand_home(expand_variables(directory, world.variables), world.variables, world.files) +
         "/" + hex(sha256(session)) + ".json";
}

Result<LoginToken> load_login_token(const std::string& session, const CredentialWorld& world) {
  ASSIGN_OR_RETURN(auto document, read_json_file(login_token_path(session, world), kRemedy, world));
  if (!document) {
    return not_loaded("Unable to load a existing login session for session " + session +
                          ", Please reauthenticate with 'aws login'.",
                      "");
  }
  return login_token_in(*std::move(document), world);
}

Result<LoginToken> login_token_in(Map document, const CredentialWorld& world) {
  if (!is_complete(document)) {
    return not_loaded(
        "Failed to load access token from token cache, missing one or more required fields.");
  }
  const Map& keys = *keys_in(document);
  LoginToken token;
  token.keys.credentials = {*text_member(keys, "accessKeyId"),
                            *text_member(keys, "secretAccessKey"),
                            *text_member(keys, "sessionToken"), kLoginSession};
  const auto expires =
      read_expiration(*text_member(keys, "expiresAt"), world.clock.now(), TextFrom::Answer);
  if (!expires) return not_loaded("Its expiresAt is no time with a zone.");
  token.keys.expires = *expires;
  token.refresh_token = *text_member(document, "refreshToken");
  token.client_id = *text_member(document, "clientId");
  token.dpop_key = *text_member(document, "dpopKey");
  token.document = std::move(document);
  return token;
}

Result<Map> renewed_login_document(Map document, const Map& answer, Instant now) {
  const Map* keys = keys_in(answer);
  const auto expires = end_of_lifetime(answer, now);
  const std::string* refresh_token = text_member(answer, "refreshToken");
  const bool is_whole = keys != nullptr && expires && refresh_token != nullptr &&
                        has_texts(*keys, {"accessKeyId", "secretAccessKey", "sessionToken"});
  if (!is_whole) {
    return fail(ErrorKind::BadReply,
                "The answer to CreateOAuth2Token has no keys, no refresh token or no expiresIn "
                "that can be used");
  }
  // What else stands beside the keys, such as the account id, stays.
  const Map* old_keys = keys_in(document);
  Map new_keys = old_keys == nullptr ? Map() : *old_keys;
  for (const std::string_view name : kKeyMembers) {
    new_keys.set(std::string(name), *text_member(*keys, name));
  }
  new_keys.set("expiresAt", format_iso8601(*expires));
  document.set("accessToken", std::move(new_keys));
  document.set("refreshToken", *refresh_token);
  return document;
}

}  // namespace send_bounce
