#include "send_bounce/signing/sigv4.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace send_bounce {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr std::int64_t kSecondsAt18h33m19 = 1795372399;  // 2026-11-22T18:33:19Z

// The requests whose signatures wire-protocol.md §3 records, sent by the reference itself.
HttpRequest minimal_request() {
  HttpRequest request;
  request.scheme = "http";
  request.host = "127.0.0.1:18190";
  request.headers = {{"Accept-Encoding", "identity"},
                     {"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"},
                     {"User-Agent", "aws-cli/2.36.7 ua/2.1"}};
  request.body =
      "Action=SendBounce&Version=2010-12-01&OriginalMessageId=m&BounceSender=a%40b.c"
      "&BouncedRecipientInfoList.member.1.Recipient=r%40x.y";
  return request;
}

SigningContext context_at(std::int64_t seconds) {
  SigningContext context;
  context.credentials.access_key_id = "AKIDEXAMPLE";
  context.credentials.secret_access_key = "secret";
  context.region = "us-east-1";
  context.service = "ses";
  context.now = Instant{seconds, 0};
  return context;
}

std::string canonical_path(const std::string& path) {
  HttpRequest request;
  request.path = path;
  const std::string canonical = canonical_request(request, {});
  const std::size_t start = canonical.find('\n') + 1;
  return canonical.substr(start, canonical.find('\n', start) - start);
}

std::string canonical_query(const std::string& query) {
  HttpRequest request;
  request.query = query;
  const std::string canonical = canonical_request(request, {});
  const std::size_t start = canonical.find('\n', canonical.find('\n') + 1) + 1;
  return canonical.substr(start, canonical.find('\n', start) - start);
}

TEST(SigV4, SignsTheMinimalCallAsTheReferenceDid) {
  HttpRequest request = minimal_request();

  sign(request, context_at(kSecondsAt18h33m19));

  EXPECT_EQ(*find_header(request.headers, "Authorization"),
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261122/us-east-1/ses/aws4_request, "
            "SignedHeaders=content-type;host;x-amz-date, "
            "Signature=edff125a285a8b6be2fde0b07e3c2f2d919de9618d2ec61466a69c81ebd1bcf7");
}

TEST(SigV4, SignsACallWithASessionTokenAsTheReferenceDid) {
  HttpRequest request = minimal_request();
  SigningContext context = context_at(kSecondsAt18h33m19 + 19);
  context.credentials.session_token = "TOK/en+==";

  sign(request, context);

  EXPECT_THAT(*find_header(request.headers, "Authorization"),
              HasSubstr("SignedHeaders=content-type;host;x-amz-date;x-amz-security-token, "
                        "Signature="
                        "aea73748af46742da63719f6ba10f69336892909b6bf42e996a531cc1d0b363d"));
}

TEST(SigV4, AppendsItsHeadersInTheOrderOfTheReference) {
  HttpRequest request = minimal_request();
  SigningContext context = context_at(kSecondsAt18h33m19);
  context.credentials.session_token = "a  b";

  sign(request, context);

  std::vector<std::string> names;
  for (const auto& [name, value] : request.headers) names.push_back(name);
  EXPECT_THAT(names, ElementsAre("Accept-Encoding", "Content-Type", "User-Agent", "X-Amz-Date",
                                 "X-Amz-Security-Token", "Authorization"));
  EXPECT_EQ(*find_header(request.headers, "x-amz-date"), "20261122T183319Z");
  EXPECT_EQ(*find_header(request.headers, "x-amz-security-token"), "a  b");
  EXPECT_THAT(canonical_request(request, {"x-amz-security-token"}),
              HasSubstr("\nx-amz-security-token:a b\n"));
}

TEST(SigV4, SigningAgainReplacesTheEarlierSignature) {
  HttpRequest once = minimal_request();
  sign(once, context_at(kSecondsAt18h33m19));

  HttpRequest twice = minimal_request();
  SigningContext earlier = context_at(kSecondsAt18h33m19 - 60);
  earlier.credentials.session_token = "old";
  sign(twice, earlier);
  sign(twice, context_at(kSecondsAt18h33m19));

  EXPECT_EQ(twice.headers, once.headers);
}

TEST(SigV4, AnEmptySessionTokenIsNone) {
  HttpRequest request = minimal_request();
  SigningContext context = context_at(kSecondsAt18h33m19);
  context.credentials.session_token = "";

  sign(request, context);

  EXPECT_EQ(find_header(request.headers, "X-Amz-Security-Token"), nullptr);
}

TEST(SigV4, AnEmptyRegionLeavesItsPlaceInTheScopeEmpty) {
  SigningContext context = context_at(kSecondsAt18h33m19);
  context.region = "";
  EXPECT_EQ(credential_scope(context), "20261122//ses/aws4_request");
}

TEST(SigV4, HeadersOfTheHopAndOfTheAttemptAreNotSigned) {
  HttpRequest request;
  request.headers = {{"Accept-Encoding", "identity"},
                     {"Content-Length", "3"},
                     {"User-Agent", "x"},
                     {"Expect", "100-continue"},
                     {"Transfer-Encoding", "chunked"},
                     {"X-Amzn-Trace-Id", "x"},
                     {"Proxy-Authorization", "Basic x"},
                     {"Authorization", "x"},
                     {"amz-sdk-invocation-id", "x"},
                     {"amz-sdk-request", "attempt=1"},
                     {"X-Amz-Target", "T"},
                     {"Content-Type", "t"}};
  EXPECT_THAT(signed_header_names(request), ElementsAre("content-type", "host", "x-amz-target"));
}

struct TextPair {
  std::string given;
  std::string canonical;
};

// wire-protocol.md §3, row "endpoint path"; a path on the request line is encoded once already.
TEST(SigV4, ThePathIsNormalizedAndEncodedAgain) {
  const TextPair kRows[] = {{"/", "/"},
                            {"/a%20b", "/a%2520b"},
                            {"/a//b/../c/./d/", "/a/c/d/"},
                            {"/..", "/"},
                            {"/a;b=c", "/a%3Bb%3Dc"},
                            {"/%C3%A9", "/%25C3%25A9"},
                            {"//x", "/x"},
                            {"/A-Z.a_z~0", "/A-Z.a_z~0"},
                            {"/p*q", "/p%2Aq"},
                            {"/../../a/.", "/a"},
                            {"", "/"}};
  for (const TextPair& row : kRows) {
    EXPECT_EQ(canonical_path(row.given), row.canonical) << row.given;
  }
}

// wire-protocol.md §3, row "endpoint query".
TEST(SigV4, TheQueryIsSortedAndOtherwiseLeft) {
  const TextPair kRows[] = {{"", ""},           {"b=2&a=1", "a=1&b=2"},
                            {"x", "x="},        {"a=%2F&a=%20", "a=%20&a=%2F"},
                            {"a=b=c", "a=b=c"}, {"a-b=1&a=2", "a=2&a-b=1"}};
  for (const TextPair& row : kRows) {
    EXPECT_EQ(canonical_query(row.given), row.canonical) << row.given;
  }
}

TEST(SigV4, HeaderValuesAreTrimmedCollapsedAndJoined) {
  HttpRequest request;
  request.host = "h";
  request.headers = {{"B", "  x \t y  "}, {"a", "1"}, {"A", ""}, {"a", " 2"}};
  EXPECT_THAT(canonical_request(request, {"a", "b", "host"}),
              HasSubstr("\na:1,,2\nb:x y\nhost:h\n\na;b;host\n"));
}

}  // namespace
}  // namespace send_bounce
