#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <vector>

#include "send_bounce/platform/curl_transport.h"
#include "support/tls_server.h"

namespace send_bounce {
namespace {

using testing::CertificateForm;
using ::testing::HasSubstr;
using testing::RawConnection;
using testing::RawServer;
using testing::TestCertificate;
using testing::TlsServer;

constexpr const char* kOk = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

HttpRequest request_to(const std::string& host) {
  HttpRequest request;
  request.host = host;
  request.body = "b";
  return request;
}

class Tls : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "tls-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string path(const char* name) const { return (folder_ / name).string(); }

  TransportOptions trusting(const std::string& bundle) const {
    TransportOptions options;
    options.connect_timeout = 5;
    options.read_timeout = 5;
    options.ca_bundle = bundle;
    return options;
  }

  std::filesystem::path folder_;
  CurlTransport transport_;
};

TEST_F(Tls, ABundleMakesAServerTrusted) {
  const TestCertificate certificate("IP:127.0.0.1");
  certificate.write_pem(path("ca.pem"));
  TlsServer server(certificate, kOk);
  const auto answer = transport_.exchange(request_to(server.host()), trusting(path("ca.pem")));
  ASSERT_TRUE(answer) << answer.error().detail;
  EXPECT_EQ(answer->body, "ok");
  EXPECT_EQ(server.seen().version, "TLSv1.3");
  EXPECT_EQ(server.seen().server_name, "") << "an address is no server name";
  EXPECT_FALSE(server.seen().offered_alpn);
}

TEST_F(Tls, TheNameOfTheServerIsSent) {
  const TestCertificate certificate("DNS:localhost");
  certificate.write_pem(path("ca.pem"));
  TlsServer server(certificate, kOk, TLS1_2_VERSION);
  const auto answer = transport_.exchange(request_to("localhost:" + std::to_string(server.port())),
                                          trusting(path("ca.pem")));
  ASSERT_TRUE(answer) << answer.error().detail;
  EXPECT_EQ(server.seen().server_name, "localhost");
  EXPECT_EQ(server.seen().version, "TLSv1.2");
}

constexpr const char* kDistrust = "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: ";

// wire-protocol.md §7. What an OpenSSL 3 client of Python's, at its security level of 2, says of
// the same.
TEST_F(Tls, CertificatesAreRefusedInTheReferencesWords) {
  const TestCertificate authority(
      CertificateForm{.names = "", .rsa_bits = 2048, .is_authority = true});
  const TestCertificate weak_authority(
      CertificateForm{.names = "", .rsa_bits = 1024, .is_authority = true});
  const struct {
    const char* name;
    CertificateForm form;
    const TestCertificate* issuer;
    std::string detail;
  } rows[] = {
      {"self-signed, and nobody vouches",
       {},
       nullptr,
       std::string(kDistrust) + "self-signed certificate"},
      {"expired", {.last_day = -1}, &authority, std::string(kDistrust) + "certificate has expired"},
      {"not yet valid",
       {.first_day = 1},
       &authority,
       std::string(kDistrust) + "certificate is not yet valid"},
      {"another host",
       {.names = "DNS:other.example"},
       &authority,
       "hostname '127.0.0.1' doesn't match the names in the certificate"},
      {"no alternative name",
       {.names = ""},
       &authority,
       "hostname '127.0.0.1' doesn't match the names in the certificate"},
      {"for clients alone",
       {.usage = "clientAuth"},
       &authority,
       std::string(kDistrust) + "unsuitable certificate purpose"},
      {"a key of RSA 1024",
       {.rsa_bits = 1024},
       &authority,
       std::string(kDistrust) + "EE certificate key too weak"},
      {"a key of RSA 512",
       {.rsa_bits = 512},
       &authority,
       "[SSL: SSLV3_ALERT_HANDSHAKE_FAILURE] sslv3 alert handshake failure"},
      {"a key on P-192",
       {.curve = "P-192"},
       &authority,
       "[SSL: SSLV3_ALERT_HANDSHAKE_FAILURE] sslv3 alert handshake failure"},
      {"an authority of RSA 1024",
       {},
       &weak_authority,
       std::string(kDistrust) + "CA certificate key too weak"},
      {"signed over SHA-1",
       {.digest = EVP_sha1()},
       &authority,
       std::string(kDistrust) + "CA signature digest algorithm too weak"},
      {"signed over MD5",
       {.digest = EVP_md5()},
       &authority,
       std::string(kDistrust) + "CA signature digest algorithm too weak"},
  };
  for (const auto& row : rows) {
    const TestCertificate certificate(row.form, row.issuer);
    (row.issuer == nullptr ? authority : *row.issuer).write_pem(path(row.name));
    TlsServer server(certificate, kOk);
    const auto answer = transport_.exchange(request_to(server.host()), trusting(path(row.name)));
    ASSERT_FALSE(answer) << row.name;
    EXPECT_EQ(answer.error().phase, TransportPhase::Tls) << row.name;
    EXPECT_EQ(answer.error().detail, row.detail) << row.name;
    EXPECT_EQ(server.seen().request, "") << row.name;
  }
}

TEST_F(Tls, CertificatesOfTheLeastStrengthAreTaken) {
  const TestCertificate authority(
      CertificateForm{.names = "", .rsa_bits = 2048, .is_authority = true});
  authority.write_pem(path("ca.pem"));
  for (const CertificateForm& form : std::vector<CertificateForm>{
           {.rsa_bits = 2048}, {.curve = "P-256"}, {.curve = "P-384"}, {.usage = "serverAuth"}}) {
    const TestCertificate certificate(form, &authority);
    TlsServer server(certificate, kOk);
    const auto answer = transport_.exchange(request_to(server.host()), trusting(path("ca.pem")));
    EXPECT_TRUE(answer) << answer.error().detail;
  }
}

// A file name is added where one is to blame.
TEST_F(Tls, BundlesAreRefusedInTheReferencesWords) {
  const TestCertificate good("IP:127.0.0.1");
  good.write_pem(path("good.pem"));
  std::stringstream pem;
  pem << std::ifstream(path("good.pem")).rdbuf();
  const std::string text = pem.str();
  std::string broken = text;
  broken[text.size() / 2] = '!';
  const std::string cut = text.substr(0, text.find("-----END"));
  std::ofstream(path("empty.pem"));
  std::ofstream(path("junk.pem")) << "junk";
  std::ofstream(path("broken.pem")) << "# one\n" << broken;
  std::ofstream(path("cut.pem")) << cut;
  const std::string none = "[X509: NO_CERTIFICATE_OR_CRL_FOUND] no certificate or crl found: '";
  const struct {
    std::string bundle;
    std::string detail;
  } rows[] = {
      {"nope.pem", "[Errno 2] No such file or directory: '"},
      {"empty.pem", none},
      {"junk.pem", none},
      {"broken.pem", "[X509] PEM lib: certificate 1 of the file: bad base64 decode: '"},
      {"cut.pem", "[X509] PEM lib: certificate 1 of the file: bad end line: '"},
  };
  for (const auto& row : rows) {
    TlsServer server(good, kOk);
    const std::string bundle = path(row.bundle.c_str());
    const auto answer = transport_.exchange(request_to(server.host()), trusting(bundle));
    ASSERT_FALSE(answer) << row.bundle;
    EXPECT_EQ(answer.error().phase, TransportPhase::Tls) << row.bundle;
    EXPECT_EQ(answer.error().detail, row.detail + bundle + "'");
    EXPECT_EQ(server.seen().request, "") << row.bundle;
  }
}

/// What --debug would show.
class Notes : public Log {
 public:
  bool is_on() const override { return true; }
  void note(std::string_view area, std::string_view text) override {
    all += std::string(area) + ": " + std::string(text) + "\n";
  }
  void hide(const std::string&) override {}
  std::string all;
};

std::string pem_of(const TestCertificate& certificate, const std::string& path) {
  certificate.write_pem(path);
  std::stringstream pem;
  pem << std::ifstream(path).rdbuf();
  return pem.str();
}

TEST_F(Tls, ABrokenBlockDoesNotSpoilTheOthers) {
  const TestCertificate good("IP:127.0.0.1");
  const TestCertificate other(CertificateForm{.is_authority = true});
  const std::string text = pem_of(good, path("good.pem"));
  std::string broken = text;
  broken[text.size() / 2] = '!';
  std::ofstream(path("mixed.pem")) << broken << text;
  std::ofstream(path("lacking.pem")) << pem_of(other, path("other.pem")) << broken;
  const std::string warning =
      "certificate 1 cannot be read: bad base64 decode (" + path("mixed.pem") + ")";
  Notes notes;
  TransportOptions options = trusting(path("mixed.pem"));
  options.log = &notes;
  TlsServer server(good, kOk);
  const auto answer = transport_.exchange(request_to(server.host()), options);
  ASSERT_TRUE(answer) << answer.error().detail;
  EXPECT_EQ(notes.all, "tls: certificates are checked with the file '" + path("mixed.pem") +
                           "'\ntls: " + warning + "\n");

  TlsServer again(good, kOk);
  const auto refused = transport_.exchange(request_to(again.host()), trusting(path("lacking.pem")));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().detail, std::string(kDistrust) + "self-signed certificate");
  EXPECT_EQ(refused.error().trust,
            "The certificate \"CN=test server\", issued by itself, is not in the file '" +
                path("lacking.pem") + "'; certificate 2 cannot be read: bad base64 decode (" +
                path("lacking.pem") + ")");
}

