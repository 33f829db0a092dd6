#include "credentials/sso_token.h"

#include <array>
#include <string_view>
#include <utility>

#include "credentials/calls.h"
#include "credentials/keys.h"
#include "send_bounce/signing/digest.h"
#include "send_bounce/text/encoding.h"
#include "send_bounce/text/json_text.h"
#include "send_bounce/text/shell_words.h"
#include "send_bounce/world/paths.h"

namespace send_bounce {
namespace {

struct SsoKey {
  std::string_view name;
  std::string SsoProfile::*member;
};

// In the order in which missing ones are told.
constexpr SsoKey kSsoKeys[] = {
    {"sso_role_name", &SsoProfile::role_name},
    {"sso_account_id", &SsoProfile::account_id},
    {"sso_start_url", &SsoProfile::start_url},
    {"sso_region", &SsoProfile::region},
};

using MaybeText = std::optional<std::string>;

Result<MaybeText> in_profile(const ConfigFiles& files, const std::string& profile,
                             std::string_view key) {
  ASSIGN_OR_RETURN(auto found, text_in_profile(files, profile, key));
  return found ? MaybeText(std::move(found->text)) : std::nullopt;
}

MaybeText in_session(const ConfigSection* session, std::string_view key) {
  if (session == nullptr) return std::nullopt;
  const auto found = session->find(key);
  return found == session->end() ? std::nullopt : MaybeText(found->second.text);
}

Failure contradiction(std::string_view key, const std::string& profile_value,
                      const std::string& session_value) {
  return fail(ErrorKind::General, "The value for " + std::string(key) +
                                      " is inconsistent between profile (" + profile_value +
                                      ") and sso-session (" + session_value + ").");
}

// Whatever stands in both places must be the same, also keys that nobody needs here.
Result<void> check_agreement(const ConfigFiles& files, const std::string& profile,
                             const ConfigSection& session) {
  for (const auto& [key, value] : session) {
    ASSIGN_OR_RETURN(const MaybeText text, in_profile(files, profile, key));
    if (text && *text != value.text) return contradiction(key, *text, value.text);
  }
  return {};
}

constexpr std::int64_t kSsoRenewalWindow = std::int64_t{15} * 60;
constexpr std::array<std::string_view, 4> kRenewalKeys = {"refreshToken", "clientId",
                                                          "clientSecret", "registrationExpiresAt"};

// A token is made by a person alone.
std::string login_command(const SsoProfile& sso) {
  if (sso.session) return "aws sso login --sso-session " + quote_shell_word(*sso.session);
  const bool is_default = sso.profile.empty() || sso.profile == "default";
  return is_default ? "aws sso login" : "aws sso login --profile " + quote_shell_word(sso.profile);
}

std::string sso_remedy(const SsoProfile& sso) { return "Sign in with: " + login_command(sso); }

Failure sso_not_loaded(const SsoProfile& sso, const std::string& why,
                       const std::string& cause = "") {
  return fail(ErrorKind::General, "Error loading SSO Token: Token for " + why,
              cause + sso_remedy(sso));
}

bool token_has_left(const SsoToken& token, std::int64_t seconds, Instant now) {
  now.seconds += seconds;
  return token.expires > now;
}

// A registration that cannot be read is as good as none.
bool can_be_renewed(const Map& document, Instant now) {
  for (const std::string_view key : kRenewalKeys) {
    if (document.get<std::string>(key) == nullptr) return false;
  }
  const auto registered_until =
      read_expiration(*document.get<std::string>("registrationExpiresAt"), now, TextFrom::Answer);
  return registered_until && *registered_until > now;
}

Result<SsoToken> token_in(const SsoProfile& sso, Map document, Instant now) {
  const auto* access_token = document.get<std::string>("accessToken");
  const auto* expires_at = document.get<std::string>("expiresAt");
  if (access_token == nullptr || expires_at == nullptr) {
    return sso_not_loaded(sso, sso.start_url + " is invalid");
  }
  const auto expires = read_expiration(*expires_at, now, TextFrom::Answer);
  if (!expires) {
    return sso_not_loaded(sso, sso.start_url + " is invalid",
                          "Its expiresAt is not a time with a time zone. ");
  }
  SsoToken token;
  token.access_token = *access_token;
  token.expires = *expires;
  token.document = std::move(document);
  return token;
}

Result<Map> ask_for_token(const SsoProfile& sso, const Map& document, const SideCallSettings& calls,
                          const CredentialWorld& world) {
  RestJsonCall call;
  call.operation = "CreateToken";
  call.method = "POST";
  call.path = "/token";
  call.body = json_text(Map{{"grantType", "refresh_token"},
                            {"clientId", *document.get<std::string>("clientId")},
                            {"clientSecret", *document.get<std::string>("clientSecret")},
                            {"refreshToken", *document.get<std::string>("refreshToken")}},
                        JsonSpacing::Python);
  ASSIGN_OR_RETURN(const Endpoint endpoint,
                   service_endpoint(SideService::SsoOidc, kOidcEndpoints, sso.region, calls));
  return call_rest_json(call, endpoint, calls, world);
}

// Another process may have renewed it at the same time: then our refresh token is spent, and the
// new token lies in the file.
Result<SsoToken> reloaded(const SsoProfile& sso, SsoToken old, const CredentialWorld& world) {
  auto newer = load_sso_token(sso, world);
  return newer && newer->expires > old.expires ? newer : Result<SsoToken>(std::move(old));
}

Result<SsoToken> renew_sso(const SsoProfile& sso, SsoToken token, const SideCallSettings& calls,
                           const CredentialWorld& world) {
  const Instant now = world.clock.now();
  if (!can_be_renewed(token.document, now)) return token;
  const auto answer = ask_for_token(sso, token.document, calls, world);
  if (!answer) {
    if (answer.error().kind != ErrorKind::Service) return tl::make_unexpected(answer.error());
    world.log.note("credentials", "sso: the token was not renewed: " + answer.error().code);
    return reloaded(sso, std::move(token), world);
  }
  ASSIGN_OR_RETURN(Map document,
                   renewed_sso_document(sso, std::move(token.document), *answer, now));
  const std::string consequence = "If the next call is refused, run: " + login_command(sso);
  save_json_file(sso_token_path(sso, world), document, {"the renewed SSO token", consequence},
                 world);
  return token_in(sso, std::move(document), now);
}

}  // namespace

Result<std::optional<SsoProfile>> sso_profile(const ConfigFiles& files,
                                              const std::string& profile) {
  if (!find_in_profile(files, profile, "sso_role_name") &&
      !find_in_profile(files, profile, "sso_account_id")) {
    return std::nullopt;
  }
  SsoProfile found;
  found.profile = profile;
  ASSIGN_OR_RETURN(found.session, in_profile(files, profile, "sso_session"));
  const ConfigSection* session = nullptr;
  if (found.session) {
    const auto at = files.sso_sessions.find(*found.session);
    if (at == files.sso_sessions.end()) {
      return fail(ErrorKind::General,
                  "The specified sso-session does not exist: \"" + *found.session + "\"",
                  advice_on_sso_session(files, *found.session));
    }
    session = &at->second;
    RETURN_IF_ERROR(check_agreement(files, profile, *session));
  }
  std::string missing;
  for (const auto& [name, member] : kSsoKeys) {
    ASSIGN_OR_RETURN(MaybeText text, in_profile(files, profile, name));
    if (!text) text = in_session(session, name);
    if (text) {
      found.*member = *std::move(text);
    } else {
      missing += (missing.empty() ? "" : ", ") + std::string(name);
    }
  }
  if (missing.empty()) return found;
  return fail(ErrorKind::General,
              "The profile \"" + profile +
                  "\" is configured to use SSO but is missing required configuration: " + missing);
}

Error sso_login_expired(const SsoProfile& sso) {
  return fail(
             ErrorKind::General,
             "The SSO session associated with this profile has expired or is otherwise invalid. To "
             "refresh this SSO session run aws sso login with the corresponding profile.",
             sso_remedy(sso))
      .value();
}

std::string sso_token_path(const SsoProfile& sso, const CredentialWorld& world) {
  return expand_path("~/.aws/sso/cache/" + hex(sha1(sso.session.value_or(sso.start_url))) + ".json",
                     world.variables, world.files);
}

Result<SsoToken> load_sso_token(const SsoProfile& sso, const CredentialWorld& world) {
  ASSIGN_OR_RETURN(auto document,
                   read_json_file(sso_token_path(sso, world), sso_remedy(sso), world));
  if (!document)
    return sso_not_loaded(sso, sso.session.value_or(sso.start_url) + " does not exist");
  return token_in(sso, *std::move(document), world.clock.now());
}

Result<Map> renewed_sso_document(const SsoProfile& sso, Map document, const Map& answer,
                                 Instant now) {
  const auto* access_token = answer.get<std::string>("accessToken");
  const auto expires = end_of_lifetime(answer, now);
  if (access_token == nullptr || !expires) {
    return fail(ErrorKind::BadReply,
                "The answer to CreateToken has no accessToken or no usable expiresIn");
  }
  document.set("startUrl", sso.start_url);
  document.set("region", sso.region);
  document.set("accessToken", *access_token);
  document.set("expiresAt", format_iso8601(*expires));
  // A service that keeps the refresh token as it is may leave it out (RFC 6749 §6).
  if (const auto* token = answer.get<std::string>("refreshToken")) {
    document.set("refreshToken", *token);
  }
  return document;
}

Result<std::string> usable_sso_token(const SsoProfile& sso, const SideCallSettings& calls,
                                     const CredentialWorld& world) {
  ASSIGN_OR_RETURN(SsoToken token, load_sso_token(sso, world));
  if (!sso.session) {
    if (token_has_left(token, 0, world.clock.now())) return token.access_token;
    return tl::make_unexpected(sso_login_expired(sso));
  }
  if (!token_has_left(token, kSsoRenewalWindow, world.clock.now())) {
    ASSIGN_OR_RETURN(token, renew_sso(sso, std::move(token), calls, world));
  }
  if (token_has_left(token, 0, world.clock.now())) return token.access_token;
  return fail(ErrorKind::General,
              "Error when retrieving token from sso: Token has expired and refresh failed",
              sso_remedy(sso));
}

}  // namespace send_bounce
