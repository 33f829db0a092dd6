#include "send_bounce/signing/dpop.h"

#include <utility>

#include "send_bounce/text/encoding.h"
#include "send_bounce/text/json_text.h"
#include "signing/p256_key.h"

namespace send_bounce {
namespace {

// RFC 4648 §5, without padding (RFC 7515 §2).
std::string base64url(std::string_view bytes) {
  std::string text = base64(bytes);
  text.erase(text.find_last_not_of('=') + 1);
  for (char& c : text) {
    if (c == '+') c = '-';
    if (c == '/') c = '_';
  }
  return text;
}

Map header_of(const P256Key& key) {
  return {
      {"typ", "dpop+jwt"},
      {"alg", "ES256"},
      {"jwk",
       Map{{"kty", "EC"}, {"x", base64url(key.x())}, {"y", base64url(key.y())}, {"crv", "P-256"}}}};
}

Map payload_of(const DpopClaims& claims) {
  return {
      {"htm", claims.method}, {"htu", claims.url}, {"iat", claims.issued_at}, {"jti", claims.id}};
}

std::string encoded(Map part) { return base64url(json_text(std::move(part), JsonSpacing::None)); }

}  // namespace

Result<std::string> dpop_proof(std::string_view private_key_pem, const DpopClaims& claims) {
  ASSIGN_OR_RETURN(const P256Key key, P256Key::from_pem(private_key_pem));
  const std::string signed_part = encoded(header_of(key)) + "." + encoded(payload_of(claims));
  ASSIGN_OR_RETURN(const std::string signature, key.sign(signed_part));
  return signed_part + "." + base64url(signature);
}

}  // namespace send_bounce