// The same verdicts as those of a store that is read whole. All authorities have one subject.
TEST_F(Tls, CertificatesOfOneSubjectAreToldApart) {
  const CertificateForm authority{.names = "", .is_authority = true};
  const TestCertificate first(authority);
  const TestCertificate second(authority);
  const TestCertificate old(CertificateForm{.names = "", .last_day = -1, .is_authority = true});
  const TestCertificate leaf(CertificateForm{}, &second);
  const std::string a = pem_of(first, path("a"));
  const std::string b = pem_of(second, path("b"));
  const std::string c = pem_of(old, path("c"));
  const struct {
    const char* name;
    std::string text;
    bool is_trusted;
  } rows[] = {{"the right one last", a + c + b, true},
              {"the right one first", b + c + a, true},
              {"twice", b + b, true},
              {"another key", a + c, false}};
  for (const auto& row : rows) {
    std::ofstream(path("ca.pem")) << row.text;
    TlsServer server(leaf, kOk);
    const auto answer = transport_.exchange(request_to(server.host()), trusting(path("ca.pem")));
    EXPECT_EQ(answer.has_value(), row.is_trusted) << row.name;
  }
}

TEST_F(Tls, FormsOfABundle) {
  const TestCertificate authority(CertificateForm{.names = "", .is_authority = true});
  const TestCertificate leaf(CertificateForm{}, &authority);
  const std::string text = pem_of(authority, path("ca.pem"));
  const auto labelled = [&](const std::string& label) {
    std::string other = text;
    for (std::size_t at = 0; (at = other.find(" CERTIFICATE", at)) != std::string::npos;) {
      other.replace(at, 12, label);
      at += label.size();
    }
    return other;
  };
  std::string crlf;
  for (const char c : text) crlf += c == '\n' ? std::string("\r\n") : std::string(1, c);
  for (const std::string& form :
       {text, crlf, labelled(" X509 CERTIFICATE"), labelled(" TRUSTED CERTIFICATE"),
        "# a comment\nsubject=x\n" + text + "\ntrailer", pem_of(leaf, path("leaf"))}) {
    std::ofstream(path("bundle")) << form;
    TlsServer server(leaf, kOk);
    const auto answer = transport_.exchange(request_to(server.host()), trusting(path("bundle")));
    EXPECT_TRUE(answer) << answer.error().detail << "\n" << form;
  }
}

