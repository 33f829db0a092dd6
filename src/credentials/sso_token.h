#pragma once

#include <optional>
#include <string>

#include "credentials/sso_profile.h"
#include "send_bounce/credentials/provider_chain.h"
#include "send_bounce/words/instant.h"
#include "send_bounce/words/value.h"

/// The access token that `aws sso login` leaves behind, and its renewal
/// (configuration-and-credentials.md §3.6).
namespace send_bounce {

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

/// The portal knows the token no more, or it has expired: General, the reference's words.
Error sso_login_expired();

}  // namespace send_bounce
