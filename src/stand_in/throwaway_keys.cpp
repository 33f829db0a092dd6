#include "stand_in/throwaway_keys.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <iterator>
#include <span>
#include <string_view>
#include <utility>

#include "send_bounce/text/encoding.h"
#include "send_bounce/values/freed.h"

namespace send_bounce::stand_in {
namespace {

std::string random_text(std::size_t count, std::string_view alphabet) {
  std::string text;
  for (const char byte : random_bytes(count)) {
    // The first few letters come up a little more often; forty of them are secret enough.
    text += alphabet[static_cast<unsigned char>(byte) % alphabet.size()];
  }
  return text;
}

using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using X509Certificate = std::unique_ptr<X509, Freed<X509_free>>;
using Memory = std::unique_ptr<BIO, Freed<BIO_free_all>>;
using Extension = std::unique_ptr<X509_EXTENSION, Freed<X509_EXTENSION_free>>;

constexpr long kDay = 24L * 60 * 60;

// Seconds from now.
struct Validity {
  long from = -60L * 60;  // for a client whose clock is a little late
  long until = 30 * kDay;
};

struct ExtensionRow {
  int id;
  const char* value;
};

// RFC 5280 §4.2; a strict verifier wants the key identifiers too.
constexpr ExtensionRow kAuthorityExtensions[] = {
    {NID_basic_constraints, "critical,CA:TRUE,pathlen:0"},
    {NID_key_usage, "critical,keyCertSign,cRLSign"},
    {NID_subject_key_identifier, "hash"},
};
constexpr ExtensionRow kServerExtensions[] = {
    {NID_basic_constraints, "critical,CA:FALSE"},
    {NID_key_usage, "critical,digitalSignature"},
    {NID_ext_key_usage, "serverAuth"},
    {NID_subject_key_identifier, "hash"},
    {NID_authority_key_identifier, "keyid:always"},
};
constexpr const char* kLocalNames = "DNS:localhost,IP:127.0.0.1,IP:::1";
constexpr const char* kOtherName = "DNS:wrong-certificate.invalid";

Failure fault() {
  const auto number = ERR_get_error();
  std::array<char, 256> text{};
  ERR_error_string_n(number, text.data(), text.size());
  ERR_clear_error();
  return fail(ErrorKind::General,
              "--tls: OpenSSL cannot make a certificate: " + std::string(text.data()));
}

bool set_random_serial(X509* certificate) {
  std::array<unsigned char, 8> bytes{};
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) return false;
  std::uint64_t serial = 0;
  for (const auto byte : bytes) serial = serial << 8 | byte;
  // Positive and not zero (RFC 5280 §4.1.2.2).
  serial = (serial >> 1) | 1;
  return ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), serial) == 1;
}

bool set_name(X509_NAME* name, const char* common_name) {
  const auto* text = reinterpret_cast<const unsigned char*>(common_name);
  return X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, text, -1, -1, 0) == 1;
}

bool add_extension(X509* certificate, X509* issuer, const ExtensionRow& row) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, row.id, row.value));
  return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

bool add_extensions(X509* certificate, X509* issuer, std::span<const ExtensionRow> rows) {
  return std::all_of(rows.begin(), rows.end(), [&](const ExtensionRow& row) {
    return add_extension(certificate, issuer, row);
  });
}

// A certificate for `key` with everything but issuer, extensions and signature; null on a fault.
X509Certificate new_certificate(EVP_PKEY* key, const char* common_name, Validity validity) {
  X509Certificate certificate(X509_new());
  const bool is_good = certificate && X509_set_version(certificate.get(), X509_VERSION_3) == 1 &&
                       set_random_serial(certificate.get()) &&
                       X509_gmtime_adj(X509_getm_notBefore(certificate.get()), validity.from) &&
                       X509_gmtime_adj(X509_getm_notAfter(certificate.get()), validity.until) &&
                       X509_set_pubkey(certificate.get(), key) == 1 &&
                       set_name(X509_get_subject_name(certificate.get()), common_name);
  if (!is_good) certificate.reset();
  return certificate;
}

bool sign(X509* certificate, X509* issuer, EVP_PKEY* issuer_key) {
  return X509_set_issuer_name(certificate, X509_get_subject_name(issuer)) == 1 &&
         X509_sign(certificate, issuer_key, EVP_sha256()) != 0;
}

struct Authority {
  Key key;
  X509Certificate certificate;
};