TEST_F(Tls, DistrustIsExplained) {
  const TestCertificate authority(CertificateForm{.names = "", .is_authority = true});
  const TestCertificate old(CertificateForm{.names = "", .last_day = -1, .is_authority = true});
  const TestCertificate leaf(CertificateForm{}, &authority);
  const TestCertificate of_old(CertificateForm{}, &old);
  const TestCertificate other("IP:127.0.0.1");
  other.write_pem(path("other.pem"));
  old.write_pem(path("old.pem"));
  std::filesystem::create_directory(path("empty"));
  const std::string issued =
      "The certificate \"CN=test server\" is issued by \"CN=test authority\", which is not in ";
  const struct {
    const TestCertificate& certificate;
    std::string store;
    std::string reason;
    std::string trust;
  } rows[] = {
      {leaf, path("other.pem"), "unable to get local issuer certificate",
       issued + "the file '" + path("other.pem") + "'"},
      {leaf, path("empty"), "unable to get local issuer certificate",
       issued + "the folder '" + path("empty") + "'"},
      {of_old, path("old.pem"), "certificate has expired",
       "The certificate \"CN=test authority\", issued by \"CN=test authority\", was checked with "
       "the file '" +
           path("old.pem") + "'"},
  };
  for (const auto& row : rows) {
    TlsServer server(row.certificate, kOk);
    const auto answer = transport_.exchange(request_to(server.host()), trusting(row.store));
    ASSERT_FALSE(answer) << row.store;
    EXPECT_EQ(answer.error().detail, kDistrust + row.reason);
    EXPECT_EQ(answer.error().trust, row.trust);
  }
}

