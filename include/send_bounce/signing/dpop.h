#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "send_bounce/values/error.h"

/// Proof that the sender of a request holds a key: DPoP (RFC 9449), as AWS Sign-in wants it.
namespace send_bounce {

/// What the proof is about (RFC 9449 §4.2).
struct DpopClaims {
  std::string method;          ///< "htm": POST
  std::string url;             ///< "htu": https://us-east-1.signin.aws.amazon.com/v1/token
  std::int64_t issued_at = 0;  ///< "iat": seconds since 1970
  std::string id;              ///< "jti": a UUID, another one for each proof
};

/// The value of the header `DPoP`: a compact JWS (RFC 7515 §7.1), signed by ES256 with the key of
/// that PEM block, whose public half is in its header. General where it is no such key; its text is
/// a secret and never in the message.
Result<std::string> dpop_proof(std::string_view private_key_pem, const DpopClaims& claims);

}  // namespace send_bounce
