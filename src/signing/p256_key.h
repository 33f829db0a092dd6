#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "send_bounce/values/error.h"

namespace send_bounce {

/// A private key on the curve P-256 (FIPS 186-4), for ES256 signatures (RFC 7518 §3.4). The only
/// header behind which OpenSSL's public-key cryptography is used. Movable, not copyable.
class P256Key {
 public:
  /// From a PEM block, SEC 1 ("EC PRIVATE KEY") or PKCS #8 ("PRIVATE KEY"). General, without a word
  /// of the text, for anything else: it is a secret. An encrypted key is refused, not asked for.
  static Result<P256Key> from_pem(std::string_view pem);

  P256Key(P256Key&&) noexcept;
  P256Key& operator=(P256Key&&) noexcept;
  ~P256Key();

  /// The coordinates of the public point, 32 raw bytes each, most significant first.
  const std::string& x() const { return x_; }
  const std::string& y() const { return y_; }

  /// The signature over SHA-256 of the data: 64 raw bytes, r and then s. Another one at each call.
  Result<std::string> sign(std::string_view data) const;

 private:
  struct Key;
  P256Key(std::unique_ptr<Key> key, std::string x, std::string y);

  std::unique_ptr<Key> key_;
  std::string x_;
  std::string y_;
};

}  // namespace send_bounce
