#include "signing/p256_key.h"

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
#include <utility>

#include "send_bounce/values/freed.h"

namespace send_bounce {
namespace {

constexpr int kCoordinateSize = 32;

using Bio = std::unique_ptr<BIO, Freed<BIO_free>>;
using Number = std::unique_ptr<BIGNUM, Freed<BN_free>>;
using Pkey = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, Freed<EVP_MD_CTX_free>>;
using Signature = std::unique_ptr<ECDSA_SIG, Freed<ECDSA_SIG_free>>;

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

}  // namespace

struct P256Key::Key {
  Pkey pkey;
};

P256Key::P256Key(std::unique_ptr<Key> key, std::string x, std::string y)
    : key_(std::move(key)), x_(std::move(x)), y_(std::move(y)) {}
P256Key::P256Key(P256Key&&) noexcept = default;
P256Key& P256Key::operator=(P256Key&&) noexcept = default;
P256Key::~P256Key() = default;

Result<P256Key> P256Key::from_pem(std::string_view pem) {
  if (pem.size() > static_cast<std::size_t>(INT_MAX)) return not_a_key();
  const Bio text(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  if (!text) return not_a_key();
  Pkey pkey(PEM_read_bio_PrivateKey(text.get(), nullptr, no_passphrase, nullptr));
  if (!pkey || !is_p256(pkey.get())) return not_a_key();
  std::string x = coordinate(pkey.get(), OSSL_PKEY_PARAM_EC_PUB_X);
  std::string y = coordinate(pkey.get(), OSSL_PKEY_PARAM_EC_PUB_Y);
  if (x.empty() || y.empty()) return not_a_key();
  return P256Key(std::make_unique<Key>(Key{std::move(pkey)}), std::move(x), std::move(y));
}

Result<std::string> P256Key::sign(std::string_view data) const {
  const auto* bytes = reinterpret_cast<const unsigned char*>(data.data());
  const DigestContext context(EVP_MD_CTX_new());
  std::size_t size = 0;
  std::string der;
  if (context &&
      EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key_->pkey.get()) == 1 &&
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

}  // namespace send_bounce