TEST_F(Tls, AStoreOfBothKindsIsLookedIntoAsAWhole) {
  const TestCertificate good("IP:127.0.0.1");
  good.write_pem(path("good.pem"));
  std::filesystem::create_directory(path("empty"));
  int asked = 0;
  CurlTransport transport({}, [&] {
    ++asked;
    return TrustStore{.file = path("good.pem"), .folders = path("empty") + ":" + path("none")};
  });
  for (int i = 0; i < 2; ++i) {
    TlsServer server(good, kOk);
    const auto answer = transport.exchange(request_to(server.host()), trusting(""));
    EXPECT_TRUE(answer) << answer.error().detail;
  }
  EXPECT_EQ(asked, 1);
}

TEST_F(Tls, BuiltInRootsVouchForAwsAlone) {
  CurlTransport transport({}, [] { return TrustStore(); });
  const TestCertificate good("IP:127.0.0.1");
  TlsServer server(good, kOk);
  const auto refused = transport.exchange(request_to(server.host()), trusting(""));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().phase, TransportPhase::Tls);
  EXPECT_EQ(refused.error().trust,
            "No trust store was found on this machine, so only AWS hosts are trusted, by built-in "
            "roots; \"" +
                server.host() + "\" is not an AWS host");
  EXPECT_EQ(server.seen().version, "");

  // An https proxy is no host of AWS, whatever lies behind it.
  TransportOptions options = trusting("");
  options.proxy = Proxy{"https://127.0.0.1:9", "https://127.0.0.1:9", "https_proxy", "", ""};
  const auto proxied = transport.exchange(request_to("email.us-east-1.amazonaws.com"), options);
  ASSERT_FALSE(proxied);
  EXPECT_EQ(proxied.error().phase, TransportPhase::Proxy);
  EXPECT_THAT(proxied.error().trust, HasSubstr("\"127.0.0.1:9\" is not an AWS host"));
}