// Without a certificate on a fault.
Authority new_authority(const char* name) {
  Authority authority = {Key(EVP_EC_gen("P-256")), nullptr};
  if (!authority.key) return authority;
  auto certificate = new_certificate(authority.key.get(), name, {});
  if (certificate && add_extensions(certificate.get(), certificate.get(), kAuthorityExtensions) &&
      sign(certificate.get(), certificate.get(), authority.key.get())) {
    authority.certificate = std::move(certificate);
  }
  return authority;
}

// Null on a fault.
X509Certificate server_certificate(EVP_PKEY* key, const Authority& authority,
                                   const std::string& names, Validity validity) {
  if (!authority.certificate) return nullptr;
  auto certificate = new_certificate(key, "localhost", validity);
  auto* const issuer = authority.certificate.get();
  const bool is_good =
      certificate && add_extensions(certificate.get(), issuer, kServerExtensions) &&
      add_extension(certificate.get(), issuer, {NID_subject_alt_name, names.c_str()}) &&
      sign(certificate.get(), issuer, authority.key.get());
  if (!is_good) certificate.reset();
  return certificate;
}

// ",DNS:ses", ",IP:192.0.2.1"; empty for what a list of OpenSSL's has no place for.
std::string listed_name(const std::string& name) {
  std::array<unsigned char, sizeof(in6_addr)> address{};
  const bool is_address = ::inet_pton(AF_INET, name.c_str(), address.data()) == 1 ||
                          ::inet_pton(AF_INET6, name.c_str(), address.data()) == 1;
  if (is_address) return ",IP:" + name;
  const bool is_host = !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' ||
           c == '.';
  });
  return is_host ? ",DNS:" + name : std::string();
}

ssl_ctx_st* new_context(X509* certificate, EVP_PKEY* key) {
  auto* const context = certificate == nullptr ? nullptr : SSL_CTX_new(TLS_server_method());
  if (context == nullptr) return nullptr;
  if (SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) != 1 ||
      SSL_CTX_use_certificate(context, certificate) != 1 ||
      SSL_CTX_use_PrivateKey(context, key) != 1) {
    SSL_CTX_free(context);
    return nullptr;
  }
  // A write that is repeated after waiting may pass another address for the same bytes.
  SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  return context;
}

std::string to_pem(X509* certificate) {
  const Memory memory(BIO_new(BIO_s_mem()));
  if (!memory || PEM_write_bio_X509(memory.get(), certificate) != 1) return {};
  char* bytes = nullptr;
  const auto size = BIO_get_mem_data(memory.get(), &bytes);
  return std::string(bytes, static_cast<std::size_t>(size));
}

}  // namespace

std::string random_bytes(std::size_t count) {
  std::string bytes(count, '\0');
  if (RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(count)) != 1) {
    std::abort();
  }
  return bytes;
}

std::string new_access_key_id() {
  return "STANDIN" + random_text(13, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567");
}

std::string new_secret_access_key() {
  return random_text(40, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");
}

std::string new_request_id() {
  auto bytes = random_bytes(16);
  bytes[6] = static_cast<char>((bytes[6] & 0x0f) | 0x40);
  bytes[8] = static_cast<char>((bytes[8] & 0x3f) | 0x80);
  auto text = hex(bytes);
  for (const std::size_t position : {20U, 16U, 12U, 8U}) text.insert(position, 1, '-');
  return text;
}

void TlsIdentity::ContextFree::operator()(ssl_ctx_st* context) const { SSL_CTX_free(context); }

Result<TlsIdentity> TlsIdentity::make(const std::vector<std::string>& names) {
  std::string all = kLocalNames;
  for (const auto& name : names) all += listed_name(name);
  const Key key(EVP_EC_gen("P-256"));
  const Authority authority = new_authority("ses-stand-in CA");
  const Authority unknown = new_authority("ses-stand-in unknown CA");
  if (!key || !authority.certificate) return fault();

  const struct {
    const Authority& authority;
    std::string names;
    Validity validity;
  } rows[] = {
      // by Certificate
      {authority, all, {}},
      {authority, kOtherName, {}},
      {authority, all, {-30 * kDay, -kDay}},
      {unknown, all, {}},
  };
  TlsIdentity identity;
  identity.ca_pem_ = to_pem(authority.certificate.get());
  if (identity.ca_pem_.empty()) return fault();
  for (std::size_t i = 0; i < std::size(rows); ++i) {
    const auto& row = rows[i];
    const auto certificate = server_certificate(key.get(), row.authority, row.names, row.validity);
    identity.contexts_[i].reset(new_context(certificate.get(), key.get()));
    if (!identity.contexts_[i]) return fault();
  }
  return identity;
}

}  // namespace send_bounce::stand_in
