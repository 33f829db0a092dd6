#pragma once

#include <optional>
#include <string>

#include "send_bounce/credentials/provider_chain.h"
#include "send_bounce/values/instant.h"
#include "send_bounce/values/value.h"

/// What a profile says about IAM Identity Center, the access token that `aws sso login` leaves
/// behind for it, and the renewal of that (configuration-and-credentials.md §3.6).
namespace send_bounce {

/// What a profile says about IAM Identity Center.
struct SsoProfile {
  std::string start_url;
  std::string region;
  std::string account_id;
  std::string role_name;
  /// The `[sso-session NAME]` that start URL and region come from; nullopt in the legacy form,
  /// where all four stand in the profile.
  std::optional<std::string> session;
  std::string profile;  ///< the one that says all this
};

/// nullopt for a profile with neither `sso_account_id` nor `sso_role_name`. General for a session
/// that is not there or contradicts the profile, and for keys that are missing.
Result<std::optional<SsoProfile>> sso_profile(const ConfigFiles& files, const std::string& profile);

struct SsoToken {
  std::string access_token;
  Instant expires;
  Map document;  ///< the cache file's content, as it was
};

/// Its cache file: ~/.aws/sso/cache/<SHA-1 of session name, or else of the start URL>.json.
std::string sso_token_path(const SsoProfile& sso, const CredentialWorld& world);

/// General where there is none or where it is broken. It may be expired.
Result<SsoToken> load_sso_token(const SsoProfile& sso, const CredentialWorld& world);

/// A token that is good now. That of a session is renewed through OIDC where it has less than 15
/// minutes left and where the file has what it takes; a refusal is ignored while the old one is
/// good. General, with what to run, where it has expired.
Result<std::string> usable_sso_token(const SsoProfile& sso, const SideCallSettings& calls,
                                     const CredentialWorld& world);

/// The answer to a renewal, put into the document: the new token, and the rest as it was.
/// BadReply where the answer has no `accessToken` or `expiresIn`.
Result<Map> renewed_sso_document(const SsoProfile& sso, Map document, const Map& answer,
                                 Instant now);

/// The portal knows the token no more, or it has expired: General, the reference's words, and how
/// to sign in.
Error sso_login_expired(const SsoProfile& sso);

}  // namespace send_bounce