// After the handshake as the client sees it, and after the request.
TEST_F(Tls, AServerThatDemandsACertificateHasProcessedNothing) {
  const TestCertificate certificate("IP:127.0.0.1");
  certificate.write_pem(path("ca.pem"));
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    for (int i = 0; i < 20; ++i) {
      TlsServer server(certificate, kOk, version);
      server.demand_certificate();
      const auto answer = transport_.exchange(request_to(server.host()), trusting(path("ca.pem")));
      ASSERT_FALSE(answer);
      EXPECT_EQ(answer.error().phase, TransportPhase::Tls) << answer.error().detail;
      EXPECT_EQ(answer.error().detail,
                version == TLS1_3_VERSION
                    ? "[SSL: TLSV13_ALERT_CERTIFICATE_REQUIRED] tlsv13 alert certificate required"
                    : "[SSL: SSLV3_ALERT_HANDSHAKE_FAILURE] sslv3 alert handshake failure");
      EXPECT_EQ(server.seen().request, "");
    }
  }
}

// As to Python: servers do that, and a body without a length ends so.
TEST_F(Tls, AnEndWithoutFarewellIsAnEnd) {
  const TestCertificate certificate("IP:127.0.0.1");
  certificate.write_pem(path("ca.pem"));
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    TlsServer server(certificate, "HTTP/1.1 200 OK\r\n\r\nok", version);
    server.leave_rudely();
    const auto answer = transport_.exchange(request_to(server.host()), trusting(path("ca.pem")));
    ASSERT_TRUE(answer) << answer.error().detail;
    EXPECT_EQ(answer->body, "ok");
    EXPECT_EQ(answer->framing_fault, "");
  }
}

TEST_F(Tls, NothingOfAnEarlierExchangeIsRead) {
  const TestCertificate certificate("IP:127.0.0.1");
  certificate.write_pem(path("ca.pem"));
  TlsServer server(certificate,
                   std::string(kOk) + "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nold");
  for (int i = 0; i < 3; ++i) {
    const auto answer = transport_.exchange(request_to(server.host()), trusting(path("ca.pem")));
    ASSERT_TRUE(answer) << answer.error().detail;
    EXPECT_EQ(answer->body, "ok");
  }
}

TEST_F(Tls, WithoutVerificationEveryCertificateWillDo) {
  for (const CertificateForm& form :
       std::vector<CertificateForm>{{.names = "DNS:other.example", .last_day = -1},
                                    {.rsa_bits = 1024},
                                    {.digest = EVP_sha1()}}) {
    TlsServer server(TestCertificate(form), kOk);
    TransportOptions options = trusting(path("nope.pem"));
    options.verify_tls = false;
    const auto answer = transport_.exchange(request_to(server.host()), options);
    EXPECT_TRUE(answer) << answer.error().detail;
  }
}

TEST_F(Tls, OldVersionsAreRefused) {
  const TestCertificate certificate("IP:127.0.0.1");
  certificate.write_pem(path("ca.pem"));
  TlsServer server(certificate, kOk, TLS1_1_VERSION);
  const auto answer = transport_.exchange(request_to(server.host()), trusting(path("ca.pem")));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().phase, TransportPhase::Tls);
}

TEST_F(Tls, AnHttpServerBehindHttpsIsTold) {
  // The handshake is no request with an end, so the server answers as soon as bytes come.
  RawServer server([](RawConnection& connection) {
    char first = 0;
    (void)::recv(connection.socket(), &first, 1, 0);
    connection.send("HTTP/1.1 400 Bad Request\r\n\r\n");
    connection.sleep(std::chrono::milliseconds(100));
  });
  const auto answer = transport_.exchange(request_to(server.host()), trusting(""));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().phase, TransportPhase::Tls);
  EXPECT_EQ(answer.error().detail, "[SSL: WRONG_VERSION_NUMBER] wrong version number");
}

TEST_F(Tls, ASilentHandshakeEndsWithTheConnectTimeout) {
  RawServer server(
      [](RawConnection& connection) { connection.sleep(std::chrono::milliseconds(1500)); });
  TransportOptions options = trusting("");
  options.connect_timeout = 1;
  const auto answer = transport_.exchange(request_to(server.host()), options);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().phase, TransportPhase::ConnectTimeout);
}

}  // namespace
}  // namespace send_bounce
