#include "credentials/login.h"

#include <string_view>
#include <utility>

#include "credentials/calls.h"
#include "credentials/keys.h"
#include "credentials/providers.h"
#include "send_bounce/signing/digest.h"
#include "send_bounce/signing/dpop.h"
#include "send_bounce/text/encoding.h"
#include "send_bounce/text/json_text.h"
#include "send_bounce/world/paths.h"

namespace send_bounce {
namespace {

constexpr const char* kLoginDirectory = "~/.aws/login/cache";
constexpr std::string_view kLoginKeyMembers[] = {"accessKeyId", "secretAccessKey", "sessionToken"};

constexpr const char* kLoginRemedy = "Sign in again with: aws login";

Failure login_not_loaded(const std::string& why, const std::string& remedy = kLoginRemedy) {
  return fail(ErrorKind::General, "Error loading login session token: " + why, remedy);
}

const Map* login_keys(const Map& document) { return document.get<Map>("accessToken"); }

bool has_texts(const Map& map, std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) {
    if (map.get<std::string>(name) == nullptr) return false;
  }
  return true;
}

bool is_whole_login(const Map& document) {
  const Map* keys = login_keys(document);
  return keys != nullptr &&
         has_texts(*keys, {"accessKeyId", "secretAccessKey", "sessionToken", "expiresAt"}) &&
         has_texts(document, {"refreshToken", "clientId", "dpopKey"});
}

constexpr const char* kLoginProvider = "login";
constexpr const char* kLoginOperation = "CreateOAuth2Token";
constexpr std::int64_t kLongEnoughLogin = std::int64_t{5} * 60;  // to do without a renewal

constexpr SavedFile kSavedLogin{"the renewed login session",
                                "If the next call is refused, run: aws login"};

struct Refusal {
  std::string_view error;
  std::string_view message;
};
// By the member "error" of an AccessDeniedException.
constexpr Refusal kRefusals[] = {
    {"TOKEN_EXPIRED", "Your session has expired. Please reauthenticate using 'aws login'."},
    {"USER_CREDENTIALS_CHANGED",
     "Unable to refresh login credentials because of a change in your password. Please "
     "reauthenticate with your new password using 'aws login'."},
    {"INSUFFICIENT_PERMISSIONS",
     "Unable to create or refresh login credentials due to insufficient permissions. You may be "
     "missing permission for the 'signin:CreateOAuth2Token' action."},
};
constexpr std::string_view kOtherRefusal =
    "An unspecified error happened when resolving AWS credentials or refreshing a login session "
    "profile.";

std::optional<Error> login_refusal(const Error& error, const Map& body) {
  if (error.code != "AccessDeniedException") return std::nullopt;
  const auto* cause = body.get<std::string>("error");
  std::string_view message = kOtherRefusal;
  for (const Refusal& row : kRefusals) {
    if (cause != nullptr && *cause == row.error) message = row.message;
  }
  return fail(ErrorKind::General, std::string(message)).value();
}

bool is_fresh(const LoginToken& token, Instant now) {
  now.seconds += kLongEnoughLogin;
  return *token.keys.expires > now;
}

Result<Map> ask_signin(const LoginToken& token, const SideCallSettings& calls,
                       const CredentialWorld& world) {
  ASSIGN_OR_RETURN(const Endpoint endpoint,
                   service_endpoint(SideService::Signin, kSigninEndpoints, calls.region, calls));
  RestJsonCall call;
  call.operation = kLoginOperation;
  call.method = "POST";
  call.path = "/v1/token";
  call.body = json_text(Map{{"clientId", token.client_id},
                            {"refreshToken", token.refresh_token},
                            {"grantType", "refresh_token"}},
                        JsonSpacing::Python);
  ASSIGN_OR_RETURN(
      std::string proof,
      dpop_proof(token.dpop_key,
                 {call.method, url_of(rest_json_request(call, endpoint, calls.user_agent)),
                  world.clock.now().seconds, new_invocation_id(world.random)}));
  hide(world.log, proof);
  call.headers = {{"DPoP", std::move(proof)}};
  call.translate = login_refusal;
  return call_rest_json(call, endpoint, calls, world);
}

Result<ExpiringCredentials> renew_login(const std::string& session, const SideCallSettings& calls,
                                        const CredentialWorld& world) {
  // Anew from the file, since another process may have renewed it meanwhile.
  ASSIGN_OR_RETURN(LoginToken token, load_login_token(session, world));
  const Instant now = world.clock.now();
  if (is_fresh(token, now)) return token.keys;
  const auto answer = ask_signin(token, calls, world);
  if (!answer) {
    // The refresh token is good once: whoever comes second finds the new keys in the file.
    auto newer = load_login_token(session, world);
    if (newer && is_fresh(*newer, now)) return std::move(newer->keys);
    return tl::make_unexpected(answer.error());
  }
  ASSIGN_OR_RETURN(const Map document,
                   renewed_login_document(std::move(token.document), *answer, now));
  hide_secrets_in(world.log, document);
  save_json_file(login_token_path(session, world), document, kSavedLogin, world);
  ASSIGN_OR_RETURN(LoginToken stored, login_token_in(document, world));
  return std::move(stored.keys);
}

}  // namespace

