#pragma once

#include <optional>
#include <string>

#include "send_bounce/signing/credentials.h"
#include "send_bounce/values/instant.h"
#include "send_bounce/world/http.h"
#include "stand_in/service_answer.h"

namespace send_bounce::stand_in {

/// The one pair of keys that the stand-in knows, and the scope it answers for.
struct SignatureRules {
  Credentials credentials;  ///< with a session token: each request must carry just that
  std::string region;
  std::string service = "ses";
};

/// Verifies Signature Version 4 of a request as it was received (AWS IAM User Guide, "AWS Signature
/// Version 4 for API requests"). nullopt where all of this holds; it is checked in the order in
/// which AWS does, and answered with AWS's codes and texts where these are known:
///   an Authorization header that begins with "AWS4-"                  MissingAuthenticationToken
///   in it Credential, SignedHeaders and Signature; an X-Amz-Date      IncompleteSignature
///   in the form YYYYMMDDTHHMMSSZ                                      IncompleteSignature
///   and within 15 minutes of `now`, on either side                    SignatureDoesNotMatch
///   Host and every X-Amz-* header among the signed ones, and each
///   signed one there                                                  SignatureDoesNotMatch
///   the algorithm AWS4-HMAC-SHA256; a Credential of five parts        IncompleteSignature
///   with the day of X-Amz-Date, our region and service, aws4_request  SignatureDoesNotMatch
///   our access key                                                    InvalidClientTokenId
///   the signature, over the headers named and the body as received    SignatureDoesNotMatch
///   our session token, or none where we have none                     InvalidClientTokenId
/// Keys, tokens and signatures are compared in a time that does not depend on where they differ,
/// and no message holds the secret key, the session token or the right signature.
std::optional<ServiceFault> check_signature(const HttpRequest& request, const SignatureRules& rules,
                                            Instant now);

}  // namespace send_bounce::stand_in
