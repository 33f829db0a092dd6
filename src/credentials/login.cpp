#include <utility>

#include "credentials/json_file.h"
#include "credentials/login_token.h"
#include "credentials/providers.h"
#include "credentials/rest_json.h"
#include "credentials/secrets.h"
#include "credentials/service_call.h"
#include "send_bounce/client/client.h"
#include "send_bounce/signing/dpop.h"
#include "send_bounce/words/json_text.h"

namespace send_bounce {
namespace {

constexpr const char* kLogin = "login";
constexpr const char* kOperation = "CreateOAuth2Token";
constexpr std::int64_t kLongEnough = std::int64_t{5} * 60;  // to do without a renewal

constexpr SavedFile kSaved{
    "the renewed login session",
    "The session in that file is of no use any more; if the next call is refused: aws login"};

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

std::optional<Error> in_our_words(const Error& error, const Map& body) {
  if (error.code != "AccessDeniedException") return std::nullopt;
  const std::string* cause = text_member(body, "error");
  std::string_view message = kOtherRefusal;
  for (const Refusal& row : kRefusals) {
    if (cause != nullptr && *cause == row.error) message = row.message;
  }
  return fail(ErrorKind::General, std::string(message)).value();
}

bool is_fresh(const LoginToken& token, Instant now) {
  now.seconds += kLongEnough;
  return *token.keys.expires > now;
}

Result<Map> ask_signin(const LoginToken& token, const SideCallSettings& calls,
                       const CredentialWorld& world) {
  ASSIGN_OR_RETURN(const Endpoint endpoint,
                   service_endpoint(SideService::Signin, kSigninEndpoints, calls.region, calls));
  RestJsonCall call;
  call.operation = kOperation;
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
  call.translate = in_our_words;
  return call_rest_json(call, endpoint, calls, world);
}

Result<ExpiringCredentials> renewed(const std::string& session, const SideCallSettings& calls,
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
  save_json_file(login_token_path(session, world), document, kSaved, world);
  ASSIGN_OR_RETURN(LoginToken stored, login_token_in(document, world));
  return std::move(stored.keys);
}

}  // namespace

Found login(const CredentialSources& sources) {
  ASSIGN_OR_RETURN(
      const auto session,
      text_in_profile(sources.settings.files, sources.scope.profile.value, "login_session"));
  if (!session) return std::nullopt;
  ASSIGN_OR_RETURN(LoginToken token, load_login_token(session->text, sources.world));
  CredentialOffer offer;
  offer.provider = kLogin;
  offer.current = std::move(token.keys);
  offer.fetch = [session = session->text, world = sources.world](const SideCallSettings& calls) {
    return renewed(session, calls, world);
  };
  return offer;
}

}  // namespace send_bounce
