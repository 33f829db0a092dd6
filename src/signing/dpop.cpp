#include "send_bounce/signing/dpop.h"

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/pem.h>

#include <array>
#include <climits>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "send_bounce/text/encoding.h"
#include "send_bounce/text/json_text.h"
#include "send_bounce/values/error.h"
#include "send_bounce/values/freed.h"

namespace send_bounce {
namespace {

constexpr int kCoordinateSize = 32;

using Bio = std::unique_ptr<BIO, Freed<BIO_free>>;
using Number = std::unique_ptr<BIGNUM, Freed<BN_free>>;
using Pkey = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, Freed<EVP_MD_CTX_free>>;
using Signature = std::unique_ptr<ECDSA_SIG, Freed<ECDSA_SIG_free>>;

/// A private key on the curve P-256 (FIPS 186-4), for ES256 signatures (RFC 7518 §3.4). Movable,
/// not copyable.
class P256Key {
 public:
  /// From a PEM block, SEC 1 ("EC PRIVATE KEY") or PKCS #8 ("PRIVATE KEY"). General, without a word
  /// of the text, for anything else: it is a secret. An encrypted key is refused, not asked for.
  static Result<P256Key> from_pem(std::string_view pem);

  /// The coordinates of the public point, 32 raw bytes each, most significant first.
  const std::string& x() const { return x_; }
  const std::string& y() const { return y_; }

  /// The signature over SHA-256 of the data: 64 raw bytes, r and then s. Another one at each call.
  Result<std::string> sign(std::string_view data) const;

 private:
  P256Key(Pkey key, std::string x, std::string y)
      : key_(std::move(key)), x_(std::move(x)), y_(std::move(y)) {}

  Pkey key_;
  std::string x_;
  std::string y_;
};

// Without this OpenSSL asks at the terminal for the passphrase of an encrypted key.
int no_passphrase(char*, int, int, void*) { return -1; }

std::string fixed_width(const BIGNUM* number) {
  std::array<unsigned char, kCoordinateSize> bytes{};
  BN_bn2binpad(number, bytes.data(), kCoordinateSize);
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

bool is_p256(const EVP_PKEY* key) {
  std::array<char, 64> name{};
  return EVP_PKEY_get_group_name(key, name.data(), name.size(), nullptr) == 1 &&
         OBJ_txt2nid(name.data()) == NID_X9_62_prime256v1;
}

std::string coordinate(const EVP_PKEY* key, const char* which) {
  BIGNUM* number = nullptr;
  if (EVP_PKEY_get_bn_param(key, which, &number) != 1) return {};
  return fixed_width(Number(number).get());
}

Failure not_a_key() {
  ERR_clear_error();
  return fail(ErrorKind::General, "The key is not an unencrypted private key on the curve P-256");
}

Result<P256Key> P256Key::from_pem(std::string_view pem) {
  if (pem.size() > static_cast<std::size_t>(INT_MAX)) return not_a_key();
  const Bio text(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  if (!text) return not_a_key();
  Pkey pkey(PEM_read_bio_PrivateKey(text.get(), nullptr, no_passphrase, nullptr));
  if (!pkey || !is_p256(pkey.get())) return not_a_key();
  std::string x = coordinate(pkey.get(), OSSL_PKEY_PARAM_EC_PUB_X);
  std::string y = coordinate(pkey.get(), OSSL_PKEY_PARAM_EC_PUB_Y);
  if (x.empty() || y.empty()) return not_a_key();
  return P256Key(std::move(pkey), std::move(x), std::move(y));
}

Result<std::string> P256Key::sign(std::string_view data) const {
  const auto* bytes = reinterpret_cast<const unsigned char*>(data.data());
  const DigestContext context(EVP_MD_CTX_new());
  std::size_t size = 0;
  std::string der;
  if (context &&
      EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key_.get()) == 1 &&
      EVP_DigestSign(context.get(), nullptr, &size, bytes, data.size()) == 1) {
    der.resize(size);
    auto* out = reinterpret_cast<unsigned char*>(der.data());
    if (EVP_DigestSign(context.get(), out, &size, bytes, data.size()) == 1) {
      const unsigned char* at = out;
      const Signature signature(d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(size)));
      if (signature) {
        return fixed_width(ECDSA_SIG_get0_r(signature.get())) +
               fixed_width(ECDSA_SIG_get0_s(signature.get()));
      }
    }
  }
  ERR_clear_error();
  return fail(ErrorKind::General, "The key could not sign");
}

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
