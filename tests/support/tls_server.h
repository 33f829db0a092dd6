#pragma once

#include <netinet/tcp.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <csignal>
#include <cstdio>
#include <memory>
#include <string>

#include "support/raw_server.h"

/// TLS on top of RawServer, with a certificate made on the spot.
namespace send_bounce::testing {

/// What a certificate is to be; as it stands, a good one for a server on 127.0.0.1.
struct CertificateForm {
  std::string names = "IP:127.0.0.1";  ///< as in subjectAltName; empty for none
  int first_day = -10;                 ///< from today
  int last_day = 2;
  const char* curve = "P-256";
  int rsa_bits = 0;  ///< an RSA key instead
  const EVP_MD* digest = EVP_sha256();
  std::string usage = {};  ///< as in extendedKeyUsage; empty for none
  bool is_authority = false;
};

/// A certificate and its key, self-signed or by another one.
class TestCertificate {
 public:
  /// A negative number of days makes an expired one.
  explicit TestCertificate(const std::string& names, int days = 2)
      : TestCertificate(CertificateForm{.names = names, .last_day = days}) {}
  explicit TestCertificate(const CertificateForm& form, const TestCertificate* issuer = nullptr)
      : key_(form.rsa_bits == 0 ? EVP_EC_gen(form.curve)
                                : EVP_RSA_gen(static_cast<unsigned>(form.rsa_bits)),
             EVP_PKEY_free),
        certificate_(X509_new(), X509_free) {
    constexpr long kDay = 24L * 60 * 60;
    X509* x = certificate_.get();
    X509_set_version(x, X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(x), 1);
    X509_gmtime_adj(X509_getm_notBefore(x), form.first_day * kDay);
    X509_gmtime_adj(X509_getm_notAfter(x), form.last_day * kDay);
    X509_set_pubkey(x, key_.get());
    X509_NAME* subject = X509_get_subject_name(x);
    const auto* common_name = reinterpret_cast<const unsigned char*>(
        form.is_authority ? "test authority" : "test server");
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, common_name, -1, -1, 0);
    X509_set_issuer_name(
        x, issuer == nullptr ? subject : X509_get_subject_name(issuer->certificate_.get()));
    add(NID_subject_alt_name, form.names);
    add(NID_ext_key_usage, form.usage);
    if (form.is_authority) {
      add(NID_basic_constraints, "critical,CA:TRUE");
      add(NID_subject_key_identifier, "hash");
    }
    if (issuer != nullptr) {
      add(NID_authority_key_identifier, "keyid", issuer->certificate_.get());
    }
    X509_sign(x, issuer == nullptr ? key_.get() : issuer->key_.get(), form.digest);
  }

  void write_pem(const std::string& path) const {
    std::FILE* file = std::fopen(path.c_str(), "w");
    PEM_write_X509(file, certificate_.get());
    std::fclose(file);
  }

  void use_in(SSL_CTX* context) const {
    SSL_CTX_use_certificate(context, certificate_.get());
    SSL_CTX_use_PrivateKey(context, key_.get());
  }

 private:
  void add(int kind, const std::string& value, X509* issuer = nullptr) {
    if (value.empty()) return;
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, certificate_.get(), nullptr, nullptr, 0);
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str());
    X509_add_ext(certificate_.get(), extension, -1);
    X509_EXTENSION_free(extension);
  }

  std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)> key_;
  std::unique_ptr<X509, void (*)(X509*)> certificate_;
};

/// What the client said and wanted in the handshake.
struct TlsSeen {
  std::string version;  ///< "TLSv1.3"
  std::string server_name;
  bool offered_alpn = false;
  std::string request;
};

