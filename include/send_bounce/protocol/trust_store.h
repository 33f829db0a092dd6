#pragma once

#include <span>
#include <string>
#include <string_view>

#include "send_bounce/world/screen.h"
#include "send_bounce/world/world.h"

/// Whose word counts for a server's certificate.
namespace send_bounce {

/// At least one of file and folders, or the roots that are built in.
struct TrustStore {
  std::string file = {};      ///< of PEM certificates; empty for none
  std::string folders = {};   ///< of certificates by the hash of their names, ':' in between
  std::string variable = {};  ///< that names them: "SSL_CERT_FILE"

  bool is_built_in() const { return file.empty() && folders.empty(); }
  friend bool operator==(const TrustStore&, const TrustStore&) = default;
};

/// What is trusted where no bundle is configured, the first that is there: what SSL_CERT_FILE and
/// SSL_CERT_DIR name, a folder of hashed names with one at least, a bundle of the distribution; and
/// on a machine without any, the roots of Amazon Trust Services.
TrustStore default_trust_store(const Variables& variables, const FileSystem& files,
                               const Directories& directories);

/// Where distributions keep all trusted certificates in one file of PEM.
std::span<const char* const> bundle_files();

/// "the folder '/etc/ssl/certs'", "the file 'x.pem' (SSL_CERT_FILE)".
std::string describe(const TrustStore& store);
/// Without words around: "/etc/ssl/certs".
std::string place_of(const TrustStore& store);

/// "5cd81ad7.0": how OpenSSL finds a certificate in a folder.
bool is_hashed_name(std::string_view name);

/// True where the host of an HttpRequest is one of AWS's by the endpoint table's suffixes. For
/// others the built-in roots do not vouch.
bool is_aws_host(std::string_view host);

/// The roots of Amazon Trust Services (Amazon Root CA 1 to 4, and the one of Starfield that signs
/// them for older stores), as PEM.
std::string_view amazon_roots();

}  // namespace send_bounce