std::string login_token_path(const std::string& session, const CredentialWorld& world) {
  const std::string directory =
      world.variables.get("AWS_LOGIN_CACHE_DIRECTORY").value_or(kLoginDirectory);
  return expand_home(expand_variables(directory, world.variables), world.variables, world.files) +
         "/" + hex(sha256(session)) + ".json";
}

Result<LoginToken> load_login_token(const std::string& session, const CredentialWorld& world) {
  ASSIGN_OR_RETURN(auto document,
                   read_json_file(login_token_path(session, world), kLoginRemedy, world));
  if (!document) {
    return login_not_loaded("Unable to load a existing login session for session " + session +
                                ", Please reauthenticate with 'aws login'.",
                            "");
  }
  return login_token_in(*std::move(document), world);
}

Result<LoginToken> login_token_in(Map document, const CredentialWorld& world) {
  if (!is_whole_login(document)) {
    return login_not_loaded(
        "Failed to load access token from token cache, missing one or more required fields.");
  }
  const Map& keys = *login_keys(document);
  LoginToken token;
  token.keys.credentials = {*keys.get<std::string>("accessKeyId"),
                            *keys.get<std::string>("secretAccessKey"),
                            *keys.get<std::string>("sessionToken"), kLoginProvider};
  const auto expires =
      read_expiration(*keys.get<std::string>("expiresAt"), world.clock.now(), TextFrom::Answer);
  if (!expires) return login_not_loaded("Its expiresAt is not a time with a time zone.");
  token.keys.expires = *expires;
  token.refresh_token = *document.get<std::string>("refreshToken");
  token.client_id = *document.get<std::string>("clientId");
  token.dpop_key = *document.get<std::string>("dpopKey");
  token.document = std::move(document);
  return token;
}

Result<Map> renewed_login_document(Map document, const Map& answer, Instant now) {
  const Map* keys = login_keys(answer);
  const auto expires = end_of_lifetime(answer, now);
  const auto* refresh_token = answer.get<std::string>("refreshToken");
  const bool is_whole = keys != nullptr && expires && refresh_token != nullptr &&
                        has_texts(*keys, {"accessKeyId", "secretAccessKey", "sessionToken"});
  if (!is_whole) {
    return fail(
        ErrorKind::BadReply,
        "The answer to CreateOAuth2Token lacks usable keys, a refresh token or a usable expiresIn");
  }
  // What else stands beside the keys, such as the account id, stays.
  const Map* old_keys = login_keys(document);
  Map new_keys = old_keys == nullptr ? Map() : *old_keys;
  for (const std::string_view name : kLoginKeyMembers) {
    new_keys.set(std::string(name), *keys->get<std::string>(name));
  }
  new_keys.set("expiresAt", format_iso8601(*expires));
  document.set("accessToken", std::move(new_keys));
  document.set("refreshToken", *refresh_token);
  return document;
}

Cause cause_of_login(const CredentialSources& sources) {
  return key_in_profile(sources, "login_session");
}

Found login(const CredentialSources& sources) {
  ASSIGN_OR_RETURN(
      const auto session,
      text_in_profile(sources.settings.files, sources.scope.profile.value, "login_session"));
  if (!session) return std::nullopt;
  ASSIGN_OR_RETURN(LoginToken token, load_login_token(session->text, sources.world));
  CredentialOffer offer;
  offer.provider = kLoginProvider;
  offer.current = std::move(token.keys);
  offer.fetch = [session = session->text, world = sources.world](const SideCallSettings& calls) {
    return renew_login(session, calls, world);
  };
  return offer;
}

}  // namespace send_bounce
