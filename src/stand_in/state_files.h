#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "send_bounce/values/error.h"

/// The files that a client or its starter reads: certificates to trust, and that all is ready.
namespace send_bounce::stand_in {

/// The path itself where it does not lead anywhere. A command that is run may change its folder, so
/// that every path it is told is absolute.
std::string absolute_path(const std::string& path);

/// What a client on another machine may call this one that listens on `address`.
std::vector<std::string> names_of_host(const std::string& address);

/// Absolute paths; empty without TLS.
struct CertificateFiles {
  std::string ca;     ///< ca.pem: the stand-in's own authority
  std::string trust;  ///< trust.pem: that, what the machine trusts, and what variables named
};

/// Writes both into the folder `state`, each as a whole, for its owner alone. To name ca.pem in
/// SSL_CERT_FILE and the like would take all other trust away, and a command may have other hosts
/// to call. `trusted`: further files of certificates; what cannot be read is left out.
Result<CertificateFiles> write_certificates(const std::string& state, const std::string& ca_pem,
                                            const std::vector<std::string>& trusted);

/// The file of --ready-file, there as long as somebody serves: never half of it, never an old one.
class ReadyFile {
 public:
  /// Removes one that is there already. An empty path is no file.
  explicit ReadyFile(std::string path);
  /// Removes it.
  ~ReadyFile();
  ReadyFile(const ReadyFile&) = delete;
  ReadyFile& operator=(const ReadyFile&) = delete;

  Result<void> write(std::string_view text) const;

 private:
  std::string path_;
};

}  // namespace send_bounce::stand_in
