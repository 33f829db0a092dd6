#include "send_bounce/words/digest.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <climits>

namespace send_bounce {
namespace {

constexpr std::size_t kSha1Size = 20;
constexpr std::size_t kDigestSize = 32;
using Digest = std::array<unsigned char, kDigestSize>;

const unsigned char* as_bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::string as_string(const Digest& digest) {
  return std::string(reinterpret_cast<const char*>(digest.data()), digest.size());
}

}  // namespace

std::string sha1(std::string_view data) {
  std::array<unsigned char, kSha1Size> digest{};
  unsigned int size = 0;
  EVP_Digest(as_bytes(data), data.size(), digest.data(), &size, EVP_sha1(), nullptr);
  return std::string(reinterpret_cast<const char*>(digest.data()), digest.size());
}

std::string sha256(std::string_view data) {
  Digest digest{};
  unsigned int size = 0;
  EVP_Digest(as_bytes(data), data.size(), digest.data(), &size, EVP_sha256(), nullptr);
  return as_string(digest);
}

std::string hmac_sha256(std::string_view key, std::string_view data) {
  // OpenSSL takes the key's length as an int; RFC 2104 §2 hashes any key longer than a block
  // anyway.
  std::string hashed;
  if (key.size() > static_cast<std::size_t>(INT_MAX)) {
    hashed = sha256(key);
    key = hashed;
  }
  Digest digest{};
  unsigned int size = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), as_bytes(data), data.size(),
       digest.data(), &size);
  return as_string(digest);
}

}  // namespace send_bounce
