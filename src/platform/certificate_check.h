#pragma once

#include <openssl/types.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "send_bounce/protocol/certificate_bundle.h"
#include "send_bounce/protocol/trust_store.h"

namespace send_bounce {

struct CertificateSource;

/// How the certificates of one connection are checked: against which store, and what came of it.
class CertificateCheck {
 public:
  explicit CertificateCheck(TrustStore store);
  CertificateCheck(const CertificateCheck&) = delete;
  CertificateCheck& operator=(const CertificateCheck&) = delete;

  const TrustStore& store() const { return store_; }

  /// Lets the store look certificates up in the file or in the built-in roots, and tells this
  /// object, which must outlive the handshake, what is not trusted. The folders are not its
  /// business. False where the file is of no use: fault() says why.
  bool install(X509_STORE* certificates);

  /// In Python's words, with the file's name: "[Errno 13] Permission denied: 'x.pem'".
  const std::string& fault() const { return fault_; }
  /// Of the file, what is wrong with a certificate in it, though others are good: "certificate 2 of
  /// 'x.pem' cannot be read: bad base64 decode".
  std::vector<std::string> warnings() const;
  /// For a person whose connection failed: which certificate, which issuer, which store.
  std::string explanation() const;

 private:
  struct Distrust {
    int code = 0;
    std::string subject;
    std::string issuer;
  };
  bool read();
  static int take_verdict(int good, X509_STORE_CTX* context);

  TrustStore store_;
  std::shared_ptr<CertificateSource> source_;
  std::string fault_;
  std::optional<Distrust> distrust_;
};

}  // namespace send_bounce
