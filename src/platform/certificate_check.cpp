#include "platform/certificate_check.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>

#include "send_bounce/platform/posix_world.h"
#include "send_bounce/values/freed.h"

namespace send_bounce {

// What the lookup owns a share of: OpenSSL may keep it longer than we keep the check.
struct CertificateSource {
  explicit CertificateSource(std::string text) : bundle(std::move(text)) {}
  CertificateBundle bundle;
  std::vector<std::string> faults;  // of certificates that were wanted and could not be decoded
};

namespace {

using Certificate = std::unique_ptr<X509, Freed<X509_free>>;
constexpr std::size_t kLongestName = 200;

std::string cannot_be_read(std::size_t number, std::string_view why) {
  return "certificate " + std::to_string(number) + " cannot be read: " + std::string(why);
}

Certificate decode(const CertificateBundle::Certificate& found) {
  const auto* der = reinterpret_cast<const unsigned char*>(found.der.data());
  const long size = static_cast<long>(found.der.size());
  return Certificate(found.has_trust ? d2i_X509_AUX(nullptr, &der, size)
                                     : d2i_X509(nullptr, &der, size));
}

// The name as RFC 4514 writes it, with characters as they are. What a stranger's certificate says
// must not fill the screen or move its cursor.
std::string shown(const X509_NAME* name) {
  const std::unique_ptr<BIO, Freed<BIO_free_all>> text(BIO_new(BIO_s_mem()));
  if (text == nullptr || name == nullptr) return "";
  const unsigned long flags = XN_FLAG_RFC2253 & ~static_cast<unsigned long>(ASN1_STRFLGS_ESC_MSB);
  X509_NAME_print_ex(text.get(), name, 0, flags);
  char* start = nullptr;
  const long size = BIO_get_mem_data(text.get(), &start);
  std::string whole(start, static_cast<std::size_t>(std::max(size, 0L)));
  if (whole.size() > kLongestName) whole = whole.substr(0, kLongestName) + "...";
  return whole;
}

std::string_view der_of(const X509_NAME* name) {
  const unsigned char* der = nullptr;
  std::size_t size = 0;
  if (X509_NAME_get0_der(name, &der, &size) != 1) return {};
  return {reinterpret_cast<const char*>(der), size};
}

bool is_missing_issuer(int code) {
  constexpr std::array kCodes = {
      X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
      X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE, X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT,
      X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN};
  return std::find(kCodes.begin(), kCodes.end(), code) != kCodes.end();
}

// All of X509_STORE: where a store keeps the check that it tells.
int index_of_check() {
  static const int index =
      CRYPTO_get_ex_new_index(CRYPTO_EX_INDEX_X509_STORE, 0, nullptr, nullptr, nullptr, nullptr);
  return index;
}

// The lookup itself, as OpenSSL calls it.

using Share = std::shared_ptr<CertificateSource>;

Share* share_of(X509_LOOKUP* lookup) {
  return static_cast<Share*>(X509_LOOKUP_get_method_data(lookup));
}

void forget(X509_LOOKUP* lookup) {
  delete share_of(lookup);
  X509_LOOKUP_set_method_data(lookup, nullptr);
}

// All that have the name go into the store, where OpenSSL goes on to choose among them, as after a
// look into a folder of hashed names. Revocation lists are not looked at.
int find(X509_LOOKUP* lookup, X509_LOOKUP_TYPE type, const X509_NAME* name, X509_OBJECT* found) {
  if (type != X509_LU_X509 || share_of(lookup) == nullptr) return 0;
  CertificateSource& source = **share_of(lookup);
  bool has_one = false;
  for (const auto& candidate : source.bundle.with_subject(der_of(name))) {
    const Certificate certificate = decode(candidate);
    if (certificate == nullptr) {
      const char* reason = ERR_reason_error_string(ERR_peek_last_error());
      ERR_clear_error();
      source.faults.push_back(
          cannot_be_read(candidate.number, reason == nullptr ? "not a certificate" : reason));
      continue;
    }
    if (X509_NAME_cmp(X509_get_subject_name(certificate.get()), name) != 0) continue;
    if (X509_STORE_add_cert(X509_LOOKUP_get_store(lookup), certificate.get()) != 1) continue;
    if (has_one || X509_OBJECT_set1_X509(found, certificate.get()) != 1) continue;
    // OpenSSL takes a reference of its own to what is found (X509_STORE_CTX_get_by_subject), and
    // gives up that one alone. The store keeps the certificate.
    X509_free(certificate.get());
    has_one = true;
  }
  return has_one ? 1 : 0;
}

// One for the process: OpenSSL tells lookups apart by it.
X509_LOOKUP_METHOD* lookup_method() {
  static X509_LOOKUP_METHOD* const method = [] {
    X509_LOOKUP_METHOD* made = X509_LOOKUP_meth_new("certificates of a PEM text, by subject");
    if (made == nullptr) return made;
    X509_LOOKUP_meth_set_free(made, forget);
    X509_LOOKUP_meth_set_get_by_subject(made, find);
    return made;
  }();
  return method;
}

}  // namespace

CertificateCheck::CertificateCheck(TrustStore store) : store_(std::move(store)) {}

bool CertificateCheck::read() {
  if (source_ != nullptr) return true;
  if (store_.is_built_in()) {
    source_ = std::make_shared<CertificateSource>(std::string(amazon_roots()));
    return true;
  }
  const std::string name = ": '" + store_.file + "'";
  auto text = PosixFileSystem().read(store_.file);
  if (!text) {
    fault_ = "[Errno " + std::to_string(text.error().number) + "] " + text.error().text + name;
    return false;
  }
  auto source = std::make_shared<CertificateSource>(*std::move(text));
  const auto& broken = source->bundle.fault();
  if (source->bundle.size() == 0) {
    fault_ = broken ? "[X509] PEM lib: certificate " + std::to_string(broken->number) +
                          " of the file: " + std::string(broken->reason) + name
                    : "[X509: NO_CERTIFICATE_OR_CRL_FOUND] no certificate or crl found" + name;
    return false;
  }
  source_ = std::move(source);
  return true;
}

bool CertificateCheck::install(X509_STORE* certificates) {
  X509_STORE_set_ex_data(certificates, index_of_check(), this);
  X509_STORE_set_verify_cb(certificates, take_verdict);
  if (store_.file.empty() && !store_.is_built_in()) return true;
  if (!read()) return false;
  X509_LOOKUP* lookup = X509_STORE_add_lookup(certificates, lookup_method());
  if (lookup == nullptr) return false;
  forget(lookup);
  auto share = std::make_unique<Share>(source_);
  return X509_LOOKUP_set_method_data(lookup, share.release()) == 1;
}

// Called for each certificate of a chain; what it returns is OpenSSL's own verdict.
int CertificateCheck::take_verdict(int good, X509_STORE_CTX* context) {
  if (good == 1) return good;
  auto* self = static_cast<CertificateCheck*>(
      X509_STORE_get_ex_data(X509_STORE_CTX_get0_store(context), index_of_check()));
  const X509* certificate = X509_STORE_CTX_get_current_cert(context);
  if (self == nullptr || certificate == nullptr) return good;
  self->distrust_ =
      Distrust{X509_STORE_CTX_get_error(context), shown(X509_get_subject_name(certificate)),
               shown(X509_get_issuer_name(certificate))};
  return good;
}

std::vector<std::string> CertificateCheck::warnings() const {
  std::vector<std::string> found;
  if (source_ == nullptr) return found;
  if (const auto& broken = source_->bundle.fault()) {
    found.push_back(cannot_be_read(broken->number, broken->reason));
  }
  found.insert(found.end(), source_->faults.begin(), source_->faults.end());
  for (std::string& one : found) one += " (" + store_.file + ")";
  return found;
}

std::string CertificateCheck::explanation() const {
  std::string text;
  if (!distrust_) return text;
  const std::string subject = "\"" + distrust_->subject + "\"";
  const std::string issuer = "\"" + distrust_->issuer + "\"";
  if (!is_missing_issuer(distrust_->code)) {
    text = "The certificate " + subject + ", issued by " + issuer + ", was checked with " +
           describe(store_);
  } else if (distrust_->subject == distrust_->issuer) {
    text = "The certificate " + subject + ", issued by itself, is not in " + describe(store_);
  } else {
    text = "The certificate " + subject + " is issued by " + issuer + ", which is not in " +
           describe(store_);
  }
  for (const std::string& one : warnings()) text += "; " + one;
  return text;
}

}  // namespace send_bounce
