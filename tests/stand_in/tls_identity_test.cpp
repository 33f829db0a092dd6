#include "stand_in/throwaway_keys.h"

#include <curl/curl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "stand_in/http_server.h"
#include "stand_in/raw_client.h"

namespace send_bounce::stand_in {
namespace {

using ::testing::HasSubstr;

// CURLOPT_SSLVERSION for that version and no later one; libcurl keeps the greatest in the upper
// half.
constexpr long exactly(long version) { return version | version << 16; }

class TlsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto identity = TlsIdentity::make({"ses.test", "192.0.2.7", "no name,IP:192.0.2.8"});
    ASSERT_TRUE(identity) << identity.error().message;
    identity_.emplace(*std::move(identity));
  }

  void start(DeliveryKind kind = DeliveryKind::Whole, Welcome welcome = {}) {
    HttpServerOptions options;
    options.welcome = [welcome] { return welcome; };
    options.tls = identity_->context();
    options.now = [] { return Instant{}; };
    auto server = HttpServer::start(std::move(options), [kind](const HttpRequest& request) {
      return Answer{{200, {}, request.scheme + ":" + request.body}, {}, {kind, {}}};
    });
    ASSERT_TRUE(server) << server.error().message;
    server_ = *std::move(server);
  }

  // What libcurl, as a client that checks everything, makes of https://HOST:PORT/.
  CURLcode post(const std::string& host, const std::string& ca, std::string& body,
                long tls_version = CURL_SSLVERSION_DEFAULT) {
    const std::unique_ptr<CURL, void (*)(CURL*)> handle(curl_easy_init(), curl_easy_cleanup);
    CURL* const curl = handle.get();
    const auto url = "https://" + host + ":" + std::to_string(server_->port()) + "/";
    curl_blob blob = {const_cast<char*>(ca.data()), ca.size(), CURL_BLOB_COPY};
    curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    // Whatever the name is.
    const auto here = "::127.0.0.1:" + std::to_string(server_->port());
    const std::unique_ptr<curl_slist, void (*)(curl_slist*)> places(
        curl_slist_append(nullptr, here.c_str()), curl_slist_free_all);
    curl_easy_setopt(curl, CURLOPT_CONNECT_TO, places.get());
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, 10L);
    curl_easy_setopt(curl, CURLOPT_CAINFO_BLOB, &blob);
    curl_easy_setopt(curl, CURLOPT_SSLVERSION, tls_version);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, "hello");
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &body);
    curl_easy_setopt(
        curl, CURLOPT_WRITEFUNCTION,
        +[](char* bytes, std::size_t size, std::size_t count, void* out) {
          static_cast<std::string*>(out)->append(bytes, size * count);
          return size * count;
        });
    return curl_easy_perform(curl);
  }

  std::optional<TlsIdentity> identity_;
  std::unique_ptr<HttpServer> server_;
};

TEST_F(TlsTest, IsTrustedThroughItsCaUnderEachOfItsNames) {
  start();
  EXPECT_THAT(server_->endpoint(), ::testing::StartsWith("https://127.0.0.1:"));
  for (const char* host : {"127.0.0.1", "localhost", "ses.test", "192.0.2.7"}) {
    std::string body;
    EXPECT_EQ(post(host, identity_->ca_pem(), body), CURLE_OK) << host;
    EXPECT_EQ(body, "https:hello");
  }
}

TEST_F(TlsTest, IsNotTrustedThroughAnotherCa) {
  start();
  const auto other = TlsIdentity::make();
  ASSERT_TRUE(other);
  std::string body;
  EXPECT_EQ(post("127.0.0.1", other->ca_pem(), body), CURLE_PEER_FAILED_VERIFICATION);
}

TEST_F(TlsTest, IsNotTrustedUnderANameThatHasNoPlaceInACertificate) {
  start();
  std::string body;
  EXPECT_EQ(post("192.0.2.8", identity_->ca_pem(), body), CURLE_PEER_FAILED_VERIFICATION);
}

TEST_F(TlsTest, ShowsABadCertificateOnDemand) {
  for (const auto certificate :
       {Certificate::WrongName, Certificate::Expired, Certificate::UnknownCa}) {
    Welcome welcome;
    welcome.tls = identity_->context(certificate);
    start(DeliveryKind::Whole, welcome);
    std::string body;
    EXPECT_EQ(post("localhost", identity_->ca_pem(), body), CURLE_PEER_FAILED_VERIFICATION);
  }
}

TEST_F(TlsTest, RefusesAHandshakeOnDemand) {
  Welcome welcome;
  welcome.is_alert = true;
  start(DeliveryKind::Whole, welcome);
  std::string body;
  EXPECT_EQ(post("localhost", identity_->ca_pem(), body), CURLE_SSL_CONNECT_ERROR);
  RawClient client(server_->port());
  ASSERT_TRUE(client.send("x"));
  EXPECT_EQ(client.read_to_end(), std::string("\x15\x03\x03\x00\x02\x02\x28", 7));
}

TEST_F(TlsTest, BeginsAHandshakeLateOnDemand) {
  Welcome welcome;
  welcome.pause = std::chrono::milliseconds(300);
  start(DeliveryKind::Whole, welcome);
  const auto begin = std::chrono::steady_clock::now();
  std::string body;
  EXPECT_EQ(post("localhost", identity_->ca_pem(), body), CURLE_OK);
  EXPECT_GE(std::chrono::steady_clock::now() - begin, welcome.pause);
}

TEST_F(TlsTest, SpeaksTls12) {
  start();
  std::string body;
  EXPECT_EQ(post("localhost", identity_->ca_pem(), body, exactly(CURL_SSLVERSION_TLSv1_2)),
            CURLE_OK);
}

TEST_F(TlsTest, SpeaksNoTls11) {
  start();
  std::string body;
  EXPECT_EQ(post("localhost", identity_->ca_pem(), body, exactly(CURL_SSLVERSION_TLSv1_1)),
            CURLE_SSL_CONNECT_ERROR);
}

TEST_F(TlsTest, EndsAConnectionThatSpeaksPlainHttp) {
  start();
  RawClient client(server_->port());
  ASSERT_TRUE(client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n"));
  EXPECT_THAT(client.read_to_end(), ::testing::Not(HasSubstr("200")));
}

TEST_F(TlsTest, ResetsAndHalvesAnswersInsideTlsToo) {
  std::string body;
  start(DeliveryKind::Reset);
  EXPECT_EQ(post("localhost", identity_->ca_pem(), body), CURLE_RECV_ERROR);
  start(DeliveryKind::Half);
  EXPECT_EQ(post("localhost", identity_->ca_pem(), body), CURLE_PARTIAL_FILE);
  EXPECT_EQ(body, "https");
}

}  // namespace
}  // namespace send_bounce::stand_in
