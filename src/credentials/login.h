#pragma once

#include <string>

#include "send_bounce/credentials/provider_chain.h"
#include "send_bounce/values/instant.h"
#include "send_bounce/values/value.h"

/// The session that `aws login` leaves behind (configuration-and-credentials.md §3.7).
namespace send_bounce {

/// The content of its cache file, with every member that is needed.
struct LoginToken {
  ExpiringCredentials keys;
  std::string refresh_token;
  std::string client_id;
  std::string dpop_key;  ///< PEM
  Map document;          ///< all of it
};

/// <AWS_LOGIN_CACHE_DIRECTORY, or else ~/.aws/login/cache>/<SHA-256 of the session>.json
std::string login_token_path(const std::string& session, const CredentialWorld& world);

/// General where there is none or where a member is missing. It may be expired.
Result<LoginToken> load_login_token(const std::string& session, const CredentialWorld& world);

/// The same of the file's content.
Result<LoginToken> login_token_in(Map document, const CredentialWorld& world);

/// The answer to a renewal, put into the document: new keys and refresh token, the rest as it was.
/// BadReply where the answer has not what it must have.
Result<Map> renewed_login_document(Map document, const Map& answer, Instant now);

}  // namespace send_bounce
