// OpenSSL calls these functions low-level and would rather see EVP. But EVP looks a digest up by
// name in what its providers offer, and so sets up all of libcrypto: ten times the work of a whole
// run without TLS.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "send_bounce/signing/digest.h"

#include <openssl/md5.h>
#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <initializer_list>

namespace send_bounce {
namespace {

template <std::size_t Size>
std::string as_string(const std::array<unsigned char, Size>& digest) {
  return std::string(reinterpret_cast<const char*>(digest.data()), digest.size());
}

std::string sha256_of(std::initializer_list<std::string_view> parts) {
  SHA256_CTX state;
  SHA256_Init(&state);
  for (const std::string_view part : parts) SHA256_Update(&state, part.data(), part.size());
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256_Final(digest.data(), &state);
  return as_string(digest);
}

// The key, filled up with zeros to a block, each byte of it combined with the pad.
std::string padded(std::string_view key, unsigned char pad) {
  std::string block(SHA256_CBLOCK, static_cast<char>(pad));
  std::transform(key.begin(), key.end(), block.begin(),
                 [pad](char c) { return static_cast<char>(static_cast<unsigned char>(c) ^ pad); });
  return block;
}

}  // namespace

std::string md5(std::string_view data) {
  MD5_CTX state;
  MD5_Init(&state);
  MD5_Update(&state, data.data(), data.size());
  std::array<unsigned char, MD5_DIGEST_LENGTH> digest{};
  MD5_Final(digest.data(), &state);
  return as_string(digest);
}

std::string sha1(std::string_view data) {
  SHA_CTX state;
  SHA1_Init(&state);
  SHA1_Update(&state, data.data(), data.size());
  std::array<unsigned char, SHA_DIGEST_LENGTH> digest{};
  SHA1_Final(digest.data(), &state);
  return as_string(digest);
}

std::string sha256(std::string_view data) { return sha256_of({data}); }

std::string hmac_sha256(std::string_view key, std::string_view data) {
  constexpr unsigned char kInnerPad = 0x36;
  constexpr unsigned char kOuterPad = 0x5c;
  std::string hashed;
  if (key.size() > SHA256_CBLOCK) {
    hashed = sha256(key);
    key = hashed;
  }
  return sha256_of({padded(key, kOuterPad), sha256_of({padded(key, kInnerPad), data})});
}

}  // namespace send_bounce
