#pragma once

#include <cstddef>
#include <memory>
#include <string>

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

/// A certification authority and a server certificate signed by it, made anew at each start. The
/// private keys never leave memory, so that the CA's certificate can be trusted without a thought
/// (`--ca-bundle`): nobody can sign with it any more once the process has ended.
///
/// EC P-256, SHA-256; names localhost, 127.0.0.1 and ::1; valid from an hour ago for 30 days.
class TlsIdentity {
 public:
  static Result<TlsIdentity> make();

  /// The CA's certificate, PEM (RFC 7468).
  const std::string& ca_pem() const { return ca_pem_; }

  /// For the server's side of handshakes, TLS 1.2 and 1.3. Owned by this object; may be used from
  /// several threads at once.
  ssl_ctx_st* context() const { return context_.get(); }

 private:
  struct ContextFree {
    void operator()(ssl_ctx_st* context) const;
  };

  std::string ca_pem_;
  std::unique_ptr<ssl_ctx_st, ContextFree> context_;
};

}  // namespace send_bounce::stand_in
