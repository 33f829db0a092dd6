#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "send_bounce/platform/curl_transport.h"
#include "support/tls_server.h"

namespace send_bounce {
namespace {

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

// Wire page §7; a file name is added where one is to blame.
TEST_F(Tls, FaultsAreToldInTheReferencesWords) {
  const TestCertificate good("IP:127.0.0.1");
  good.write_pem(path("good.pem"));
  const TestCertificate wrong("DNS:other.example");
  wrong.write_pem(path("wrong.pem"));
  const TestCertificate expired("IP:127.0.0.1", -1);
  expired.write_pem(path("expired.pem"));
  std::ofstream(path("empty.pem"));
  std::ofstream(path("junk.pem")) << "junk";

  const struct {
    const char* name;
    const TestCertificate& certificate;
    std::string bundle;
    std::string detail;
  } rows[] = {
      {"nobody vouches", good, "",
       "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed certificate"},
      {"another one vouches", good, path("wrong.pem"),
       "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed certificate"},
      {"expired", expired, path("expired.pem"),
       "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: certificate has expired"},
      {"wrong host", wrong, path("wrong.pem"),
       "hostname '127.0.0.1' doesn't match the names in the certificate"},
      {"no such bundle", good, path("nope.pem"),
       "[Errno 2] No such file or directory: '" + path("nope.pem") + "'"},
      {"an empty bundle", good, path("empty.pem"),
       "[X509: NO_CERTIFICATE_OR_CRL_FOUND] no certificate or crl found: '" + path("empty.pem") +
           "'"},
      {"a bundle of junk", good, path("junk.pem"),
       "[X509: NO_CERTIFICATE_OR_CRL_FOUND] no certificate or crl found: '" + path("junk.pem") +
           "'"},
  };
  for (const auto& row : rows) {
    TlsServer server(row.certificate, kOk);
    const auto answer = transport_.exchange(request_to(server.host()), trusting(row.bundle));
    ASSERT_FALSE(answer) << row.name;
    EXPECT_EQ(answer.error().phase, TransportPhase::Tls) << row.name;
    EXPECT_EQ(answer.error().detail, row.detail) << row.name;
    EXPECT_EQ(server.seen().request, "") << row.name;
  }
}

TEST_F(Tls, WithoutVerificationEveryCertificateWillDo) {
  const TestCertificate wrong("DNS:other.example", -1);
  TlsServer server(wrong, kOk);
  TransportOptions options = trusting(path("nope.pem"));
  options.verify_tls = false;
  const auto answer = transport_.exchange(request_to(server.host()), options);
  ASSERT_TRUE(answer) << answer.error().detail;
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
