#include "send_bounce/protocol/trust_store.h"

#include <gtest/gtest.h>

#include "support/fake_world.h"

namespace send_bounce {
namespace {

using testing::FakeWorld;

// The layouts of distributions, and of users.
TEST(TrustStore, TheFirstThatIsThere) {
  const std::string hashed = "5cd81ad7.0";
  const struct {
    const char* name;
    std::map<std::string, std::string> variables;
    std::vector<std::string> files;
    std::vector<std::string> folders;
    TrustStore store;
  } rows[] = {
      {"nothing", {}, {}, {}, {}},
      {"Debian",
       {},
       {"/etc/ssl/certs/5cd81ad7.0", "/etc/ssl/certs/ca-certificates.crt"},
       {},
       {.folders = "/etc/ssl/certs"}},
      {"distroless: the bundle alone",
       {},
       {"/etc/ssl/certs/ca-certificates.crt"},
       {},
       {.file = "/etc/ssl/certs/ca-certificates.crt"}},
      {"RHEL 9, Amazon Linux",
       {},
       {"/etc/pki/tls/certs/ca-bundle.crt", "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem"},
       {},
       {.file = "/etc/pki/tls/certs/ca-bundle.crt"}},
      {"RHEL without the link",
       {},
       {"/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem"},
       {},
       {.file = "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem"}},
      {"RHEL 10",
       {},
       {"/etc/pki/tls/certs/5cd81ad7.0", "/etc/pki/tls/certs/ca-bundle.crt"},
       {},
       {.folders = "/etc/pki/tls/certs"}},
      {"openSUSE", {}, {"/etc/ssl/ca-bundle.pem"}, {}, {.file = "/etc/ssl/ca-bundle.pem"}},
      {"plain Alpine", {}, {"/etc/ssl/cert.pem"}, {}, {.file = "/etc/ssl/cert.pem"}},
      {"a file by the variable",
       {{"SSL_CERT_FILE", "/my.pem"}},
       {"/my.pem", "/etc/ssl/certs/5cd81ad7.0"},
       {},
       {.file = "/my.pem", .variable = "SSL_CERT_FILE"}},
      {"folders by the variable, of which one is there",
       {{"SSL_CERT_DIR", "/a::/b"}},
       {"/etc/ssl/certs/5cd81ad7.0"},
       {"/b"},
       {.folders = "/b", .variable = "SSL_CERT_DIR"}},
      {"both",
       {{"SSL_CERT_FILE", "/my.pem"}, {"SSL_CERT_DIR", "/a:/b"}},
       {"/my.pem"},
       {"/a", "/b"},
       {.file = "/my.pem", .folders = "/a:/b", .variable = "SSL_CERT_FILE, SSL_CERT_DIR"}},
      {"a variable that names what is not there",
       {{"SSL_CERT_FILE", "/no-cert-file.crt"}, {"SSL_CERT_DIR", ""}},
       {"/etc/ssl/cert.pem"},
       {},
       {.file = "/etc/ssl/cert.pem"}},
      {"a variable that names a folder as file",
       {{"SSL_CERT_FILE", "/b"}},
       {"/etc/ssl/cert.pem"},
       {"/b"},
       {.file = "/etc/ssl/cert.pem"}},
  };
  for (const auto& row : rows) {
    FakeWorld fake;
    for (const auto& [name, value] : row.variables) fake.variables.values[name] = value;
    for (const std::string& path : row.files) {
      fake.files.files[path] = "x";
      const std::size_t slash = path.rfind('/');
      fake.directories.folders[path.substr(0, slash)].push_back({.name = path.substr(slash + 1)});
    }
    for (const std::string& path : row.folders) fake.files.others[path] = FileKind::Directory;
    EXPECT_EQ(default_trust_store(fake.variables, fake.files, fake.directories), row.store)
        << row.name;
  }
}

TEST(TrustStore, LinksThatLeadNowhereDoNotCount) {
  FakeWorld fake;
  fake.directories.folders["/etc/ssl/certs"] = {{.name = "5cd81ad7.0"}};
  EXPECT_TRUE(default_trust_store(fake.variables, fake.files, fake.directories).is_built_in());
}

TEST(TrustStore, HashedNames) {
  for (const char* name : {"5cd81ad7.0", "00000000.12"}) EXPECT_TRUE(is_hashed_name(name)) << name;
  for (const char* name : {"", "5cd81ad7", "5cd81ad7.", "5cd81ad7.r0", "5CD81AD7.0", "5cd81ad.0",
                           "5cd81ad70.0", "ca-certificates.crt"}) {
    EXPECT_FALSE(is_hashed_name(name)) << name;
  }
}

TEST(TrustStore, HostsOfAws) {
  for (const char* host :
       {"email.us-east-1.amazonaws.com", "email.eu-west-1.api.aws", "EMAIL.US-EAST-1.AMAZONAWS.COM",
        "email.us-east-1.amazonaws.com:443", "email.us-east-1.amazonaws.com.",
        "email.cn-north-1.amazonaws.com.cn", "us-east-1.signin.aws.amazon.com"}) {
    EXPECT_TRUE(is_aws_host(host)) << host;
  }
  for (const char* host :
       {"", "amazonaws.com", "localhost", "127.0.0.1:443", "[::1]", "evilamazonaws.com",
        "amazonaws.com.example", "email.amazonaws.com@example.com", "aws"}) {
    EXPECT_FALSE(is_aws_host(host)) << host;
  }
}

TEST(TrustStore, ItsName) {
  EXPECT_EQ(describe({.folders = "/etc/ssl/certs"}), "the folder '/etc/ssl/certs'");
  EXPECT_EQ(describe({.file = "/x", .folders = "/y", .variable = "SSL_CERT_FILE, SSL_CERT_DIR"}),
            "the file '/x' and the folder '/y' (SSL_CERT_FILE, SSL_CERT_DIR)");
  EXPECT_EQ(describe({}), "the built-in roots of Amazon Trust Services");
}

}  // namespace
}  // namespace send_bounce
