#include "send_bounce/protocol/proxy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/fake_world.h"

namespace send_bounce {
namespace {

using testing::FakeVariables;

HttpRequest request_to(const std::string& scheme, const std::string& host = "h.example") {
  HttpRequest request;
  request.scheme = scheme;
  request.host = host;
  return request;
}

std::string shown(const Result<std::optional<Proxy>>& proxy) {
  if (!proxy) return proxy.error().message;
  return *proxy ? (*proxy)->url : "direct";
}

struct Row {
  const char* name;
  const char* scheme;
  FakeVariables variables;
  const char* expected;
};

void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

// wire-protocol.md §8 and configuration-and-credentials.md §2.5.
const Row kRows[] = {
    {"NoVariables", "http", {}, "direct"},
    {"HttpForHttp", "http", {{"http_proxy", "http://p:3128"}}, "http://p:3128"},
    {"HttpIsNotForHttps", "https", {{"http_proxy", "http://p:3128"}}, "direct"},
    {"HttpsForHttps", "https", {{"HTTPS_PROXY", "http://p:3128"}}, "http://p:3128"},
    {"LowerCaseWins",
     "http",
     {{"http_proxy", "http://a:1"}, {"HTTP_PROXY", "http://b:1"}},
     "http://a:1"},
    {"AnEmptyLowerCaseOneWins",
     "http",
     {{"http_proxy", ""}, {"HTTP_PROXY", "http://b:1"}},
     "direct"},
    {"UpperCaseHttpIsIgnoredInCgi",
     "http",
     {{"HTTP_PROXY", "http://b:1"}, {"REQUEST_METHOD", "GET"}},
     "direct"},
    {"LowerCaseHttpCountsInCgi",
     "http",
     {{"http_proxy", "http://b:1"}, {"REQUEST_METHOD", "GET"}},
     "http://b:1"},
    {"UpperCaseHttpsCountsInCgi",
     "https",
     {{"HTTPS_PROXY", "http://b:1"}, {"REQUEST_METHOD", "GET"}},
     "http://b:1"},
    // Python lower-cases every name that ends so.
    {"MixedCase", "https", {{"Https_Proxy", "http://p:1"}}, "http://p:1"},
    {"CapitalsBeforeASmallEnd", "https", {{"HTTPS_proxy", "http://p:1"}}, "http://p:1"},
    {"ASmallEndWins",
     "https",
     {{"HTTPS_PROXY", "http://a:1"}, {"Https_Proxy", "http://b:1"}, {"HTTPs_proxy", "http://c:1"}},
     "http://c:1"},
    {"AnEmptySmallEndHidesAllForms",
     "https",
     {{"HTTPS_PROXY", "http://a:1"}, {"Https_Proxy", "http://b:1"}, {"https_proxy", ""}},
     "direct"},
    {"AnEmptyMixedOneHidesNothing",
     "https",
     {{"HTTPS_PROXY", "http://a:1"}, {"Https_Proxy", ""}},
     "http://a:1"},
    {"MixedCaseIsIgnoredInCgi",
     "http",
     {{"Http_Proxy", "http://b:1"}, {"REQUEST_METHOD", "GET"}},
     "direct"},
    {"ASmallEndCountsInCgi",
     "http",
     {{"HTTP_proxy", "http://b:1"}, {"REQUEST_METHOD", "GET"}},
     "http://b:1"},
    {"NoProxyInMixedCase",
     "https",
     {{"https_proxy", "http://p:1"}, {"No_Proxy", "h.example"}},
     "direct"},
    {"AllProxyIsNotUsed",
     "http",
     {{"ALL_PROXY", "http://p:1"}, {"all_proxy", "http://p:1"}},
     "direct"},
    {"NoScheme", "http", {{"http_proxy", "p:3128"}}, "http://p:3128"},
    {"SlashesOnly", "http", {{"http_proxy", "//p:3128"}}, "http://p:3128"},
    {"TheDefaultPort", "http", {{"http_proxy", "http://p"}}, "http://p:80"},
    {"TheDefaultPortOfHttps", "https", {{"https_proxy", "https://p"}}, "https://p:443"},
    {"ThePathIsIgnored", "http", {{"http_proxy", "http://p:1/x?y"}}, "http://p:1"},
    {"AnIpV6Address", "http", {{"http_proxy", "http://[::1]:3128/"}}, "http://[::1]:3128"},
    {"Socks",
     "http",
     {{"http_proxy", "socks5://127.0.0.1:9"}},
     "Failed to connect to proxy URL: \"http://socks5://127.0.0.1:9\""},
    {"NoHost",
     "http",
     {{"http_proxy", "http://:3128"}},
     "Failed to connect to proxy URL: \"http://:3128\""},
    {"APortThatIsNone",
     "http",
     {{"http_proxy", "http://p:99999"}},
     "Failed to connect to proxy URL: \"http://p:99999\""},
    {"APortThatIsNoNumber",
     "http",
     {{"http_proxy", "http://p:x"}},
     "Failed to connect to proxy URL: \"http://p:x\""},
};

class ProxyVariables : public ::testing::TestWithParam<Row> {};

TEST_P(ProxyVariables, AreReadByTheReferencesRules) {
  const Row& row = GetParam();
  EXPECT_EQ(shown(proxy_for(request_to(row.scheme), row.variables)), row.expected);
}

INSTANTIATE_TEST_SUITE_P(Rows, ProxyVariables, ::testing::ValuesIn(kRows),
                         [](const auto& test) { return std::string(test.param.name); });

// Expected: urllib.request.proxy_bypass_environment(host, {"no": no_proxy}).
TEST(NoProxy, NamesHostsAndWhatLiesBelowThem) {
  const struct {
    const char* no_proxy;
    const char* host;
    bool direct;
  } rows[] = {
      {"*", "a.b", true},
      {"*,x", "a.b", false},
      {"a.b", "a.b", true},
      {".a.b", "x.a.b", true},
      {"..a.b", "a.b", true},
      {"b", "a.b", true},
      {"*.b", "a.b", false},
      {"onaws.com", "email.amazonaws.com", false},
      {"AMAZONAWS.com", "email.us-east-1.amazonaws.com", true},
      {"x, amazonaws.com ,y", "email.amazonaws.com", true},
      {"x amazonaws.com", "email.amazonaws.com", false},
      {"email.us-east-1.amazonaws.com:443", "email.us-east-1.amazonaws.com", false},
      {"127.0.0.1", "127.0.0.1:8080", true},
      {"127.0.0.1:8080", "127.0.0.1:8080", true},
      {"127.0.0.1:80", "127.0.0.1:8080", false},
      {"0.0.1", "127.0.0.1", true},
      {"127.0.0.0/8", "127.0.0.1", false},
      {"127.*", "127.0.0.1", false},
      {"::1", "[::1]:80", false},
      {"[::1]", "[::1]:80", true},
      {"", "a.b", false},
      {",,", "a.b", false},
  };
  for (const auto& row : rows) {
    const FakeVariables variables{{"http_proxy", "http://p:1"}, {"NO_PROXY", row.no_proxy}};
    EXPECT_EQ(shown(proxy_for(request_to("http", row.host), variables)),
              row.direct ? "direct" : "http://p:1")
        << row.no_proxy << " for " << row.host;
  }
}

TEST(NoProxy, LowerCaseHidesUpperCase) {
  for (const char* lower : {"", "other.example"}) {
    const FakeVariables variables{
        {"http_proxy", "http://p:1"}, {"no_proxy", lower}, {"NO_PROXY", "*"}};
    EXPECT_EQ(shown(proxy_for(request_to("http"), variables)), "http://p:1");
  }
}

TEST(ProxyPassword, IsDecodedForTheWireAndMaskedInMessages) {
  const auto proxy = proxy_for(
      request_to("http"), FakeVariables{{"http_proxy", "http://us%40er:p%3Aa+ss@p.example:3128"}});
  ASSERT_TRUE(proxy && *proxy);
  EXPECT_EQ((*proxy)->user, "us@er");
  EXPECT_EQ((*proxy)->password, "p:a+ss");
  EXPECT_EQ((*proxy)->url, "http://p.example:3128");
  EXPECT_EQ((*proxy)->shown, "http://***:***@p.example:3128");
}

TEST(ProxyPassword, NeverEntersAMessageHoweverItIsWritten) {
  for (const char* value :
       {"http://user:secret@:1", "http://user:sec/secret@p:1", "socks5://user:secret@p:1",
        "http://user:secret@p:99999", "user:secret@p:99999", "http://secret@:1",
        "http://user:secret@secret@p:99999"}) {
    const auto proxy = proxy_for(request_to("http"), FakeVariables{{"http_proxy", value}});
    const std::string text =
        proxy ? (*proxy)->shown + (*proxy)->url : proxy.error().message + proxy.error().advice;
    EXPECT_THAT(text, ::testing::Not(::testing::HasSubstr("secret"))) << value;
  }
}

}  // namespace
}  // namespace send_bounce
