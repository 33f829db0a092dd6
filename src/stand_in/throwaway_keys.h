#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "send_bounce/values/error.h"

struct ssl_ctx_st;

/// What is made up for one run and worth nothing behind it: ids, keys of a service, and the
/// certificates of a server.
namespace send_bounce::stand_in {

/// Bytes from OpenSSL's generator; the process ends where it has none.
std::string random_bytes(std::size_t count);

/// Keys that no service but this one knows, in the length of real ones but not in their form:
/// "STANDIN" and 13 letters or digits; 40 letters or digits.
std::string new_access_key_id();
std::string new_secret_access_key();

/// A random UUID in lower case (RFC 9562 §5.4).
std::string new_request_id();

/// What is wrong with a server's certificate.
enum class Certificate : std::uint8_t {
  Good,
  WrongName,  ///< for wrong-certificate.invalid alone
  Expired,    ///< valid until yesterday
  UnknownCa,  ///< signed by an authority whose certificate nobody gets
};

/// A certification authority and a server certificate signed by it, made anew at each start. The
/// private keys never leave memory, so that the CA's certificate can be trusted without a thought
/// (`--ca-bundle`): nobody can sign with it any more once the process has ended.
///
/// EC P-256, SHA-256; names localhost, 127.0.0.1, ::1 and those that are asked for; valid from an
/// hour ago for 30 days.
class TlsIdentity {
 public:
  /// `names` are hosts or IP addresses. What can be neither is left out.
  static Result<TlsIdentity> make(const std::vector<std::string>& names = {});

  /// The CA's certificate, PEM (RFC 7468).
  const std::string& ca_pem() const { return ca_pem_; }

  /// For the server's side of handshakes, TLS 1.2 and 1.3. Owned by this object; may be used from
  /// several threads at once.
  ssl_ctx_st* context(Certificate certificate = Certificate::Good) const {
    return contexts_[static_cast<std::size_t>(certificate)].get();
  }

 private:
  struct ContextFree {
    void operator()(ssl_ctx_st* context) const;
  };

  std::string ca_pem_;
  std::array<std::unique_ptr<ssl_ctx_st, ContextFree>, 4> contexts_;  // by Certificate
};

}  // namespace send_bounce::stand_in
