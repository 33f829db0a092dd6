#include "send_bounce/protocol/trust_store.h"

#include <algorithm>
#include <array>
#include <optional>

#include "send_bounce/protocol/partitions.h"
#include "send_bounce/text/encoding.h"

namespace send_bounce {
namespace {

// Where distributions keep certificates by the hash of their names: one file is read for one
// issuer, so these come before the bundles of the same certificates.
constexpr std::array kFolders = {
    "/etc/ssl/certs",                                   // Debian, SUSE, Alpine, Arch
    "/etc/pki/tls/certs",                               // Fedora, RHEL 10
    "/etc/pki/ca-trust/extracted/pem/directory-hash"};  // the same, behind the links

constexpr std::array kFiles = {
    "/etc/ssl/certs/ca-certificates.crt",                 // Debian, Alpine, distroless
    "/etc/pki/tls/certs/ca-bundle.crt",                   // Fedora, RHEL, Amazon Linux
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",  // the same, without the link
    "/etc/ssl/ca-bundle.pem",                             // SUSE
    "/var/lib/ca-certificates/ca-bundle.pem",             // the same, without the link
    "/etc/ssl/certs/ca-bundle.crt",                       // Fedora's link; NixOS
    "/etc/pki/tls/cacert.pem",                            // OpenELEC
    "/etc/ssl/cert.pem",                                  // Alpine, the BSDs
    "/usr/local/share/certs/ca-root-nss.crt",             // FreeBSD
    "/etc/certs/ca-certificates.crt"};                    // Solaris

constexpr std::size_t kDigitsOfHash = 8;

bool is_folder(const FileSystem& files, const std::string& path) {
  return files.kind(path) == FileKind::Directory;
}

// Not a directory; a pipe would do.
bool is_file(const FileSystem& files, const std::string& path) {
  const auto kind = files.kind(path);
  return kind && *kind != FileKind::Directory;
}

// Links that lead nowhere do not count: a folder may have been copied without what it points to.
bool has_hashed_name(const FileSystem& files, const Directories& directories,
                     const std::string& folder) {
  return directories.has_entry(folder, [&](const std::string& name) {
    return is_hashed_name(name) && files.is_regular(folder + "/" + name);
  });
}

// Those of "a:b" that are folders.
std::string existing_folders(const FileSystem& files, const std::string& list) {
  std::string found;
  for (std::size_t start = 0; start <= list.size();) {
    const std::size_t end = std::min(list.find(':', start), list.size());
    const std::string folder = list.substr(start, end - start);
    if (!folder.empty() && is_folder(files, folder)) found += (found.empty() ? "" : ":") + folder;
    start = end + 1;
  }
  return found;
}

// OpenSSL's own variables. What they name and is not there counts as not named.
std::optional<TrustStore> store_of_variables(const Variables& variables, const FileSystem& files) {
  TrustStore store;
  const std::string file = variables.get("SSL_CERT_FILE").value_or("");
  if (!file.empty() && is_file(files, file)) {
    store.file = file;
    store.variable = "SSL_CERT_FILE";
  }
  store.folders = existing_folders(files, variables.get("SSL_CERT_DIR").value_or(""));
  if (!store.folders.empty()) {
    store.variable += (store.variable.empty() ? "" : ", ") + std::string("SSL_CERT_DIR");
  }
  if (store.is_built_in()) return std::nullopt;
  return store;
}

// "localhost" of "localhost:443".
std::string_view without_port(std::string_view host) {
  const std::size_t colon = host.rfind(':');
  return colon == std::string_view::npos || host.ends_with(']') ? host : host.substr(0, colon);
}

}  // namespace

bool is_hashed_name(std::string_view name) {
  if (name.size() < kDigitsOfHash + 2 || name[kDigitsOfHash] != '.') return false;
  const auto is_hex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  const auto after = name.begin() + kDigitsOfHash;
  return std::all_of(name.begin(), after, is_hex) && std::all_of(after + 1, name.end(), is_digit);
}

TrustStore default_trust_store(const Variables& variables, const FileSystem& files,
                               const Directories& directories) {
  if (auto store = store_of_variables(variables, files)) return *std::move(store);
  for (const char* folder : kFolders) {
    if (has_hashed_name(files, directories, folder)) return {.folders = folder};
  }
  for (const char* file : kFiles) {
    if (is_file(files, file)) return {.file = file};
  }
  return {};
}

std::span<const char* const> bundle_files() { return kFiles; }

std::string place_of(const TrustStore& store) {
  if (store.is_built_in()) return "<roots of Amazon Trust Services>";
  return store.file + (store.file.empty() || store.folders.empty() ? "" : ":") + store.folders;
}

std::string describe(const TrustStore& store) {
  if (store.is_built_in()) return "the built-in roots of Amazon Trust Services";
  std::string text;
  if (!store.file.empty()) text = "the file '" + store.file + "'";
  if (!store.folders.empty()) {
    text += (text.empty() ? "the folder '" : " and the folder '") + store.folders + "'";
  }
  return store.variable.empty() ? text : text + " (" + store.variable + ")";
}

bool is_aws_host(std::string_view host) {
  std::string name = to_lower(without_port(host));
  if (name.ends_with('.')) name.pop_back();
  const auto is_under = [&](std::string_view suffix) {
    return !suffix.empty() && name.size() > suffix.size() + 1 && name.ends_with(suffix) &&
           name[name.size() - suffix.size() - 1] == '.';
  };
  const auto all = partitions();
  return std::any_of(all.begin(), all.end(), [&](const Partition& partition) {
    return is_under(partition.suffix) || is_under(partition.dual_stack_suffix) ||
           is_under(partition.signin_suffix);
  });
}

}  // namespace send_bounce
