#include "send_bounce/protocol/certificate_bundle.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "send_bounce/protocol/trust_store.h"

namespace send_bounce {
namespace {

using ::testing::ElementsAre;

std::string hex(std::string_view digits) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
    bytes += static_cast<char>(std::stoi(std::string(digits.substr(i, 2)), nullptr, 16));
  }
  return bytes;
}

// X.690 by hand: a Name of one common name.
std::string name(unsigned char tag, const std::string& value) {
  const auto element = [](unsigned char kind, const std::string& content) {
    return std::string{static_cast<char>(kind), static_cast<char>(content.size())} + content;
  };
  const std::string type = hex("0603550403");
  return element(0x30, element(0x31, element(0x30, type + element(tag, value))));
}

std::string sole_root(std::string_view which) {
  const std::string_view all = amazon_roots();
  const std::size_t start = all.find("-----BEGIN", all.find(which));
  return std::string(all.substr(start, all.find("-----END", start) - start)) +
         "-----END CERTIFICATE-----\n";
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size()) {
    text.replace(at, from.size(), to);
  }
  return text;
}

TEST(CertificateBundle, TheBuiltInRootsAreThePackagesFiles) {
  const CertificateBundle bundle{std::string(amazon_roots())};
  EXPECT_EQ(bundle.size(), 5U);
  EXPECT_FALSE(bundle.fault());
  for (const std::string file :
       {"Amazon_Root_CA_1", "Amazon_Root_CA_2", "Amazon_Root_CA_3", "Amazon_Root_CA_4",
        "Starfield_Services_Root_Certificate_Authority_-_G2"}) {
    std::ifstream stream("/usr/share/ca-certificates/mozilla/" + file + ".crt");
    if (!stream) continue;  // of a package that need not be there
    std::stringstream text;
    text << stream.rdbuf();
    EXPECT_NE(amazon_roots().find(text.str()), std::string_view::npos) << file;
  }
}

// RFC 5280 §7.1: letters in either case, blanks once, whatever the type of the string.
TEST(CertificateBundle, EqualNamesHaveOneKey) {
  const std::uint64_t key = name_key(name(0x0C, "Root One"));
  EXPECT_EQ(name_key(name(0x13, "root  ONE")), key);
  EXPECT_EQ(name_key(name(0x16, " Root One ")), key);
  EXPECT_EQ(name_key(name(0x1E, hex("0052006F006F00740020004F006E0065"))), key);
  EXPECT_NE(name_key(name(0x0C, "Root Two")), key);
  EXPECT_EQ(name_key(name(0x14, "\xE9x")), name_key(name(0x0C, "\xC3\xA9x")));
}

TEST(CertificateBundle, ItFindsOneBySubject) {
  const CertificateBundle bundle{std::string(amazon_roots())};
  const CertificateBundle one(sole_root("Amazon Root CA 3"));
  ASSERT_EQ(one.size(), 1U);
  // The DER of the subject as openssl(1) shows it: C=US, O=Amazon, CN=Amazon Root CA 3.
  const std::string subject =
      hex("3039310B3009060355040613025553310F300D060355040A1306416D617A6F6E31193017060355040313") +
      hex("10416D617A6F6E20526F6F742043412033");
  const auto found = bundle.with_subject(subject);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].number, 3U);
  EXPECT_EQ(subject_of(found[0].der), subject);
  EXPECT_EQ(one.with_subject(subject).at(0).der, found[0].der);
  EXPECT_TRUE(bundle.with_subject(name(0x0C, "nobody")).empty());
}

// What PEM_X509_INFO_read_bio of OpenSSL 3 takes and refuses.
TEST(CertificateBundle, Blocks) {
  const std::string good = sole_root("Amazon Root CA 1");
  const std::string cut = good.substr(0, good.find("-----END"));
  std::string foreign = good;
  foreign[foreign.size() / 2] = '!';
  const std::string padded = replaced(good, "-----END", "=\n-----END");
  const struct {
    const char* name;
    std::string text;
    std::size_t size;
    std::size_t fault;
    std::string_view reason;
  } rows[] = {
      {"nothing", "", 0, 0, ""},
      {"no PEM", "junk\n", 0, 0, ""},
      {"one", good, 1, 0, ""},
      {"without the last line end", good.substr(0, good.size() - 1), 1, 0, ""},
      {"CRLF", replaced(good, "\n", "\r\n"), 1, 0, ""},
      {"comments around", "# a\n" + good + "\nb\n" + good + "c", 2, 0, ""},
      {"old label", replaced(good, " CERTIFICATE", " X509 CERTIFICATE"), 1, 0, ""},
      {"trusted", replaced(good, " CERTIFICATE", " TRUSTED CERTIFICATE"), 1, 0, ""},
      {"another label", replaced(good, " CERTIFICATE", " X509 CRL"), 0, 0, ""},
      {"headers", replaced(good, "CERTIFICATE-----\nM", "CERTIFICATE-----\nA: b\n\nM"), 1, 0, ""},
      {"blanks after the dashes", replaced(good, "-----\n", "----- \t\n"), 1, 0, ""},
      {"a broken one among good ones", good + foreign + good, 2, 2, "bad base64 decode"},
      {"too much padding", padded, 0, 1, "bad base64 decode"},
      {"one cut off at the end", good + cut, 1, 2, "bad end line"},
      {"one cut off in the middle", cut + good, 1, 1, "bad end line"},
      {"another end", replaced(good, "END CERTIFICATE", "END X509 CRL"), 0, 1, "bad end line"},
      {"base64 of something else", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
       0, 1, "not a certificate"},
  };
  for (const auto& row : rows) {
    const CertificateBundle bundle(row.text);
    EXPECT_EQ(bundle.size(), row.size) << row.name;
    ASSERT_EQ(bundle.fault().has_value(), row.fault != 0) << row.name;
    if (!bundle.fault()) continue;
    EXPECT_EQ(bundle.fault()->number, row.fault) << row.name;
    EXPECT_EQ(bundle.fault()->reason, row.reason) << row.name;
  }
}

}  // namespace
}  // namespace send_bounce