/// Does the handshake and answers one request with `answer`, or one after the other.
class TlsServer {
 public:
  TlsServer(const TestCertificate& certificate, std::string answer, int newest = TLS1_3_VERSION)
      : context_(SSL_CTX_new(TLS_server_method()), SSL_CTX_free),
        answer_(std::move(answer)),
        server_([this](RawConnection& connection) { serve(connection); }) {
    // OpenSSL writes without MSG_NOSIGNAL.
    std::signal(SIGPIPE, SIG_IGN);
    // Old versions and weak keys need a lower security level, of the server's side only.
    SSL_CTX_set_security_level(context_.get(), 0);
    certificate.use_in(context_.get());
    SSL_CTX_set_min_proto_version(context_.get(), TLS1_VERSION);
    SSL_CTX_set_max_proto_version(context_.get(), newest);
    SSL_CTX_set_alpn_select_cb(
        context_.get(),
        [](SSL*, const unsigned char**, unsigned char*, const unsigned char*, unsigned int,
           void* seen) {
          static_cast<TlsSeen*>(seen)->offered_alpn = true;
          return SSL_TLSEXT_ERR_NOACK;
        },
        &seen_);
  }

  /// From now on the client must show a certificate.
  void demand_certificate() {
    SSL_CTX_set_verify(context_.get(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  }
  /// The connection ends without TLS's farewell.
  void leave_rudely() { says_farewell_ = false; }

  /// From now on a connection serves requests until the client leaves. `behind` are bytes without
  /// TLS that go out together with each answer.
  void answer_again(std::string behind = "") {
    answers_again_ = true;
    behind_ = std::move(behind);
  }
  /// The second request of a connection is answered with a new handshake (TLS 1.2), in which the
  /// client must show a certificate.
  void demand_certificate_later() { demands_later_ = true; }

  std::string host() const { return server_.host(); }
  int port() const { return server_.port(); }
  int connections() const { return server_.connections(); }
  /// Ends the server.
  const TlsSeen& seen() {
    server_.stop();
    return seen_;
  }

 private:
  void serve(RawConnection& connection) {
    const std::unique_ptr<SSL, void (*)(SSL*)> tls(SSL_new(context_.get()), SSL_free);
    SSL_set_fd(tls.get(), connection.socket());
    if (SSL_accept(tls.get()) != 1) return;
    seen_.version = SSL_get_version(tls.get());
    const char* name = SSL_get_servername(tls.get(), TLSEXT_NAMETYPE_host_name);
    seen_.server_name = name == nullptr ? "" : name;
    do {
      if (!read_request(tls.get())) return;
      cork(connection, 1);
      SSL_write(tls.get(), answer_.data(), static_cast<int>(answer_.size()));
      connection.send(behind_);
      cork(connection, 0);
      if (demands_later_ && (!read_request(tls.get()) || !demand_now(tls.get()))) return;
    } while (answers_again_);
    if (says_farewell_) SSL_shutdown(tls.get());
  }
  bool read_request(SSL* tls) {
    char buffer[4096];
    seen_.request.clear();
    while (seen_.request.find("\r\n\r\n") == std::string::npos) {
      const int count = SSL_read(tls, buffer, sizeof buffer);
      if (count <= 0) return false;
      seen_.request.append(buffer, static_cast<std::size_t>(count));
    }
    return true;
  }
  static bool demand_now(SSL* tls) {
    SSL_set_options(tls, SSL_OP_NO_SESSION_RESUMPTION_ON_RENEGOTIATION);
    SSL_set_verify(tls, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
    char none = 0;
    return SSL_renegotiate(tls) == 1 && SSL_do_handshake(tls) == 1 && SSL_read(tls, &none, 1) == 1;
  }
  static void cork(const RawConnection& connection, int on) {
    ::setsockopt(connection.socket(), IPPROTO_TCP, TCP_CORK, &on, sizeof on);
  }

  std::unique_ptr<SSL_CTX, void (*)(SSL_CTX*)> context_;
  std::string answer_;
  std::string behind_;
  bool says_farewell_ = true;
  bool answers_again_ = false;
  bool demands_later_ = false;
  TlsSeen seen_;
  RawServer server_;  // last: its thread uses the others
};

}  // namespace send_bounce::testing
