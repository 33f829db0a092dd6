#include "send_bounce/signing/dpop.h"

#include <gtest/gtest.h>
#include <openssl/bio.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "send_bounce/text/encoding.h"

namespace send_bounce {
namespace {

using nlohmann::json;

// The key of RFC 7515 §A.3, written by OpenSSL's command in both forms.
const std::string kSec1 = R"(-----BEGIN EC PRIVATE KEY-----
MHcCAQEEII6bEJ5xkJi/mASH3x9dd+nLKWBuvtImO19XwhPfhPSyoAoGCCqGSM49
AwEHoUQDQgAEf83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEXH8UTNG72b
focs3+257rn0s2ldbqkLJK2KRiMohYjlrQ==
-----END EC PRIVATE KEY-----
)";
const std::string kPkcs8 = R"(-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgjpsQnnGQmL+YBIff
H1136cspYG6+0iY7X1fCE9+E9LKhRANCAAR/zc4ncPbEXUGDy+5v20t7WAczNXvp
7xO6z248e9FURcfxRM0bvZt+hyzf7bnuufSzaV1uqQskrYpGIyiFiOWt
-----END PRIVATE KEY-----
)";
// The same, with the passphrase "secret".
const std::string kEncrypted = R"(-----BEGIN ENCRYPTED PRIVATE KEY-----
MIHrMFYGCSqGSIb3DQEFDTBJMCgGCSqGSIb3DQEFDDAbBAjqOJ+aeABjcwIBATAM
BggqhkiG9w0CCQUAMB0GCWCGSAFlAwQBKgQQUskBkPe0VXDkz1h6dj2q0wSBkGhm
NrjNEoRp1g16mxhbHWtDYxoin5lQvucgFqKnQHq1lptT+481jIPockmZ9kwKSwMc
wljj6q6vspSD/wP3++dghbYTOc442w2xWnXJLYKR94P3hA0QQqAm9Bgeh513VmvT
/rLCi2xl2PRIBZ8KQ3DDMikl4N+abUHv+AtB6d5pbm/faTfbCfMDfmp2GzNgQA==
-----END ENCRYPTED PRIVATE KEY-----
)";
// Made by "openssl ecparam -name secp384r1 -genkey -noout".
const std::string kOtherCurve = R"(-----BEGIN EC PRIVATE KEY-----
MIGkAgEBBDDEE2ir1UjLzB+5QdqL2XNrRpa9UtBmAfo9W77qGkKpAwHn7FtqdKtI
ENobhxCHYh2gBwYFK4EEACKhZANiAASXgcFeV4o9yDPaeXHPs0iMXzRv251QW31D
MljJOkPZPs2HfKJeyUNFVsnV6xBL1KjCJ1pu5LYTcgs1rUoktVsAgH6PrPWl/6jp
YnA4gh+FY6ye9YwsEoRZFwZ/37qLoPs=
-----END EC PRIVATE KEY-----
)";

const DpopClaims kClaims{"POST", "https://us-east-1.signin.aws.amazon.com/v1/token", 1577934245,
                         "00010203-0405-4607-8809-0a0b0c0d0e0f"};

std::string from_base64url(std::string text) {
  for (char& c : text) c = c == '-' ? '+' : c == '_' ? '/' : c;
  text.resize((text.size() + 3) / 4 * 4, '=');
  return base64_decode(text).value_or("");
}

struct Parts {
  std::string signed_part;
  json header;
  json payload;
  std::string signature;
};

Parts parts_of(const std::string& proof) {
  const std::size_t first = proof.find('.');
  const std::size_t second = proof.find('.', first + 1);
  return {proof.substr(0, second), json::parse(from_base64url(proof.substr(0, first))),
          json::parse(from_base64url(proof.substr(first + 1, second - first - 1))),
          from_base64url(proof.substr(second + 1))};
}

// By OpenSSL, with the public half of the key.
bool verifies(const std::string& data, const std::string& signature) {
  const auto number = [&](std::size_t at) {
    return BN_bin2bn(reinterpret_cast<const unsigned char*>(signature.data()) + at, 32, nullptr);
  };
  const std::unique_ptr<ECDSA_SIG, decltype(&ECDSA_SIG_free)> pair(ECDSA_SIG_new(), ECDSA_SIG_free);
  ECDSA_SIG_set0(pair.get(), number(0), number(32));
  unsigned char* der = nullptr;
  const int size = i2d_ECDSA_SIG(pair.get(), &der);
  const std::unique_ptr<BIO, decltype(&BIO_free)> text(BIO_new_mem_buf(kSec1.data(), -1), BIO_free);
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(
      PEM_read_bio_PrivateKey(text.get(), nullptr, nullptr, nullptr), EVP_PKEY_free);
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                        EVP_MD_CTX_free);
  EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key.get());
  const int verdict =
      EVP_DigestVerify(context.get(), der, static_cast<std::size_t>(size),
                       reinterpret_cast<const unsigned char*>(data.data()), data.size());
  OPENSSL_free(der);
  return verdict == 1;
}

class Dpop : public ::testing::TestWithParam<std::string> {};

TEST_P(Dpop, ProvesThatItsKeySignedTheClaims) {
  const auto proof = dpop_proof(GetParam(), kClaims);
  ASSERT_TRUE(proof) << proof.error().message;
  const Parts parts = parts_of(*proof);
  // RFC 7515 §A.3.1 gives the coordinates of its key.
  EXPECT_EQ(parts.header, json::parse(R"({"typ": "dpop+jwt", "alg": "ES256", "jwk": {"kty": "EC",
      "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
      "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0", "crv": "P-256"}})"));
  EXPECT_EQ(parts.payload, (json{{"htm", "POST"},
                                 {"htu", "https://us-east-1.signin.aws.amazon.com/v1/token"},
                                 {"iat", 1577934245},
                                 {"jti", "00010203-0405-4607-8809-0a0b0c0d0e0f"}}));
  ASSERT_EQ(parts.signature.size(), 64U);
  EXPECT_TRUE(verifies(parts.signed_part, parts.signature));
  EXPECT_FALSE(verifies(parts.signed_part + "x", parts.signature));
}

INSTANTIATE_TEST_SUITE_P(Forms, Dpop, ::testing::Values(kSec1, kPkcs8));

TEST(DpopProof, KeepsTheMembersInTheOrderOfTheAwsCli) {
  const std::string proof = dpop_proof(kSec1, kClaims).value();
  const std::string header = from_base64url(proof.substr(0, proof.find('.')));
  EXPECT_EQ(header.substr(0, 46), R"({"typ":"dpop+jwt","alg":"ES256","jwk":{"kty":")");
}

TEST(DpopProof, EscapesWhatJsonEscapes) {
  DpopClaims claims = kClaims;
  claims.url = R"(http://127.0.0.1/a"b\c)";
  EXPECT_EQ(parts_of(dpop_proof(kSec1, claims).value()).payload["htu"], claims.url);
}

TEST(DpopProof, RefusesOtherKeysWithoutShowingThem) {
  for (const std::string& key : {std::string("secret"), std::string(), kEncrypted, kOtherCurve,
                                 kSec1.substr(0, kSec1.size() / 2)}) {
    const auto proof = dpop_proof(key, kClaims);
    ASSERT_FALSE(proof);
    EXPECT_EQ(proof.error().message,
              "The key is not an unencrypted private key on the curve P-256");
  }
}

}  // namespace
}  // namespace send_bounce
